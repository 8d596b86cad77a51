"""The examples of the networks' part of `/openapi.json`; a test sends each of them."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

LENET: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 6, "kernel_size": 5, "padding": 2},
    {"kind": "tanh"},
    {"kind": "avg_pool2d", "kernel_size": 2},
    {"kind": "conv2d", "out_channels": 16, "kernel_size": 5},
    {"kind": "tanh"},
    {"kind": "avg_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 120},
    {"kind": "tanh"},
    {"kind": "linear", "out_features": 84},
    {"kind": "tanh"},
    {"kind": "linear", "out_features": 10},
]
_DIGIT = {"image": "digit-3", "color": "gray"}
_NETWORK: dict[str, Any] = {"input": _DIGIT, "layers": LENET, "weights": {"seed": 0}}
_FLAT: dict[str, Any] = {"input_shape": [1, 28, 28], "layers": LENET, "weights": {"seed": 0}}

SUMMARY: dict[str, Example] = {
    "LeNet-5": {"summary": "LeNet-5 on digits", "value": {"input_shape": [1, 28, 28], "layers": LENET}},
    "broken": {
        "summary": "A network that breaks, and what would mend it",
        "value": {
            "input_shape": [3, 32, 32],
            "layers": [
                {"kind": "conv2d", "out_channels": 8, "kernel_size": 3},
                {"kind": "linear", "out_features": 10},
            ],
        },
    },
}

FORWARD: dict[str, Example] = {
    "every map": {"summary": "A digit through LeNet-5, every tensor", "value": _NETWORK},
    "some maps": {
        "summary": "Dropout at work, two tensors of it",
        "value": {
            "input": {"tensor": [1, 2, 3, 4]},
            "layers": [{"kind": "dropout", "p": 0.5}, {"kind": "linear", "out_features": 2}],
            "mode": "train",
            "seed": 7,
            "want": ["layers.0.mask", "layers.1.output"],
        },
    },
}

TRACE: dict[str, Example] = {
    "cell": {
        "summary": "What a cell of the second convolution sees",
        "value": {**_NETWORK, "layer": 3, "at": [0, 4, 4]},
    },
    "logit": {"summary": "What a logit depends on", "value": {**_NETWORK, "layer": 11, "at": [3]}},
}

FAN_OUT: dict[str, Example] = {
    "pixel": {"summary": "Which cells see a pixel", "value": {**_NETWORK, "at": [14, 14]}},
    "cell": {"summary": "Which cells see a pooled one", "value": {**_NETWORK, "layer": 2, "at": [0, 7, 7]}},
}

EFFECTIVE: dict[str, Example] = {
    "cell": {"summary": "What counts for a cell in truth", "value": {**_NETWORK, "layer": 3, "at": [0, 4, 4]}},
}

ATTRIBUTION: dict[str, Example] = {
    "grad_cam": {"summary": "Grad-CAM for the winning class", "value": {**_NETWORK, "method": "grad_cam"}},
    "occlusion": {"summary": "Occlusion for one class", "value": {**_NETWORK, "method": "occlusion", "target": 3}},
}

MAXIMISE: dict[str, Example] = {
    "map": {"summary": "What a map of the first convolution looks for", "value": {**_FLAT, "layer": 0, "channel": 2}},
}

EXCITING: dict[str, Example] = {
    "map": {
        "summary": "Which strokes excite a map most",
        "value": {"layers": LENET, "dataset": "mnist", "layer": 3, "channel": 1, "count": 4, "samples": 64},
    },
}

EXPORT: dict[str, Example] = {
    "LeNet-5": {"summary": "LeNet-5 as torch initialises it", "value": _FLAT},
}

_HEADER = '{"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}'
# Every byte of this file is ASCII, so the description can hold a real file: eight bytes of length, header, two zeros.
TINY = f"{chr(len(_HEADER))}{chr(0) * 7}{_HEADER}{chr(0) * 8}"

WEIGHTS: dict[str, Example] = {
    "two zeros": {"summary": "The weight of a layer with two inputs", "value": {"file": TINY}}
}
