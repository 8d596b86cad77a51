"""Ready-made networks to start from, fitted to whatever pictures there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from app.layers import AnyLayer, Layer, Shape

Draft: TypeAlias = dict[str, Any]

_LAYER: TypeAdapter[Layer] = TypeAdapter(AnyLayer)


def _conv(maps: int, padding: str | int = "same") -> list[Draft]:
    """A convolution of 3 × 3 and its activation."""
    return [
        {"kind": "conv2d", "out_channels": maps, "kernel_size": 3, "padding": padding},
        {"kind": "relu"},
    ]


def _head(classes: int) -> list[Draft]:
    return [{"kind": "flatten"}, {"kind": "linear", "out_features": classes}]


_POOL: Draft = {"kind": "max_pool2d", "kernel_size": 2}


def _perceptron(classes: int) -> list[Draft]:
    return [
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 64},
        {"kind": "relu"},
        {"kind": "linear", "out_features": classes},
    ]


def _small_cnn(classes: int) -> list[Draft]:
    return [*_conv(8), _POOL, *_conv(16), _POOL, *_head(classes)]


def _deeper_cnn(classes: int) -> list[Draft]:
    return [
        *(*_conv(8), *_conv(8), _POOL),
        *(*_conv(16), *_conv(16), _POOL),
        *(*_conv(32), _POOL),
        *({"kind": "flatten"}, {"kind": "linear", "out_features": 64}, {"kind": "relu"}),
        {"kind": "linear", "out_features": classes},
    ]


def _dropout_cnn(classes: int) -> list[Draft]:
    quarter, half = {"kind": "dropout", "p": 0.25}, {"kind": "dropout", "p": 0.5}
    return [
        *(*_conv(8), _POOL, quarter),
        *(*_conv(16), _POOL, quarter),
        *({"kind": "flatten"}, {"kind": "linear", "out_features": 64}, {"kind": "relu"}, half),
        {"kind": "linear", "out_features": classes},
    ]


def _no_padding_cnn(classes: int) -> list[Draft]:
    return [*_conv(8, padding=0), _POOL, *_conv(16, padding=0), _POOL, *_head(classes)]


@dataclass(frozen=True)
class Ready:
    """One ready-made network.

    Attributes:
        id: its name in requests; its sentences stand under `models.<id>`.
        draft: its layers for so many classes, as JSON has them.
    """

    id: str
    draft: Callable[[int], list[Draft]]

    @property
    def title(self) -> str:
        """The key of its name."""
        return f"models.{self.id}.title"

    @property
    def summary(self) -> str:
        """The key of a sentence on what it shows."""
        return f"models.{self.id}.summary"


READY: dict[str, Ready] = {
    ready.id: ready
    for ready in (
        Ready("perceptron", _perceptron),
        Ready("small_cnn", _small_cnn),
        Ready("deeper_cnn", _deeper_cnn),
        Ready("dropout_cnn", _dropout_cnn),
        Ready("no_padding_cnn", _no_padding_cnn),
    )
}


def layers_for(id: str, shape: Shape, classes: int) -> list[Layer]:  # noqa: A002 - the word of the interface
    """The network's layers on pictures of this shape; windows that a small picture has no room for are left out.

    Args:
        id: one of `READY`.
        shape: C×H×W.
        classes: how many numbers it answers.
    """
    return _with_room([_LAYER.validate_python(draft) for draft in READY[id].draft(classes)], shape)


def _with_room(layers: Sequence[Layer], shape: Shape) -> list[Layer]:
    kept: list[Layer] = []
    for layer in layers:
        if min(shape[1:], default=layer_needs(layer)) < layer_needs(layer):
            continue
        kept.append(layer)
        shape = layer.output_shape(shape)
    return kept


def layer_needs(layer: Layer) -> int:
    """The least height and width that the layer's window has room in; padding counts as room."""
    if layer.group not in {"convolution", "pooling"} or getattr(layer, "padding", None) == "same":
        return 1
    kernel: tuple[int, int] = layer.kernel_size  # type: ignore[attr-defined]
    return max(kernel)
