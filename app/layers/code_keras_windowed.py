"""Keras text of convolution, pooling and padding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .adaptive_avg_pool2d import AdaptiveAvgPool2d
from .adaptive_max_pool2d import AdaptiveMaxPool2d
from .avg_pool2d import AvgPool2d
from .base import Pair
from .cell import Shape
from .conv2d import Conv2d
from .conv_transpose2d import ConvTranspose2d
from .keras_pool import PoolAxis, pool
from .keras_text import NoKeras, Translation, call, resize, short, unless
from .lp_pool2d import LPPool2d
from .max_pool2d import MaxPool2d
from .pad2d import Pad2d


def _effective_dilation(dilation: Pair, kernel: Pair) -> Pair:
    """A kernel of one tap is the same under any dilation."""
    return (dilation[0] if kernel[0] > 1 else 1), (dilation[1] if kernel[1] > 1 else 1)


def _check_stride_with_dilation(stride: Pair, dilation: Pair) -> None:
    if max(stride) > 1 and max(dilation) > 1:
        raise NoKeras("stride_with_dilation", stride=list(stride), dilation=list(dilation))


def _conv2d(layer: Conv2d, shape: Shape) -> Translation:
    height, width = layer.axes(shape)
    sides = (height.before, height.after, width.before, width.after)
    if layer.padding_mode != "zeros" and max(sides) > 0:
        raise NoKeras("padding_mode", mode=layer.padding_mode)
    dilation = _effective_dilation(layer.dilation, layer.kernel_size)
    _check_stride_with_dilation(layer.stride, dilation)
    # With stride 1 Keras's "same" is torch's; with others it depends on the size of the picture.
    reach = [d * (k - 1) for d, k in zip(dilation, layer.kernel_size, strict=True)]
    same = (
        layer.stride == (1, 1)
        and max(reach) > 0
        and sides
        == (
            reach[0] // 2,
            reach[0] - reach[0] // 2,
            reach[1] // 2,
            reach[1] - reach[1] // 2,
        )
    )
    convolution = call(
        "Conv2D",
        filters=layer.out_channels,
        kernel_size=short(layer.kernel_size),
        strides=unless(1, layer.stride),
        padding="same" if same else None,
        dilation_rate=unless(1, dilation),
        groups=None if layer.groups == 1 else layer.groups,
        use_bias=None if layer.bias else False,
    )
    weights = ("weight.transpose(2, 3, 1, 0)", *(["bias"] if layer.bias else []))
    return Translation((*(() if same else resize(*sides)), convolution), weights, "OIHW -> HWIO")


def _conv_transpose2d(layer: ConvTranspose2d, shape: Shape) -> Translation:
    if layer.groups != 1:
        raise NoKeras("transposed_groups", groups=layer.groups)
    dilation = _effective_dilation(layer.dilation, layer.kernel_size)
    _check_stride_with_dilation(layer.stride, dilation)
    if any(more >= stride for more, stride in zip(layer.output_padding, layer.stride, strict=True)):
        raise NoKeras("output_padding", output_padding=list(layer.output_padding), stride=list(layer.stride))
    convolution = call(
        "Conv2DTranspose",
        filters=layer.out_channels,
        kernel_size=short(layer.kernel_size),
        strides=unless(1, layer.stride),
        # Left out, Keras would choose it, and differently where the kernel is smaller than the stride.
        output_padding=short(layer.output_padding),
        dilation_rate=unless(1, dilation),
        use_bias=None if layer.bias else False,
    )
    height, width = (-padding for padding in layer.padding)
    weights = ("weight.transpose(2, 3, 1, 0)", *(["bias"] if layer.bias else []))
    return Translation((convolution, *resize(height, height, width, width)), weights, "IOHW -> HWOI")


def _max_pool2d(layer: MaxPool2d, shape: Shape) -> Translation:
    if layer.return_indices:
        raise NoKeras("return_indices")
    axes = layer.axes(shape)
    if any(axis.dilation > 1 and axis.kernel > 1 for axis in axes):
        raise NoKeras("pool_dilation", dilation=[axis.dilation for axis in axes])
    height, width = (PoolAxis(a.size, a.kernel, a.stride, a.before, a.output) for a in axes)
    layers = pool("MaxPooling2D", height, width)
    if layers is None:
        raise NoKeras("max_pool_padding")
    return Translation(layers)


def _avg_pool2d(layer: AvgPool2d, shape: Shape) -> Translation:
    axes = layer.axes(shape)
    height, width = axes
    if layer.divisor_override is not None:
        # Zeros add nothing to a sum, so that they can stand for all that torch leaves out.
        after = [max(a.after, (a.output - 1) * a.stride + a.kernel - a.size - a.before) for a in axes]
        size, strides = (height.kernel, width.kernel), (height.stride, width.stride)
        average = call("AveragePooling2D", pool_size=short(size), strides=None if strides == size else short(strides))
        scale = f"keras.layers.Rescaling({size[0] * size[1]} / {layer.divisor_override})"
        return Translation((*resize(height.before, after[0], width.before, after[1]), average, scale))
    added: tuple[str, ...] = ()
    if layer.count_include_pad:
        added = resize(height.before, height.after, width.before, width.after)
        over = [PoolAxis(a.padded, a.kernel, a.stride, 0, a.output) for a in axes]
    else:
        over = [PoolAxis(a.size, a.kernel, a.stride, a.before, a.output) for a in axes]
    layers = pool("AveragePooling2D", over[0], over[1])
    if layers is None:
        raise NoKeras("average_divisor")
    return Translation((*added, *layers))


def _lp_pool2d(layer: LPPool2d, shape: Shape) -> Translation:
    raise NoKeras("lp_pool")


def _adaptive(name: str) -> Callable[[AdaptiveAvgPool2d | AdaptiveMaxPool2d, Shape], Translation]:
    def translation(layer: AdaptiveAvgPool2d | AdaptiveMaxPool2d, shape: Shape) -> Translation:
        if isinstance(layer, AdaptiveMaxPool2d) and layer.return_indices:
            raise NoKeras("return_indices")
        _, height, width = layer.output_shape(shape)
        return Translation((call(name, output_size=short((height, width))),))

    return translation


def _pad2d(layer: Pad2d, shape: Shape) -> Translation:
    height, width = layer.axes(shape)
    sides = (height.before, height.after, width.before, width.after)
    if max(sides) > 0 and layer.mode != "constant":
        raise NoKeras("padding_mode", mode=layer.mode)
    if max(sides) > 0 and layer.value != 0:
        raise NoKeras("pad_value", value=layer.value)
    return Translation(resize(*sides) or (call("Identity"),))


WINDOWED: Mapping[str, Callable[[Any, Shape], Translation]] = {
    "conv2d": _conv2d,
    "conv_transpose2d": _conv_transpose2d,
    "max_pool2d": _max_pool2d,
    "avg_pool2d": _avg_pool2d,
    "lp_pool2d": _lp_pool2d,
    "adaptive_avg_pool2d": _adaptive("AdaptiveAveragePooling2D"),
    "adaptive_max_pool2d": _adaptive("AdaptiveMaxPooling2D"),
    "pad2d": _pad2d,
}
