"""What each output cell of one axis reads, on an input without ends; and what is read through many layers.

At the ends of a real input windows are cut off or lie on padding, and every cell is another case. Without ends a layer
repeats itself: `period` output cells on, everything is read `advance` input cells further on. That is true of strides
(period 1), of transposed convolutions (advance 1) and of uneven bins, and stays true when layers follow each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

MOST_STEPS = 2_000
"""What is read is not followed through layers that would take more steps than this."""


class Run(NamedTuple):
    """Input cells at equal distances: `first`, `first + step`, …; so many `taps`, perhaps none."""

    first: int
    step: int
    taps: int


class Line(Protocol):
    """What a layer says of one axis."""

    @property
    def period(self) -> int:
        """After so many output cells everything repeats itself."""

    @property
    def advance(self) -> int:
        """So many input cells further on."""

    @property
    def receptive_field(self) -> int:
        """How many input cells an output cell spans at most, padding included."""

    def run(self, index: int) -> Run:
        """What the output cell `index` reads; cells of padding count like others."""


@dataclass(frozen=True)
class CellByCell:
    """Every output cell reads the input cell in its own place."""

    period = advance = receptive_field = 1

    def run(self, index: int) -> Run:
        return Run(index, 1, 1)


@dataclass(frozen=True)
class WholeLine:
    """Every output cell reads all input cells, however many there are: no step leads any further."""

    size: int

    period = 1
    advance = 0

    @property
    def receptive_field(self) -> int:
        return self.size

    def run(self, index: int) -> Run:
        return Run(0, 1, self.size)


@dataclass(frozen=True)
class Reach:
    """From where to where each cell sees the first input of several layers; the first of them and the last.

    Attributes:
        advance: so much further on the cells of the next period see.
        ends: of each cell of a period what it sees, both ends included; None for a cell that sees nothing.
    """

    advance: int = 1
    ends: tuple[tuple[int, int] | None, ...] = ((0, 0),)

    def field(self, cells: int) -> int:
        """How many cells of the first input so many cells here see at most, each from its first to its last."""
        return max((last - first + 1 for first, last in filter(None, self.ends[:cells])), default=0)

    @property
    def jump(self) -> Fraction:
        """Cells of the first input from one cell to the next: on average, where it is not always the same."""
        return Fraction(self.advance, len(self.ends))

    def through(self, line: Line) -> Reach | None:
        """After one layer more; None where following it would take too many steps."""
        here = len(self.ends)
        # So many periods of the layer are whole periods of what is seen so far.
        times = here // math.gcd(here, line.advance)
        if times * line.period * min(2 * here, line.receptive_field) > MOST_STEPS:
            return None
        ends = tuple(self._seen(line.run(index)) for index in range(times * line.period))
        return Reach(self.advance * (times * line.advance // here), ends)

    def of(self, index: int) -> tuple[int, int] | None:
        """From where to where the cell `index` sees, both included; None where it sees nothing."""
        periods, place = divmod(index, len(self.ends))
        ends, further = self.ends[place], periods * self.advance
        return ends and (ends[0] + further, ends[1] + further)

    def _seen(self, run: Run) -> tuple[int, int] | None:
        """From where to where these cells see."""
        # A cell a period further on sees the same further on: only the first and the last of each place can be ends.
        period = min(len(self.ends), run.taps)
        read = {*range(period), *range(run.taps - period, run.taps)}
        seen = [found for found in (self.of(run.first + run.step * each) for each in read) if found]
        return (min(first for first, _ in seen), max(last for _, last in seen)) if seen else None
