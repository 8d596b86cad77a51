"""How much each pixel counts for a cell: the gradient, beside the region that counts in theory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.layers import Float32

from .network import Network


@dataclass(frozen=True, eq=False)
class Effective:
    """Attributes:
    gradient: |d cell / d input|, float32 in the input's shape.
    value: the cell's own.
    """

    gradient: Float32
    value: float


def effective(network: Network, x: Float32, layer: int, at: Sequence[int]) -> Effective:
    """The gradient of one output cell of a layer with respect to the input, by torch's autograd, in eval mode.

    Raises:
        Refusal: `layer_outside`, `at_outside`, `input_shape_disagrees`.
    """
    raise NotImplementedError
