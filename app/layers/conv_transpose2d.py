"""Transposed convolution: every input cell stamps the kernel into the output; the gradient of `conv2d`."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from .axes import TransposedAxis
from .cell import Shape
from .convolution import Convolution
from .fields import NonNegativePair
from .keras_text import NoKeras, Translation, call, resize, short, unless


class ConvTranspose2d(Convolution):
    """`torch.nn.ConvTranspose2d`."""

    kind: Literal["conv_transpose2d"] = "conv_transpose2d"
    padding: NonNegativePair = (0, 0)
    output_padding: NonNegativePair = (0, 0)
    padding_mode: Literal["zeros"] = "zeros"

    torch_name: ClassVar[str] = "ConvTranspose2d"
    weight_layout: ClassVar[Literal["oi", "io"] | None] = "io"

    def _axis(self, axis: int, size: int) -> TransposedAxis:
        return TransposedAxis(
            size,
            self.kernel_size[axis],
            self.stride[axis],
            self.dilation[axis],
            self.padding[axis],
            self.output_padding[axis],
        )

    def axes(self, shape: Shape) -> tuple[TransposedAxis, TransposedAxis]:
        return self._axis(0, shape[1]), self._axis(1, shape[2])

    def macs(self, shape: Shape) -> int:
        """Every input cell is multiplied by every weight of its channel, also where the result is cropped away."""
        return math.prod(shape) * self.out_channels // self.groups * math.prod(self.kernel_size)

    def reads(self, shape: Shape) -> int:
        # Most kernel indices of the tap tables hit no input; torch goes the other way and meets none of those.
        return self.macs(shape)

    def scratch(self, shape: Shape) -> int:
        """Where torch has no direct way, it writes out the products of a group before it adds them up."""
        return self.macs(shape) // shape[0]

    def keras(self, shape: Shape) -> Translation:
        if self.groups != 1:
            raise NoKeras("transposed_groups", groups=self.groups)
        dilation = self.keras_dilation()
        if any(more >= stride for more, stride in zip(self.output_padding, self.stride, strict=True)):
            raise NoKeras("output_padding", output_padding=list(self.output_padding), stride=list(self.stride))
        convolution = call(
            "Conv2DTranspose",
            filters=self.out_channels,
            kernel_size=short(self.kernel_size),
            strides=unless(1, self.stride),
            # Left out, Keras would choose it, and differently where the kernel is smaller than the stride.
            output_padding=short(self.output_padding),
            dilation_rate=unless(1, dilation),
            use_bias=None if self.bias else False,
        )
        height, width = (-padding for padding in self.padding)
        return Translation((convolution, *resize(height, height, width, width)), self.keras_weights, "IOHW -> HWOI")
