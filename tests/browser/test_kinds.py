"""Every kind of layer can be chosen, shows its own arithmetic, and its numbers are torch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import Scope, address, number, numbers, words

PICTURE: dict[str, Any] = {
    "source": {
        "kind": "tensor",
        "values": [[[float((7 * r * c + 3 * r - 5 * c) % 11 - 4) for c in range(6)] for r in range(6)]],
    }
}
FLAT: dict[str, Any] = {"source": {"kind": "tensor", "values": [[[0.5, -1.0, 2.0, 0.25, -0.75, 1.5]]], "flat": True}}

# Title on the page, kind, the input, and what of the arithmetic has to be there.
KINDS: list[tuple[str, str, dict[str, Any]]] = [
    ("Conv2d", "conv2d", PICTURE),
    ("ConvTranspose2d", "conv_transpose2d", PICTURE),
    ("MaxPool2d", "max_pool2d", PICTURE),
    ("AvgPool2d", "avg_pool2d", PICTURE),
    ("LPPool2d", "lp_pool2d", PICTURE),
    ("AdaptiveAvgPool2d", "adaptive_avg_pool2d", PICTURE),
    ("AdaptiveMaxPool2d", "adaptive_max_pool2d", PICTURE),
    ("Pad2d", "pad2d", PICTURE),
    ("ReLU", "relu", PICTURE),
    ("LeakyReLU", "leaky_relu", PICTURE),
    ("Sigmoid", "sigmoid", PICTURE),
    ("Tanh", "tanh", PICTURE),
    ("GELU", "gelu", PICTURE),
    ("Softmax", "softmax", PICTURE),
    ("Dropout", "dropout", PICTURE),
    ("Flatten", "flatten", PICTURE),
    ("Linear", "linear", FLAT),
    ("BatchNorm2d", "batch_norm2d", PICTURE),
]


def test_the_chooser_offers_every_kind_of_the_interface(scope: Scope) -> None:
    kinds = scope.page.request.get("/api/layers").json()
    assert set(kinds) == {kind for _, kind, _ in KINDS}
    scope.locate("cs-layer .card-head button").click()
    offered = scope.locate("cs-layer .kinds button")
    expect(offered).to_have_count(len(KINDS))
    assert set(offered.all_inner_texts()) == {about["title"] for about in kinds.values()}


@pytest.mark.parametrize(("title", "kind", "start"), KINDS, ids=[kind for _, kind, _ in KINDS])
def test_a_kind_is_chosen_and_explains_itself(visit: Visit, title: str, kind: str, start: dict[str, Any]) -> None:
    first = {"layer": {"kind": "tanh"}} if kind != "tanh" else {"layer": {"kind": "relu"}}
    scope = visit(address(s={**start, **first, "weight": None, "bias": None}))
    about = scope.page.request.get("/api/layers").json()[kind]
    scope.choose_kind(about["title"])
    scope.until(f"(state) => state.live.answer.setting.layer.kind === '{kind}'")
    scope.settle()
    expect(scope.locate("cs-layer h2").first).to_have_text(about["title"])
    y = oracle.check(scope)
    expect(scope.locate(".stage-output .grid-pixels")).to_be_visible()

    # A cell in the middle, by its own arithmetic. A flat output is shown wrapped.
    cols: int = scope.page.evaluate("() => document.querySelector('.stage-output cs-grid').scene.sheet.cols")
    row, col = (y.shape[1] // 2, y.shape[2] // 2) if y.ndim == 3 else divmod(y.shape[0] // 2, cols)
    scope.click("output", row, col)
    scope.until("(state) => state.view.pinned")
    scope.locate("cs-arithmetic .arith:not(.stale)").wait_for()
    scope.locate("cs-arithmetic").get_by_role("button", name="Unrounded").click()
    expected = float(y[0, row, col] if y.ndim == 3 else y[row * cols + col])
    told, torch = scope.told()
    assert torch == pytest.approx(expected, rel=1e-6, abs=1e-7)
    assert told == pytest.approx(expected, rel=1e-4, abs=1e-5)
    expect(scope.locate("cs-narrator [aria-live=polite]")).not_to_be_empty()


def shown(scope: Scope, role: str, channel: int = 0) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The numbers of a table of the arithmetic, as they are written."""
    cells = scope.locate("cs-arithmetic .arith-channel").nth(channel).locator(f"td.{role}").all_inner_texts()
    return np.asarray([number(each) for each in cells])


