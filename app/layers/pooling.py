"""What the pooling layers with a kernel share."""

from __future__ import annotations

from typing import ClassVar

from app.errors import Refusal

from .axes import SlidingAxis
from .base import Group
from .cell import Pair, Shape
from .fields import PositivePair
from .windowed import Windowed


class Pooling(Windowed):
    """A window slides over every channel by itself; the stride is the kernel unless it is given."""

    kernel_size: PositivePair
    stride: PositivePair | None = None

    group: ClassVar[Group] = "pooling"

    def sliding(
        self, shape: Shape, *, padding: Pair = (0, 0), dilation: Pair = (1, 1), ceil_mode: bool
    ) -> tuple[SlidingAxis, SlidingAxis]:
        """The two axes of this kernel."""
        stride = self.stride or self.kernel_size
        height, width = (
            SlidingAxis(size, kernel, step, gap, pad, pad, ceil_mode=ceil_mode)
            for size, kernel, step, gap, pad in zip(shape[1:], self.kernel_size, stride, dilation, padding, strict=True)
        )
        return height, width

    def check_padding(self, padding: Pair) -> None:
        """Raises Refusal where padding is wider than half the kernel, which torch takes for a mistake."""
        for kernel, pad in zip(self.kernel_size, padding, strict=True):
            if pad > kernel // 2:
                raise Refusal(
                    "padding_over_half_kernel", loc=("padding",), padding=pad, kernel=kernel, largest=kernel // 2
                )
