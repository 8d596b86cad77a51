"""Undo and redo over everything that is set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.pointer import inside, stroke
from tests.browser.scope import Scope, address


def draw(scope: Scope) -> None:
    scope.source("draw")
    board = scope.locate("canvas.draw-board")
    stroke(scope, inside(board, 0.3, 0.3), inside(board, 0.7, 0.7))


def type_number(scope: Scope) -> None:
    scope.source("numbers")
    scope.settle()
    cell = scope.locate(".numbers-table input").first
    cell.fill("9")
    cell.press("Enter")


def edit_weight(scope: Scope) -> None:
    scope.locate("cs-kernels .kernel-cell").first.click()
    scope.page.keyboard.type("2")
    scope.page.keyboard.press("Enter")


def edit_bias(scope: Scope) -> None:
    scope.locate("cs-kernels .kernel-bias .kernel-cell").click()
    scope.page.keyboard.type("3")
    scope.page.keyboard.press("Enter")


STEPS: list[Callable[[Scope], None]] = [
    lambda scope: scope.set_number("stride", 2),
    lambda scope: scope.locate("cs-picture").get_by_text("grey", exact=True).click(),
    lambda scope: scope.locate("cs-picture .choice").get_by_text("28", exact=True).click(),
    lambda scope: scope.locate("cs-picture .thumbs button").nth(1).click(),
    edit_weight,
    edit_bias,
    lambda scope: scope.locate("cs-kernel-tools").get_by_role("button", name="Rotate").click(),
    lambda scope: scope.locate("cs-weights .segments").get_by_text("random", exact=True).click(),
    lambda scope: scope.choose_kind("MaxPool2d"),
    draw,
    type_number,
]


def test_all_the_way_back_and_forth_again(visit: Visit) -> None:
    scope = visit(address(s={"size": [56, 56]}))
    undo = scope.locate("cs-toolbar").get_by_role("button", name="Undo")
    redo = scope.locate("cs-toolbar").get_by_role("button", name="Redo")
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()
    first = scope.setting
    for step in STEPS:
        before = scope.setting
        step(scope)
        scope.settle()
        assert scope.setting != before
    last = scope.setting
    assert oracle.check(scope) is not None
    seen: list[dict[str, Any]] = []
    while undo.is_enabled():
        undo.click()
        seen.append(scope.setting)
    assert scope.setting == first
    assert len(seen) >= len(STEPS)
    scope.settle()
    oracle.check(scope)
    expect(undo).to_be_disabled()
    while redo.is_enabled():
        redo.click()
    assert scope.setting == last
    scope.settle()


def test_a_drag_is_one_entry(visit: Visit) -> None:
    scope = visit(address(s={"size": [28, 28], "weight": {"seed": 0}, "bias": None}))
    from tests.browser.pointer import slide

    slide(scope, scope.control("kernel_size").locator("input[type=range]"), 6, 2, 5)
    scope.settle()
    scope.locate("main").focus()
    scope.page.keyboard.press("Control+z")
    scope.settle()
    assert scope.setting["layer"]["kernel_size"] == 3
    scope.page.keyboard.press("Control+Shift+z")
    assert scope.setting["layer"]["kernel_size"] == 5


def test_a_new_change_ends_the_way_forwards(scope: Scope) -> None:
    scope.set_number("stride", 2)
    scope.locate("main").focus()
    scope.page.keyboard.press("Control+z")
    scope.set_number("dilation", 2)
    expect(scope.locate("cs-toolbar").get_by_role("button", name="Redo")).to_be_disabled()
