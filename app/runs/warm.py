"""What a worker does while it waits for a run: whatever is slow only the first time."""

from __future__ import annotations

from pathlib import Path

from app.training.datasets import load
from app.training.files import FilesInMemory
from app.training.spec import Limits, RunSpec
from app.training.trainer import Trainer

_SPEC = {
    "dataset": "mnist",
    "layers": [
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": "same"},
        {"kind": "relu"},
        {"kind": "max_pool2d", "kernel_size": 2},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 10},
    ],
}
_STEPS = 3


def warm() -> None:
    """A few steps of a run that nobody sees: the digits are read, torch's optimizer and convolutions are prepared."""
    run = Trainer(RunSpec.model_validate(_SPEC), load("mnist", Path()), files=FilesInMemory(), limits=Limits()).run()
    for _, _ in zip(range(_STEPS), run, strict=False):
        pass
