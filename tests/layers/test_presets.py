"""Every named kernel keeps what its name promises, at every size and with every number it allows."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.layers.presets import PRESETS, Preset, kernel

from .oracle import assert_told

BLURS = ["box_blur", "gaussian_blur"]
KEEP_BRIGHTNESS = ["identity", "sharpen", "emboss", *BLURS]
BLIND_TO_BRIGHTNESS = [
    *["sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "scharr_x", "scharr_y", "laplacian", "laplacian_of_gaussian"],
    *["line_horizontal", "line_vertical", "line_45", "line_135", "gabor"],
]
PAIRS = [("sobel_x", "sobel_y"), ("prewitt_x", "prewitt_y"), ("scharr_x", "scharr_y")]
PAIRS_OF_LINES = [("line_horizontal", "line_vertical")]
SIZES = st.integers(1, 20)


def draw_parameters(data: st.DataObject, preset: Preset) -> dict[str, int | float]:
    return {
        p.name: data.draw(
            st.integers(int(p.minimum), int(p.maximum)) if p.integer else st.floats(p.minimum, p.maximum), label=p.name
        )
        for p in preset.parameters
    }


def refused(name: str, size: tuple[int, int], /, **params: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        kernel(name, size, **params)
    assert_told(f"{caught.value.code}.detail", caught.value.params)
    return caught.value


@pytest.mark.parametrize("name", PRESETS)
@given(data=st.data(), height=SIZES, width=SIZES)
def test_a_size_works_or_is_refused_with_a_remedy(name: str, data: st.DataObject, height: int, width: int) -> None:
    preset = PRESETS[name]
    params = draw_parameters(data, preset)
    if not preset.fits(height, width):
        assert refused(name, (height, width), **params).code.startswith("preset_size_")
        return
    grid = kernel(name, (height, width), **params)
    assert grid.shape == (height, width)
    assert grid.dtype == np.float32
    assert np.isfinite(grid).all()
    assert np.abs(grid).max() > 0
    scale = np.abs(grid).sum(dtype=np.float64)
    if name in KEEP_BRIGHTNESS:
        assert grid.sum(dtype=np.float64) == pytest.approx(1, abs=1e-5 * scale)
    if name in BLIND_TO_BRIGHTNESS:
        assert grid.sum(dtype=np.float64) == pytest.approx(0, abs=1e-5 * scale)
    if name in BLURS:
        assert (grid >= 0).all()


def test_every_kernel_is_covered_by_a_promise() -> None:
    assert {*KEEP_BRIGHTNESS, *BLIND_TO_BRIGHTNESS, "random", "ones"} == set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_sizes_lists_exactly_the_squares_that_work(name: str) -> None:
    for size in range(1, 16):
        if size in PRESETS[name].sizes:
            assert kernel(name, (size, size)).shape == (size, size)
        else:
            refused(name, (size, size))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        ("emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        ("sobel_x", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("sobel_y", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        ("prewitt_x", [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
        ("scharr_x", [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]),
        ("laplacian", [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        ("line_horizontal", [[-1, -1, -1], [2, 2, 2], [-1, -1, -1]]),
        ("line_vertical", [[-1, 2, -1], [-1, 2, -1], [-1, 2, -1]]),
        ("line_45", [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]]),
        ("line_135", [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]),
        ("ones", [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
    ],
)
def test_three_by_three_is_the_textbook_kernel(name: str, expected: list[list[int]]) -> None:
    assert kernel(name, (3, 3)).tolist() == expected


def test_larger_and_smaller_sobel() -> None:
    assert kernel("sobel_x", (2, 2)).tolist() == [[-1, 1], [-1, 1]]
    assert kernel("sobel_x", (1, 3)).tolist() == [[-1, 0, 1]]
    assert kernel("sobel_x", (5, 5))[2].tolist() == [-6, -12, 0, 12, 6]


@pytest.mark.parametrize(("x", "y"), PAIRS + PAIRS_OF_LINES)
@given(height=SIZES, width=SIZES)
def test_y_is_x_transposed(x: str, y: str, height: int, width: int) -> None:
    assert PRESETS[x].fits(height, width) == PRESETS[y].fits(width, height)
    if PRESETS[x].fits(height, width):
        assert np.array_equal(kernel(x, (height, width)), kernel(y, (width, height)).T)


@given(height=SIZES, width=SIZES)
def test_identity_gives_the_picture_back_under_padding_same(height: int, width: int) -> None:
    picture = torch.rand(1, 1, 7, 9)
    weight = torch.from_numpy(kernel("identity", (height, width)))[None, None]
    # What torch's padding="same" puts on each side: half of k - 1, the odd one right and below.
    top, left = (height - 1) // 2, (width - 1) // 2
    padded = torch.nn.functional.pad(picture, (left, width - 1 - left, top, height - 1 - top))
    assert torch.equal(torch.nn.functional.conv2d(padded, weight), picture)


@pytest.mark.parametrize("name", ["sobel_x", "prewitt_x", "scharr_x"])
def test_x_answers_positively_where_the_picture_grows_brighter_to_the_right(name: str) -> None:
    ramp = torch.arange(5.0).repeat(5, 1)[None, None]
    answer = torch.nn.functional.conv2d(ramp, torch.from_numpy(kernel(name, (3, 3)))[None, None])
    assert (answer > 0).all()


@given(angle=st.floats(-360, 270), size=st.integers(3, 15), phase=st.floats(0, 360))
def test_gabor_turns_with_its_angle(angle: float, size: int, phase: float) -> None:
    upright = kernel("gabor", (size, size), angle=angle, phase=phase)
    turned = kernel("gabor", (size, size), angle=angle + 90, phase=phase)
    assert np.allclose(turned, np.rot90(upright), atol=1e-6)


@pytest.mark.parametrize(("angle", "line"), [(0, "horizontal"), (45, "45"), (90, "vertical"), (135, "135")])
def test_gabor_at_an_angle_agrees_best_with_the_line_of_that_angle(angle: float, line: str) -> None:
    gabor = kernel("gabor", (5, 5), angle=angle, wavelength=4)
    lines = ["horizontal", "45", "vertical", "135"]
    agreement = {other: float((gabor * kernel(f"line_{other}", (5, 5))).sum()) for other in lines}
    assert max(agreement, key=lambda other: agreement[other]) == line


@given(sigma=st.floats(0.3, 20), size=st.integers(1, 15))
def test_gaussian_blur_has_the_ratio_that_sigma_says(sigma: float, size: int) -> None:
    grid = kernel("gaussian_blur", (1, size), sigma=sigma)[0]
    middle = (size - 1) // 2
    if size % 2 and size > 1:
        assert grid[middle + 1] / grid[middle] == pytest.approx(math.exp(-1 / (2 * sigma**2)), rel=1e-5)


def test_random_repeats_with_its_seed_and_changes_with_it() -> None:
    first, again, other = (kernel("random", (3, 3), seed=seed) for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0, 21, -1, "1", None, True, [1]])
def test_a_parameter_must_be_a_finite_number_within_its_bounds(value: object) -> None:
    refusal = refused("gaussian_blur", (3, 3), sigma=value)
    assert (refusal.code, refusal.params["minimum"]) == ("preset_parameter", 0.3)


@pytest.mark.parametrize("value", [1.5, -1, 2**32, True, "0"])
def test_a_seed_is_a_whole_number(value: object) -> None:
    assert refused("random", (3, 3), seed=value).code == "preset_parameter_integer"


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    assert "sobel_x" in str(refused("sobelx", (3, 3)).params["known"])
    assert refused("gabor", (3, 3), lambda_=3).params["known"] == "angle, wavelength, sigma, aspect, phase"
    assert refused("ones", (3, 3), sigma=1).code == "preset_parameter_unknown"
    assert refused("ones", (3, 3), size=3, name="x").code == "preset_parameter_unknown"
    assert refused("\ud800" * 99, (3, 3)).params["name"] == "?" * 64
    assert refused("sobel_x", (33, 3)).code == "preset_too_large"


def test_what_the_page_is_told() -> None:
    for name, preset in PRESETS.items():
        told = preset.describe()
        assert set(told) == {"name", "sizes", "params", "values"}
        assert told["name"] == name
        assert json.loads(json.dumps(told, allow_nan=False)) == told
