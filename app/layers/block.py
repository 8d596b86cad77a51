"""A block of cells: some channels, some rows and some columns of a tensor, and every cell where they meet.

What one cell reads is a block in every layer that there is, and so is what reads one cell: windowed layers treat rows
and columns apart, the others read a cell, a line or everything. So a trace through many layers stays a block, and
three short lists of indices say all of it. A flat tensor is one row, as in `cell.volume`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cell import Shape, place, volume
from .taps import IntArray


@dataclass(frozen=True, eq=False)
class Block:
    """Attributes:
    channels, rows, cols: int32, sorted, each index once; where one has none, none has any.
    """

    channels: IntArray
    rows: IntArray
    cols: IntArray

    @classmethod
    def of(cls, channels: IntArray, rows: IntArray, cols: IntArray) -> Block:
        """The block of these indices; empty where one of them is."""
        if channels.size and rows.size and cols.size:
            return cls(channels, rows, cols)
        return cls(_NONE, _NONE, _NONE)

    @classmethod
    def whole(cls, shape: Shape) -> Block:
        """Every cell of a tensor of this shape."""
        return cls.of(*(every(size) for size in volume(shape)))

    @classmethod
    def cell(cls, at: tuple[int, ...]) -> Block:
        """One cell."""
        channel, row, col = (np.array([index], np.int32) for index in place(at))
        return cls(channel, row, col)

    @classmethod
    def place(cls, at: tuple[int, ...], shape: Shape) -> Block:
        """The cells of all channels in one place of a tensor of this shape.

        Args:
            at: the index of the place, without the channel.
            shape: of the tensor.
        """
        _, row, col = (np.array([index], np.int32) for index in place((0, *at)))
        return cls(every(volume(shape)[0]), row, col)

    @property
    def empty(self) -> bool:
        """Whether there is no cell."""
        return not self.channels.size

    def reshaped(self, shape: Shape, other: Shape) -> Block:
        """The same cells after the tensor of `shape` has been given the shape `other`, which merges or splits axes.

        The cells must be a block in `other` too: a block always is where axes are merged, and where they are split if
        it is one cell, or all along what is split.
        """
        if self.empty:
            return self
        if (self.channels.size, self.rows.size, self.cols.size) == volume(shape):
            return Block.whole(other)
        cells = np.ix_(self.channels, self.rows, self.cols)
        axes = np.unravel_index(np.ravel_multi_index(cells, volume(shape)), volume(other))
        return Block(*(np.unique(axis).astype(np.int32) for axis in axes))


def every(size: int) -> IntArray:
    """All indices of an axis."""
    return np.arange(size, dtype=np.int32)


_NONE: IntArray = np.empty(0, np.int32)
