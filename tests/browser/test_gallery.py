"""Feature maps: one filter, one map; one scale for all or one for each; a click brings a map onto the stage."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.scope import Scope, address, numbers


def legend(scope: Scope) -> list[float]:
    return numbers(scope.locate("cs-gallery cs-legend").inner_text())


def test_a_click_brings_a_map_onto_the_stage(scope: Scope) -> None:
    expect(scope.locate("cs-gallery .map")).to_have_count(8)
    before = scope.pixels(".stage-output .grid-pixels")
    scope.locate("cs-gallery .map").nth(4).click()
    scope.until("({ cursor }) => cursor.map === 4")
    expect(scope.locate("cs-gallery .map").nth(4)).to_have_attribute("aria-selected", "true")
    expect(scope.locate(".stage-output figcaption")).to_contain_text("map 5 of 8")
    expect(scope.locate(".stage-output figcaption")).to_contain_text("Gaussian")
    _, row, col, _ = scope.cursor()
    scope.arithmetic_of(4, row, col)
    assert scope.told()[1] == pytest.approx(float(scope.tensor("output")[4, row, col]), abs=1e-6)
    scope.changed(".stage-output .grid-pixels", before)


def scale(scope: Scope, name: str) -> list[float]:
    """Choose a colour scale by its name; what the legend says then."""
    scope.locate("cs-gallery .gallery-scale").get_by_role("button", name=name, exact=True).click()
    expect(scope.locate("cs-gallery .gallery-scale [aria-pressed=true]")).to_have_text(name)
    return legend(scope)


def test_one_scale_for_all_or_one_for_each(scope: Scope) -> None:
    output = scope.tensor("output")
    every = float(abs(output).max())
    assert scale(scope, "shared") == pytest.approx([-every, 0, every], abs=0.01)
    blurred = scope.pixels("cs-gallery .map:nth-child(5) .thumb")
    lined = scope.pixels("cs-gallery .map:nth-child(7) .thumb")
    own = float(abs(output[0]).max())
    assert scale(scope, "per map") == pytest.approx([-own, 0, own], abs=0.01)
    scope.changed("cs-gallery .map:nth-child(5) .thumb", blurred)
    scope.changed("cs-gallery .map:nth-child(7) .thumb", lined)
    scope.locate("cs-gallery .map").nth(6).click()
    scope.until("({ cursor }) => cursor.map === 6")
    own = float(abs(output[6]).max())
    expect(scope.locate("cs-gallery cs-legend")).to_contain_text(f"{own:.2f}")


def test_the_legend_has_a_true_zero(scope: Scope) -> None:
    assert 0 in legend(scope)
    # The colour of zero is the middle tone: an identity of zeros paints one colour, that of the legend's middle.
    assert scope.colours("cs-gallery cs-legend canvas") > 8


def test_the_histogram_is_of_the_map_on_the_stage(scope: Scope) -> None:
    before = scope.pixels("cs-gallery .histogram")
    facts = scope.locate("cs-gallery .gallery-histogram span")
    low, high = float(scope.tensor("output")[0].min()), float(scope.tensor("output")[0].max())
    told = numbers(facts.inner_text())
    assert told[0] == pytest.approx(low, abs=0.02)
    assert told[1] == pytest.approx(high, abs=0.02)
    scope.locate("cs-gallery .map").nth(3).click()
    scope.until("({ cursor }) => cursor.map === 3")
    expect(facts).to_contain_text(f"{float(scope.tensor('output')[3].max()):.3f}")
    scope.changed("cs-gallery .histogram", before)


def test_by_keyboard(scope: Scope) -> None:
    scope.locate("cs-gallery .map[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowRight", "End", "ArrowLeft"):
        scope.page.keyboard.press(key)
    expect(scope.locate("cs-gallery .map").nth(6)).to_be_focused()
    scope.page.keyboard.press("Enter")
    assert scope.cursor()[0] == 6


def test_many_maps_scroll_into_being(visit: Visit) -> None:
    layer = {"kind": "conv2d", "out_channels": 96, "kernel_size": 3}
    scope = visit(address(s={"size": [16, 16], "layer": layer, "weight": {"seed": 0}, "bias": None}))
    maps = scope.locate("cs-gallery .map")
    expect(maps).to_have_count(96)
    maps.nth(95).scroll_into_view_if_needed()
    scope.until("() => { const all = document.querySelectorAll('cs-gallery .thumb'); return all[95].width > 1; }")
    maps.nth(95).click()
    assert scope.cursor()[0] == 95
