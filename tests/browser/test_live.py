"""The conversation with the server: newest wins, stale answers are dropped, the picture never flickers to blank."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Request, Route, expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.pointer import slide
from tests.browser.scope import REFUSED, Scope, address, hold

APPLY = "**/api/layers/apply"


def body_of(request: Request) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request.post_data or "{}")
    return body


def stride_of(request: Request) -> Any:
    return body_of(request)["layer"].get("stride", 1)


def test_newest_wins_whatever_order_the_answers_come_in(visit: Visit) -> None:
    scope = visit(address(s={"size": [32, 32]}))
    given_up: list[Any] = []
    scope.page.on("requestfailed", lambda request: given_up.append(stride_of(request)))
    held = scope.hold(APPLY)
    for stride in (2, 3, 4):
        scope.set_number("stride", stride)
    scope.wait(lambda: 2 in given_up)
    expect(scope.locate("cs-status")).to_contain_text("torch is computing")
    scope.wait(lambda: stride_of(held[-1].request) == 4)
    held[-1].continue_()
    scope.settle()
    assert oracle.check(scope).shape == (8, 8, 8)
    # What is older than the answer has been given up; whatever of it still comes back changes nothing.
    scope.wait(lambda: set(given_up) >= {2, 3})
    for route in held:
        if stride_of(route.request) != 4:
            route.abort()
    assert scope.tensor("output").shape == (8, 8, 8)
    assert scope.setting["layer"]["stride"] == 4


def test_only_the_settings_that_differ_are_sent_and_what_is_held_is_not_asked_for(visit: Visit) -> None:
    scope = visit(address(s={"size": [32, 32]}))
    with scope.page.expect_request(APPLY) as asked:
        scope.set_number("stride", 2)
    assert "input" not in body_of(asked.value)["want"]
    scope.settle()
    oracle.check(scope)


def test_the_picture_is_never_blank_while_a_slider_is_dragged(visit: Visit) -> None:
    scope = visit(address(s={"weight": {"seed": 0}, "bias": None}))
    scope.watch_frames(".stage-output .grid-pixels")
    paintings = "() => performance.getEntriesByName('convscope:painted').length"
    before = scope.page.evaluate(paintings)
    slider = scope.control("kernel_size").locator("input[type=range]")
    slide(scope, slider, 9, 1, 7, 2, 5, steps=12)
    scope.settle()
    seen, blank = scope.frames()
    assert seen > 10
    assert blank == 0
    assert scope.page.evaluate(paintings) > before + 5  # pictures on the way, not just at the end
    oracle.check(scope)


def test_the_last_picture_stays_while_the_next_is_awaited(visit: Visit) -> None:
    scope = visit(address(s={"size": [32, 32]}))
    held = scope.hold(APPLY)
    scope.watch_frames(".stage-output .grid-pixels")
    scope.set_number("stride", 2)
    expect(scope.locate("cs-status")).to_contain_text("torch is computing")
    scope.until("(state) => state.live.status === 'loading'")
    scope.wait(lambda: bool(held))
    assert scope.tensor("output").shape == (8, 32, 32)
    assert scope.colours(".stage-output .grid-pixels") > 20
    held[-1].continue_()
    scope.settle()
    assert scope.frames()[1] == 0
    expect(scope.locate("cs-status .pill")).to_have_count(0)


def test_the_first_picture_is_waited_for_in_words(visit: Visit) -> None:
    held: list[list[Route]] = []
    scope = visit(wait=False, before=lambda page: held.append(hold(page, APPLY)))
    expect(scope.locate("cs-status")).to_contain_text("torch computes the first picture")
    expect(scope.locate("cs-stage")).to_contain_text("Waiting for the first picture")
    expect(scope.locate("cs-gallery")).to_contain_text("The maps appear with the first picture.")
    scope.wait(lambda: bool(held[0]))
    held[0][0].continue_()
    scope.settle()
    oracle.check(scope)


def test_a_refusal_on_the_way_does_not_stop_the_drag(visit: Visit) -> None:
    """The named kernels refuse some sizes; the slider goes through them to one that is good."""
    scope = visit(address(s={"size": [32, 32]}))
    scope.watch.expect(REFUSED)
    scope.watch_frames(".stage-output .grid-pixels")
    slide(scope, scope.control("kernel_size").locator("input[type=range]"), 4, 5, 6, 7, steps=5)
    scope.settle()
    assert scope.setting["layer"]["kernel_size"] == 7
    assert scope.frames()[1] == 0
    oracle.check(scope)


def test_coming_back_to_what_is_there_asks_nobody(scope: Scope) -> None:
    asked: list[Request] = []
    scope.set_number("stride", 2)
    scope.settle()
    scope.set_number("stride", 1)
    scope.settle()
    scope.page.on("request", lambda request: asked.append(request) if "apply" in request.url else None)
    scope.set_number("stride", 1)
    scope.locate("#tools-tab-save").click()
    expect(scope.locate("cs-save")).to_be_visible()
    assert asked == []
