"""Linear: every output is a weighted sum of all inputs, plus a bias."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from app.errors import Refusal

from .base import Layer, Reduction
from .cell import Cell, Shape, Window, sum_of_products
from .fields import Positive, ignored, inferred, slider
from .keras_text import Translation, call


class Linear(Layer):
    """`torch.nn.Linear`, on flat input only: torch would run it along the width of a picture, which nobody means."""

    kind: Literal["linear"] = "linear"
    in_features: Positive | None = inferred()
    out_features: Annotated[Positive, slider(1, 64)]
    bias: bool = True
    device: None = ignored()
    dtype: Literal["float32"] | None = ignored()

    torch_name: ClassVar[str] = "Linear"
    reduction: ClassVar[Reduction] = "sum_of_products"
    weight_layout: ClassVar[Literal["oi", "io"] | None] = "oi"

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise Refusal("needs_flatten", shape=list(shape))
        if self.in_features is not None and self.in_features != shape[0]:
            raise Refusal("in_features_disagree", loc=("in_features",), given=self.in_features, input=shape[0])
        return (self.out_features,)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        weight = {"weight": (self.out_features, shape[0])}
        return {**weight, "bias": (self.out_features,)} if self.bias else {**weight}

    def macs(self, shape: Shape) -> int:
        return self.out_features * shape[0]

    def window(self, shape: Shape, at: tuple[int, ...]) -> Window:
        return Window.of(range(1), range(1), range(shape[0]))

    def reduce(self, cell: Cell) -> float:
        return sum_of_products(cell)

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {**super().arguments(shape), "in_features": shape[0]}

    def keras(self, shape: Shape) -> Translation:
        dense = call("Dense", units=self.out_features, use_bias=None if self.bias else False)
        return Translation((dense,), ("weight.transpose(1, 0)", *(["bias"] if self.bias else [])), "OI -> IO")
