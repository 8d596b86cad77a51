"""Runs for the browser tests: short ones whose callbacks are sure to act, asked for and looked at over HTTP."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError

ENDED = ("finished", "stopped", "failed", "interrupted")

# No figure improves by ten: the first epoch is the best, the rate falls after the third, and the fourth is the last.
SURE: list[dict[str, Any]] = [
    {"kind": "early_stopping", "patience": 3, "min_delta": 10, "restore_best_weights": True, "verbose": 1},
    {"kind": "reduce_lr_on_plateau", "patience": 2, "min_delta": 10, "factor": 0.1},
    {"kind": "model_checkpoint", "filepath": "{epoch:02d}-{val_loss:.2f}"},
    {"kind": "csv_logger"},
]
NETWORK: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 6, "kernel_size": 3, "padding": "same"},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 4},
]


def spec(**changes: Any) -> dict[str, Any]:
    """The body of `POST /api/runs`: a second of training that stops early after four epochs."""
    return {
        "dataset": "strokes",
        "layers": NETWORK,
        "optimizer": {"kind": "adam", "lr": 0.01},
        "batch_size": 32,
        "epochs": 12,
        "callbacks": SURE,
        **changes,
    }


def ask(url: str, body: Any = None, method: str | None = None) -> Any:
    """What the server answers, as JSON; None where it has nothing to say."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if data else {}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def submit(url: str, **changes: Any) -> str:
    """Start a run; its id."""
    name: str = ask(f"{url}/api/runs", spec(**changes))["id"]
    return name


def events(url: str, run: str, type_: str | None = None) -> list[dict[str, Any]]:
    """The run's events as its log has them, or those of one type."""
    with urllib.request.urlopen(f"{url}/api/runs/{run}/export?format=jsonl", timeout=60) as answer:
        told = [json.loads(line) for line in answer.read().decode().splitlines()]
    return [event for event in told if type_ in (None, event["type"])]


def complete(url: str, run: str) -> int:
    """How many of its epochs are complete."""
    return len(events(url, run, "epoch_ended"))


def until(condition: Callable[[], bool], within: float = 60) -> None:
    """Wait for something that the page or the server does by itself.

    Raises:
        TimeoutError: it does not happen.
    """
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def until_state(url: str, run: str, *states: str, within: float = 60) -> dict[str, Any]:
    """The run once it is in one of these states.

    Raises:
        TimeoutError: it does not come to be in one.
    """
    end = time.monotonic() + within
    while time.monotonic() < end:
        view: dict[str, Any] = ask(f"{url}/api/runs/{run}")
        if view["state"] in states:
            return view
        time.sleep(0.05)
    raise TimeoutError(f"run {run} is not {' or '.join(states)}")


def until_trains(url: str, run: str) -> None:
    """Wait for its first batch; before that a run that is called running may still wait for its process.

    Raises:
        TimeoutError: none comes.
    """
    until(lambda: bool(events(url, run, "batch")))


def until_stepped(url: str, run: str, before: int) -> None:
    """Wait until a paused run has gone on to the end of its epoch and holds again.

    Before it goes on it is paused as well: what tells the one from the other is how many epochs were complete then.

    Raises:
        TimeoutError: it does not.
    """
    until(lambda: complete(url, run) > before)
    until_state(url, run, "paused")


def end_all(url: str) -> None:
    """Stop whatever has not ended, and wait until it has."""
    live = [run["id"] for run in ask(f"{url}/api/runs") if run["state"] not in ENDED]
    for run in live:
        with suppress(HTTPError):  # it has just ended by itself
            ask(f"{url}/api/runs/{run}/stop", method="POST")
    for run in live:
        until_state(url, run, *ENDED)
