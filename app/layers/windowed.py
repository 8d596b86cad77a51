"""Layers whose output cells read windows of rows and columns: convolution, pooling, padding."""

from __future__ import annotations

import math

from app.errors import Refusal

from .axes import Axis
from .base import Layer, spatial
from .cell import Pair, Shape, Window
from .taps import Taps


class Windowed(Layer):
    """A layer is its two axes; sizes, tap tables, receptive field and formula follow from them."""

    def axes(self, shape: Shape) -> tuple[Axis, Axis]:
        """Height and width of this layer on an input of this shape; makes no check."""
        raise NotImplementedError

    def channels(self, shape: Shape) -> int:
        """Output channels."""
        return shape[0]

    def check(self, shape: Shape) -> None:
        """Raises Refusal for what does not fit together apart from the axes."""

    def output_shape(self, shape: Shape) -> Shape:
        spatial(shape)
        self.check(shape)
        height, width = self.axes(shape)
        for axis in (height, width):
            axis.check()
        if height.output < 1 or width.output < 1:
            raise Refusal("output_empty", height=height.output, width=width.output)
        return self.channels(shape), height.output, width.output

    def taps(self, shape: Shape) -> Taps:
        height, width = self.axes(shape)
        return Taps(height.table(), width.table())

    def reads(self, shape: Shape) -> int:
        per_cell = math.prod(axis.taps_per_cell for axis in self.axes(shape))
        return math.prod(self.output_shape(shape)) * per_cell * shape[0] // self.groups_of(shape)

    def tap_numbers(self, shape: Shape) -> int:
        return sum(axis.output * axis.taps_per_cell for axis in self.axes(shape))

    def window(self, shape: Shape, at: tuple[int, ...]) -> Window:
        taps, groups = self.taps(shape), self.groups_of(shape)
        read = shape[0] // groups
        first = at[0] // (self.channels(shape) // groups) * read
        return Window(range(first, first + read), taps.rows[at[1]], taps.cols[at[2]])

    def receptive_field(self, shape: Shape) -> Pair | None:
        height, width = self.axes(shape)
        return height.receptive_field, width.receptive_field

    def jump(self, shape: Shape) -> tuple[float, float] | None:
        height, width = self.axes(shape)
        return height.jump, width.jump

    def formula(self, shape: Shape) -> tuple[str, str] | None:
        height, width = self.axes(shape)
        return height.formula, width.formula
