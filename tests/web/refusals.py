"""Requests that cannot be answered, as text (JSON itself may be what is wrong), with what is said of them."""

from __future__ import annotations

from typing import Any, NamedTuple

RELU = '{"kind": "relu"}'
TENSOR = ["input", "tensor"]
WEIGHT = ["weight", "values"]


class Wrong(NamedTuple):
    """A body, and what is said of it; `loc` None where no field is to blame."""

    body: str
    code: str
    loc: list[Any] | None


def tensor(text: str) -> str:
    """A body with this tensor."""
    return f'{{"input": {{"tensor": {text}}}, "layer": {RELU}}}'


def picture(members: str) -> str:
    """A body with these members beside the picture's name."""
    return f'{{"input": {{"image": "boats", {members}}}, "layer": {RELU}}}'


def also(members: str) -> str:
    """A body with these members beside a good input and a good layer."""
    return f'{{"input": {{"tensor": [1]}}, "layer": {RELU}, {members}}}'


def layer(text: str, source: str = '"tensor": [[[1]]]') -> str:
    """A body with this layer."""
    return f'{{"input": {{{source}}}, "layer": {text}}}'


def conv(members: str) -> str:
    """A body with a convolution on a photograph."""
    return layer(f'{{"kind": "conv2d", {members}}}', '"image": "boats"')


WRONG = [
    Wrong(tensor("[[[NaN]]]"), "tensor_not_finite", TENSOR),
    Wrong(tensor("[1e400]"), "tensor_not_finite", TENSOR),
    Wrong(tensor("[1e39]"), "tensor_not_finite", TENSOR),
    Wrong(tensor(f"[1{'0' * 400}]"), "tensor_not_finite", TENSOR),
    Wrong(tensor(f"[1{'0' * 5000}]"), "body_unreadable", None),
    Wrong(tensor('["1", "2"]'), "tensor_not_numbers", TENSOR),
    Wrong(tensor('["nan"]'), "tensor_not_numbers", TENSOR),
    Wrong(tensor("[true]"), "tensor_not_numbers", TENSOR),
    Wrong(tensor("[null]"), "tensor_not_numbers", TENSOR),
    Wrong(tensor("[[[1, 2], [3]]]"), "tensor_ragged", TENSOR),
    Wrong(tensor("[[[1, 2], 3]]"), "tensor_ragged", TENSOR),
    Wrong(tensor("[[1, 2], [3, 4]]"), "tensor_dimensions", TENSOR),
    Wrong(tensor("[[[[1]]]]"), "tensor_dimensions", TENSOR),
    Wrong(tensor("5"), "tensor_dimensions", TENSOR),
    Wrong(tensor("[]"), "tensor_empty", TENSOR),
    Wrong(tensor("[[[]]]"), "tensor_empty", TENSOR),
    Wrong(tensor("[" * 500 + "]" * 500), "tensor_dimensions", TENSOR),
    Wrong(tensor("[" * 100_000 + "]" * 100_000), "body_unreadable", None),
    Wrong(tensor(f"[{'0,' * 1_000_000}0]"), "tensor_too_large", TENSOR),
    Wrong(tensor(f"[{'0,' * 9_999_999}0]"), "body_too_large", None),
    Wrong(layer(RELU, '"image": "nowhere"'), "picture_unknown", ["input", "image"]),
    Wrong(picture('"crop": [0, 0, 411, 1]'), "crop_outside", ["input", "crop"]),
    Wrong(picture('"crop": [0, 0, 0, 1]'), "invalid_request", ["input", "crop", 2]),
    Wrong(picture('"crop": [0, 0, 1]'), "invalid_request", ["input", "crop", 3]),
    Wrong(picture('"size": 0'), "invalid_request", ["input", "size"]),
    Wrong(picture('"size": [1e9, 1]'), "invalid_request", ["input", "size", 0]),
    Wrong(picture('"size": [65535, 65535]'), "over_budget", ["layer"]),
    Wrong(picture('"color": "sepia"'), "invalid_request", ["input", "color"]),
    Wrong(picture('"tensor": [1]'), "invalid_request", ["input", "image"]),
    Wrong(layer('{"kind": "conv4d"}'), "invalid_request", ["layer"]),
    Wrong(layer('{"kind": "relu", "colour": 1}'), "invalid_request", ["layer", "colour"]),
    Wrong(layer("{}"), "invalid_request", ["layer"]),
    Wrong('{"input": {"tensor": [1]}}', "invalid_request", ["layer"]),
    Wrong(also('"extra": NaN'), "invalid_request", ["extra"]),
    Wrong(also('"\\ud800": "\\udfff"'), "invalid_request", None),
    Wrong(also('"seed": 0.5'), "invalid_request", ["seed"]),
    Wrong(also('"seed": 1e999'), "invalid_request", ["seed"]),
    Wrong(also('"bias": [NaN]'), "invalid_request", ["bias", 0]),
    Wrong(also('"bias": [1]'), "no_bias", ["bias"]),
    Wrong(also('"weight": {"seed": 1}'), "no_weight", ["weight"]),
    Wrong(
        conv(f'"out_channels": 1, "kernel_size": 1}}, "weight": {{"values": {"[" * 900}{"]" * 900}'),
        "tensor_too_deep",
        WEIGHT,
    ),
    Wrong(also('"mode": "test"'), "invalid_request", ["mode"]),
    Wrong(conv('"out_channels": 1, "kernel_size": [3]'), "invalid_request", ["layer", "kernel_size", 1]),
    Wrong(conv('"out_channels": 1, "kernel_size": "3"'), "invalid_request", ["layer", "kernel_size"]),
    Wrong(conv('"out_channels": 1, "kernel_size": 513'), "kernel_too_large", ["layer", "kernel_size"]),
    Wrong(conv('"out_channels": 1000000, "kernel_size": 3'), "over_budget", ["layer"]),
    Wrong(conv('"out_channels": 1, "kernel_size": 10000, "padding": 10000'), "over_budget", ["layer"]),
    Wrong(layer('{"kind": "adaptive_avg_pool2d", "output_size": 2147483647}'), "over_budget", ["layer"]),
    Wrong(layer('{"kind": "linear", "out_features": 2}'), "needs_flatten", ["layer"]),
    Wrong("[]", "invalid_request", []),
    Wrong("null", "invalid_request", []),
    Wrong("", "invalid_request", []),
    Wrong("{", "invalid_request", []),
    Wrong("\xff", "body_unreadable", None),
]
