"""What would mend a network that breaks: one change of its layers, made only if the broken one then fits."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Refusal
from app.layers import Layer, Shape


def remedy(layers: Sequence[Layer], index: int, refusal: Refusal, input_shape: Shape) -> list[Layer] | None:
    """The layers so changed that the one that breaks fits; None where no change of ours mends it.

    Args:
        layers: the network.
        index: the first layer that does not fit.
        refusal: why.
        input_shape: of the network's input.
    """
    raise NotImplementedError
