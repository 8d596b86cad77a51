"""Adaptive average pooling: each bin's mean."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from .adaptive import AdaptivePooling
from .base import Divisor, Reduction
from .cell import Cell, Shape, total
from .keras_text import Translation


class AdaptiveAvgPool2d(AdaptivePooling):
    """`torch.nn.AdaptiveAvgPool2d`."""

    kind: Literal["adaptive_avg_pool2d"] = "adaptive_avg_pool2d"

    torch_name: ClassVar[str] = "AdaptiveAvgPool2d"
    reduction: ClassVar[Reduction] = "mean"

    def divisor(self, shape: Shape) -> Divisor | None:
        return Divisor(rule="window", value=math.prod(axis.taps_per_cell for axis in self.axes(shape)))

    def reduce(self, cell: Cell) -> float:
        return total(cell) / int(cell.window.real.sum())

    def keras(self, shape: Shape) -> Translation:
        return self.keras_pooling("AdaptiveAveragePooling2D", shape)
