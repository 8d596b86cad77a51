"""Layers whose output cells read windows of rows and columns: convolution, pooling, padding."""

from __future__ import annotations

import math

import numpy as np

from app.errors import Refusal

from .axes import Axis
from .base import Layer, spatial
from .block import Block
from .cell import Shape, Window
from .taps import IntArray, Taps


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

    def sources(self, shape: Shape, block: Block, *, training: bool) -> Block:
        height, width = self.axes(shape)
        groups = self.groups_of(shape)
        channels = _across(block.channels, self.channels(shape) // groups, shape[0] // groups)
        return Block.of(channels, _read(height, block.rows), _read(width, block.cols))

    def targets(self, shape: Shape, block: Block, *, training: bool) -> Block:
        height, width = self.axes(shape)
        groups = self.groups_of(shape)
        channels = _across(block.channels, shape[0] // groups, self.channels(shape) // groups)
        return Block.of(channels, _reading(height, block.rows), _reading(width, block.cols))

    def window(self, shape: Shape, at: tuple[int, ...]) -> Window:
        taps, groups = self.taps(shape), self.groups_of(shape)
        read = shape[0] // groups
        first = at[0] // (self.channels(shape) // groups) * read
        return Window(range(first, first + read), taps.rows[at[1]], taps.cols[at[2]])

    def lines(self, shape: Shape) -> tuple[Axis, Axis]:
        return self.axes(shape)

    def formula(self, shape: Shape) -> tuple[str, str] | None:
        height, width = self.axes(shape)
        return height.formula, width.formula


def _across(channels: IntArray, from_each: int, to_each: int) -> IntArray:
    """The channels on the other side of the groups that these belong to; groups are so many channels on each side."""
    groups = np.unique(channels // from_each)
    return (groups[:, None] * to_each + np.arange(to_each)).ravel().astype(np.int32)


def _read(axis: Axis, outputs: IntArray) -> IntArray:
    """The real input positions that these output positions read."""
    taps = np.unique(axis.table()[outputs])
    return taps[taps >= 0]


def _reading(axis: Axis, inputs: IntArray) -> IntArray:
    """The output positions that read some of these input positions."""
    return np.flatnonzero(np.isin(axis.table(), inputs).any(axis=1)).astype(np.int32)