def test_a_convolution_adds_up_before_ones_eyes(scope: Scope) -> None:
    """Patches × kernels → products → partial sums → + bias → the cell: each from the numbers of the page."""
    scope.click("output", 30, 40)
    scope.arithmetic_of(0, 30, 40)
    scope.locate("cs-arithmetic").get_by_role("button", name="Unrounded").click()
    expect(scope.locate("cs-arithmetic .arith-channel")).to_have_count(3)
    x = np.pad(oracle.picture(scope, scope.setting), ((0, 0), (1, 1), (1, 1)))
    sums = []
    for channel in range(3):
        patch, kernel, product = (shown(scope, role, channel) for role in ("input", "kernel", "product"))
        np.testing.assert_allclose(patch, x[channel, 30:33, 40:43].ravel(), atol=1e-7)
        np.testing.assert_allclose(kernel, np.ravel(oracle.kernels(["sobel_x"], 3)[0, channel]), atol=1e-7)
        np.testing.assert_allclose(product, patch * kernel, atol=1e-7)
        text = scope.locate("cs-arithmetic .arith-channel").nth(channel).locator(".arith-sum").inner_text()
        assert numbers(text)[-1] == pytest.approx(product.sum(), abs=1e-6)
        sums.append(product.sum())
    assert number(scope.total("Σ products: 27")) == pytest.approx(sum(sums), abs=1e-6)
    assert number(scope.total("+ bias")) == 0
    assert scope.told()[0] == pytest.approx(sum(sums), abs=1e-6)


def test_max_pooling_names_its_winner(visit: Visit) -> None:
    scope = visit(
        address(
            s={**PICTURE, "layer": {"kind": "max_pool2d", "kernel_size": 3, "stride": 3}, "weight": None, "bias": None}
        )
    )
    scope.click("output", 1, 1)
    scope.arithmetic_of(0, 1, 1)
    x = np.asarray(PICTURE["source"]["values"][0])[3:6, 3:6]
    row, col = np.unravel_index(int(x.argmax()), (3, 3))
    expect(scope.locate("cs-arithmetic")).to_contain_text(f"row {3 + int(row)}, column {3 + int(col)}")
    assert scope.told()[1] == x.max()
    scope.until(
        "() => document.querySelector('.stage-input cs-grid').scene.marks.some(({ kind }) => kind === 'winner')"
    )
    assert scope.lit("input", "winner") == {(3 + int(row), 3 + int(col))}


def test_an_average_says_its_divisor_and_why(visit: Visit) -> None:
    layer = {"kind": "avg_pool2d", "kernel_size": 2, "padding": 1, "count_include_pad": False}
    scope = visit(address(s={**PICTURE, "layer": layer, "weight": None, "bias": None}))
    scope.click("output", 0, 0)
    scope.arithmetic_of(0, 0, 0)
    expect(scope.locate("cs-arithmetic")).to_contain_text(
        "Divided by the real cells only (count_include_pad=False): 1 of 4"
    )
    assert number(scope.total("÷ divisor")) == 1
    scope.control("count_include_pad").locator("input").click()
    scope.settle()
    expect(scope.locate("cs-arithmetic")).to_contain_text("padding included: 4")
    assert scope.told()[1] == PICTURE["source"]["values"][0][0][0] / 4


