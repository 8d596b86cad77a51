"""Random sequences of layers as JSON would bring them, and torch's own `Sequential` for them without code of ours."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import torch
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.errors import Refusal
from app.layers import AnyLayer, Float32, Layer, Shape
from app.networks import chain
from tests.layers.oracle import torch_module
from tests.layers.strategies import LAYERS, WINDOWED, Drawn

Draft: TypeAlias = dict[str, Any]

_LAYERS: TypeAdapter[Any] = TypeAdapter(list[AnyLayer])
_LARGEST = 20_000
_NAMES = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "gelu": "GELU",
    "softmax": "Softmax",
    "dropout": "Dropout",
    "flatten": "Flatten",
}

_INFERRED: dict[str, tuple[Callable[..., torch.nn.Module], str]] = {
    "linear": (torch.nn.Linear, "in_features"),
    "batch_norm2d": (torch.nn.BatchNorm2d, "num_features"),
}

SHAPES = st.tuples(st.sampled_from([1, 2, 4]), st.integers(1, 12), st.integers(1, 12))


def read(drafts: Sequence[Draft]) -> list[Layer]:
    made: list[Layer] = _LAYERS.validate_python(list(drafts))
    return made


@st.composite
def sequences(draw: st.DrawFn, layers: st.SearchStrategy[Draft] = LAYERS, most: int = 6) -> tuple[list[Draft], Shape]:
    """Layers that can be read, and an input; whether they fit is another matter."""
    shape = draw(SHAPES)
    return [draft for draft in draw(st.lists(layers, max_size=most)) if _readable(draft)], shape


@st.composite
def networks(draw: st.DrawFn, layers: st.SearchStrategy[Draft] = LAYERS, most: int = 8) -> tuple[list[Draft], Shape]:
    """Layers that fit: what does not is left out."""
    shape: Shape = draw(SHAPES)
    kept: list[Draft] = []
    for draft in draw(st.lists(layers, min_size=2, max_size=most)):
        try:
            (step,) = (step for step in chain(read([*kept, draft]), shape).steps[-1:])
        except (Refusal, ValidationError):
            continue
        if math.prod(step.output_shape) <= _LARGEST:
            kept.append(draft)
    return kept, shape


def _readable(draft: Draft) -> bool:
    try:
        read([draft])
    except ValidationError:
        return False
    return True


def picture(shape: Shape, seed: int = 0) -> Float32:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def by_torch(drafts: Sequence[Draft], shape: Shape, seed: int = 0) -> torch.nn.Sequential:
    """Torch's own, from raw parameters, after one `manual_seed`; raises what torch raises."""
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    made: list[torch.nn.Module] = []
    try:
        for draft in drafts:
            # The shape that comes out is asked of torch, in a copy: batch norm and dropout would change something.
            module = _module(draft, shape)
            made.append(module)
            shape = _answer(module, shape)
    finally:
        torch.set_rng_state(state)
    return torch.nn.Sequential(*made)


def _module(draft: Draft, shape: Shape) -> torch.nn.Module:
    arguments = {name: value for name, value in draft.items() if name not in {"kind", "device", "dtype"}}
    kind = draft["kind"]
    if kind in WINDOWED:
        return torch_module(Drawn(kind, arguments, np.zeros(shape, np.float32)))
    if kind in _INFERRED:
        made, size = _INFERRED[kind]
        arguments[size] = shape[0] if arguments.get(size) is None else arguments[size]
        whole: torch.nn.Module = made(**arguments)
        return whole
    if kind == "softmax":
        arguments["dim"] = 1 if arguments.get("dim") is None else arguments["dim"]
    module: torch.nn.Module = getattr(torch.nn, _NAMES[kind])(**arguments)
    return module


def _answer(module: torch.nn.Module, shape: Shape) -> Shape:
    with torch.no_grad(), torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(module.eval()(torch.zeros(1, *shape)).shape[1:])
