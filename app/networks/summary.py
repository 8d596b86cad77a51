"""A network layer by layer: shapes, costs and receptive fields, up to the layer that breaks it, if one does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.errors import Refusal
from app.layers import Layer, Shape

from .chain import Chain, longest
from .code import Code, code
from .mend import remedy

_LARGEST = 2**53
"""Strides multiply; beyond this a page could not hold the number."""


@dataclass(frozen=True)
class Row:
    """One layer in its place.

    Attributes:
        receptive_field: how many rows and columns of the network's input one cell spans, padding included, as the
            textbooks compose it: r + (r of the layer − 1) · jump, rounded up. None once the way leads through a flat
            tensor.
        jump: rows and columns of the network's input from one cell to the next.
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
    remedy: list[Layer] | None


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
    reach = (_Reach(), _Reach()) if len(chain.input_shape) == 3 else None
    for step in chain.steps:
        field, jump = step.layer.receptive_field(step.input_shape), step.layer.jump(step.input_shape)
        if reach and field and jump:
            reach = (reach[0].through(field[0], jump[0]), reach[1].through(field[1], jump[1]))
        else:
            reach = None
        yield Row(
            kind=step.layer.kind,
            output_shape=step.output_shape,
            parameters=step.parameters,
            macs=step.macs,
            receptive_field=(reach[0].cells, reach[1].cells) if reach else None,
            jump=(reach[0].distance, reach[1].distance) if reach else None,
        )


@dataclass(frozen=True)
class _Reach:
    """How far one axis of the input is seen, and how far apart neighbours see it; exact, as a jump may be 1/3."""

    field: Fraction = Fraction(1)
    jump: Fraction = Fraction(1)

    @property
    def cells(self) -> int:
        return min(math.ceil(self.field), _LARGEST)

    @property
    def distance(self) -> float:
        return float(min(self.jump, Fraction(_LARGEST)))

    def through(self, field: int, jump: float) -> _Reach:
        """After a layer that itself has this receptive field and jump."""
        exact = Fraction(jump).limit_denominator(1_000_000)
        return _Reach(self.field + (field - 1) * self.jump, self.jump * exact)
