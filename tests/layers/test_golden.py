"""The page explains cells by itself (`static/js/core/explain.js`); a golden file keeps both languages to one answer.

Each case of `tests/golden/explain.json` is a request, the tensors and meta that `apply` gave, and what `explain` said
of some cells. Python must still say so (here), and JavaScript must say the same from the tensors
(`tests/js/explain.test.js`). A case is added to `_requests`; `rewrite()` then writes the file anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pydantic import TypeAdapter

from app.layers import AnyLayer, WeightSpec, apply, explain, json_number

GOLDEN = Path(__file__).parents[1] / "golden" / "explain.json"

# torch says so once, about its own speed.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

Case = dict[str, Any]
_LAYER: TypeAdapter[Any] = TypeAdapter(AnyLayer)
_WEIGHT: TypeAdapter[Any] = TypeAdapter(WeightSpec)


def _requests() -> Iterator[Case]:
    """Every reduction, every way of padding, groups, both weight layouts, ragged bins, non-finite results."""
    numbers = np.random.default_rng(2)

    def picture(channels: int, height: int, width: int) -> list[Any]:
        nested: list[Any] = numbers.uniform(-1, 1, (channels, height, width)).round(2).tolist()
        return nested

    def case(name: str, shape: tuple[int, int, int], layer: Case, **more: Any) -> Case:
        return {"name": name, "input": picture(*shape), "layer": layer, **more}

    def conv(**more: Any) -> Case:
        return {"kind": "conv2d", "out_channels": 2, "kernel_size": 3, **more}

    yield case("same_even_kernel", (3, 5, 6), conv(kernel_size=[2, 4], padding="same"))
    yield case("zeros_stride", (2, 6, 5), conv(padding=1, stride=2))
    yield case("reflect_dilation", (2, 6, 6), conv(padding=2, dilation=2, padding_mode="reflect"))
    yield case("replicate", (1, 4, 4), conv(padding=[1, 2], padding_mode="replicate"), bias=[0.5, -0.25])
    yield case("circular_groups", (4, 5, 5), conv(out_channels=6, groups=2, padding=1, padding_mode="circular"))
    yield case("presets_no_bias", (3, 5, 5), conv(bias=False), weight={"presets": ["sobel_x", "gaussian_blur"]})
    yield case("depthwise", (3, 4, 4), conv(out_channels=6, kernel_size=2, groups=3), weight={"seed": 7})
    transposed = {"kind": "conv_transpose2d", "out_channels": 4, "kernel_size": 3}
    yield case("transposed", (2, 3, 3), {**transposed, "stride": 2, "padding": 1, "output_padding": 1})
    yield case("transposed_groups", (4, 2, 3), {**transposed, "groups": 2, "stride": 3, "dilation": 2})
    most = {"kind": "max_pool2d", "kernel_size": 3}
    yield case("max_ceil", (2, 6, 6), {**most, "stride": 2, "padding": 1, "ceil_mode": True})
    yield {
        "name": "max_ties",
        "input": [[[1, 1, 0], [1, 1, 0], [0, 0, 0]]],
        "layer": {**most, "kernel_size": 2, "stride": 1},
    }
    yield case("max_only_padding", (1, 1, 1), {**most, "kernel_size": 2, "dilation": 2, "padding": 1})
    mean = {"kind": "avg_pool2d", "kernel_size": 2}
    yield case("mean_window_overhang", (1, 5, 5), {**mean, "ceil_mode": True})
    yield case("mean_padding", (2, 5, 5), {**mean, "kernel_size": 3, "padding": 1})
    yield case("mean_real", (2, 5, 5), {**mean, "kernel_size": 3, "padding": 1, "count_include_pad": False})
    yield case("mean_fixed", (1, 4, 4), {**mean, "divisor_override": 3})
    norm = {"kind": "lp_pool2d", "kernel_size": 2}
    yield case("norm_2_overhang", (2, 5, 5), {**norm, "norm_type": 2, "ceil_mode": True})
    yield case("norm_1_signed", (1, 4, 4), {**norm, "norm_type": 1})
    yield {"name": "norm_3_nan", "input": [[[-1, -0.5], [0.25, 0]]], "layer": {**norm, "norm_type": 3}}
    yield case("adaptive_mean_ragged", (2, 7, 5), {"kind": "adaptive_avg_pool2d", "output_size": [3, 2]})
    yield case("adaptive_mean_larger", (1, 2, 3), {"kind": "adaptive_avg_pool2d", "output_size": [3, 5]})
    yield case("adaptive_max", (2, 7, 5), {"kind": "adaptive_max_pool2d", "output_size": [3, 2]})
    pad = {"kind": "pad2d"}
    yield case("pad_constant_crop", (1, 4, 5), {**pad, "padding": [2, -1, -1, 2], "value": 0.5})
    yield case("pad_reflect", (2, 3, 4), {**pad, "padding": [1, 2, 2, 1], "mode": "reflect"})


def _call(case: Case) -> dict[str, Any]:
    weight = case.get("weight")
    return {
        "layer": _LAYER.validate_python(case["layer"]),
        "x": np.array(case["input"], np.float32),
        "weight": None if weight is None else _WEIGHT.validate_python(weight),
        "bias": case.get("bias"),
    }


def _cells(shape: tuple[int, ...]) -> list[list[int]]:
    """The corners of the first and the last map, and a middle."""
    last = [size - 1 for size in shape]
    corners = ([0, 0, 0], [0, 0, last[2]], [last[0], last[1], 0], last, [last[0] // 2, last[1] // 2, last[2] // 2])
    return [list(cell) for cell in dict.fromkeys(map(tuple, corners))]


def _short(number: float) -> float | str:
    """A float32 by the fewest digits that single it out."""
    return json_number(float(str(np.float32(number))))


def _nested(array: npt.NDArray[Any]) -> dict[str, Any]:
    numbers = array.ravel().tolist()
    integer = array.dtype == np.int32
    return {
        "dtype": "I32" if integer else "F32",
        "shape": list(array.shape),
        "data": numbers if integer else [_short(number) for number in numbers],
    }


def rewrite() -> None:
    """Write the golden file from `_requests`: one line for each case."""
    cases = []
    for case in _requests():
        call = _call(case)
        applied = apply(**call)
        tensors = {name: _nested(array) for name, array in applied.tensors.items()}
        meta = {name: said for name, said in applied.meta.items() if name not in ("code", "keras_note", "formula")}
        cells = [{"at": at, **explain(**call, at=at)} for at in _cells(applied.tensors["output"].shape)]
        cases.append({**case, "tensors": tensors, "meta": meta, "cells": cells})
    GOLDEN.write_text("[\n" + ",\n".join(json.dumps(case, allow_nan=False) for case in cases) + "\n]\n")


def _golden() -> list[Case]:
    cases: list[Case] = json.loads(GOLDEN.read_text())
    return cases


def _agree(found: object, expected: object) -> bool:
    """Equal down to the last word; numbers as near as two machines' float32 arithmetic comes."""
    if isinstance(expected, dict):
        if not isinstance(found, dict) or found.keys() != expected.keys():
            return False
        return all(_agree(found[name], expected[name]) for name in expected)
    if isinstance(expected, list | tuple):
        return isinstance(found, list | tuple) and len(found) == len(expected) and all(map(_agree, found, expected))
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return isinstance(found, int | float) and math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6)
    return found == expected


def test_the_file_holds_the_cases_named_here() -> None:
    names = [case["name"] for case in _requests()]
    assert [case["name"] for case in _golden()] == names


@pytest.mark.parametrize("case", _golden(), ids=lambda case: case["name"])
def test_python_says_what_the_file_says(case: Case) -> None:
    call = _call(case)
    applied = apply(**call)
    assert _agree({name: _nested(array) for name, array in applied.tensors.items()}, case["tensors"])
    assert _agree({name: applied.meta[name] for name in case["meta"]}, case["meta"])
    for cell in case["cells"]:
        said = explain(**call, at=cell["at"])
        assert _agree({"at": cell["at"], **said}, cell)
