"""Max pooling: the largest number of each window; padding is −∞ and never wins."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import torch

from .axes import SlidingAxis
from .base import Reduction
from .cell import Cell, Shape, maximum
from .fields import NonNegativePair, PositivePair
from .keras_pool import PoolAxis, pool
from .keras_text import NoKeras, Translation
from .pooling import Pooling


class MaxPool2d(Pooling):
    """`torch.nn.MaxPool2d`. With `return_indices` the answer has `indices`: where in `H·W` each winner stands."""

    kind: Literal["max_pool2d"] = "max_pool2d"
    padding: NonNegativePair = (0, 0)
    dilation: PositivePair = (1, 1)
    return_indices: bool = False
    ceil_mode: bool = False

    torch_name: ClassVar[str] = "MaxPool2d"
    reduction: ClassVar[Reduction] = "max"

    def axes(self, shape: Shape) -> tuple[SlidingAxis, SlidingAxis]:
        return self.sliding(shape, padding=self.padding, dilation=self.dilation, ceil_mode=self.ceil_mode)

    def check(self, shape: Shape) -> None:
        self.check_padding(self.padding)

    @property
    def padding_value(self) -> float | None:
        return -math.inf

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
        axes = self.axes(shape)
        if any(axis.dilation > 1 and axis.kernel > 1 for axis in axes):
            raise NoKeras("pool_dilation", dilation=[axis.dilation for axis in axes])
        height, width = (PoolAxis(a.size, a.kernel, a.stride, a.before, a.output) for a in axes)
        layers = pool("MaxPooling2D", height, width)
        if layers is None:
            raise NoKeras("max_pool_padding")
        return Translation(layers)


def run_with_indices(module: torch.nn.Module, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """Runs a max pool that hands out its indices; int32 is enough for them within any budget."""
    output, indices = module(x)
    return {"output": output[0], "indices": indices[0].to(torch.int32)}
