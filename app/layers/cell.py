"""One output cell: the input cells it reads, and how they are reduced to its value, in float64.

Every layer answers the same two questions about a cell, windowed or not: which input cells does it read
(`Layer.window`), and what becomes of them (`Layer.reduce`). A flat tensor of `F` numbers is looked at as one row,
`1 × 1 × F`, so that "channel, row, column" names a cell of any tensor.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .taps import ABSENT, PADDING, IntArray

Shape: TypeAlias = tuple[int, ...]
Pair: TypeAlias = tuple[int, int]
Float64: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]


def volume(shape: Shape) -> tuple[int, int, int]:
    """The shape as channels, rows, columns: `(F,)` is one row, `(C, L)` is a row per channel."""
    if len(shape) == 3:
        return shape[0], shape[1], shape[2]
    return (1, 1, shape[0]) if len(shape) == 1 else (shape[0], 1, shape[1])


def place(at: tuple[int, ...]) -> tuple[int, int, int]:
    """An index into a tensor as channel, row, column; goes with `volume`."""
    if len(at) == 3:
        return at[0], at[1], at[2]
    return (0, 0, at[0]) if len(at) == 1 else (at[0], 0, at[1])


@dataclass(frozen=True, eq=False)
class Window:
    """The input cells that one output cell reads: `channels × rows × cols`, with the marks of the tap tables."""

    channels: range
    rows: IntArray
    cols: IntArray

    @classmethod
    def of(cls, channels: range, rows: range, cols: range) -> Window:
        """A window of real cells only."""
        return cls(channels, np.array(rows, np.int32), np.array(cols, np.int32))

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.channels), len(self.rows), len(self.cols)

    @property
    def terms(self) -> int:
        """How many taps there are, over all channels."""
        return len(self.channels) * int((self.rows != ABSENT).sum()) * int((self.cols != ABSENT).sum())

    @cached_property
    def absent(self) -> Mask:
        """`K_h × K_w`: where there is no tap."""
        mask: Mask = np.logical_or.outer(self.rows == ABSENT, self.cols == ABSENT)
        return mask

    @cached_property
    def padding(self) -> Mask:
        """`K_h × K_w`: where the tap reads padding."""
        mask: Mask = np.logical_or.outer(self.rows == PADDING, self.cols == PADDING) & ~self.absent
        return mask

    @cached_property
    def real(self) -> Mask:
        """`K_h × K_w`: where the tap reads a cell of the input."""
        return ~self.absent & ~self.padding

    def gather(self, x: npt.NDArray[Any], padding_value: float) -> Float64:
        """The values read, `C × K_h × K_w`; absent taps are 0 and must be masked out by whoever reduces."""
        cells = x.reshape(volume(x.shape))[np.ix_(np.array(self.channels), self.rows.clip(0), self.cols.clip(0))]
        values: Float64 = cells.astype(np.float64)
        values[:, self.padding] = padding_value
        values[:, self.absent] = 0.0
        return values


@dataclass(frozen=True, eq=False)
class Cell:
    """All that goes into one output cell.

    Attributes:
        at: the cell's index in the output.
        window: which input cells it reads.
        values: what stands there, float64 `C × K_h × K_w`.
        kernel: the weights that multiply them, same shape, or None.
        bias: the number added at the end, or None.
        tensors: every tensor of the layer's answer (`input`, `output`, `mask`, `running_mean`, …).
        training: whether the layer ran in train mode.
    """

    at: tuple[int, ...]
    window: Window
    values: Float64
    kernel: Float64 | None
    bias: float | None
    tensors: Mapping[str, npt.NDArray[Any]]
    training: bool

    @cached_property
    def products(self) -> Float64 | None:
        """`C × K_h × K_w`: value times weight; 0 where there is no tap."""
        return None if self.kernel is None else np.where(self.window.absent, 0.0, self.values * self.kernel)

    @cached_property
    def partial_sums(self) -> list[float] | None:
        """One sum of products per input channel read."""
        return None if self.products is None else [math.fsum(channel.flat) for channel in self.products]

    @cached_property
    def winner(self) -> tuple[int, int, int] | None:
        """The first real tap with the largest value, as positions in the window; None where all is padding."""
        real = np.broadcast_to(self.window.real, self.values.shape)
        if not real.any():
            return None
        channel, row, col = np.unravel_index(np.where(real, self.values, -np.inf).argmax(), self.values.shape)
        return int(channel), int(row), int(col)


def sum_of_products(cell: Cell) -> float:
    """Σ value · weight + bias; the partial sums of the channels are exact, so their order does not matter."""
    return math.fsum(cell.partial_sums or ()) + (cell.bias or 0.0)


def maximum(cell: Cell) -> float:
    """The largest value read; −inf where only padding is."""
    return -math.inf if cell.winner is None else float(cell.values[cell.winner])


def total(cell: Cell) -> float:
    """The sum of what is read; padding counts with its value."""
    return math.fsum(cell.values.flat)


def copy(cell: Cell) -> float:
    """The one value read."""
    return float(cell.values[0, 0, 0])
