"""Adaptive max pooling: each bin's largest number."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch

from .adaptive import AdaptivePooling
from .base import Reduction
from .cell import Cell, Shape, maximum
from .keras_text import NoKeras, Translation
from .max_pool2d import run_with_indices


class AdaptiveMaxPool2d(AdaptivePooling):
    """`torch.nn.AdaptiveMaxPool2d`. With `return_indices` the answer has `indices`, as in `max_pool2d`."""

    kind: Literal["adaptive_max_pool2d"] = "adaptive_max_pool2d"
    return_indices: bool = False

    torch_name: ClassVar[str] = "AdaptiveMaxPool2d"
    reduction: ClassVar[Reduction] = "max"

    def reduce(self, cell: Cell) -> float:
        return maximum(cell)

    def scratch(self, shape: Shape) -> int:
        """Torch's indices take 8 bytes each."""
        return 2 * math.prod(self.output_shape(shape))

    def run(
        self, module: torch.nn.Module, x: torch.Tensor, chance: torch.Generator | None = None
    ) -> dict[str, torch.Tensor]:
        return run_with_indices(module, x) if self.return_indices else super().run(module, x)

    def keras(self, shape: Shape) -> Translation:
        if self.return_indices:
            raise NoKeras("return_indices")
        return self.keras_pooling("AdaptiveMaxPooling2D", shape)
