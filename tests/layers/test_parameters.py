"""What a layer takes as a parameter, what it would cost, and that every word about it is there."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest
from pydantic import ValidationError

from app.errors import Refusal
from app.i18n.catalogue import catalogue
from app.i18n.language import LANGUAGES, Language
from app.layers import KINDS, cost, meta, read_numbers
from app.layers.fields import LARGEST
from app.layers.memo import Memo

from .oracle import assert_told, read

CONV: dict[str, Any] = {"out_channels": 1, "kernel_size": 1}

CONTRACT = {
    "conv2d", "conv_transpose2d", "max_pool2d", "avg_pool2d", "lp_pool2d", "adaptive_avg_pool2d", "adaptive_max_pool2d",
    "pad2d", "relu", "leaky_relu", "sigmoid", "tanh", "gelu", "softmax", "dropout", "flatten", "linear", "batch_norm2d",
}  # fmt: skip


def test_every_kind_of_the_contract_is_here() -> None:
    assert set(KINDS) == CONTRACT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_and_parameter_is_explained(kind: str, language: Language) -> None:
    words = catalogue(language)
    names = set(KINDS[kind].model_json_schema()["properties"]) - {"kind"}
    keys = {f"layers.{kind}.title", f"layers.{kind}.summary", *(f"params.{name}" for name in names)}
    assert not keys - set(words)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kernel_size": True}, {"kernel_size": 3.0}, {"kernel_size": "3"}, {"kernel_size": [3]},
        {"kernel_size": [3, 3, 3]}, {"kernel_size": [3, True]}, {"kernel_size": None}, {"stride": 0}, {"groups": 0},
        {"bias": 1}, {"padding": "full"}, {"padding_mode": "zero"}, {"device": "cpu"}, {"dtype": "float64"},
        {"kernel": 3}, {"out_channels": LARGEST + 1}, {"kernel_size": 10**30},
    ],
)  # fmt: skip
def test_parameters_are_strict(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        read("conv2d", CONV | wrong)
    for error in refused.value.errors():
        assert_told(f"fields.{error['type']}", error.get("ctx", {}))


def test_text_pasted_from_torchs_documentation_works() -> None:
    pasted = read("conv2d", {**CONV, "device": None, "dtype": "float32", "in_channels": 3})
    assert pasted.output_shape((3, 4, 4)) == (1, 4, 4)


def test_a_number_stands_for_a_pair_and_equal_layers_are_equal_keys() -> None:
    one, other = read("max_pool2d", {"kernel_size": 2}), read("max_pool2d", {"kernel_size": [2, 2]})
    assert one == other
    assert hash(one) == hash(other)
    assert meta(one, (1, 4, 4)) is meta(other, (1, 4, 4))


@pytest.mark.parametrize("name", ["kernel_size", "stride", "padding", "dilation"])
def test_a_list_of_one_number_stands_for_a_pair_where_torch_takes_it(name: str) -> None:
    pool = {"kernel_size": 2, "stride": 1}
    assert read("max_pool2d", {**pool, name: [1]}) == read("max_pool2d", {**pool, name: 1})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("padding", {"padding": [1], "padding_mode": "reflect"}),
        ("dilation", {"padding": "same", "padding_mode": "circular", "dilation": [1], "kernel_size": 3}),
    ],
)
def test_a_list_of_one_number_that_torch_misreads_is_refused(name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        read("conv2d", CONV | wrong)
    (error,) = refused.value.errors()
    assert (error["type"], error["loc"]) == ("pair_needed", ("conv2d", name))
    assert_told("fields.pair_needed", error["ctx"])


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("conv2d", {"out_channels": LARGEST, "kernel_size": 3, "padding": LARGEST}),
        ("conv2d", {"out_channels": 1, "kernel_size": 1, "padding": LARGEST, "stride": LARGEST,
                    "padding_mode": "replicate"}),
        ("conv_transpose2d", {"out_channels": 1, "kernel_size": LARGEST, "stride": LARGEST, "dilation": LARGEST}),
        ("max_pool2d", {"kernel_size": LARGEST, "padding": LARGEST // 2, "stride": 1}),
        ("avg_pool2d", {"kernel_size": 300, "stride": 1}),
        ("adaptive_max_pool2d", {"output_size": LARGEST}),
        ("pad2d", {"padding": LARGEST}),
        ("linear", {"out_features": LARGEST}),
    ],
)  # fmt: skip
def test_absurd_parameters_cost_more_than_any_budget_and_no_time(kind: str, parameters: dict[str, Any]) -> None:
    began = time.process_time()
    shape = (1_000_000,) if kind == "linear" else (3, 1000, 1000)
    absurd = cost(read(kind, parameters), shape)
    assert absurd.macs > 2_000_000_000 or absurd.numbers > 32_000_000
    assert time.process_time() - began < 0.1


def test_a_refusal_says_where_in_the_request_the_field_stands() -> None:
    with pytest.raises(Refusal) as refused:
        cost(read("conv2d", {**CONV, "kernel_size": 9}), (1, 4, 4))
    assert refused.value.code == "kernel_too_large"
    assert refused.value.loc == ("layer", "kernel_size")
    assert refused.value.params == {"kernel": 9, "dilation": 1, "reach": 9, "input": 4}


@pytest.mark.parametrize("kind", ["conv2d", "max_pool2d", "pad2d", "adaptive_avg_pool2d"])
def test_windows_need_rows_and_columns(kind: str) -> None:
    needed = {"conv2d": CONV, "max_pool2d": {"kernel_size": 1}, "pad2d": {"padding": 0}}
    with pytest.raises(Refusal, match="needs_picture"):
        read(kind, needed.get(kind, {"output_size": 1})).output_shape((9,))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([[1, 2], [3]], "tensor_ragged"), ([[1, 2], 3], "tensor_ragged"), ([1, [2]], "tensor_not_numbers"),
        ([[]], "tensor_empty"), ([], "tensor_empty"), ([1, None], "tensor_not_numbers"),
        ([True, 1], "tensor_not_numbers"), (["1"], "tensor_not_numbers"), ([1, float("nan")], "tensor_not_finite"),
        ([1e39], "tensor_not_finite"), ([10**400], "tensor_not_finite"),
    ],
)  # fmt: skip
def test_numbers_that_are_none_are_refused(values: list[Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_numbers(values, ("weight", "values"))
    assert refused.value.code == code
    assert_told(f"{code}.detail", refused.value.params)


def test_numbers_are_read_as_float32() -> None:
    array = read_numbers([[1, 2.5], [10**20, -0.0]], ())
    assert array.dtype == "float32"
    assert array.tolist() == [[1, 2.5], [float.fromhex("0x1.5af1d8p+66"), 0]]


def test_a_memo_holds_no_more_than_it_may() -> None:
    memo: Memo[str] = Memo(5, len)
    made: list[str] = []

    def make(word: str) -> str:
        made.append(word)
        return word

    for word in ["ab", "cd", "ab", "ef", "ab", "cd", "longer", "longer"]:
        assert memo.get(word, partial(make, word)) == word
    assert made == ["ab", "cd", "ef", "cd", "longer", "longer"]
