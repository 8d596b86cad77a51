"""A network layer by layer: shapes, costs and receptive fields, up to the layer that breaks it, if one does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.errors import Refusal
from app.layers import Layer, Line, Reach, Shape

from .chain import Chain, longest
from .code import Code, code
from .mend import Mended, remedy

_LARGEST = 2**53
"""Strides multiply; beyond this a page could not hold the number."""


@dataclass(frozen=True)
class Row:
    """One layer in its place.

    Attributes:
        receptive_field: how many rows and columns of the network's input a cell spans at most, padding included:
            as on an input without ends. After convolutions and poolings that is the textbooks' r + (r of the layer − 1)
            · jump; after transposed convolutions and uneven bins, where cells differ, what `lines.Reach` finds. None
            once the way leads through a flat tensor, and where that would be looked for too long.
        jump: rows and columns of the network's input from one cell to the next, on average.
    """

    kind: str
    output_shape: Shape
    parameters: int
    macs: int
    receptive_field: tuple[int, int] | None
    jump: tuple[float, float] | None


@dataclass(frozen=True)
class Totals:
    """Of all rows. `activations` are the numbers of all outputs."""

    parameters: int
    macs: int
    activations: int


@dataclass(frozen=True)
class Broken:
    """The first layer that does not fit, why (`loc` begins with `layers`), and the changed layers that fit, if any."""

    index: int
    refusal: Refusal
    remedy: tuple[Mended, ...] | None


@dataclass(frozen=True)
class Summary:
    """Rows, totals and code go as far as the layers fit."""

    rows: tuple[Row, ...]
    totals: Totals
    code: Code
    broken: Broken | None


def summary(layers: Sequence[Layer], input_shape: Shape) -> Summary:
    """What is to be said of these layers on an input of this shape; never refuses."""
    fitting, refusal = longest(layers, input_shape)
    index = len(fitting.steps)
    activations = sum(math.prod(step.output_shape) for step in fitting.steps)
    return Summary(
        rows=tuple(_rows(fitting)),
        totals=Totals(fitting.parameters, fitting.macs, activations),
        code=code(fitting),
        broken=Broken(index, refusal, remedy(layers, index, refusal, input_shape)) if refusal else None,
    )


def _rows(chain: Chain) -> Iterator[Row]:
    height, width = (Reach(), Reach()) if len(chain.input_shape) == 3 else (None, None)
    for step in chain.steps:
        lines = step.layer.lines(step.input_shape) or (None, None)
        height, width = _through(height, lines[0]), _through(width, lines[1])
        seen = (height, width) if height and width else None
        yield Row(
            kind=step.layer.kind,
            output_shape=step.output_shape,
            parameters=step.parameters,
            macs=step.macs,
            receptive_field=seen and (_field(seen[0], step.output_shape[1]), _field(seen[1], step.output_shape[2])),
            jump=seen and (_distance(seen[0]), _distance(seen[1])),
        )


def _through(reach: Reach | None, line: Line | None) -> Reach | None:
    return reach.through(line) if reach and line else None


def _field(reach: Reach, cells: int) -> int:
    return min(reach.field(cells), _LARGEST)


def _distance(reach: Reach) -> float:
    return float(min(reach.jump, Fraction(_LARGEST)))
