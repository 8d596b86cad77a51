"""A run whose epochs last long enough to be told something in the midst of the first."""

from __future__ import annotations

from typing import Any

from app.training.spec import RunSpec
from tests.training.small import spec

_WIDE: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 128, "kernel_size": 5, "padding": "same"},
    {"kind": "relu"},
]


def unhurried(epochs: int) -> RunSpec:
    """Batches of one picture, a second or two an epoch; longer where the machine is too busy to tell it soon."""
    layers = [*_WIDE, *_WIDE, {"kind": "flatten"}, {"kind": "linear", "out_features": 3}]
    return spec(epochs=epochs, batch_size=1, layers=layers)
