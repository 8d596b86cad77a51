"""The examples of `/openapi.json`; a test sends each of them."""

from __future__ import annotations

from fastapi.openapi.models import Example

_PICTURE = {"image": "boats", "crop": None, "color": "rgb", "size": [96, 96]}
_NINE = [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]

APPLY: dict[str, Example] = {
    "named kernels": {
        "summary": "Four named kernels on a photograph",
        "value": {
            "input": _PICTURE,
            "layer": {"kind": "conv2d", "out_channels": 4, "kernel_size": [3, 3], "padding": "same"},
            "weight": {"presets": ["sobel_x", {"name": "gabor", "angle": 45}, "sharpen", "box_blur"]},
            "bias": [0, 0, 0, 0],
        },
    },
    "by hand": {
        "summary": "The textbook case: numbers typed in, a kernel typed in",
        "value": {
            "input": {"tensor": _NINE},
            "layer": {"kind": "conv2d", "out_channels": 1, "kernel_size": 2},
            "weight": {"values": [[[[1, 0], [0, -1]]]]},
            "bias": [0.5],
            "want": ["output", "rows", "cols"],
        },
    },
    "pooling": {
        "summary": "Max pooling with the indices of the winners",
        "value": {
            "input": {"image": "digit-3", "color": "gray"},
            "layer": {"kind": "max_pool2d", "kernel_size": 2, "return_indices": True},
        },
    },
    "dropout": {
        "summary": "Dropout as it works in training",
        "value": {
            "input": {"tensor": [1, 2, 3, 4]},
            "layer": {"kind": "dropout", "p": 0.5},
            "mode": "train",
            "seed": 7,
        },
    },
}

EXPLAIN: dict[str, Example] = {
    "convolution": {
        "summary": "One cell of a convolution with padding",
        "value": {
            "input": {"tensor": _NINE},
            "layer": {"kind": "conv2d", "out_channels": 1, "kernel_size": 2, "padding": 1},
            "weight": {"values": [[[[1, 2], [3, 4]]]]},
            "bias": [0.5],
            "at": [0, 0, 1],
        },
    },
    "pooling": {
        "summary": "The winner of a maximum",
        "value": {
            "input": {"image": "digit-3", "color": "gray"},
            "layer": {"kind": "max_pool2d", "kernel_size": 2},
            "at": [0, 5, 6],
        },
    },
}

# A picture of 1 × 1 pixels as a text: every byte of this BMP file is ASCII, so the description can hold a real file.
PIXEL = (
    "BM:\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\x10\x40\x7f\0"
)

UPLOAD: dict[str, Example] = {"one pixel": {"summary": "A BMP file of one pixel", "value": {"file": PIXEL}}}
