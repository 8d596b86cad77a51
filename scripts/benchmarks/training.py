"""A run's step against the same network trained by others: a bare loop, Keras' `fit`, ConvNetJS."""

from __future__ import annotations

import json
import math
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.runs.folder import RunFolder
from app.runs.inbox import Inbox
from app.runs.log import Log
from app.runs.session import Session
from app.runs.wire import Message, Order, encode
from app.training.datasets import load
from app.training.spec import Limits
from scripts.benchmarks import loops
from scripts.benchmarks.rows import Row

VALIDATION, TURNS = 0.2, 7
CALLBACKS: list[dict[str, Any]] = [
    {"kind": "early_stopping", "patience": 3, "restore_best_weights": True, "verbose": 1},
    {"kind": "reduce_lr_on_plateau", "patience": 2, "verbose": 1},
    {"kind": "model_checkpoint", "filepath": "{epoch:02d}-{val_loss:.2f}", "save_best_only": True, "verbose": 1},
    {"kind": "csv_logger"},
    {"kind": "terminate_on_nan"},
]
SPEC: dict[str, Any] = {
    "dataset": "mnist",
    "layers": loops.LAYERS,
    "optimizer": {"kind": "sgd", "lr": loops.RATE, "momentum": loops.MOMENTUM},
    "batch_size": loops.BATCH,
    "epochs": loops.EPOCHS,
    "validation_split": VALIDATION,
    "callbacks": CALLBACKS,
}


def rows() -> Iterator[Row]:
    """Turn by turn, in one process with one thread, so that a noisy moment falls on all of them alike."""
    data = load("mnist", Path(tempfile.gettempdir()))
    images, labels = data.images, data.labels.astype(np.int64)
    kept = math.ceil(len(images) * VALIDATION)
    whole(), loops.bare(images, labels, kept)  # what is built once is not a step
    turns = [(whole(), loops.bare(images, labels, kept), loops.keras_fit(images, labels, kept)) for _ in range(TURNS)]
    ours, bare, keras = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(run / loop for run, loop, _ in turns)
    steps = math.ceil((len(images) - kept) / loops.BATCH)
    yield Row("training", "a run with callbacks, events, maps and its log, against the bare loop", ratio, "×", 1.05)
    yield Row("training", "the same against Keras' fit on torch", ours / keras, "×", 1.0)
    convnetjs = loops.convnetjs_step()
    yield Row("training", "the same against ConvNetJS, validation not counted there", ours / steps / convnetjs, "×", 1)
    yield Row(
        "training", f"a step of {loops.BATCH} digits in a run, its share of all else included", ours / steps * 1e3, "ms"
    )
    yield Row("training", "a step of the bare loop, likewise", bare / steps * 1e3, "ms")


def whole() -> float:
    """Seconds per epoch of a run as the worker does it, from its first epoch's beginning to its last one's end."""
    with tempfile.TemporaryDirectory() as data, Path(os.devnull).open("wb") as pipe:
        folder = RunFolder(Path(data) / "run")
        folder.create(name="bench", spec=SPEC, data=None, probe=None)
        with Log(folder.log) as log:
            log.own("bench")

        def send(message: Message) -> None:
            pipe.write(encode(message))
            pipe.flush()

        end, _kept_open = os.pipe()
        Session(Order(folder.path, Path(data), "bench", Limits()), Inbox(os.fdopen(end, "rb")), send).run()
        with Log(folder.log) as log:
            events = [(row.type, json.loads(row.data)["time"]) for row in log.rows()]
    first: float = next(time for kind, time in events if kind == "epoch_started")
    last: float = next(time for kind, time in events if kind == "run_ended")
    return (last - first) / loops.EPOCHS
