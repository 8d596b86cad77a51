"""Torch as the witness: what it says of raw parameters, and what the page would make of an answer."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from pydantic import TypeAdapter, ValidationError

from app.errors import Refusal
from app.i18n.catalogue import PLACEHOLDER, catalogue
from app.i18n.language import LANGUAGES
from app.layers import AnyLayer, Layer

from .strategies import Drawn

_LAYERS: TypeAdapter[Any] = TypeAdapter(AnyLayer)
_CLASSES = {
    "conv2d": "Conv2d",
    "conv_transpose2d": "ConvTranspose2d",
    "max_pool2d": "MaxPool2d",
    "avg_pool2d": "AvgPool2d",
    "lp_pool2d": "LPPool2d",
    "adaptive_avg_pool2d": "AdaptiveAvgPool2d",
    "adaptive_max_pool2d": "AdaptiveMaxPool2d",
    "constant": "ConstantPad2d",
    "reflect": "ReflectionPad2d",
    "replicate": "ReplicationPad2d",
    "circular": "CircularPad2d",
}

Numbers: TypeAlias = npt.NDArray[np.float64]

SAYS_NO = (RuntimeError, ValueError, TypeError, ZeroDivisionError, AssertionError)


def read(kind: str, parameters: Mapping[str, Any]) -> Layer:
    layer: Layer = _LAYERS.validate_python({"kind": kind, **parameters})
    return layer


def torch_module(case: Drawn) -> torch.nn.Module:
    """The module straight from the parameters, by torch's names, without any code of ours."""
    arguments = {name: tuple(value) if isinstance(value, list) else value for name, value in case.parameters.items()}
    arguments.pop("device", None), arguments.pop("dtype", None)
    name = str(arguments.pop("mode", "constant")) if case.kind == "pad2d" else case.kind
    if name == "constant":
        arguments.setdefault("value", 0)
    elif arguments.get("value") == 0:
        del arguments["value"]  # torch's other classes know no value; ours is left at its default
    if "out_channels" in arguments and arguments.get("in_channels") is None:
        arguments["in_channels"] = case.x.shape[0]
    module: torch.nn.Module = getattr(torch.nn, _CLASSES[name])(**arguments)
    return module


def torch_output(case: Drawn, weights: Mapping[str, npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
    """Output (and indices) with these weights; raises one of `SAYS_NO`."""
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # kernels without a cell are announced by warnings before they are refused
        module = torch_module(case)
        for name, parameter in module.named_parameters():
            if name in weights:
                parameter.copy_(torch.from_numpy(weights[name]))
        made = module(torch.from_numpy(case.x)[None])
    return [each[0].numpy() for each in (made if isinstance(made, tuple) else (made,))]


def torch_shape(case: Drawn) -> tuple[int, ...] | None:
    """The shape of torch's output, or None where torch refuses."""
    try:
        return torch_output(case, {})[0].shape
    except SAYS_NO:
        return None


def refusal_of(case: Drawn) -> tuple[str, dict[str, Any]] | None:
    """Our code and its params, or None where the layer is accepted."""
    try:
        read(case.kind, case.parameters).output_shape(case.x.shape)
    except ValidationError as error:
        first = error.errors()[0]
        return f"fields.{first['type']}", first.get("ctx", {})
    except Refusal as refusal:
        return f"{refusal.code}.detail", refusal.params
    return None


def assert_told(code: str, params: Mapping[str, Any]) -> None:
    """The sentence stands in both catalogues and gets every number that it asks for."""
    for language in LANGUAGES:
        sentence = catalogue(language).get(f"errors.{code}")
        assert sentence, f"{code} has no sentence in {language}"
        assert set(PLACEHOLDER.findall(sentence)) <= set(params), f"{code} in {language} asks for more than {params}"


def by_taps(tensors: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]) -> Numbers:
    """The output as a page reads it: gathered by the tap tables, reduced in float64 by what `meta` says."""
    x, rows, cols = tensors["input"].astype(np.float64), tensors["rows"], tensors["cols"]
    row, col = rows[:, None, :, None], cols[None, :, None, :]
    absent, padding = (row == -2) | (col == -2), (row == -1) | (col == -1)
    real = ~absent & ~padding
    fill = math.nan if meta["padding_value"] is None else float(meta["padding_value"])
    window: Numbers = np.where(padding, fill, x[:, row.clip(0), col.clip(0)])  # C × H_out × W_out × K_h × K_w
    taps = (-2, -1)
    reduced: Numbers
    with np.errstate(all="ignore"):
        match meta["reduction"]:
            case "sum_of_products":
                return _convolved(np.where(absent, 0.0, window), tensors, meta)
            case "max":
                reduced = np.where(absent, -np.inf, window).max(taps)
            case "copy":
                reduced = window[..., 0, 0]
            case "mean":
                rule, value = meta["divisor"]["rule"], meta["divisor"]["value"]
                counted = {"window": ~absent, "real": real}
                count = value if rule == "fixed" else counted[rule].sum(taps)
                reduced = np.where(absent, 0.0, window).sum(taps) / count
            case "lp_norm":
                p, whole = meta["norm"]["p"], meta["norm"]["window"]
                mean = np.where(real, window**p, 0.0).sum(taps) / real.sum(taps)
                reduced = (mean * whole) ** (1 / p)
            case other:
                raise AssertionError(other)
    return reduced


def _convolved(window: Numbers, tensors: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]) -> Numbers:
    groups, weight = meta["groups"], tensors["weight"].astype(np.float64)
    maps, read = meta["output_shape"][0] // groups, window.shape[0] // groups
    if meta["weight_layout"] == "io":
        weight = weight.reshape(groups, read, maps, *weight.shape[2:]).swapaxes(1, 2)
    weight = weight.reshape(groups, maps, read, *weight.shape[-2:])
    products: Numbers = np.einsum("gchwij,gocij->gohw", window.reshape(groups, read, *window.shape[1:]), weight)
    bias = tensors["bias"] if "bias" in tensors else np.zeros(groups * maps)
    maps_of_all: Numbers = products.reshape(-1, *products.shape[2:]) + bias[:, None, None]
    return maps_of_all
