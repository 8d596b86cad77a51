"""Keras text of the layers that work cell by cell, and of softmax, flatten and linear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .batch_norm2d import BatchNorm2d
from .cell import Shape
from .dimensions import resolve_dimension
from .dropout import Dropout
from .flatten import Flatten
from .gelu import GELU
from .keras_text import NoKeras, Translation, call
from .leaky_relu import LeakyReLU
from .linear import Linear
from .softmax import Softmax

CHANNELS_LAST = {0: 0, 1: 3, 2: 1, 3: 2}
"""Where the dimensions of a batch of pictures go."""


def _relu(layer: object, shape: Shape) -> Translation:
    return Translation((call("ReLU"),))


def _activation(name: str) -> Callable[[object, Shape], Translation]:
    return lambda layer, shape: Translation((call("Activation", activation=name),))


def _leaky_relu(layer: LeakyReLU, shape: Shape) -> Translation:
    if layer.negative_slope < 0:
        raise NoKeras("leaky_relu_slope", slope=layer.negative_slope)
    slope = call("LeakyReLU", negative_slope=float(layer.negative_slope))
    return Translation((slope,), remarks=("torch: negative_slope=0.01, keras: negative_slope=0.3 (defaults)",))


def _gelu(layer: GELU, shape: Shape) -> Translation:
    if layer.approximate == "none":
        return Translation((call("Activation", activation="gelu"),))
    return Translation(("keras.layers.Activation(lambda x: keras.activations.gelu(x, approximate=True))",))


def _softmax(layer: Softmax, shape: Shape) -> Translation:
    dim = resolve_dimension(1 if layer.dim is None else layer.dim, shape, "dim")
    axis = CHANNELS_LAST[dim] if len(shape) == 3 else dim
    return Translation((call("Softmax", axis=axis),), remarks=(f"dim={dim} -> axis={axis}",) if axis != dim else ())


def _dropout(layer: Dropout, shape: Shape) -> Translation:
    return Translation((call("Dropout", rate=float(layer.p)),))


def _flatten(layer: Flatten, shape: Shape) -> Translation:
    if layer.merges_batch(shape):
        raise NoKeras("flatten_batch")
    output = layer.output_shape(shape)
    if output == shape:
        return Translation((call("Identity"),))
    channels_first = ("keras.layers.Permute((3, 1, 2))",) if len(shape) == 3 else ()
    if len(output) == 1:
        return Translation((*channels_first, call("Flatten")))
    return Translation((*channels_first, call("Reshape", target_shape=output)))


def _linear(layer: Linear, shape: Shape) -> Translation:
    dense = call("Dense", units=layer.out_features, use_bias=None if layer.bias else False)
    return Translation((dense,), ("weight.transpose(1, 0)", *(["bias"] if layer.bias else [])), "OI -> IO")


def _batch_norm2d(layer: BatchNorm2d, shape: Shape) -> Translation:
    if not layer.track_running_stats:
        raise NoKeras("batch_norm_statistics")
    if layer.momentum is None:
        raise NoKeras("batch_norm_cumulative")
    learned = None if layer.affine else False
    # Rounded, so that 1 - 0.1 does not read 0.9 and some dust.
    kept = round(1 - layer.momentum, 12)
    normalisation = call("BatchNormalization", momentum=kept, epsilon=layer.eps, center=learned, scale=learned)
    weights = ("weight", "bias") if layer.affine else ()
    remark = "torch: momentum=0.1, eps=1e-05, keras: momentum=0.99 (1 - torch's), epsilon=0.001 (defaults)"
    return Translation((normalisation,), (*weights, "running_mean", "running_var"), remarks=(remark,))


FLAT: Mapping[str, Callable[[Any, Shape], Translation]] = {
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "sigmoid": _activation("sigmoid"),
    "tanh": _activation("tanh"),
    "gelu": _gelu,
    "softmax": _softmax,
    "dropout": _dropout,
    "flatten": _flatten,
    "linear": _linear,
    "batch_norm2d": _batch_norm2d,
}
