"""A network layer by layer: shapes, costs and receptive fields, up to the layer that breaks it, if one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import Refusal
from app.layers import Layer, Shape

from .code import Code


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
    raise NotImplementedError
