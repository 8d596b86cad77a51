"""One spatial axis of a windowed layer: its output size, its tap table and its formula.

Height and width never mix in torch's windowed layers, so that a layer is two axes. Each kind of axis answers the same
questions; `windowed.Windowed` asks them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from app.errors import Refusal

from .lines import Line, Run
from .taps import ABSENT, PADDING, IntArray

Positions: TypeAlias = npt.NDArray[np.integer[Any]]
Index = TypeVar("Index", int, Positions)
PaddingMode: TypeAlias = Literal["zeros", "reflect", "replicate", "circular"]


class Axis(Line, Protocol):
    """What a layer says of its height, and of its width."""

    @property
    def output(self) -> int:
        """How many cells come out; may be 0 or less where the layer does not fit."""

    @property
    def taps_per_cell(self) -> int:
        """The length of a row of the tap table."""

    @property
    def formula(self) -> str:
        """The output size with the numbers put in, as text."""

    def check(self) -> None:
        """Raises Refusal where torch would refuse this axis."""

    def table(self) -> IntArray:
        """The tap table, `output × taps_per_cell`."""


def resolve(positions: Positions, size: int, before: int, after: int, mode: str) -> IntArray:
    """Turns positions (0 is the first real cell) into table entries.

    Args:
        positions: where the taps lie; negative in the padding before, `size` and more in the padding after.
        size: the number of real cells.
        before, after: the cells of padding on each side; negative ones crop.
        mode: torch's name of the padding.
    """
    end = size + after
    if mode == "reflect":
        inside = np.abs(positions)
        inside = np.where(inside >= size, 2 * (size - 1) - inside, inside)
    elif mode == "replicate":
        inside = positions.clip(0, size - 1)
    elif mode == "circular":
        # torch wraps what is left after cropping.
        first, last = max(-before, 0), size - max(-after, 0)
        inside = first + (positions - first) % max(last - first, 1)
    else:
        inside = np.where((positions >= 0) & (positions < size), positions, PADDING)
    return np.where(positions < end, inside, ABSENT).astype(np.int32)


def check_padding(size: int, before: int, after: int, mode: str) -> None:
    """Raises Refusal where this much padding cannot be made from this many cells."""
    widest = max(before, after)
    if mode == "reflect" and widest >= size:
        raise Refusal("reflect_too_wide", loc=("padding",), padding=widest, input=size, largest=size - 1)
    if mode == "circular":
        left = size - max(-before, 0) - max(-after, 0)
        if widest > min(size, max(left, 0)):
            raise Refusal("circular_too_wide", loc=("padding",), padding=widest, input=max(left, 0))


@dataclass(frozen=True)
class SlidingAxis:
    """A kernel slides over padded cells: convolution and pooling.

    Attributes:
        size: real input cells.
        kernel, stride, dilation: as in torch.
        before, after: cells of padding on each side.
        mode: where padding takes its values from.
        ceil_mode: a last, overhanging window is kept where it starts inside the input or the padding before it.
    """

    size: int
    kernel: int
    stride: int
    dilation: int = 1
    before: int = 0
    after: int = 0
    mode: PaddingMode = "zeros"
    ceil_mode: bool = False

    period = 1

    @property
    def receptive_field(self) -> int:
        return self.dilation * (self.kernel - 1) + 1

    @property
    def padded(self) -> int:
        return self.size + self.before + self.after

    @property
    def advance(self) -> int:
        return self.stride

    def run(self, index: int) -> Run:
        return Run(index * self.stride - self.before, self.dilation, self.kernel)

    @property
    def taps_per_cell(self) -> int:
        return self.kernel

    @property
    def output(self) -> int:
        room = self.padded - self.receptive_field
        if not self.ceil_mode:
            return room // self.stride + 1
        return min(-(-room // self.stride) + 1, self._starts)

    @property
    def _starts(self) -> int:
        """How many windows start inside the input or the padding before it."""
        return -(-(self.size + self.before) // self.stride)

    @property
    def formula(self) -> str:
        if self.before == self.after:
            padding = f"2·{self.before}" if self.before >= 0 else f"2·({self.before})"
        else:
            padding = f"({self.before} + {self.after})"
        inside = f"({self.size} + {padding} − {self.dilation}·({self.kernel} − 1) − 1) / {self.stride}"
        if not self.ceil_mode:
            return f"⌊{inside}⌋ + 1 = {self.output}"
        rounded = f"⌈{inside}⌉ + 1"
        if self._starts < -(-(self.padded - self.receptive_field) // self.stride) + 1:
            rounded = f"min({rounded}, ⌈({self.size} + {self.before}) / {self.stride}⌉)"
        return f"{rounded} = {self.output}"

    def check(self) -> None:
        check_padding(self.size, self.before, self.after, self.mode)
        if self.output < 1:
            raise Refusal(
                "kernel_too_large",
                loc=("kernel_size",),
                kernel=self.kernel,
                dilation=self.dilation,
                reach=self.receptive_field,
                input=max(self.padded, 0),
            )

    def table(self) -> IntArray:
        starts = np.arange(self.output)[:, None] * self.stride - self.before
        positions = starts + np.arange(self.kernel)[None, :] * self.dilation
        return resolve(positions, self.size, self.before, self.after, self.mode)


@dataclass(frozen=True)
class TransposedAxis:
    """Every input cell stamps the kernel into the output, `stride` apart; read the other way round."""

    size: int
    kernel: int
    stride: int
    dilation: int
    padding: int
    output_padding: int

    advance = 1

    @property
    def output(self) -> int:
        spread = (self.size - 1) * self.stride + self.dilation * (self.kernel - 1)
        return spread - 2 * self.padding + self.output_padding + 1

    @property
    def taps_per_cell(self) -> int:
        return self.kernel

    @property
    def _common(self) -> int:
        # Kernel indices that hit an input from one output cell are stride / common apart, their inputs
        # dilation / common.
        return math.gcd(self.stride, self.dilation)

    @property
    def receptive_field(self) -> int:
        hits = -(-self.kernel * self._common // self.stride)
        return (hits - 1) * (self.dilation // self._common) + 1

    @property
    def period(self) -> int:
        return self.stride

    def run(self, index: int) -> Run:
        reached, common = index + self.padding, self._common
        apart, step = self.stride // common, self.dilation // common
        if reached % common:
            return Run(0, 1, 0)
        nearest = reached // common * pow(step, -1, apart) % apart  # the first kernel index that hits an input
        hits = max(0, -(-(self.kernel - nearest) // apart))
        last = (reached - nearest * self.dilation) // self.stride
        return Run(last - step * (hits - 1), step, hits)

    @property
    def formula(self) -> str:
        return (
            f"({self.size} − 1)·{self.stride} − 2·{self.padding} + {self.dilation}·({self.kernel} − 1)"
            f" + {self.output_padding} + 1 = {self.output}"
        )

    def check(self) -> None:
        largest = max(self.stride, self.dilation) - 1
        if self.output_padding > largest:
            raise Refusal(
                "output_padding_too_large", loc=("output_padding",), output_padding=self.output_padding, largest=largest
            )

    def table(self) -> IntArray:
        reached = np.arange(self.output)[:, None] + self.padding - np.arange(self.kernel)[None, :] * self.dilation
        source = reached // self.stride
        hit = (reached % self.stride == 0) & (source >= 0) & (source < self.size)
        return np.where(hit, source, ABSENT).astype(np.int32)


@dataclass(frozen=True)
class AdaptiveAxis:
    """The input is cut into `output` bins of nearly equal length; neighbouring bins may overlap."""

    size: int
    output: int

    def _first(self, index: Index) -> Index:
        return index * self.size // self.output

    def _last(self, index: Index) -> Index:
        return -((-(index + 1) * self.size) // self.output)

    @property
    def taps_per_cell(self) -> int:
        """The longest bin."""
        whole, rest = divmod(self.size, self.output)
        if rest == 0:
            return whole
        # A bin [i·n/o, (i+1)·n/o) starts at fraction (i·n mod o)/o and these fractions run through multiples of
        # gcd(n, o)/o: the longest one starts at the last of them.
        latest = self.output - self._common
        return -(-(latest + self.size) // self.output)

    @property
    def receptive_field(self) -> int:
        return self.taps_per_cell

    @property
    def _common(self) -> int:
        return math.gcd(self.size, self.output)

    @property
    def period(self) -> int:
        return self.output // self._common

    @property
    def advance(self) -> int:
        return self.size // self._common

    def run(self, index: int) -> Run:
        first = self._first(index)
        return Run(first, 1, self._last(index) - first)

    @property
    def formula(self) -> str:
        return f"output_size = {self.output}"

    def check(self) -> None:
        """Any number of bins fits any input."""

    def table(self) -> IntArray:
        index = np.arange(self.output)
        first, last = self._first(index), self._last(index)
        positions = first[:, None] + np.arange(self.taps_per_cell)[None, :]
        return np.where(positions < last[:, None], positions, ABSENT).astype(np.int32)


@dataclass(frozen=True)
class PaddedAxis:
    """Cells are added before and after, or cropped where the number is negative; every output cell is a copy."""

    size: int
    before: int
    after: int
    mode: Literal["constant", "reflect", "replicate", "circular"]

    period = advance = receptive_field = taps_per_cell = 1

    def run(self, index: int) -> Run:
        return Run(index - self.before, 1, 1)

    @property
    def output(self) -> int:
        return self.size + self.before + self.after

    @property
    def formula(self) -> str:
        added = "".join(f" {'−' if n < 0 else '+'} {abs(n)}" for n in (self.before, self.after))
        return f"{self.size}{added} = {self.output}"

    def check(self) -> None:
        left = self.size + min(self.before, 0) + min(self.after, 0)
        if self.mode == "constant" and left < 0:
            raise Refusal("crop_too_large", loc=("padding",), crop=self.size - left, input=self.size)
        check_padding(self.size, self.before, self.after, self.mode)

    def table(self) -> IntArray:
        positions = np.arange(self.output)[:, None] - self.before
        return resolve(positions, self.size, self.before, self.after, self.mode)
