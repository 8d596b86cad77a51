"""Kernels edited cell by cell: typed, turned by the wheel and the arrows, painted over, normalised, flipped, reset."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import TEXTBOOK, Scope, address, number

KERNEL = np.arange(1, 10).reshape(3, 3)


@pytest.fixture
def book(visit: Visit) -> Scope:
    return visit(address(s=TEXTBOOK))


def cell(scope: Scope, row: int, col: int, channel: int = 0) -> Locator:
    return scope.locate(f"cs-kernels .kernel-cell[data-input='{channel}'][data-row='{row}'][data-col='{col}']")


def tool(scope: Scope, name: str) -> None:
    scope.locate("cs-kernel-tools").get_by_role("button", name=name, exact=True).click()


def weight(scope: Scope) -> NDArray[Any]:
    scope.settle()
    oracle.check(scope)
    kernel: NDArray[Any] = scope.tensor("weight")[0, 0]
    return kernel


def test_typing_a_number(book: Scope) -> None:
    cell(book, 1, 1).click()
    book.page.keyboard.type("-0.25")
    book.page.keyboard.press("Enter")
    assert weight(book)[1, 1] == -0.25
    expect(cell(book, 1, 1)).to_be_focused()
    book.page.keyboard.press("ArrowRight")
    expect(cell(book, 1, 2)).to_be_focused()
    book.page.keyboard.press("Delete")
    assert weight(book)[1, 2] == 0
    book.page.keyboard.type("7")
    book.page.keyboard.press("Escape")  # as it was
    assert weight(book)[1, 2] == 0


def test_a_double_click_opens_the_number(book: Scope) -> None:
    cell(book, 0, 2).dblclick()
    field = book.locate(".kernel-typing")
    expect(field).to_have_value("3")
    field.fill("4,5")  # a decimal comma
    field.press("Enter")
    assert weight(book)[0, 2] == 4.5


def test_arrows_in_an_open_number_step_by_a_tenth(book: Scope) -> None:
    cell(book, 0, 0).dblclick()
    for _ in range(3):
        book.page.keyboard.press("ArrowUp")
    book.page.keyboard.press("Enter")
    assert weight(book)[0, 0] == pytest.approx(1.3, abs=1e-6)
    cell(book, 0, 0).dblclick()
    book.page.keyboard.press("Shift+ArrowDown")
    book.page.keyboard.press("Enter")
    assert weight(book)[0, 0] == pytest.approx(0.3, abs=1e-6)


def test_the_wheel_over_the_cell_in_question(book: Scope) -> None:
    cell(book, 2, 0).hover()
    book.page.mouse.wheel(0, -100)  # not in question yet: the page may scroll past
    assert weight(book)[2, 0] == 7
    cell(book, 2, 0).click()
    book.page.mouse.wheel(0, -100)
    book.page.mouse.wheel(0, -100)
    book.until("({ setting }) => setting.weight.values[0][0][2][0] > 7.15")
    assert weight(book)[2, 0] == pytest.approx(7.2, abs=1e-6)
    book.page.mouse.wheel(0, 100)
    book.until("({ setting }) => setting.weight.values[0][0][2][0] < 7.15")
    assert weight(book)[2, 0] == pytest.approx(7.1, abs=1e-6)


def test_painting_a_value_over_cells(book: Scope) -> None:
    tool(book, "Paint")
    book.locate(".brush-value").fill("0.5")
    cell(book, 0, 0).hover()
    book.page.mouse.down()
    for place in ((0, 1), (0, 2), (1, 2)):
        cell(book, *place).hover()
    book.page.mouse.up()
    cell(book, 2, 2).hover()  # the brush is lifted
    expected = KERNEL.astype(float)
    for place in ((0, 0), (0, 1), (0, 2), (1, 2)):
        expected[place] = 0.5
    np.testing.assert_allclose(weight(book), expected)


def test_normalise_flip_rotate_reset(book: Scope) -> None:
    tool(book, "Rotate")
    np.testing.assert_allclose(weight(book), np.rot90(KERNEL, -1))
    tool(book, "Flip")
    np.testing.assert_allclose(weight(book), np.rot90(KERNEL, 1))
    tool(book, "Normalise")
    np.testing.assert_allclose(weight(book), np.rot90(KERNEL, 1) / 45, atol=1e-6)


def test_a_flipped_kernel_makes_the_correlation_a_convolution(book: Scope) -> None:
    x, w = book.tensor("input")[0], KERNEL
    correlation = book.tensor("output")[0]
    tool(book, "Flip")
    book.settle()
    convolution = book.tensor("output")[0]
    flipped = np.flip(w)
    for row, col in np.ndindex(3, 3):
        patch = x[row : row + 3, col : col + 3]
        assert correlation[row, col] == pytest.approx((patch * w).sum() + 0.5)
        assert convolution[row, col] == pytest.approx((patch * flipped).sum() + 0.5)


def test_reset_gives_the_named_kernels_back(scope: Scope) -> None:
    named = scope.tensor("weight").copy()
    cell(scope, 0, 0, 1).click()
    scope.page.keyboard.type("5")
    scope.page.keyboard.press("Enter")
    scope.settle()
    assert scope.tensor("weight")[0, 1, 0, 0] == 5
    np.testing.assert_array_equal(scope.tensor("weight")[0, 0], named[0, 0])  # one cell of one channel
    assert "values" in scope.setting["weight"]
    tool(scope, "Reset")
    scope.settle()
    np.testing.assert_allclose(scope.tensor("weight"), named, atol=1e-7)


def test_the_bias_is_a_cell_too(book: Scope) -> None:
    before = book.tensor("output").copy()
    bias = book.locate("cs-kernels .kernel-bias .kernel-cell")
    bias.click()
    book.page.keyboard.type("10.5")
    book.page.keyboard.press("Enter")
    book.settle()
    np.testing.assert_allclose(book.tensor("output"), before + 10)
    oracle.check(book)


def test_a_cell_shows_the_number_that_it_has(book: Scope) -> None:
    texts = book.locate("cs-kernels .kernel-cells .kernel-cell").all_inner_texts()
    assert [number(text) for text in texts] == list(range(1, 10))


def test_the_transposed_layer_has_kernels_too(visit: Visit) -> None:
    layer = {"kind": "conv_transpose2d", "out_channels": 2, "kernel_size": 2, "stride": 2}
    scope = visit(
        address(
            s={"size": [8, 8], "layer": layer, "weight": {"seed": 0}, "bias": None},
            c={"map": 1, "row": 0, "col": 0, "step": None},
        )
    )
    before = scope.tensor("weight").copy()
    cell(scope, 0, 1, 2).click()
    scope.page.keyboard.type("4")
    scope.page.keyboard.press("Enter")
    scope.settle()
    after = scope.tensor("weight")
    assert after[2, 1, 0, 1] == 4  # input channel, output map, row, column
    assert (after != before).sum() == 1
    oracle.check(scope)
