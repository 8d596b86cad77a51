"""Drawing: pen and eraser, sizes, undo and clear, two boards; mouse, finger and keys."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.pointer import inside, stroke, touch
from tests.browser.scope import Scope, address, words


def board(scope: Scope) -> Locator:
    return scope.locate("canvas.draw-board")


def ink(scope: Scope) -> NDArray[np.float32]:
    scope.settle()
    x = scope.tensor("input")
    assert x.shape[0] == 1
    assert x.min() >= 0
    assert x.max() <= 1
    plane: NDArray[np.float32] = x[0]
    return plane


@pytest.fixture
def drawing(visit: Visit) -> Scope:
    scope = visit(address(s={"size": [28, 28]}))
    scope.source("draw")
    return scope


def line(scope: Scope, y: float) -> None:
    stroke(scope, inside(board(scope), 0.1, y), inside(board(scope), 0.9, y))


def test_a_stroke_with_the_mouse(drawing: Scope) -> None:
    line(drawing, 0.5)
    x = ink(drawing)
    assert x.shape == (28, 28)
    assert (x[13:15, 5:23] > 0.9).any(0).all()  # from left to right without a gap
    assert not x[:8].any()
    assert not x[20:].any()
    # What torch sees is what the board shows.
    shown = drawing.locate("canvas.draw-board").evaluate(
        "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0)"
    )
    np.testing.assert_allclose(np.asarray(shown).reshape(28, 28) / 255, x, atol=1 / 255)


def test_eraser_sizes_undo_and_clear(drawing: Scope) -> None:
    line(drawing, 0.3)
    thin = ink(drawing).sum()
    drawing.locate("input[name=draw-size][aria-label='8']").check(force=True)
    line(drawing, 0.7)
    both = ink(drawing)
    assert both.sum() > 3 * thin
    drawing.locate("cs-draw-board").get_by_text("eraser", exact=True).click()
    stroke(drawing, inside(board(drawing), 0.5, 0.05), inside(board(drawing), 0.5, 0.95))
    erased = ink(drawing)
    assert erased[:, 14].sum() < 0.2 * both[:, 14].sum()
    assert erased[:, 3].sum() == both[:, 3].sum()
    undo = drawing.locate("cs-draw-board").get_by_role("button", name=words("picture.undo_stroke"))
    undo.click()
    np.testing.assert_array_equal(ink(drawing), both)
    undo.click()
    assert ink(drawing).sum() == thin
    drawing.locate("cs-draw-board").get_by_role("button", name="Clear").click()
    assert not ink(drawing).any()
    expect(undo).to_be_disabled()
    drawing.locate("main").focus()
    drawing.page.keyboard.press("Control+z")  # a clear is taken back, too
    assert ink(drawing).sum() == thin


def test_the_large_board(drawing: Scope) -> None:
    line(drawing, 0.5)
    ink(drawing)
    drawing.locate("cs-draw-board").get_by_text("64 × 64", exact=True).click()
    line(drawing, 0.25)
    x = ink(drawing)
    assert x.shape == (64, 64)
    assert x[14:18].any()
    assert drawing.tensor("output").shape[1:] == (64, 64)


def test_a_finger_draws_and_the_page_stays_where_it_is(visit: Visit) -> None:
    scope = visit(address(s={"size": [28, 28]}), viewport=PHONE, has_touch=True, is_mobile=True)
    scope.locate("#open-sheet").click()
    scope.source("draw")
    area = board(scope)
    expect(area).to_be_in_viewport(ratio=0.99)  # the sheet has gone down to it: a finger there would not scroll
    middle = inside(area, 0.5, 0.2)
    scrolled: float = scope.locate("#sheet").evaluate("(sheet) => sheet.scrollTop")
    touch(scope, [middle], [inside(area, 0.5, 0.5)], [inside(area, 0.5, 0.8)])
    x = ink(scope)
    assert (x[7:21, 13:15] > 0.5).any(1).all()
    assert scope.locate("#sheet").evaluate("(sheet) => sheet.scrollTop") == scrolled


def test_the_keys_draw_as_well(drawing: Scope) -> None:
    board(drawing).focus()
    for key in ("ArrowDown", "Space", "ArrowRight", "ArrowRight", "ArrowRight", "Space", "ArrowRight", "ArrowRight"):
        drawing.page.keyboard.press(key)
    x = ink(drawing)
    assert x[14, 14:17].min() > 0.5
    assert x[14, 20] == 0


def test_a_second_finger_draws_no_line_of_its_own(visit: Visit) -> None:
    scope = visit(address(s={"size": [28, 28]}), has_touch=True)
    scope.source("draw")
    area = board(scope)
    touch(
        scope,
        [inside(area, 0.2, 0.2)],
        [inside(area, 0.2, 0.2), inside(area, 0.8, 0.8)],
        [inside(area, 0.4, 0.2), inside(area, 0.8, 0.4)],
    )
    x = ink(scope)
    assert not x[10:, 18:].any()
