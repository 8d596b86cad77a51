"""What `conv2d` and `conv_transpose2d` share: channels, groups, weights."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from app.errors import Refusal

from .base import Group, Reduction
from .cell import Cell, Pair, Shape, sum_of_products
from .fields import IntegerPair, KernelPair, Positive, PositivePair, ignored, inferred, slider
from .keras_text import NoKeras
from .windowed import Windowed


class Convolution(Windowed):
    """A kernel per output channel, multiplied into the input channels of its group and summed."""

    in_channels: Positive | None = inferred()
    out_channels: Annotated[Positive, slider(1, 32)]
    kernel_size: KernelPair
    stride: PositivePair = (1, 1)
    padding: Annotated[Literal["same", "valid"] | IntegerPair, slider(0, 8)] = (0, 0)
    dilation: PositivePair = (1, 1)
    groups: Positive = 1
    bias: bool = True
    device: None = ignored()
    dtype: Literal["float32"] | None = ignored()

    group: ClassVar[Group] = "convolution"
    reduction: ClassVar[Reduction] = "sum_of_products"

    def channels(self, shape: Shape) -> int:
        return self.out_channels

    def groups_of(self, shape: Shape) -> int:
        return self.groups

    def check(self, shape: Shape) -> None:
        if self.in_channels is not None and self.in_channels != shape[0]:
            raise Refusal("in_channels_disagree", loc=("in_channels",), given=self.in_channels, input=shape[0])
        for name, count in (("in_channels", shape[0]), ("out_channels", self.out_channels)):
            if count % self.groups:
                raise Refusal(
                    "groups_do_not_divide",
                    loc=("groups",),
                    groups=self.groups,
                    name=name,
                    channels=count,
                    largest=math.gcd(shape[0], self.out_channels),
                )

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        first, second = (self.out_channels, shape[0]) if self.weight_layout == "oi" else (shape[0], self.out_channels)
        weight = {"weight": (first, second // self.groups, *self.kernel_size)}
        return {**weight, "bias": (self.out_channels,)} if self.bias else {**weight}

    def reduce(self, cell: Cell) -> float:
        return sum_of_products(cell)

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {**super().arguments(shape), "in_channels": shape[0]}

    @property
    def keras_weights(self) -> tuple[str, ...]:
        """What Keras's `set_weights` takes: the kernel's last two axes first, its first two swapped."""
        return ("weight.transpose(2, 3, 1, 0)", *(["bias"] if self.bias else []))

    def keras_dilation(self) -> Pair:
        """The dilation for Keras, which takes none beside a stride; a kernel of one tap is the same under any.

        Raises:
            NoKeras: `stride_with_dilation`.
        """
        height, width = (gap if kernel > 1 else 1 for gap, kernel in zip(self.dilation, self.kernel_size, strict=True))
        if max(self.stride) > 1 and max(height, width) > 1:
            raise NoKeras("stride_with_dilation", stride=list(self.stride), dilation=[height, width])
        return height, width
