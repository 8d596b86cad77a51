"""Themes, languages, widths: all of it keeps what was set, and fits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import PHONE, Visit
from tests.browser.scope import TEXTBOOK, Scope, address, words

# What reaches beyond the right edge, unless it can be scrolled to inside a part of the page.
_OVERFLOW = """() => [...document.querySelectorAll('body *')].filter((element) => {
  const { right, width } = element.getBoundingClientRect();
  if (!element.checkVisibility() || width === 0 || right <= innerWidth + 1) return false;
  for (let each = element.parentElement; each; each = each.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(each).overflowX)) return false;
  }
  return getComputedStyle(element).position !== 'absolute';
}).map((element) => element.outerHTML.slice(0, 90))"""


def ground(scope: Scope) -> str:
    colour: str = scope.locate("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    return colour


def test_the_theme_is_switched_and_remembered_and_repaints(scope: Scope) -> None:
    button = scope.locate("cs-toolbar").get_by_role("button", name=re.compile("^Theme"))
    scope.set_number("stride", 2)
    scope.page.wait_for_url(re.compile(r"#1\."))
    scope.settle()
    before = scope.state()
    light = ground(scope)
    pixels = scope.pixels(".stage-input .grid-pixels")
    button.click()
    expect(scope.locate("html")).to_have_attribute("data-theme", "light")
    assert ground(scope) == light
    button.click()
    expect(scope.locate("html")).to_have_attribute("data-theme", "dark")
    assert ground(scope) != light
    scope.changed(".stage-input .grid-pixels", pixels)  # the hatching of the padding, and its ground
    assert scope.state() == before
    scope.page.reload()
    scope.settle()
    expect(scope.locate("html")).to_have_attribute("data-theme", "dark")  # from the server, before any script
    assert scope.setting == before["setting"]
    button.click()
    expect(scope.locate("html")).not_to_have_attribute("data-theme", re.compile("."))


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(250, 249, 246)"), ("dark", "rgb(18, 20, 23)")])
def test_without_a_choice_it_follows_the_system(visit: Visit, scheme: Any, paper: str) -> None:
    scope = visit(color_scheme=scheme)
    assert ground(scope) == paper
    scope.page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    assert ground(scope) != paper


def test_the_language_is_switched_and_nothing_is_lost(scope: Scope) -> None:
    scope.set_number("stride", 2)
    scope.locate("cs-gallery .map").nth(3).click()
    scope.settle()
    scope.click("output", 10, 20)
    scope.until("({ view }) => view.pinned")
    before = scope.state()
    scope.locate("cs-toolbar").get_by_text("한국어").click()
    expect(scope.locate("html")).to_have_attribute("lang", "ko")
    scope.settle()
    after = scope.state()
    for part in ("setting", "cursor", "view"):
        assert after[part] == before[part]
    expect(scope.locate(".stage-output figcaption")).to_contain_text(words("stage.output", "ko"))
    oracle.check(scope)
    scope.page.reload()
    scope.settle()
    expect(scope.locate("html")).to_have_attribute("lang", "ko")
    scope.locate("cs-toolbar").get_by_text("English").click()
    expect(scope.locate("html")).to_have_attribute("lang", "en")
    scope.settle()
    assert scope.setting == before["setting"]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_phone_of_360_pixels(visit: Visit, lang: str) -> None:
    scope = visit(viewport=PHONE, has_touch=True, is_mobile=True, lang=lang)
    for tab in ("code", "coverage", "compare", "predict", "save"):
        scope.tab(tab)
        assert scope.page.evaluate("() => document.documentElement.scrollWidth") <= 360, tab
        assert scope.page.evaluate(_OVERFLOW) == [], tab
    # The stage comes first, whole within the first screen's width.
    scope.page.evaluate("() => scrollTo(0, 0)")
    first = scope.locate("cs-stage").bounding_box()
    assert first is not None
    for card in ("cs-arithmetic", "cs-gallery", "cs-tools"):
        below = scope.locate(card).bounding_box()
        assert below is not None
        assert first["y"] < below["y"]
    assert first["y"] < PHONE["height"] / 2
    expect(scope.locate("cs-layer")).to_be_hidden()


def test_on_a_phone_the_controls_are_in_a_sheet(visit: Visit) -> None:
    scope = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    scope.locate("#open-sheet").tap()
    sheet = scope.locate("#sheet")
    expect(sheet).to_be_visible()
    expect(scope.locate("#sheet cs-layer")).to_be_visible()
    scope.set_number("stride", 4)
    scope.settle()
    assert oracle.check(scope).shape == (8, 28, 28)
    # The focus stays in it.
    for _ in range(60):
        scope.page.keyboard.press("Tab")
        assert scope.page.evaluate(
            "() => document.activeElement === document.body || document.activeElement.closest('#sheet') !== null"
        )
    scope.locate("#close-sheet").tap()
    expect(sheet).to_be_hidden()
    expect(scope.locate("#open-sheet")).to_be_focused()
    assert scope.setting["layer"]["stride"] == 4


def test_a_phone_that_is_turned_gets_its_column_back(visit: Visit) -> None:
    scope = visit(viewport=PHONE)
    scope.locate("#open-sheet").click()
    scope.page.set_viewport_size({"width": 1000, "height": 700})
    expect(scope.locate("#sheet")).to_be_hidden()
    expect(scope.locate(".column-controls cs-layer")).to_be_visible()
    assert scope.page.evaluate("() => document.documentElement.scrollWidth") <= 1000


@pytest.mark.parametrize("width", [800, 1024, 1440, 1920, 2560])
def test_no_width_scrolls_sideways(visit: Visit, width: int) -> None:
    scope = visit(viewport={"width": width, "height": 1000})
    assert scope.page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert scope.page.evaluate(_OVERFLOW) == []


def test_at_a_projector_the_type_grows_and_the_columns_stay(visit: Visit) -> None:
    sizes, columns = [], []
    for width in (1440, 1920, 2560):
        scope = visit(viewport={"width": width, "height": 1080})
        sizes.append(scope.locate("body").evaluate("(body) => parseFloat(getComputedStyle(body).fontSize)"))
        tops = [scope.locate(f".column-{name}").bounding_box() for name in ("controls", "stage", "tools")]
        columns.append([top["x"] for top in tops if top])
    assert sizes[0] < sizes[1] <= sizes[2]
    assert all(left < middle < right for left, middle, right in columns)


def test_reduced_motion_steps_without_motion(visit: Visit) -> None:
    scope = visit(address(s=TEXTBOOK), reduced_motion="reduce")
    moving: list[str] = scope.page.evaluate("""() => [...document.querySelectorAll('body *')].filter((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      const lasts = (text) => text.split(',').some((each) => parseFloat(each) > 0.01);
      return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration));
    }).map((element) => element.outerHTML.slice(0, 90))""")
    assert moving == []
    scope.locate(".player-start").click()
    scope.locate(".player-forward").click()
    scope.until("({ cursor }) => cursor.step === null")
    assert scope.page.evaluate("() => document.getAnimations().length") == 0


def test_korean_words_are_not_torn_apart(visit: Visit) -> None:
    scope = visit(lang="ko")
    assert scope.locate("body").evaluate("(body) => getComputedStyle(body).wordBreak") == "keep-all"


def test_without_scripts_it_says_what_it_needs(scope: Scope) -> None:
    html = scope.page.request.get("/").text()
    assert words("shell.noscript") in html.partition("<noscript>")[2].partition("</noscript>")[0]
