"""Building a network by keys: where the keyboard goes on when what it was on goes away."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.nets import built, opened
from tests.browser.scope import words
from tests.browser.test_network_build import SMALL, added


def test_an_undo_leaves_the_keyboard_in_the_chain(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL))
    keys = scope.page.keyboard
    # The card that was put in last goes away: the keyboard goes on at the last that is left.
    added(scope, "ReLU")
    expect(scope.locate("#chain-5")).to_be_focused()
    keys.press("Control+z")
    expect(scope.locate("#chain-4")).to_be_focused()
    # A card that was moved by its own controls goes back, and the slider is gone: ReLU has none.
    scope.locate("#chain-0").press("Enter")
    scope.locate("#chain-0-panel").get_by_role("button", name=words("item.later").format(what="Conv2d")).press("Enter")
    scope.locate("#chain-1-panel input[type=range]").first.focus()
    keys.press("Control+z")
    expect(scope.locate("#chain-0")).to_contain_text("Conv2d")
    expect(scope.locate("#chain-0")).to_be_focused()
    # A card goes away under its own controls.
    added(scope, "Conv2d")
    scope.locate("#chain-5-panel input[type=range]").first.focus()
    keys.press("Control+z")
    expect(scope.locate("#chain-4")).to_be_focused()
