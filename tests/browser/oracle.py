"""What the page has to say, from the server's own picture and torch alone: none of the program's code is used."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn

from tests.browser.scope import Scope

Array = NDArray[np.float32]

KERNELS: dict[str, list[list[float]]] = {
    # From textbooks, not from the program's table.
    "sobel_x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel_y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "box_blur": [[1 / 9] * 3] * 3,
    "prewitt_x": [[-1, 0, 1]] * 3,
    "ones": [[1, 1, 1]] * 3,
}

_PADS: dict[str, type[nn.Module]] = {
    "reflect": nn.ReflectionPad2d,
    "replicate": nn.ReplicationPad2d,
    "circular": nn.CircularPad2d,
}
_KINDS: dict[str, type[nn.Module]] = {
    "conv2d": nn.Conv2d,
    "conv_transpose2d": nn.ConvTranspose2d,
    "max_pool2d": nn.MaxPool2d,
    "avg_pool2d": nn.AvgPool2d,
    "lp_pool2d": nn.LPPool2d,
    "adaptive_avg_pool2d": nn.AdaptiveAvgPool2d,
    "adaptive_max_pool2d": nn.AdaptiveMaxPool2d,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "gelu": nn.GELU,
    "softmax": nn.Softmax,
    "dropout": nn.Dropout,
    "flatten": nn.Flatten,
    "linear": nn.Linear,
    "batch_norm2d": nn.BatchNorm2d,
}
_SIZED = {
    "conv2d": "in_channels",
    "conv_transpose2d": "in_channels",
    "linear": "in_features",
    "batch_norm2d": "num_features",
}


def picture(scope: Scope, setting: dict[str, Any]) -> Array:
    """The input that a setting stands for, C×H×W (or F), made from what the server shows as the picture."""
    source = setting["source"]
    if source["kind"] == "tensor":
        values = np.asarray(source["values"], np.float32)
        return values.reshape(-1) if source.get("flat") else values
    answer = scope.page.request.get(f"/api/images/{source['id']}")
    assert answer.ok, answer.status
    image: Image.Image = Image.open(io.BytesIO(answer.body()))
    if setting["crop"]:
        top, left, height, width = setting["crop"]
        image = image.crop((left, top, left + width, top + height))
    image = image.convert("RGB" if setting["color"] == "rgb" else "L")
    if setting["size"]:
        height, width = setting["size"]
        image = image.resize((width, height), Image.Resampling.BILINEAR)
    pixels = np.asarray(image, np.float32) / np.float32(255)
    return pixels[None] if pixels.ndim == 2 else np.ascontiguousarray(pixels.transpose(2, 0, 1))


def module(layer: dict[str, Any], channels: int) -> nn.Module:
    """Torch's own module for a layer as the page writes it."""
    parameters: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in layer.items() if name != "kind"
    }
    kind = layer["kind"]
    if kind == "pad2d":
        mode = parameters.pop("mode", "constant")
        if mode == "constant":
            return nn.ConstantPad2d(parameters["padding"], parameters.get("value") or 0.0)
        return _PADS[mode](parameters["padding"])
    if kind == "softmax":
        parameters.setdefault("dim", 1)  # what torch takes, with a warning, where none is given
    if kind in _SIZED:
        parameters = {_SIZED[kind]: channels, **parameters}
    return _KINDS[kind](**parameters)


def run(layer: dict[str, Any], x: NDArray[Any], weight: NDArray[Any] | None = None, bias: Any = None) -> Array:
    """A layer's output in evaluation mode, with these weights where it has some."""
    made = module(layer, x.shape[0]).eval()
    with torch.no_grad():
        if weight is not None:
            made.get_parameter("weight").copy_(torch.tensor(np.asarray(weight)))
        if bias is not None:
            made.get_parameter("bias").copy_(torch.tensor(np.asarray(bias, np.float32)))
        y = made(torch.tensor(np.asarray(x))[None])
    y = y[0] if isinstance(y, tuple) else y  # return_indices
    out: Array = y[0].numpy()
    return out


def kernels(names: list[str], channels: int) -> Array:
    """Named 3×3 kernels over so many input channels, as the contract divides them."""
    stack = np.asarray([[KERNELS[name]] * channels for name in names], np.float32)
    return stack / np.float32(channels)


def check(scope: Scope) -> Array:
    """The page's input and output are those of torch, under the weights that the page shows. Returns the output."""
    state = scope.state()
    setting = state["setting"]
    x = picture(scope, setting)
    np.testing.assert_allclose(scope.tensor("input"), x, atol=1e-7)
    has = {name: scope.tensor(name) for name in ("weight", "bias") if _held(scope, name)}
    y = run(setting["layer"], x, has.get("weight"), has.get("bias"))
    np.testing.assert_allclose(scope.tensor("output"), y, rtol=1e-4, atol=1e-5)
    return y


def _held(scope: Scope, name: str) -> bool:
    held: bool = scope.page.evaluate(
        "(name) => name in document.querySelector('cs-stage').store.state.live.answer.tensors", name
    )
    return held
