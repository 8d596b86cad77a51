"""What a layer would cost, by arithmetic alone: to be asked before torch sees anything."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import Refusal

from .base import Layer
from .cell import Shape


@dataclass(frozen=True)
class Cost:
    """Attributes:
    macs: multiplications by the weights, or cells read where that is more: pooling multiplies nothing, yet works.
    numbers: float32 numbers held at once: input, weights, output, tap tables and what torch needs in between.
    """

    macs: int
    numbers: int


@contextmanager
def inside(*loc: str | int) -> Iterator[None]:
    """Puts where the layer stands in the request before the field that a refusal names."""
    try:
        yield
    except Refusal as refusal:
        refusal.loc = (*loc, *refusal.loc)
        raise


def cost(layer: Layer, shape: Shape) -> Cost:
    """The cost of one run on an input of this shape; safe for absurd parameters.

    Raises:
        Refusal: as `Layer.output_shape`; `loc` begins with `layer`.
    """
    with inside("layer"):
        output = layer.output_shape(shape)
    numbers = math.prod(shape) + math.prod(output) + layer.parameters(shape)
    return Cost(max(layer.macs(shape), layer.reads(shape)), numbers + layer.tap_numbers(shape) + layer.scratch(shape))
