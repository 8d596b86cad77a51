"""A layer as a line of PyTorch: its class, and the arguments that differ from torch's defaults."""

from __future__ import annotations

import inspect
from functools import lru_cache
from typing import Any

from torch import nn

from .base import Layer
from .cell import Shape


def expression(layer: Layer, shape: Shape) -> str:
    """The call that makes the layer for this input: `nn.Conv2d(in_channels=3, out_channels=8, kernel_size=3)`."""
    defaults = _defaults(layer.torch_class())
    arguments = ", ".join(
        f"{name}={literal(value)}"
        for name, value in layer.arguments(shape).items()
        if literal(value) != defaults.get(name)
    )
    return f"nn.{layer.torch_class()}({arguments})"


def text(layer: Layer, shape: Shape) -> str:
    """Runnable text that binds the layer to the name `layer`."""
    return f"from torch import nn\n\nlayer = {expression(layer, shape)}\n"


def literal(value: Any) -> str:
    """The value as Python writes it; a tuple of equal numbers as that number."""
    if isinstance(value, tuple) and len(set(value)) == 1 and value[0] is not None:
        return repr(value[0])
    return repr(value).replace("'", '"')


@lru_cache
def _defaults(name: str) -> dict[str, str]:
    """Torch's own defaults for this class of `torch.nn`, as Python writes them."""
    parameters = inspect.signature(getattr(nn, name)).parameters.values()
    return {each.name: literal(each.default) for each in parameters if each.default is not each.empty}
