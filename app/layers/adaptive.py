"""What the adaptive pooling layers share: the output size is given, the bins follow."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from pydantic import BeforeValidator

from .axes import AdaptiveAxis
from .base import Group
from .cell import Shape
from .fields import Positive, as_pair, slider
from .keras_text import Translation, call, short
from .windowed import Windowed

OptionalPair: TypeAlias = Annotated[
    tuple[Positive | None, Positive | None],
    BeforeValidator(as_pair, json_schema_input_type=Positive | tuple[Positive | None, Positive | None]),
]


class AdaptivePooling(Windowed):
    """Bin `i` of `o` over `n` cells is `[⌊i·n/o⌋, ⌈(i+1)·n/o⌉)`; None keeps the input's size."""

    output_size: Annotated[OptionalPair, slider(1, 16)]

    group: ClassVar[Group] = "pooling"

    def axes(self, shape: Shape) -> tuple[AdaptiveAxis, AdaptiveAxis]:
        height, width = self.output_size
        return AdaptiveAxis(shape[1], height or shape[1]), AdaptiveAxis(shape[2], width or shape[2])

    def keras_pooling(self, name: str, shape: Shape) -> Translation:
        """Keras's adaptive pooling of this name has the same bins, but takes no None."""
        _, height, width = self.output_shape(shape)
        return Translation((call(name, output_size=short((height, width))),))
