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


def _normed(maps: int, kernel: int, groups: int = 1) -> list[Draft]:
    """A convolution, batch norm (which has a shift of its own, so the convolution needs none) and ReLU."""
    grouped = {} if groups == 1 else {"groups": groups}
    conv = {"kind": "conv2d", "out_channels": maps, "kernel_size": kernel, "padding": "same", **grouped, "bias": False}
    return [conv, {"kind": "batch_norm2d"}, {"kind": "relu"}]


def _separable(inputs: int, maps: int) -> list[Draft]:
    """Depthwise, every map by itself, then pointwise, every pixel by itself (Howard et al. 2017, MobileNets)."""
    return [*_normed(inputs, 3, groups=inputs), *_normed(maps, 1)]


def _halving(maps: int) -> list[Draft]:
    """A convolution with stride 2 in the place of a pooling."""
    return [{"kind": "conv2d", "out_channels": maps, "kernel_size": 3, "stride": 2, "padding": 1}, {"kind": "relu"}]


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


def _lenet5(classes: int) -> list[Draft]:
    """LeCun et al. (1998), with the activations and poolings of its time; padding makes 28 rows the paper's 32."""
    tanh, pool = {"kind": "tanh"}, {"kind": "avg_pool2d", "kernel_size": 2}
    return [
        *({"kind": "conv2d", "out_channels": 6, "kernel_size": 5, "padding": 2}, tanh, pool),
        *({"kind": "conv2d", "out_channels": 16, "kernel_size": 5}, tanh, pool),
        *({"kind": "flatten"}, {"kind": "linear", "out_features": 120}, tanh),
        *({"kind": "linear", "out_features": 84}, tanh, {"kind": "linear", "out_features": classes}),
    ]


def _tiny_vgg(classes: int) -> list[Draft]:
    """The network of CNN Explainer (Wang et al. 2020): two blocks of two convolutions with ten maps each."""
    block = [*_conv(10, padding=0), *_conv(10, padding=0), _POOL]
    return [*block, *block, *_head(classes)]


def _all_conv(classes: int) -> list[Draft]:
    """After Springenberg et al. (2015): strides for poolings, and the mean of one map per class for the linear layer
    (Lin et al. 2014).
    """
    return [
        *(*_conv(16), *_halving(16)),
        *(*_conv(32), *_halving(32)),
        {"kind": "conv2d", "out_channels": classes, "kernel_size": 1},
        *({"kind": "adaptive_avg_pool2d", "output_size": 1}, {"kind": "flatten"}),
    ]


def _depthwise(classes: int) -> list[Draft]:
    return [*_normed(16, 3), _POOL, *_separable(16, 32), _POOL, *_separable(32, 32), _POOL, *_head(classes)]


@dataclass(frozen=True)
class Ready:
    """One ready-made network.

    Attributes:
        id: its name in requests; its sentences stand under `models.<id>`.
        draft: its layers for so many classes, as JSON has them.
        flat: whether it reads flat inputs, too.
    """

    id: str
    draft: Callable[[int], list[Draft]]
    flat: bool = False

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
        Ready("perceptron", _perceptron, flat=True),
        Ready("small_cnn", _small_cnn),
        Ready("deeper_cnn", _deeper_cnn),
        Ready("lenet5", _lenet5),
        Ready("tiny_vgg", _tiny_vgg),
        Ready("all_conv", _all_conv),
        Ready("depthwise", _depthwise),
        Ready("dropout_cnn", _dropout_cnn),
        Ready("no_padding_cnn", _no_padding_cnn),
    )
}


def layers_for(id: str, shape: Shape, classes: int) -> list[Layer]:  # noqa: A002 - the word of the interface
    """The network's layers on inputs of this shape. Windows that a small picture has no room for are left out, and a
    flatten of what is flat.

    Args:
        id: one of `READY`.
        shape: C×H×W, or F where the network is one for flat inputs.
        classes: how many numbers it answers.
    """
    return _with_room([_LAYER.validate_python(draft) for draft in READY[id].draft(classes)], shape)


def _with_room(layers: Sequence[Layer], shape: Shape) -> list[Layer]:
    kept: list[Layer] = []
    for layer in layers:
        if min(shape[1:], default=layer_needs(layer)) < layer_needs(layer) or _moves_nothing(layer, shape):
            continue
        kept.append(layer)
        shape = layer.output_shape(shape)
    return kept


def _moves_nothing(layer: Layer, shape: Shape) -> bool:
    return layer.reduction == "copy" and layer.output_shape(shape) == shape


def layer_needs(layer: Layer) -> int:
    """The least height and width that the layer's window has room in; padding counts as room."""
    kernel: tuple[int, int] | None = getattr(layer, "kernel_size", None)
    padding: str | tuple[int, int] = getattr(layer, "padding", (0, 0))
    if kernel is None or padding == "same":
        return 1
    around = (0, 0) if isinstance(padding, str) else padding
    return max(size - 2 * room for size, room in zip(kernel, around, strict=True))
