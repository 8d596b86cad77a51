"""What is to be said of a layer on an input of some shape: the contract's `meta`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from . import code_torch
from .base import Layer
from .cell import Shape
from .code_keras import keras
from .numbers import json_number


@lru_cache(maxsize=256)
def meta(layer: Layer, shape: Shape) -> dict[str, Any]:
    """The contract's `meta`, with `groups`, `weight_layout` and `norm`; shared, so do not change it.

    `keras_note`, where there is one, is `{"code", "params"}`: the sentence stands under `keras.<code>`.

    Raises:
        Refusal: as `Layer.output_shape`.
    """
    output = layer.output_shape(shape)
    field, jump, formula = layer.receptive_field(shape), layer.jump(shape), layer.formula(shape)
    divisor, norm = layer.divisor(shape), layer.norm(shape)
    in_keras = keras(layer, shape)
    answer: dict[str, Any] = {
        "input_shape": list(shape),
        "output_shape": list(output),
        "parameters": layer.parameters(shape),
        "macs": layer.macs(shape),
        "receptive_field": list(field) if field else None,
        "jump": list(jump) if jump else None,
        "reduction": layer.reduction,
        "padding_value": None if layer.padding_value is None else json_number(layer.padding_value),
        "divisor": divisor.model_dump() if divisor else None,
        "norm": norm.model_dump() if norm else None,
        "formula": {"height": formula[0], "width": formula[1]} if formula else None,
        "groups": layer.groups_of(shape),
        "weight_layout": layer.weight_layout,
        "code": {"torch": code_torch.text(layer, shape), "keras": in_keras.text},
    }
    if in_keras.note_code:
        answer["keras_note"] = {"code": in_keras.note_code, "params": in_keras.note_params}
    return answer
