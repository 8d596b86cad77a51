"""A layer as Keras text that gives torch's numbers, or the reason why there is none.

Keras holds pictures channels-last and kernels as height, width, in, out; the text says how x and the weights turn.
Where Keras's own padding or rounding differs, the text spells out what torch does (`ZeroPadding2D`, `Cropping2D`).
A flat result comes in torch's order. Only ready-made layers are used: what would need a layer written by hand has no
text but a reason, whose sentence stands in the catalogues under `keras.<code>`. What becomes of a layer its own file
says, in `Layer.keras`; here it is put into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import Param

from .base import Layer
from .cell import Shape
from .keras_text import NoKeras, Translation


@dataclass(frozen=True)
class KerasText:
    """Runnable `text` that binds the layer to the name `layer`; or None, and the reason: a code in the catalogues
    under `keras`, with what its sentence needs.
    """

    text: str | None
    note_code: str | None = None
    note_params: Mapping[str, Param] = field(default_factory=dict)


def translate(layer: Layer, shape: Shape) -> Translation:
    """The Keras layers that do what this one does on an input of this shape, in order, each as an expression.

    Raises:
        NoKeras: with the reason.
    """
    return layer.keras(shape)


def keras(layer: Layer, shape: Shape) -> KerasText:
    """The text for this layer on an input of this shape, which must be one that the layer takes."""
    try:
        translation = translate(layer, shape)
    except NoKeras as reason:
        return KerasText(None, reason.code, reason.params)
    lines = ["import keras", ""]
    if len(shape) == 3:
        channels, height, width = shape
        lines.append(f"# NCHW -> NHWC: x = x.transpose(0, 2, 3, 1)  # (1, {height}, {width}, {channels})")
    if translation.weights:
        turn = f"{translation.turn}: " if translation.turn else ""
        lines.append(f"# {turn}layer.build(x.shape); layer.set_weights([{', '.join(translation.weights)}])")
    lines += [f"# {remark}" for remark in translation.remarks]
    lines.append(f"layer = {_one(translation.layers)}")
    return KerasText("\n".join(lines) + "\n")


def _one(layers: tuple[str, ...]) -> str:
    if len(layers) == 1:
        return layers[0]
    return "\n".join(("keras.Sequential([", *(f"    {each}," for each in layers), "])"))
