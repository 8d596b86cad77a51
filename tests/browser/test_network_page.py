"""The page `/network` as a whole: it opens, stands in its address, a run leads to it; what it says when refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.nets import answered, built, member, opened
from tests.browser.runs import NETWORK, ask
from tests.browser.scope import AWAY, REFUSED, Held, Scope, hold, words
from tests.browser.test_axe import violations
from tests.browser.test_watching import at_epoch, slide

FLAT: tuple[dict[str, Any], ...] = ({"kind": "flatten"}, {"kind": "linear", "out_features": 10})


def press(scope: Scope, key: str) -> None:
    """A key of the page, while nothing has the focus."""
    scope.locate("main").focus()
    scope.page.keyboard.press(key)


def test_it_opens_with_a_network_and_a_digit_and_nobody_has_to_do_anything(visit: Visit) -> None:
    scope = opened(visit)
    assert [layer["kind"] for layer in member(scope, "setting.layers")][:3] == ["conv2d", "tanh", "avg_pool2d"]
    assert sum(member(scope, "live.answer.meta.probabilities")) == pytest.approx(1)
    expect(scope.locate("nav a[aria-current]")).to_have_text(words("shell.network"))
    assert scope.page.title().startswith(words("shell.network_title"))
    assert re.fullmatch(r".*/network", scope.page.url)


def test_whatever_is_set_and_looked_at_stands_in_the_address(visit: Visit) -> None:
    scope = opened(visit, built(*FLAT, source={"kind": "sample", "id": "digit-3"}))
    press(scope, "Shift+ArrowDown")  # the input
    press(scope, "Shift+ArrowDown")
    press(scope, "c")
    look = {"layer": 0, "map": 0, "row": 0, "col": 14, "level": "map"}
    assert member(scope, "view.look") == look
    scope.locate("#chain-1").press("Delete")
    scope.until("({ setting }) => setting.layers.length === 1")
    press(scope, "Control+z")
    scope.until("({ setting }) => setting.layers.length === 2")
    scope.page.wait_for_function("location.hash.length > 40")
    press(scope, "m")
    # The address follows after a moment.
    scope.until(
        """() => atob(location.hash.slice(3).replaceAll('-', '+').replaceAll('_', '/')).includes('"mode":"train"')"""
    )
    again = opened(visit, scope.page.evaluate("location.hash"))
    for part in ("setting", "view"):
        assert member(again, part) == member(scope, part)
    assert member(again, "setting.mode") == "train"
    assert member(again, "view.flow") == "column"
    press(again, "Escape")
    assert member(again, "view.look") is None


def test_a_link_to_a_long_drawing_sends_it_to_the_server(visit: Visit) -> None:
    scope = opened(visit, permissions=["clipboard-read", "clipboard-write"])
    scope.page.evaluate(
        """() => {
          const { store } = document.querySelector('cs-chain');
          const points = Array.from({ length: 9000 }, (_, i) => (i * 7919) % 64);
          const source = { kind: 'drawing', drawing: { board: 64, strokes: [{ tool: 'pen', size: 2, points }] } };
          store.set({ setting: { ...store.state.setting, source } });
        }"""
    )
    answered(scope)
    scope.page.get_by_role("button", name=words("share.button")).click()
    expect(scope.locate("cs-toolbar .said")).to_have_text(words("share.uploaded"))
    again = opened(visit, "#" + scope.page.evaluate("navigator.clipboard.readText()").split("#")[1])
    assert member(again, "setting.source.kind") == "upload"
    assert member(again, "setting.size") == [64, 64]


def test_an_epoch_of_a_run_opens_as_a_whole_network(visit: Visit, trains: str, finished: str) -> None:
    held: list[Held] = []
    scope = visit(
        f"train/{finished}", at=trains, wait=False, before=lambda page: held.append(hold(page, "**/api/datasets"))
    )
    slide(scope, trains, finished, 1)
    at_epoch(scope, 2)
    link = scope.locate("cs-epoch-maps cs-network-link a")
    # Before it is known how large the run's pictures are, it would lead to a picture that the network refuses.
    scope.wait(lambda: bool(held[0]))
    expect(link).to_have_count(0)
    held[0].release()
    link.click()
    answered(scope)
    assert member(scope, "setting.weights") == {"run": finished, "epoch": 1}
    # As a person would have written them, without what is torch's default.
    assert [set(layer) for layer in member(scope, "setting.layers")] == [set(layer) for layer in NETWORK]
    shape = ask(f"{trains}/api/datasets")
    size = next(each["shape"] for each in shape if each["id"] == "strokes")
    assert member(scope, "live.answer.meta.input_shape") == size
    assert len(member(scope, "live.answer.meta.classes")) == 4


def test_a_checkpoint_opens_too_and_what_does_not_fit_gives_way_by_one_click(
    visit: Visit, trains: str, finished: str
) -> None:
    scope = visit(f"train/{finished}", at=trains, wait=False)
    scope.locate(".run-files cs-network-link a").first.click()
    answered(scope)
    assert set(member(scope, "setting.weights")) == {"run", "checkpoint"}
    scope.watch.expect(REFUSED)
    scope.locate("#chain-0").press("Delete")  # the convolution whose weights are in the file
    pill = scope.locate("cs-status .pill.refused")
    expect(pill).to_contain_text("weight")
    scope.locate("cs-chain-weights").get_by_role("button", name=words("netweights.take_random")).click()
    expect(pill).to_be_hidden()
    answered(scope)
    assert member(scope, "setting.weights") == {"seed": 0}
    # Weights that have never fitted these layers leave nothing to be kept.
    scope = visit(f"network{built(*FLAT, weights={'run': finished, 'epoch': 0})}", at=trains, wait=False)
    scope.watch.expect(REFUSED)
    scope.locate("cs-status .pill.refused").get_by_role("button", name=words("netweights.take_random")).click()
    answered(scope)
    assert member(scope, "setting.weights") == {"seed": 0}


def test_while_the_server_is_away_the_last_numbers_stay(visit: Visit) -> None:
    scope = opened(visit, built(*FLAT))
    scope.watch.expect(AWAY)
    scope.page.route("**/api/**", lambda route: route.abort())
    press(scope, "m")
    expect(scope.locate("cs-status .pill.alarm")).to_contain_text(words("toolbar.status_gone"))
    assert member(scope, "live.answer.meta.probabilities")
    scope.page.unroute("**/api/**")
    scope.locate("cs-status .pill button").click()
    expect(scope.locate("cs-status .pill.good")).to_be_visible()
    answered(scope)


@pytest.mark.parametrize(
    ("lang", "theme", "where"), [("en", "dark", "desktop"), ("ko", "light", "phone"), ("ko", "dark", "desktop")]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    visit: Visit, lang: str, theme: str, where: str
) -> None:
    options: dict[str, Any] = {"viewport": DESKTOP}
    if where == "phone":
        options = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    scope = opened(visit, lang=lang, theme=theme, reduced_motion="reduce", **options)
    wrong = {"page": violations(scope)}
    assert scope.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if where == "phone":
        expect(scope.locate("cs-picture")).to_be_hidden()
        scope.locate("#open-sheet").tap()
        expect(scope.locate("#sheet cs-picture")).to_be_visible()
        # Who draws there sees the answer follow the pen.
        expect(scope.locate("#sheet cs-net-verdict li")).to_have_count(3)
        wrong["sheet"] = violations(scope, "#sheet")
        scope.locate("#close-sheet").tap()
    else:
        press(scope, "?")
        scope.locate("dialog.help").wait_for()
        wrong["help"] = violations(scope, "cs-help")
    assert {place: found for place, found in wrong.items() if found} == {}
