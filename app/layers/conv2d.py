"""Convolution, as torch computes it: cross-correlation, the kernel is not flipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.errors import Refusal

from .axes import PaddingMode, SlidingAxis
from .cell import Shape
from .convolution import Convolution
from .fields import lists_one
from .keras_text import NoKeras, Translation, call, resize, short, unless


class Conv2d(Convolution):
    """`torch.nn.Conv2d`."""

    kind: Literal["conv2d"] = "conv2d"
    padding_mode: PaddingMode = "zeros"

    torch_name: ClassVar[str] = "Conv2d"
    weight_layout: ClassVar[Literal["oi", "io"] | None] = "oi"

    @model_validator(mode="wrap")
    @classmethod
    def _check_lists_of_one(cls, given: Any, read: ModelWrapValidatorHandler[Conv2d]) -> Conv2d:
        """Padding that is not zero torch makes in a step of its own. There `[n]` is no padding of two dimensions, and
        a dilation `[n]` beside `same` pads the height only, which nobody means.
        """
        layer = read(given)
        if isinstance(given, Mapping) and layer.padding_mode != "zeros":
            misread = {"padding"} | ({"dilation"} if layer.padding == "same" and layer.kernel_size[1] > 1 else set())
            errors = [
                InitErrorDetails(type=_pair_needed(layer.padding_mode, given[name][0]), loc=(name,), input=given[name])
                for name in sorted(misread)
                if lists_one(given.get(name))
            ]
            if errors:
                raise ValidationError.from_exception_data(cls.__name__, errors)
        return layer

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

    def keras(self, shape: Shape) -> Translation:
        height, width = self.axes(shape)
        sides = (height.before, height.after, width.before, width.after)
        if self.padding_mode != "zeros" and max(sides) > 0:
            raise NoKeras("padding_mode", mode=self.padding_mode)
        dilation = self.keras_dilation()
        # With stride 1 Keras's "same" is torch's; with others it depends on the size of the picture.
        rows, cols = (gap * (kernel - 1) for gap, kernel in zip(dilation, self.kernel_size, strict=True))
        around = (rows // 2, rows - rows // 2, cols // 2, cols - cols // 2)
        same = self.stride == (1, 1) and max(around) > 0 and sides == around
        convolution = call(
            "Conv2D",
            filters=self.out_channels,
            kernel_size=short(self.kernel_size),
            strides=unless(1, self.stride),
            padding="same" if same else None,
            dilation_rate=unless(1, dilation),
            groups=None if self.groups == 1 else self.groups,
            use_bias=None if self.bias else False,
        )
        return Translation((*(() if same else resize(*sides)), convolution), self.keras_weights, "OIHW -> HWIO")


def _pair_needed(mode: PaddingMode, number: int) -> PydanticCustomError:
    return PydanticCustomError("pair_needed", "a number or a pair is needed", {"mode": mode, "number": number})
