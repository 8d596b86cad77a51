"""The training panel beside the stage: it starts a run by itself, comes last, folds, and never hurts the page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.runs import ask, complete, submit, until_state, until_stepped
from tests.browser.scope import AWAY, Scope, words
from tests.browser.test_axe import violations
from tests.serving import serving

MOST = 150 * 1024  # bytes of HTML, JavaScript and CSS, gzipped, until the first picture stands
OWN_TYPES = {"text/html", "text/css", "text/javascript", "application/javascript"}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with one run, which has stopped early."""
    with serving(tmp_path_factory.mktemp("runs")) as served:
        run = submit(served.url, name="Four directions")
        until_state(served.url, run, "finished")
        yield served.url


def dock(scope: Scope) -> Any:
    return scope.locate("cs-training-dock")


def test_at_the_first_visit_a_run_starts_by_itself(visit: Visit, tmp_path: Path) -> None:
    """With its curves, its callbacks and its filters; it can be held, gone on with and stopped from here."""
    with serving(tmp_path, CONVSCOPE_DEMO="1") as served:
        scope = visit(at=served.url)
        expect(dock(scope).locator(".callback-card")).to_have_count(3)
        [run] = ask(f"{served.url}/api/runs")
        expect(dock(scope).locator(".run-state")).to_have_text(words("train.state.running"))
        expect(dock(scope).locator("cs-curves")).to_be_visible()
        expect(dock(scope).locator("cs-run-line")).to_contain_text("epoch")
        dock(scope).locator(".run-pause").click()
        expect(dock(scope).locator(".run-state")).to_have_text(words("train.state.paused"))
        until_state(served.url, run["id"], "paused")
        before = complete(served.url, run["id"])
        dock(scope).locator(".run-epoch").click()
        until_stepped(served.url, run["id"], before)
        expect(dock(scope).locator("cs-epoch-maps")).to_contain_text(f"after epoch {before + 1}")
        scope.wait(lambda: scope.colours("cs-training-dock .map-tiles") > 10)
        expect(dock(scope).locator("cs-run-line")).to_contain_text("of 30")
        expect(dock(scope).locator("cs-run-line")).to_contain_text("left")
        dock(scope).locator(".run-resume").click()
        expect(dock(scope).locator(".run-state")).to_have_text(words("train.state.running"))
        dock(scope).locator(".run-stop").click()
        expect(dock(scope).locator(".run-state")).to_have_text(words("train.state.stopped"))
        expect(dock(scope).get_by_role("link", name=words("dock.whole"))).to_have_attribute(
            "href", f"/train/{run['id']}"
        )
        # The stage has gone on all the while, and a second visit starts no second run.
        assert scope.tensor("output").shape == (8, 112, 112)
        scope.page.reload()
        expect(dock(scope).locator(".callback-card")).to_have_count(3)
        assert len(ask(f"{served.url}/api/runs")) == 1
        scope.page.close()


def test_without_a_run_it_says_where_to_begin(scope: Scope) -> None:
    dock(scope).locator(".dock-fold").click()
    expect(dock(scope)).to_contain_text(words("dock.empty"))
    expect(dock(scope).get_by_role("link", name=words("dock.all"))).to_have_attribute("href", "/train")


def test_it_folds_and_stays_as_it_was_left(visit: Visit, trained: str) -> None:
    scope = visit(at=trained)
    expect(dock(scope).locator(".callback-card").first).to_be_visible()
    fold = dock(scope).locator(".dock-fold")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.focus()
    scope.page.keyboard.press("Enter")
    expect(dock(scope).locator("cs-dock-body")).to_be_hidden()
    asked: list[str] = []
    scope.page.on("request", lambda sent: asked.append(sent.url))
    scope.page.reload(wait_until="commit")
    asked.clear()  # what the page asked for before it was left
    scope.settle()
    expect(fold).to_have_attribute("aria-expanded", "false")
    scope.page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/api/runs" in url or "uplot" in url], "folded, it costs nothing"
    fold.click()
    expect(dock(scope).locator(".callback-card").first).to_be_visible()
    # Through the epochs by keys, once more than the first of them have come.
    expect(dock(scope).locator("input[type=range]")).to_be_enabled()
    dock(scope).locator("input[type=range]").focus()
    scope.page.keyboard.press("Home")
    expect(dock(scope).locator("cs-epoch-maps .callback-head")).to_contain_text("after epoch 1")
    expect(scope.locate("cs-player .player-stop")).to_be_disabled()


def test_on_a_phone_it_is_folded_at_first(visit: Visit, trained: str) -> None:
    scope = visit(at=trained, viewport=PHONE, has_touch=True, is_mobile=True)
    fold = dock(scope).locator(".dock-fold")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.tap()
    expect(dock(scope).locator(".callback-card").first).to_be_visible()
    assert scope.page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_it_comes_after_the_first_picture(visit: Visit, trained: str) -> None:
    """What is fetched until the picture stands is light, and the panel is none of it."""
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    def note(page: Page) -> None:
        page.on("response", keep)
        page.route("**/static/js/ui/training-dock.js", hold)

    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    scope = visit(at=trained, before=note)
    first = [each for each in answers if each.headers.get("content-type", "").partition(";")[0] in OWN_TYPES]
    assert sum(len(gzip.compress(each.body())) for each in first) < MOST
    expect(dock(scope).locator("h2")).to_have_text(words("dock.title"))
    scope.wait(lambda: bool(waiting))
    painted, asked = scope.page.evaluate(
        """() => [performance.getEntriesByName('convscope:painted')[0].startTime, performance.now()]"""
    )
    assert painted < asked
    waiting[0].continue_()
    expect(dock(scope).locator(".callback-card").first).to_be_visible()


@pytest.mark.parametrize("broken", ["**/api/runs*", "**/static/js/ui/training-dock.js", "**/static/js/ui/dock-body.js"])
def test_whatever_goes_wrong_with_it_stays_in_its_card(visit: Visit, trained: str, broken: str) -> None:
    scope = visit(at=trained, before=lambda page: page.route(broken, lambda route: route.abort()))
    scope.watch.expect(AWAY)
    said = words("dock.away") if "api" in broken else words("tools.missing")
    expect(dock(scope)).to_contain_text(said)
    scope.set_number("stride", 2)
    scope.settle()
    assert scope.tensor("output").shape == (8, 56, 56)
    expect(scope.locate("cs-status .alarm")).to_have_count(0)


@pytest.mark.parametrize(("lang", "theme"), [("en", "dark"), ("ko", "light")])
def test_nothing_for_axe_to_find(visit: Visit, trained: str, lang: str, theme: str) -> None:
    scope = visit(at=trained, lang=lang, theme=theme, reduced_motion="reduce")
    expect(dock(scope).locator(".callback-card").first).to_be_visible()
    assert violations(scope, "cs-training-dock") == []
