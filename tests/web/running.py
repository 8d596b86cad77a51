"""Runs on a server: submitting small ones, waiting for them, reading their events."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self, cast

import httpx
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

Spec = dict[str, Any]

SMALL: Spec = {
    "dataset": "strokes",
    "layers": [
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "stride": 2},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 4},
    ],
    "optimizer": {"kind": "adam", "lr": 0.01},
    "batch_size": 100,
    "epochs": 3,
    "seed": 3,
}
"""About a tenth of a second per epoch of 16 batches."""
LONG: Spec = {**SMALL, "epochs": 500}
"""Runs until it is stopped."""
THINKING: Spec = {
    **SMALL,
    "epochs": 8,
    "callbacks": [
        {"kind": "early_stopping", "patience": 2, "min_delta": 10, "restore_best_weights": True, "verbose": 1},
        {"kind": "reduce_lr_on_plateau", "patience": 1, "min_delta": 10, "factor": 0.5},
        {"kind": "model_checkpoint", "filepath": "{epoch:02d} - {val_loss:.2f}"},
        {"kind": "csv_logger", "filename": "log.csv"},
    ],
}
"""Drops its rate, saves, and stops early after its third epoch."""

ENDED = ("finished", "stopped", "failed", "interrupted")


class Sent(NamedTuple):
    """One event as it came over the wire; no id: an event that is not stored."""

    id: int | None
    event: str
    data: dict[str, Any]


class Server:
    """The runs of one server.

    Args:
        url: where it answers.
        http: talks to it in another way.
    """

    def __init__(self, url: str, http: httpx.Client | None = None) -> None:
        self.http = http or httpx.Client(base_url=url, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def submit(self, spec: Spec = SMALL, **members: Any) -> str:
        """The id of a new run."""
        answer = self.http.post("/api/runs", json={**spec, **members})
        assert answer.status_code == 201, answer.text
        name: str = answer.json()["id"]
        return name

    def run(self, name: str) -> dict[str, Any]:
        """A run as it is now."""
        told: dict[str, Any] = self.http.get(f"/api/runs/{name}").json()
        return told

    def reach(self, name: str, *states: str, seconds: float = 60) -> dict[str, Any]:
        """Waits for one of these states."""
        limit = time.monotonic() + seconds
        while (told := self.run(name))["state"] not in states:
            assert time.monotonic() < limit, told
            assert told["state"] not in ENDED, told
            time.sleep(0.02)
        return told

    def finished(self, spec: Spec = SMALL, **members: Any) -> str:
        """The id of a new run that has ended."""
        name = self.submit(spec, **members)
        self.reach(name, *ENDED)
        return name

    def training(self, **members: Any) -> str:
        """The id of a new run that trains until it is stopped, and has done an epoch."""
        name = self.submit(LONG, **members)
        with self.stream(name) as events:
            found = next((event for event in events if event.event == "epoch_ended"), None)
        assert found, self.run(name)
        return name

    def do(self, name: str, verb: str, body: Any = None) -> httpx.Response:
        """Pause, resume, step, stop, continue."""
        return self.http.post(f"/api/runs/{name}/{verb}", json=body)

    def end(self, name: str) -> None:
        """Stops a run, wherever it is, and waits until it has ended."""
        self.do(name, "stop")
        self.reach(name, *ENDED)

    @contextmanager
    def stream(self, name: str, query: str = "", **headers: str) -> Iterator[Iterator[Sent]]:
        """The events as they come."""
        with self.http.stream("GET", f"/api/runs/{name}/events{query}", headers=headers) as answer:
            assert answer.status_code == 200, answer.read()
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield parsed(answer.iter_lines())

    def events(self, name: str, query: str = "", **headers: str) -> list[Sent]:
        """All events up to the one that ends the stream, which must be the last."""
        with self.stream(name, query, **headers) as events:
            *found, last = events
        assert last == Sent(None, "end", {})
        return found


@contextmanager
def starting(data: Path, **settings: Any) -> Iterator[Server]:
    """An application inside this process, for what needs settings or restarts of its own; its runs have workers.

    It starts in no time, but a stream can be read only once it has ended.
    """
    app = create_app(Settings(data=data, **{"demo": False, **settings}))
    with TestClient(app, "http://localhost", raise_server_exceptions=False) as client:
        yield Server("", cast("httpx.Client", client))  # it has the same methods


def parsed(lines: Iterator[str]) -> Iterator[Sent]:
    """Events of a stream (HTML, 9.2.6), as strictly as our own need it."""
    fields: dict[str, str] = {}
    for line in lines:
        if not line:
            if fields:
                name = fields.get("id")
                yield Sent(None if name is None else int(name), fields["event"], json.loads(fields["data"]))
            fields = {}
        elif not line.startswith(":"):
            key, _, value = line.partition(": ")
            assert key not in fields
            fields[key] = value
