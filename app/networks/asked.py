"""What is asked of a network must be there: a layer, a map or a feature of it, an input of the shape that it reads."""

from __future__ import annotations

from app.errors import Refusal
from app.layers import Shape

from .chain import Chain


def check_unit(chain: Chain, layer: int, channel: int) -> Shape:
    """The shape of the layer's output, if it has this map or, where it is flat, this feature.

    Raises:
        Refusal: `layer_outside`, `channel_outside`.
    """
    shape = output_of(chain, layer)
    if not 0 <= channel < shape[0]:
        raise Refusal("channel_outside", loc=("channel",), channel=channel, last=shape[0] - 1, layer=layer)
    return shape


def output_of(chain: Chain, layer: int) -> Shape:
    """The shape of the layer's output.

    Raises:
        Refusal: `layer_outside`.
    """
    if not 0 <= layer < len(chain.steps):
        raise Refusal("layer_outside", loc=("layer",), layer=layer, count=len(chain.steps))
    return chain.steps[layer].output_shape


def check_input(chain: Chain, shape: Shape, loc: str) -> None:
    """Raises Refusal: `input_shape_disagrees`, where this is not the shape that the network reads."""
    if tuple(shape) != chain.input_shape:
        raise Refusal("input_shape_disagrees", loc=(loc,), expected=list(chain.input_shape), given=list(shape))
