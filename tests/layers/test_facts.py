"""Named cases: what torch does where people expect something else."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from app.errors import Refusal
from app.layers import Applied, WeightValues, apply, explain

from .oracle import read


def run(kind: str, x: Any, /, **parameters: Any) -> Applied:
    weight = parameters.pop("weight", None)
    spec = None if weight is None else WeightValues(values=weight)
    return apply(read(kind, parameters), np.array(x, np.float32), weight=spec)


def row(numbers: list[float]) -> list[list[list[float]]]:
    return [[numbers]]


def first_row(applied: Applied) -> list[float]:
    numbers: list[float] = applied.tensors["output"][0, 0].tolist()
    return numbers


def test_convolution_does_not_flip_the_kernel() -> None:
    impulse = [[[0, 0, 0], [0, 1, 0], [0, 0, 0]]]
    kernel = [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]
    answer = run("conv2d", impulse, out_channels=1, kernel_size=3, padding=1, weight=kernel)
    assert answer.tensors["output"].tolist() == [[[9, 8, 7], [6, 5, 4], [3, 2, 1]]]


def test_an_inexact_stride_drops_trailing_rows() -> None:
    rows = run("max_pool2d", np.zeros((1, 8, 8)), kernel_size=3, stride=2).tensors["rows"]
    assert rows.tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]


def test_same_puts_the_odd_cell_of_padding_after() -> None:
    cols = run("conv2d", np.zeros((1, 1, 4)), out_channels=1, kernel_size=[1, 4], padding="same").tensors["cols"]
    assert cols.tolist() == [[-1, 0, 1, 2], [0, 1, 2, 3], [1, 2, 3, -1], [2, 3, -1, -1]]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("constant", [0, 0, 1, 2, 3, 4, 0, 0]),
        ("reflect", [3, 2, 1, 2, 3, 4, 3, 2]),
        ("replicate", [1, 1, 1, 2, 3, 4, 4, 4]),
        ("circular", [3, 4, 1, 2, 3, 4, 1, 2]),
    ],
)
def test_padding_modes(mode: str, expected: list[float]) -> None:
    assert first_row(run("pad2d", row([1, 2, 3, 4]), padding=[2, 2, 0, 0], mode=mode)) == expected


def test_negative_padding_crops() -> None:
    assert first_row(run("pad2d", row([1, 2, 3, 4]), padding=[-1, 1, 0, 0], value=7)) == [2, 3, 4, 7]


def test_cropped_circular_padding_wraps_what_is_left() -> None:
    assert first_row(run("pad2d", row([1, 2, 3, 4]), padding=[1, -1, 0, 0], mode="circular")) == [3, 1, 2, 3]


@pytest.mark.parametrize(("size", "kernel", "stride", "padding", "expected"), [(5, 2, 3, 1, 2), (6, 1, 2, 0, 3)])
def test_ceil_mode_drops_a_window_that_starts_in_the_padding_after(
    size: int, kernel: int, stride: int, padding: int, expected: int
) -> None:
    answer = run(
        "max_pool2d", np.zeros((1, size, size)), kernel_size=kernel, stride=stride, padding=padding, ceil_mode=True
    )
    assert answer.meta["output_shape"] == [1, expected, expected]
    assert answer.meta["formula"]["height"].endswith(f"= {expected}")


def test_the_averages_divisor_leaves_out_the_overhang() -> None:
    answer = run("avg_pool2d", row([1, 2, 3, 4, 5]), kernel_size=[1, 2], ceil_mode=True)
    assert first_row(answer) == [1.5, 3.5, 5]
    assert answer.tensors["cols"].tolist() == [[0, 1], [2, 3], [4, -2]]


def test_the_averages_divisor_counts_padding_unless_told_not_to() -> None:
    x = np.ones((1, 2, 2), np.float32)
    for count, value, divisor in ((True, 0.25, 4), (False, 1.0, 1)):
        layer = read("avg_pool2d", {"kernel_size": 2, "padding": 1, "count_include_pad": count})
        told = explain(layer, x, at=[0, 0, 0])
        assert (told["value"], told["divisor"]) == (value, divisor)
    assert explain(read("avg_pool2d", {"kernel_size": 2, "divisor_override": 3}), x, at=[0, 0, 0])["divisor"] == 3


def test_lp_pooling_takes_the_root_of_the_sum() -> None:
    assert first_row(run("lp_pool2d", row([1, 2, 3, 4]), norm_type=2, kernel_size=[1, 4])) == [pytest.approx(5.477226)]


def test_lp_pooling_with_p_1_keeps_signs() -> None:
    assert first_row(run("lp_pool2d", row([1, -2, -3, 1]), norm_type=1, kernel_size=[1, 4])) == [-3]


def test_lp_pooling_with_an_odd_p_has_no_root_of_a_negative_sum() -> None:
    told = explain(
        read("lp_pool2d", {"norm_type": 3, "kernel_size": 1}), np.full((1, 1, 1), -2, np.float32), at=[0] * 3
    )
    assert (told["value"], told["torch_value"], told["difference"]) == ("nan", "nan", 0.0)


def test_lp_pooling_scales_an_overhanging_window_up() -> None:
    layer = read("lp_pool2d", {"norm_type": 2, "kernel_size": 2, "ceil_mode": True})
    assert explain(layer, np.ones((1, 3, 3), np.float32), at=[0, 1, 1])["value"] == 2.0


def test_lp_pooling_without_a_power_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        run("lp_pool2d", np.ones((1, 2, 2)), norm_type=0, kernel_size=1)
    assert (refused.value.code, refused.value.loc) == ("norm_type_zero", ("layer", "norm_type"))


def test_adaptive_bins_overlap() -> None:
    cols = run("adaptive_avg_pool2d", np.zeros((1, 1, 7)), output_size=[1, 3]).tensors["cols"]
    assert cols.tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]


def test_adaptive_output_may_exceed_the_input() -> None:
    answer = run("adaptive_max_pool2d", row([1, 2]), output_size=[None, 5], return_indices=True)
    assert first_row(answer) == [1, 1, 2, 2, 2]
    assert answer.tensors["cols"].tolist() == [[0, -2], [0, -2], [0, 1], [1, -2], [1, -2]]
    assert answer.tensors["indices"].tolist() == [[[0, 0, 1, 1, 1]]]


def test_a_dilated_max_pool_can_see_only_padding() -> None:
    layer = read("max_pool2d", {"kernel_size": 2, "padding": 1, "dilation": 2})
    told = explain(layer, np.ones((1, 1, 1), np.float32), at=[0, 0, 0])
    assert told["value"] == told["torch_value"] == "-inf"
    assert told["winner"] is None
    assert told["difference"] == 0.0


def test_the_first_of_equal_numbers_wins() -> None:
    layer = read("max_pool2d", {"kernel_size": 2, "return_indices": True})
    x = np.array([[[1, 5], [5, 5]]], np.float32)
    assert explain(layer, x, at=[0, 0, 0])["winner"] == [0, 1]
    assert apply(layer, x).tensors["indices"].tolist() == [[[1]]]


def test_macs_do_not_count_the_bias_and_pooling_has_none() -> None:
    meta = run("conv2d", np.zeros((3, 8, 8)), out_channels=4, kernel_size=3).meta
    assert (meta["macs"], meta["parameters"]) == (3 * 3 * 3 * 4 * 6 * 6, 112)
    assert run("max_pool2d", np.zeros((3, 8, 8)), kernel_size=2).meta["macs"] == 0


@pytest.mark.parametrize(
    ("kind", "parameters", "field", "jump"),
    [
        ("conv2d", {"out_channels": 1, "kernel_size": [3, 2], "dilation": [2, 1], "stride": 2}, [5, 2], [2, 2]),
        ("conv_transpose2d", {"out_channels": 1, "kernel_size": 4, "stride": 2}, [2, 2], [0.5, 0.5]),
        ("conv_transpose2d", {"out_channels": 1, "kernel_size": 3, "dilation": 2}, [5, 5], [1, 1]),
        ("adaptive_avg_pool2d", {"output_size": [4, 3]}, [2, 4], [2, 8 / 3]),
        ("pad2d", {"padding": 1}, [1, 1], [1, 1]),
    ],
)
def test_receptive_field_and_jump(kind: str, parameters: dict[str, Any], field: list[int], jump: list[float]) -> None:
    meta = run(kind, np.zeros((1, 8, 8)), **parameters).meta
    assert (meta["receptive_field"], meta["jump"]) == (field, jump)


def test_the_longest_adaptive_bin_is_as_long_as_said() -> None:
    for size in range(1, 40):
        for bins in range(1, 40):
            longest = max(math.ceil((i + 1) * size / bins) - i * size // bins for i in range(bins))
            layer = read("adaptive_avg_pool2d", {"output_size": bins})
            assert layer.receptive_field((1, size, size)) == (longest, longest)
