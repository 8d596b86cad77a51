"""L-p pooling: the p-th root of the sum of p-th powers of each window."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

import numpy as np

from app.errors import Refusal

from .axes import SlidingAxis
from .base import Norm, Reduction
from .cell import Cell, Shape
from .fields import KernelPair, slider
from .keras_text import NoKeras, Translation
from .pooling import Pooling


class LPPool2d(Pooling):
    """`torch.nn.LPPool2d`.

    Torch computes it as an average times the cells of a whole window, so that a window overhanging the input
    (`ceil_mode`) is scaled up. Powers keep their signs: an odd p can sum to a negative number, whose root is NaN.
    """

    kind: Literal["lp_pool2d"] = "lp_pool2d"
    norm_type: Annotated[float, slider(1, 8)]
    kernel_size: KernelPair
    ceil_mode: bool = False

    torch_name: ClassVar[str] = "LPPool2d"
    reduction: ClassVar[Reduction] = "lp_norm"

    def axes(self, shape: Shape) -> tuple[SlidingAxis, SlidingAxis]:
        return self.sliding(shape, ceil_mode=self.ceil_mode)

    def check(self, shape: Shape) -> None:
        if self.norm_type == 0:
            raise Refusal("norm_type_zero", loc=("norm_type",))

    def norm(self, shape: Shape) -> Norm | None:
        return Norm(p=self.norm_type, window=math.prod(self.kernel_size))

    def reduce(self, cell: Cell) -> float:
        real = cell.window.real
        with np.errstate(all="ignore"):
            powers = np.power(cell.values[0][real], self.norm_type)
            mean = powers.sum() / real.sum()
            return float(np.power(mean * math.prod(self.kernel_size), 1 / self.norm_type))

    def scratch(self, shape: Shape) -> int:
        """The powers of the input."""
        return math.prod(shape)

    def keras(self, shape: Shape) -> Translation:
        raise NoKeras("lp_pool")
