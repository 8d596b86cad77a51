"""Flatten: dimensions are merged into one; no number changes, only its place."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

import numpy as np
import torch

from app.errors import Refusal

from .base import Layer, Reduction
from .block import Block
from .cell import Cell, Shape, Window, copy, place, volume
from .dimensions import resolve_dimension
from .fields import Integer, slider
from .keras_text import NoKeras, Translation, call
from .lines import Line


class Flatten(Layer):
    """`torch.nn.Flatten`. Dimensions count the batch axis: from 1 to −1 turns `C × H × W` into `C·H·W` numbers."""

    kind: Literal["flatten"] = "flatten"
    start_dim: Annotated[Integer, slider(-4, 3)] = 1
    end_dim: Annotated[Integer, slider(-4, 3)] = -1

    torch_name: ClassVar[str] = "Flatten"
    reduction: ClassVar[Reduction] = "copy"

    def dimensions(self, shape: Shape) -> tuple[int, int]:
        """First and last dimension merged, counted from 0, the batch axis.

        Raises:
            Refusal: `dim_out_of_range`, `flatten_order`.
        """
        start = resolve_dimension(self.start_dim, shape, "start_dim")
        end = resolve_dimension(self.end_dim, shape, "end_dim")
        if start > end:
            given = {"start_dim": self.start_dim, "end_dim": self.end_dim}
            raise Refusal("flatten_order", loc=("end_dim",), start=start, **given)
        return start, end

    def merges_batch(self, shape: Shape) -> bool:
        start, end = self.dimensions(shape)
        return start == 0 and end > 0

    def output_shape(self, shape: Shape) -> Shape:
        start, end = self.dimensions(shape)
        batch = (1, *shape)
        merged = (*batch[:start], math.prod(batch[start : end + 1]), *batch[end + 1 :])
        return merged if self.merges_batch(shape) else merged[1:]

    def sources(self, shape: Shape, block: Block, *, training: bool) -> Block:
        return block.reshaped(self.output_shape(shape), shape)

    def targets(self, shape: Shape, block: Block, *, training: bool) -> Block:
        return block.reshaped(shape, self.output_shape(shape))

    def joins_samples(self, shape: Shape) -> bool:
        return self.merges_batch(shape)

    def groups_of(self, shape: Shape) -> int:
        return super().groups_of(shape) if self.output_shape(shape) == shape else 1

    def lines(self, shape: Shape) -> tuple[Line, Line] | None:
        return super().lines(shape) if len(self.output_shape(shape)) == 3 else None

    def window(self, shape: Shape, at: tuple[int, ...]) -> Window:
        position = np.ravel_multi_index(place(at), volume(self.output_shape(shape)))
        return Window.of(*(range(int(i), int(i) + 1) for i in np.unravel_index(position, volume(shape))))

    def reduce(self, cell: Cell) -> float:
        return copy(cell)

    def run(
        self, module: torch.nn.Module, x: torch.Tensor, chance: torch.Generator | None = None
    ) -> dict[str, torch.Tensor]:
        merged = module(x)
        return {"output": merged if self.merges_batch(tuple(x.shape[1:])) else merged[0]}

    def keras(self, shape: Shape) -> Translation:
        if self.merges_batch(shape):
            raise NoKeras("flatten_batch")
        output = self.output_shape(shape)
        if output == shape:
            return Translation((call("Identity"),))
        channels_first = ("keras.layers.Permute((3, 1, 2))",) if len(shape) == 3 else ()
        if len(output) == 1:
            return Translation((*channels_first, call("Flatten")))
        return Translation((*channels_first, call("Reshape", target_shape=output)))