def test_the_root_of_the_sum_of_squares(visit: Visit) -> None:
    values = {"source": {"kind": "tensor", "values": [[[1, 2], [3, 4]]]}}
    scope = visit(
        address(
            s={**values, "layer": {"kind": "lp_pool2d", "norm_type": 2, "kernel_size": 2}, "weight": None, "bias": None}
        )
    )
    told, torch = scope.told()
    assert told == pytest.approx(30**0.5, abs=5e-4)
    assert torch == pytest.approx(30**0.5, abs=1e-6)
    expect(scope.locate("cs-arithmetic")).to_contain_text("30")


def test_an_adaptive_bin_is_written_out(visit: Visit) -> None:
    values = {"source": {"kind": "tensor", "values": [[[float(r * 7 + c) for c in range(7)] for r in range(7)]]}}
    scope = visit(
        address(s={**values, "layer": {"kind": "adaptive_avg_pool2d", "output_size": 3}, "weight": None, "bias": None})
    )
    scope.click("output", 1, 2)
    scope.arithmetic_of(0, 1, 2)
    expect(scope.locate("cs-arithmetic .arith-formula")).to_contain_text("2 up to but not 5")
    expect(scope.locate("cs-arithmetic .arith-formula")).to_contain_text("4 up to but not 7")
    assert scope.told()[1] == pytest.approx(np.mean([[r * 7 + c for c in range(4, 7)] for r in range(2, 5)]))


def test_dropout_drops_in_training_and_not_in_evaluation(visit: Visit) -> None:
    scope = visit(address(s={"size": [16, 16], "layer": {"kind": "dropout", "p": 0.5}, "weight": None, "bias": None}))
    np.testing.assert_array_equal(scope.tensor("output"), scope.tensor("input"))
    scope.locate("cs-layer .mode").get_by_text("train", exact=True).click()
    scope.settle()
    mask = scope.tensor("mask")
    assert 0.3 < mask.mean() < 0.7
    np.testing.assert_allclose(scope.tensor("output"), scope.tensor("input") * mask * 2, atol=1e-6)
    scope.locate("cs-layer .mode").get_by_role("button", name="Reroll").click()
    scope.settle()
    assert not np.array_equal(scope.tensor("mask"), mask)


def test_the_page_and_the_interface_explain_a_cell_alike(scope: Scope) -> None:
    scope.click("output", 12, 99)
    scope.arithmetic_of(0, 12, 99)
    setting = scope.setting
    body = {
        "input": {"image": setting["source"]["id"], "color": setting["color"], "size": setting["size"]},
        "layer": setting["layer"],
        "weight": setting["weight"],
        "bias": setting["bias"],
        "at": [0, 12, 99],
    }
    explained = scope.page.request.post("/api/layers/explain", data=body).json()
    scope.locate("cs-arithmetic").get_by_role("button", name=words("arithmetic.unrounded")).click()
    expect(scope.locate("cs-arithmetic .arith.full")).to_be_visible()
    told, torch = scope.told()
    assert told == pytest.approx(explained["value"], abs=1e-14)
    assert torch == pytest.approx(explained["torch_value"], abs=1e-8)
    for channel, partial in enumerate(explained["partial_sums"]):
        terms = [term for term in explained["terms"] if term["channel"] == channel]
        np.testing.assert_allclose(shown(scope, "product", channel), [term["product"] for term in terms], atol=1e-9)
        text = scope.locate("cs-arithmetic .arith-channel").nth(channel).locator(".arith-sum").inner_text()
        assert numbers(text)[-1] == pytest.approx(partial, abs=1e-12)


def test_a_linear_layer_on_a_picture_is_no_dead_end(scope: Scope) -> None:
    scope.choose_kind("Linear")
    scope.refused()
    scope.locate("cs-layer").get_by_role("button", name=words("layer.remedy_needs_flatten")).click()
    scope.settle()
    oracle.check(scope)
