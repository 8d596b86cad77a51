"""Every key that `?` lists does something, and what it says; the keyboard alone is enough for all of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.scope import TEXTBOOK, Scope, address

START = {"size": [16, 16]}


# What opening the link anew comes to, without loading the page each time.
AFRESH = """async (fragment) => {
  const { decode } = await import('/static/js/state/address.js');
  document.querySelector('cs-stage').store.set(decode(fragment));
}"""


def begin(scope: Scope) -> None:
    """Nothing has the focus; the cursor stands in the middle."""
    scope.locate("main").focus()


def changes_cursor(scope: Scope, key: str) -> None:
    before = scope.cursor()
    scope.page.keyboard.press(key)
    assert scope.cursor() != before


def changes_view(name: str) -> Callable[[Scope, str], None]:
    def check(scope: Scope, key: str) -> None:
        before = scope.view[name]
        scope.page.keyboard.press(key)
        assert scope.view[name] != before

    return check


def plays(scope: Scope, key: str) -> None:
    scope.page.keyboard.press(key)
    expect(scope.locate(".player-play")).to_have_attribute("aria-label", "Pause")
    scope.page.keyboard.press(key)
    expect(scope.locate(".player-play")).to_have_attribute("aria-label", "Play")


def compares(scope: Scope, key: str) -> None:
    scope.page.keyboard.press(key)
    assert scope.state()["pinned"] is not None
    scope.page.keyboard.press(key)
    assert scope.state()["pinned"] is None


def undoes(scope: Scope, key: str) -> None:
    scope.set_number("stride", 2)
    begin(scope)
    scope.page.keyboard.press(key)
    assert "stride" not in scope.setting["layer"]


def redoes(scope: Scope, key: str) -> None:
    undoes(scope, "Control+z")
    scope.page.keyboard.press(key)
    assert scope.setting["layer"]["stride"] == 2


def releases(scope: Scope, key: str) -> None:
    scope.click("output", 8, 8)
    scope.until("({ view }) => view.pinned")
    begin(scope)
    scope.page.keyboard.press(key)
    assert not scope.view["pinned"]


def shares(scope: Scope, key: str) -> None:
    scope.page.keyboard.press(key)
    expect(scope.locate("cs-toolbar .said")).to_contain_text("Link copied.")


def helps(scope: Scope, key: str) -> None:
    scope.page.keyboard.press(key)
    expect(scope.locate("dialog.help")).to_be_visible()


# By the words of the list.
EFFECTS: dict[str, Callable[[Scope, str], None]] = {
    "Play or pause": plays,
    "One step back, by the unit chosen": changes_cursor,
    "One step forwards, by the unit chosen": changes_cursor,
    "One tap back": changes_cursor,
    "One tap forwards": changes_cursor,
    "One row back, as the player steps": changes_cursor,
    "One row forwards, as the player steps": changes_cursor,
    "Back to the previous rest (a sum, a cell)": changes_cursor,
    "On to the next rest (a sum, a cell)": changes_cursor,
    "To the first step of the map": changes_cursor,
    "To the last cell of the map": changes_cursor,
    "The next unit of a step: tap, cell, row": changes_view("unit"),
    "Slower": changes_view("speed"),
    "Faster": changes_view("speed"),
    "Previous cell": changes_cursor,
    "Next cell": changes_cursor,
    "One row up": changes_cursor,
    "One row down": changes_cursor,
    "Next map": changes_cursor,
    "Previous map": changes_cursor,
    "Numbers in full, or rounded": changes_view("unrounded"),
    "Let go: unpin, stop stepping": releases,
    "The next colour scale: strong, per map, shared": changes_view("scale"),
    "Coverage: how often each input cell is read": changes_view("coverage"),
    "Pin this setting to compare with, or unpin it": compares,
    "Predict, then reveal": changes_view("predict"),
    "Undo": undoes,
    "Redo": redoes,
    "Share: the link to exactly this": shares,
    "These keys": helps,
}
NAMES = {
    "←": "ArrowLeft",
    "→": "ArrowRight",
    "↑": "ArrowUp",
    "↓": "ArrowDown",
    "−": "-",
    "Esc": "Escape",
    "Ctrl": "Control",
}


def as_pressed(caps: list[str]) -> str:
    """`["Ctrl", "Shift", "Z"]` as Playwright presses it."""
    return "+".join(NAMES.get(cap, cap.lower() if len(cap) == 1 else cap) for cap in caps)


def test_every_key_of_the_list_does_what_it_says(visit: Visit) -> None:
    cursor = {"map": 3, "row": 8, "col": 8, "step": None}
    scope = visit(address(s=START, c=cursor), permissions=["clipboard-read", "clipboard-write"])
    begin(scope)
    scope.page.keyboard.press("?")
    scope.locate("dialog.help").wait_for()
    listed: dict[str, list[str]] = {}
    for row in scope.locate("dialog.help dl > div").all():
        keys = [as_pressed(key.locator("kbd").all_inner_texts()) for key in row.locator(".help-key").all()]
        listed[row.locator("dd").inner_text()] = keys
    scope.page.keyboard.press("Escape")
    expect(scope.locate("dialog.help")).to_be_hidden()
    assert set(listed) == set(EFFECTS)
    for words, effect in EFFECTS.items():
        for key in listed[words]:
            scope.page.evaluate(AFRESH, address(s=START, c=cursor))
            begin(scope)
            try:
                effect(scope, key)
            except AssertionError as error:
                raise AssertionError(f"{key} ({words}): {error}") from error


def test_single_keys_can_be_turned_off_and_stay_off(scope: Scope) -> None:
    begin(scope)
    scope.page.keyboard.press("?")
    scope.locate("dialog.help .help-switch input").click()
    scope.page.keyboard.press("Escape")
    scope.page.keyboard.press("c")
    assert not scope.view["coverage"]
    scope.page.reload()
    scope.settle()
    begin(scope)
    scope.page.keyboard.press("u")
    assert not scope.view["unrounded"]
    scope.set_number("stride", 2)
    begin(scope)
    scope.page.keyboard.press("Control+z")  # those with Ctrl stay
    assert "stride" not in scope.setting["layer"]


def test_keys_are_text_where_one_types(scope: Scope) -> None:
    scope.control("stride").locator("input[type=number]").focus()
    scope.page.keyboard.press("ArrowUp")
    scope.page.keyboard.press("c")
    assert not scope.view["coverage"]
    assert scope.setting["layer"]["stride"] == 2


def test_the_korean_layout_of_a_keyboard(visit: Visit) -> None:
    """ㅊ is on the key C: what is bound to the letter works with an input method switched to Hangul, too."""
    scope = visit(lang="ko")
    scope.page.evaluate(
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ㅊ', code: 'KeyC', bubbles: true }))"
    )
    assert scope.view["coverage"]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_journey_by_keyboard_alone(visit: Visit, lang: str) -> None:
    """From the top of the page to a pinned cell, its step narrated, with nothing but Tab, arrows and Enter."""
    scope = visit(address(s=TEXTBOOK), lang=lang)
    keyboard = scope.page.keyboard
    keyboard.press("Tab")
    expect(scope.locate("a.skip[href='#main']")).to_be_focused()
    keyboard.press("Tab")
    expect(scope.locate("a.skip[href='#stage']")).to_be_focused()
    keyboard.press("Enter")
    for _ in range(30):
        keyboard.press("Tab")
        if scope.page.evaluate("() => document.activeElement.closest('.stage-output') !== null"):
            break
    expect(scope.locate(".stage-output .grid-box")).to_be_focused()
    outline = scope.locate(".stage-output .grid-box").evaluate(
        "(box) => { const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(box);"
        " return outlineStyle !== 'none' && outlineWidth !== '0px' || boxShadow !== 'none'; }"
    )
    assert outline
    for key in ("ArrowUp", "ArrowLeft", "Enter"):  # from the last cell
        keyboard.press(key)
    scope.until("({ view, cursor }) => view.pinned && cursor.row === 1 && cursor.col === 1")
    spoken = scope.locate("cs-narrator [aria-live=polite]")
    value = float(scope.tensor("output")[0, 1, 1])
    expect(spoken).to_contain_text(f"{value:.1f}")
    # Into its taps, and one of them spoken.
    for key in (",", ",", ",", ","):
        keyboard.press(key)
    scope.until("({ view, cursor }) => view.stepping && cursor.step === 7")
    term = scope.tensor("input")[0, 3, 2]
    expect(spoken).to_contain_text(f"{term:g}")
    expect(spoken).to_contain_text("8")


def test_everything_that_is_clicked_can_be_tabbed_to(scope: Scope) -> None:
    """Nothing that reacts to a click is out of reach of the keyboard."""
    unreachable: list[str] = (
        scope.page.evaluate("""() => [...document.querySelectorAll('button, a[href], input, select, summary')]
      .filter((element) => element.checkVisibility() && !element.disabled && element.tabIndex < 0
        && !element.closest('[role=tablist], [role=listbox], [role=grid]'))
      .map((element) => element.outerHTML.slice(0, 120))""")
    )
    assert unreachable == []
