"""A data set and specs so small that a whole run takes milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from app.layers.numbers import Float32
from app.training.datasets import Data
from app.training.events import Event, EventType, Moment
from app.training.files import Files, FilesInMemory
from app.training.spec import Limits, RunSpec
from app.training.trainer import Trainer

CNN: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 3, "kernel_size": 3, "padding": "same"},
    {"kind": "batch_norm2d"},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "dropout", "p": 0.3},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 3},
]
LINEAR: list[dict[str, Any]] = [{"kind": "flatten"}, {"kind": "linear", "out_features": 3}]


def little(
    samples: int = 50, *, classes: int = 3, shape: tuple[int, int, int] = (1, 6, 6), augment: bool = False
) -> Data:
    """Noise with one bright row per class: it can be learned, though not at once."""
    random = np.random.default_rng(0)
    labels = random.integers(0, classes, samples)
    images = random.integers(0, 120, (samples, *shape), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[:, label % shape[1]] += 100
    no_test = np.zeros((0, *shape), np.uint8)
    return Data("little", tuple("abcdefghij"[:classes]), images, labels.astype(np.int64), no_test, augment=augment)


def spec(**changes: Any) -> RunSpec:
    """As JSON would bring it."""
    usual = {
        "dataset": "little",
        "layers": CNN,
        "batch_size": 8,
        "epochs": 3,
        "optimizer": {"kind": "adam", "lr": 0.01},
    }
    return RunSpec.model_validate({**usual, **changes})


def trainer(
    wanted: RunSpec | None = None,
    data: Data | None = None,
    *,
    files: Files | None = None,
    limits: Limits | None = None,
    probe: Float32 | None = None,
    resume: bytes | None = None,
    continued: bool = False,
) -> Trainer:
    return Trainer(
        wanted or spec(),
        data or little(),
        files=FilesInMemory() if files is None else files,
        limits=limits or Limits(),
        probe=probe,
        resume=resume,
        continued=continued,
    )


def flat(moments: Iterable[Moment]) -> list[Event]:
    return [event for moment in moments for event in moment]


def of(events: Iterable[Event], kind: EventType) -> list[Event]:
    return [event for event in events if event.type == kind]


def told(event: Event) -> tuple[Any, ...]:
    """What two runs must have in common: everything but how long it took."""
    fields = {name: value for name, value in event.fields.items() if name != "seconds"}
    return event.type, event.epoch, repr(fields), event.said, dict(event.blobs)
