"""Convolution, as torch computes it: cross-correlation, the kernel is not flipped."""

from __future__ import annotations

from typing import ClassVar, Literal

from app.errors import Refusal

from .axes import PaddingMode, SlidingAxis
from .cell import Shape
from .convolution import Convolution


class Conv2d(Convolution):
    """`torch.nn.Conv2d`."""

    kind: Literal["conv2d"] = "conv2d"
    padding_mode: PaddingMode = "zeros"

    torch_name: ClassVar[str] = "Conv2d"
    weight_layout: ClassVar[Literal["oi", "io"] | None] = "oi"

    def _sides(self, axis: int) -> tuple[int, int]:
        """Padding before and after; the odd cell of `same` goes after."""
        if self.padding == "valid":
            return 0, 0
        if self.padding == "same":
            total = self.dilation[axis] * (self.kernel_size[axis] - 1)
            return total // 2, total - total // 2
        return self.padding[axis], self.padding[axis]

    def _axis(self, axis: int, size: int) -> SlidingAxis:
        before, after = self._sides(axis)
        return SlidingAxis(
            size, self.kernel_size[axis], self.stride[axis], self.dilation[axis], before, after, self.padding_mode
        )

    def axes(self, shape: Shape) -> tuple[SlidingAxis, SlidingAxis]:
        return self._axis(0, shape[1]), self._axis(1, shape[2])

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self.padding == "same" and self.stride != (1, 1):
            raise Refusal("same_needs_stride_1", loc=("padding",), stride=list(self.stride))
        if self.padding_mode == "zeros" and not isinstance(self.padding, str) and min(self.padding) < 0:
            # The other modes pad in a step of their own, and there torch crops.
            raise Refusal("negative_padding", loc=("padding",), padding=min(self.padding))

    def macs(self, shape: Shape) -> int:
        return self.reads(shape)

    def scratch(self, shape: Shape) -> int:
        """Where padding is not zero, torch makes the padded input first."""
        height, width = self.axes(shape)
        return 0 if self.padding_mode == "zeros" else shape[0] * height.padded * width.padded

    @property
    def padding_value(self) -> float | None:
        return 0.0 if self.padding_mode == "zeros" else None
