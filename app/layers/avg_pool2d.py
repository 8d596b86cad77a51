"""Average pooling: the sum of each window over a divisor that is one of three."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from app.errors import Refusal

from .axes import SlidingAxis
from .base import Divisor, Reduction
from .cell import Cell, Shape, total
from .fields import Integer, NonNegativePair, slider
from .keras_pool import PoolAxis, pool
from .keras_text import NoKeras, Translation, call, resize, short
from .pooling import Pooling


class AvgPool2d(Pooling):
    """`torch.nn.AvgPool2d`.

    The divisor counts the window's cells, padding included but not what overhangs it (`ceil_mode`); without
    `count_include_pad` only the real ones; `divisor_override` replaces both.
    """

    kind: Literal["avg_pool2d"] = "avg_pool2d"
    padding: NonNegativePair = (0, 0)
    ceil_mode: bool = False
    count_include_pad: bool = True
    divisor_override: Annotated[Integer | None, slider(1, 16)] = None

    torch_name: ClassVar[str] = "AvgPool2d"
    reduction: ClassVar[Reduction] = "mean"

    def axes(self, shape: Shape) -> tuple[SlidingAxis, SlidingAxis]:
        return self.sliding(shape, padding=self.padding, ceil_mode=self.ceil_mode)

    def check(self, shape: Shape) -> None:
        self.check_padding(self.padding)
        if self.divisor_override == 0:
            raise Refusal("divisor_zero", loc=("divisor_override",))

    @property
    def padding_value(self) -> float | None:
        return 0.0

    def divisor(self, shape: Shape) -> Divisor | None:
        if self.divisor_override is not None:
            return Divisor(rule="fixed", value=self.divisor_override)
        return Divisor(rule="window" if self.count_include_pad else "real", value=math.prod(self.kernel_size))

    def reduce(self, cell: Cell) -> float:
        divisor = self.divisor(cell.tensors["input"].shape)
        return total(cell) / divisor.of(cell.window) if divisor else math.nan

    def keras(self, shape: Shape) -> Translation:
        axes = self.axes(shape)
        height, width = axes
        if self.divisor_override is not None:
            # Zeros add nothing to a sum, so that they can stand for all that torch leaves out.
            after = [max(a.after, (a.output - 1) * a.stride + a.kernel - a.size - a.before) for a in axes]
            size, strides = (height.kernel, width.kernel), (height.stride, width.stride)
            steps = None if strides == size else short(strides)
            average = call("AveragePooling2D", pool_size=short(size), strides=steps)
            scale = f"keras.layers.Rescaling({math.prod(size)} / {self.divisor_override})"
            return Translation((*resize(height.before, after[0], width.before, after[1]), average, scale))
        added: tuple[str, ...] = ()
        if self.count_include_pad:
            added = resize(height.before, height.after, width.before, width.after)
            over = [PoolAxis(a.padded, a.kernel, a.stride, 0, a.output) for a in axes]
        else:
            over = [PoolAxis(a.size, a.kernel, a.stride, a.before, a.output) for a in axes]
        layers = pool("AveragePooling2D", over[0], over[1])
        if layers is None:
            raise NoKeras("average_divisor")
        return Translation((*added, *layers))
