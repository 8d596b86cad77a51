"""A small tensor typed in by hand: every cell, its size, a table pasted from elsewhere; the textbook case."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import TEXTBOOK, Scope, address


@pytest.fixture
def typed(visit: Visit) -> Scope:
    return visit(address(s=TEXTBOOK))


def cell(scope: Scope, row: int, col: int) -> Locator:
    return scope.locate(f".numbers-table input[data-row='{row}'][data-col='{col}']")


def values(scope: Scope) -> NDArray[np.float32]:
    scope.settle()
    oracle.check(scope)
    return scope.tensor("input")


def paste(scope: Scope, into: Locator, text: str) -> None:
    into.focus()
    into.evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
        }""",
        text,
    )


def test_a_cell_is_typed_and_the_whole_follows(typed: Scope) -> None:
    cell(typed, 2, 3).fill("-1.5")
    cell(typed, 2, 3).press("Enter")
    assert values(typed)[0, 2, 3] == -1.5
    expect(cell(typed, 3, 3)).to_be_focused()
    typed.page.keyboard.press("ArrowLeft")
    expect(cell(typed, 3, 2)).to_be_focused()


def test_a_decimal_comma_a_true_minus_and_nonsense(typed: Scope) -> None:
    for text, value in (("0,5", 0.5), ("−2", -2)):
        cell(typed, 0, 0).fill(text)
        cell(typed, 0, 0).press("Enter")
        assert values(typed)[0, 0, 0] == value
    cell(typed, 0, 0).fill("abc")
    cell(typed, 0, 0).press("Tab")
    expect(cell(typed, 0, 0)).to_have_attribute("aria-invalid", "true")
    assert values(typed)[0, 0, 0] == -2


def test_up_to_three_channels_of_twelve_by_twelve(typed: Scope) -> None:
    before = values(typed).copy()
    for name, number in (("rows", "12"), ("columns", "12"), ("channels", "3")):
        field = typed.locate("cs-numbers-board .sizes label").filter(has_text=name).locator("input")
        field.fill(number)
        field.press("Enter")
    x = values(typed)
    assert x.shape == (3, 12, 12)
    np.testing.assert_array_equal(x[0, :5, :5], before[0])
    typed.locate("cs-numbers-board").get_by_text("3", exact=True).click()
    cell(typed, 11, 11).fill("7")
    cell(typed, 11, 11).press("Enter")
    assert values(typed)[2, 11, 11] == 7
    field = typed.locate("cs-numbers-board .sizes label").filter(has_text="rows").locator("input")
    field.fill("40")
    field.press("Enter")
    assert values(typed).shape == (3, 12, 12)  # the limit


def test_a_table_from_a_spreadsheet(typed: Scope) -> None:
    paste(typed, cell(typed, 1, 1), "10\t20\n30\t40")
    np.testing.assert_array_equal(values(typed)[0, 1:3, 1:3], [[10, 20], [30, 40]])
    paste(typed, cell(typed, 0, 0), "one, two, three")
    expect(typed.locate("cs-numbers-board [role=alert]")).to_contain_text("no table of numbers")
    np.testing.assert_array_equal(values(typed)[0, 1:3, 1:3], [[10, 20], [30, 40]])


def test_tables_to_begin_with(typed: Scope) -> None:
    typed.locate("cs-numbers-board .fills").get_by_role("button", name="impulse").click()
    x = values(typed)[0]
    assert x.sum() == 1
    assert x[2, 2] == 1
    # The impulse shows the kernel back to front: torch's conv2d is a correlation.
    np.testing.assert_array_equal(typed.tensor("output")[0] - 0.5, np.arange(9, 0, -1).reshape(3, 3))


def test_one_row_of_features_feeds_a_linear_layer(typed: Scope) -> None:
    typed.watch.expect(r"status of 4\d\d")
    typed.locate("cs-numbers-board").get_by_text("one row of features (flat)").click()
    typed.refused()  # a convolution wants a picture
    expect(typed.locate(".refusal:visible").first).to_contain_text("C×H×W")
    typed.choose_kind("Linear")
    typed.settle()
    assert typed.tensor("input").shape == (25,)
    assert typed.tensor("output").shape == (10,)
    oracle.check(typed)


def test_going_to_a_photo_and_back_loses_nothing(typed: Scope) -> None:
    cell(typed, 0, 0).fill("99")
    cell(typed, 0, 0).press("Enter")
    values(typed)
    typed.source("photo")
    typed.locate("cs-picture .thumbs button").first.click()
    typed.settle()
    typed.source("numbers")
    assert values(typed)[0, 0, 0] == 99
