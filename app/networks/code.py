"""A network as text: torch's `nn.Sequential`, and Keras's `Sequential` with the same numbers.

Both bind the network to the name `network` and know how the weights come in from `network.safetensors`, which holds
torch's names. Keras's pictures are channels-last; a flat result comes in torch's order there, too, so that the weights
behind it need no other turn than their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import Param
from app.layers import NoKeras, Shape, Translation, expression, translate

from .chain import Chain
from .weights import expected

FILE = "network.safetensors"
_TENSOR = re.compile(r"\b(weight|bias|running_mean|running_var)\b")


@dataclass(frozen=True)
class Code:
    """Runnable texts that bind the network to the name `network` and say how its weights are loaded.

    Attributes:
        torch: the text.
        keras: the text, or None where a layer has no equal in Keras.
        note_code, note_params: then the reason, a code in the catalogues under `keras`, with what its sentence needs.
        note_layer: and the layer.
    """

    torch: str
    keras: str | None
    note_code: str | None = None
    note_params: Mapping[str, Param] = field(default_factory=dict)
    note_layer: int | None = None


def code(chain: Chain) -> Code:
    """Both texts."""
    text = _torch(chain)
    translations: list[Translation] = []
    for index, step in enumerate(chain.steps):
        try:
            translations.append(translate(step.layer, step.input_shape))
        except NoKeras as reason:
            return Code(text, None, reason.code, reason.params, index)
    return Code(text, _keras(chain, translations))


def _torch(chain: Chain) -> str:
    layers = [
        f"    {expression(step.layer, step.input_shape)},  # {index}: {_written(step.output_shape)}"
        for index, step in enumerate(chain.steps)
    ]
    loads = bool(expected(chain))
    lines = [
        *("from torch import nn", ""),
        f"# Input: (N, {_written(chain.input_shape)})",
        *(("network = nn.Sequential(", *layers, ")") if layers else ("network = nn.Sequential()",)),
        *(_TORCH_LOADER if loads else ()),
        "network.eval()",
    ]
    return "\n".join(lines) + "\n"


def _keras(chain: Chain, translations: list[Translation]) -> str:
    layers: list[str] = []
    weights: list[str] = []
    for index, translation in enumerate(translations):
        layers += [f"    # {index}: {remark}" for remark in translation.remarks]
        layers += [f"    {each}," for each in translation.layers]
        if translation.weights:
            values = ", ".join(_TENSOR.sub(rf'tensors["{index}.\1"]', each) for each in translation.weights)
            turn = f"  # {translation.turn}" if translation.turn else ""
            weights.append(f"        [{values}],{turn}")
    lines = [
        "import keras",
        "",
        *_turns(chain),
        "network = keras.Sequential([",
        f"    keras.Input(shape={_channels_last(chain.input_shape)}),",
        # Without a layer Keras would take the input for one that has yet to be built.
        *(layers or ["    keras.layers.Identity(),"]),
        "])",
        *(_KERAS_LOADER.format(file=FILE, weights="\n".join(weights)).splitlines() if weights else []),
    ]
    return "\n".join(lines) + "\n"


_TORCH_LOADER = (
    "# from safetensors.torch import load_file",
    f'# network.load_state_dict(load_file("{FILE}"))',
)

_KERAS_LOADER = """

def load_weights(path="{file}"):
    from safetensors.numpy import load_file

    tensors = load_file(path)
    weights = [
{weights}
    ]
    for layer, values in zip((each for each in network.layers if each.weights), weights, strict=True):
        layer.set_weights(values)


# load_weights()
"""


def _turns(chain: Chain) -> list[str]:
    """How pictures turn on their way in and out."""
    return [
        *(["# NCHW -> NHWC: x = x.transpose(0, 2, 3, 1)"] if len(chain.input_shape) == 3 else []),
        *(["# NHWC -> NCHW: y = y.transpose(0, 3, 1, 2)"] if len(chain.output_shape) == 3 else []),
    ]


def _channels_last(shape: Shape) -> Shape:
    return (shape[1], shape[2], shape[0]) if len(shape) == 3 else shape


def _written(shape: Shape) -> str:
    return ", ".join(map(str, shape))
