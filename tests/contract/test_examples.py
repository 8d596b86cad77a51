"""The description of the interface: an example for every request, and every example works."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

Json = dict[str, Any]

DONE: Json = {
    "dataset": "strokes",
    "layers": [{"kind": "flatten"}, {"kind": "linear", "out_features": 4}],
    "epochs": 1,
    "callbacks": [
        {"kind": "model_checkpoint", "filepath": "best", "save_best_only": True},
        {"kind": "csv_logger", "filename": "log.csv"},
    ],
}
WATCHED: Json = {"kind": "early_stopping", "patience": 400, "start_from_epoch": 20_000}
LIVE: Json = {**DONE, "epochs": 20_000, "callbacks": [WATCHED]}
"""Trains until it is stopped, however little patience an example leaves it."""
LEADS = {"pause": "paused", "step": "paused", "resume": "running", "stop": "stopped", "continue": "running"}
"""The state in which a command leaves a run."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), max_runs=4, max_epochs=20_000)
    with TestClient(create_app(settings), "http://localhost") as client:
        yield client


def bodies(operation: Json) -> Iterator[tuple[str, Any]]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        for example in content.get("examples", {}).values():
            yield kind, example["value"]


class Runs:
    """Two runs: one that has ended, and one that is brought into the state that an example is about."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        names: list[str] = [client.post("/api/runs", json=body).json()["id"] for body in (DONE, LIVE)]
        self._done, self._live = names
        self._leads = ""
        """Where the last example's command leads to: it was only acknowledged."""
        self._sign = ""
        """The type of the event that shows that it is done,"""
        self._before = 0
        """of which there were so many before it."""
        self._reach(self._done, "finished")

    def suited(self, method: str, path: str, body: Any) -> str:
        """The id of a run that takes this request."""
        verb = path.rpartition("/")[2]
        self._await()
        name = self._done
        if verb in ("pause", "stop") or (method == "patch" and "name" not in body):
            name = self._bring("running")
        elif verb in ("resume", "step"):
            name = self._bring("paused")
        elif verb == "continue":
            name = self._bring("stopped")
        self._leads, self._sign = LEADS.get(verb, ""), ""
        if verb == "step":
            self._sign = "batch" if body["unit"] == "batch" else "run_paused"
            self._before = self._signs()
        return name

    def _await(self) -> None:
        """Until the last example's command is done."""
        if not self._leads:
            return
        limit = time.monotonic() + 60
        while self._sign and self._signs() == self._before:
            assert time.monotonic() < limit
            time.sleep(0.02)
        self._reach(self._live, self._leads)

    def _signs(self) -> int:
        return self._client.get(f"/api/runs/{self._live}/export").text.count(f'"type":"{self._sign}"')

    def _bring(self, state: str) -> str:
        now = self._reach(self._live, "running", "paused", "stopped")
        if now == state:
            return self._live
        if "running" not in (now, state):
            self._bring("running")
        verb = {"paused": "pause", "stopped": "stop", "running": "resume" if now == "paused" else "continue"}[state]
        assert self._client.post(f"/api/runs/{self._live}/{verb}").status_code == 202
        self._reach(self._live, state)
        return self._live

    def _reach(self, name: str, *states: str) -> str:
        limit = time.monotonic() + 60
        while (told := self._client.get(f"/api/runs/{name}").json())["state"] not in states or told["stopping"]:
            assert time.monotonic() < limit, told
            time.sleep(0.02)
        state: str = told["state"]
        return state


def address(path: str, operation: Json, known: Json) -> str:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            name = parameter["name"]
            path = path.replace(f"{{{name}}}", known.get(name, parameter["schema"]["examples"][0]))
    return path


def send(client: TestClient, method: str, path: str, kind: str, value: Any) -> Any:
    if kind == "multipart/form-data":
        return client.request(method, path, files={name: text.encode() for name, text in value.items()})
    return client.request(method, path, json=value, headers={"Content-Type": kind})


@pytest.mark.timeout(240)
def test_every_example_works(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    runs = Runs(client)
    drawing = client.post("/api/drawings", json={"class": "boat", "image": "boats"}).json()["id"]
    sent = 0
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if method == "delete":
                continue  # its example would have to be made first; see tests/web
            examples = list(bodies(operation))
            assert examples or "requestBody" not in operation, f"{method} {path} has no example"
            for kind, value in examples or [("", None)]:
                known = {}
                if path.startswith("/api/runs/{id}"):
                    known = {"id": runs.suited(method, path, value)}
                elif path.startswith("/api/drawings/{id}"):
                    known = {"id": drawing}
                target = address(path, operation, known)
                answer = send(client, method, target, kind, value) if kind else client.request(method, target)
                assert answer.status_code in (200, 201, 202), f"{method} {path}: {answer.text[:300]}"
                sent += 1
                if (path, method) in {("/api/runs", "post"), ("/api/runs/demo", "post")}:
                    client.post(f"/api/runs/{answer.json()['id']}/stop")
    assert sent >= 40


def test_every_answer_is_described(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in json.dumps(description)
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            assert any(status.startswith("2") for status in operation["responses"]), (method, path)
            refused = operation["responses"]["4XX"]["content"]
            assert list(refused) == ["application/problem+json"], (method, path)
