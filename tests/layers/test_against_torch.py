"""Every windowed kind against torch itself, over random configurations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from app.layers import apply, cost, explain, json_number

from .oracle import assert_told, by_taps, read, refusal_of, torch_output, torch_shape
from .strategies import WINDOWED, Drawn, drawn


def assert_close(ours: npt.ArrayLike, torchs: npt.ArrayLike) -> None:
    np.testing.assert_allclose(np.asarray(ours, float), np.asarray(torchs, float), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", WINDOWED)
@given(data=st.data())
def test_refuses_what_torch_refuses_and_predicts_the_shape_of_what_it_accepts(kind: str, data: st.DataObject) -> None:
    case = data.draw(drawn(kind))
    refusal = refusal_of(case)
    shape = torch_shape(case)
    if shape is None or 0 in shape or _wraps_what_it_cropped(case) or _pads_the_height_only(case):
        assert refusal, f"{case}: torch makes {shape}"
        assert_told(*refusal)
        return
    assert refusal is None, f"{case}: torch makes {shape}, we say {refusal}"
    assert read(kind, case.parameters).output_shape(case.x.shape) == shape


def _wraps_what_it_cropped(case: Drawn) -> bool:
    """Circular padding wider than what cropping left: torch answers with numbers that it never wrote."""
    if case.kind == "pad2d" and case.parameters.get("mode") == "circular":
        padding = case.parameters["padding"]
        left, right, top, bottom = padding if isinstance(padding, list) else [padding] * 4
        _, height, width = case.x.shape
        axes = [(height, top, bottom), (width, left, right)]
        return any(max(a, b) > size + min(a, 0) + min(b, 0) for size, a, b in axes)
    return False


def _pads_the_height_only(case: Drawn) -> bool:
    """Beside `same`, torch reads the one number of a dilation as that of the height where padding is not zero."""
    own = case.parameters.get("padding") == "same" and case.parameters.get("padding_mode", "zeros") != "zeros"
    kernel, dilation = case.parameters.get("kernel_size"), case.parameters.get("dilation")
    wide = (kernel[-1] if isinstance(kernel, list) else kernel) != 1
    return own and wide and isinstance(dilation, list) and len(dilation) == 1


def accepted(data: st.DataObject, kind: str) -> Drawn:
    case = data.draw(drawn(kind))
    assume(refusal_of(case) is None)
    return case


@pytest.mark.parametrize("kind", WINDOWED)
@given(data=st.data())
def test_taps_and_reduction_give_torchs_numbers(kind: str, data: st.DataObject) -> None:
    case = accepted(data, kind)
    layer = read(kind, case.parameters)
    applied = apply(layer, case.x)
    tensors, meta = applied.tensors, applied.meta
    expected, *indices = torch_output(case, tensors)
    np.testing.assert_array_equal(tensors["output"], expected)
    assert_close(by_taps(tensors, meta), expected)
    if indices:
        np.testing.assert_array_equal(tensors["indices"], indices[0])
    assert cost(layer, case.x.shape).macs >= meta["macs"]
    assert meta["parameters"] == sum(tensors[name].size for name in ("weight", "bias") if name in tensors)
    assert tensors["rows"].shape[1] <= meta["receptive_field"][0] or kind == "conv_transpose2d"
    at = [data.draw(st.integers(0, size - 1)) for size in expected.shape]
    _explanation_agrees(explain(layer, case.x, at=at), at, tensors, meta, expected)


def _explanation_agrees(told: dict[str, Any], at: list[int], tensors: Any, meta: Any, expected: Any) -> None:
    value = float(expected[tuple(at)])
    assert told["torch_value"] == json_number(value)
    assert_close(float(told["value"]), value)
    assert math.isnan(value) or abs(float(told["difference"])) <= 1e-4 * max(1, abs(value)) or math.isinf(value)
    rows, cols = tensors["rows"][at[1]], tensors["cols"][at[2]]
    read = tensors["input"].shape[0] // meta["groups"]
    assert len(told["terms"]) == read * (rows != -2).sum() * (cols != -2).sum()
    for term in told["terms"]:
        assert term["padding"] == (term["row"] == -1 or term["col"] == -1)
        if not term["padding"]:
            assert term["input"] == tensors["input"][term["channel"], term["row"], term["col"]]
    if told["partial_sums"] is not None:
        assert len(told["partial_sums"]) == read
        assert sum(told["partial_sums"]) + (told["bias"] or 0) == pytest.approx(told["value"], abs=1e-9)
    if "indices" in tensors and told["winner"]:
        assert np.ravel_multi_index(told["winner"], tensors["input"].shape[1:]) == tensors["indices"][tuple(at)]


@pytest.mark.parametrize("kind", WINDOWED)
@given(data=st.data())
def test_the_torch_text_gives_the_same_numbers(kind: str, data: st.DataObject) -> None:
    case = accepted(data, kind)
    applied = apply(read(kind, case.parameters), case.x)
    scope: dict[str, Any] = {}
    exec(applied.meta["code"]["torch"], scope)  # noqa: S102 – the text is ours
    with torch.no_grad():
        for name, parameter in scope["layer"].named_parameters():
            parameter.copy_(torch.from_numpy(applied.tensors[name]))
        made = scope["layer"](torch.from_numpy(case.x)[None])
    made = made if isinstance(made, tuple) else (made,)
    np.testing.assert_array_equal(made[0][0].numpy(), applied.tensors["output"])
    assert ("indices" in applied.tensors) == (len(made) == 2)
