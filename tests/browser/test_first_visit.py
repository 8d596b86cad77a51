"""The first visit: a photograph, a real convolution, and numbers that are torch's."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import Scope, number
from tests.serving import ROOT

CATALOGUE = ROOT / "static" / "i18n" / "en.json"


def test_a_photograph_goes_through_a_real_convolution(scope: Scope) -> None:
    setting = scope.setting
    assert setting["source"] == {"kind": "sample", "id": "boats"}
    y = oracle.check(scope)
    assert y.shape == (8, 112, 112)
    sobel = oracle.kernels(["sobel_x", "sobel_y"], 3)
    np.testing.assert_allclose(scope.tensor("weight")[:2], sobel, atol=1e-7)
    x = oracle.picture(scope, setting)
    first = oracle.run({"kind": "conv2d", "out_channels": 2, "kernel_size": 3, "padding": 1}, x, sobel, [0, 0])
    np.testing.assert_allclose(scope.tensor("output")[:2], first, atol=1e-5)


def test_what_is_painted_is_a_picture(scope: Scope) -> None:
    for canvas in (".stage-input .grid-pixels", ".stage-output .grid-pixels", "cs-gallery .thumb"):
        assert scope.colours(canvas) > 20, canvas


def test_it_says_what_it_shows(scope: Scope) -> None:
    expect(scope.locate("cs-layer h2").first).to_have_text("Conv2d")
    expect(scope.locate(".stage-input figcaption")).to_contain_text("3 × 112 × 112")
    expect(scope.locate(".stage-output figcaption")).to_contain_text("112 × 112")
    expect(scope.locate("cs-formula .formula")).to_contain_text("112")
    expect(scope.locate("cs-formula .shapes")).to_have_text("3 × 112 × 112 → 8 × 112 × 112")
    expect(scope.locate("cs-formula .facts li").nth(0)).to_have_text("Parameters: 224")
    expect(scope.locate("cs-formula .facts li").nth(1)).to_have_attribute("title", f"{8 * 27 * 112 * 112:,}")


def test_the_cell_that_is_shown_first_has_its_arithmetic(scope: Scope) -> None:
    told, torch = scope.told()
    map_, row, col, _ = scope.cursor()
    cell = float(scope.tensor("output")[map_, row, col])
    assert torch == pytest.approx(cell, abs=1e-7)
    assert told == pytest.approx(cell, abs=5e-4)


def test_numbers_can_be_read_to_the_last_digit(scope: Scope) -> None:
    scope.click("output", 60, 47)
    scope.arithmetic_of(0, 60, 47)
    scope.locate("cs-arithmetic").get_by_role("button", name="Unrounded").click()
    expect(scope.locate("cs-arithmetic .arith.full")).to_be_visible()
    x = oracle.picture(scope, scope.setting).astype(np.float64)
    w = scope.tensor("weight")[0].astype(np.float64)
    patch = np.pad(x, ((0, 0), (1, 1), (1, 1)))[:, 60:63, 47:50]
    exact = float((patch * w).sum())
    told, torch = scope.told()
    assert told == pytest.approx(exact, abs=1e-12)
    assert torch == pytest.approx(float(scope.tensor("output")[0, 60, 47]), abs=1e-8)
    difference = scope.locate("cs-arithmetic .arith-torch dd").inner_text()
    if "differs by" in difference:
        assert number(difference.rsplit(" ", 1)[1]) == pytest.approx(abs(exact - torch), rel=0.2, abs=1e-9)
    else:
        assert "no difference" in difference
        assert exact == pytest.approx(torch, abs=1e-8)


@pytest.mark.parametrize(("lang", "title"), [("en", "Explore one layer"), ("ko", "층")])
def test_both_languages_from_the_first_byte(visit: Visit, lang: str, title: str) -> None:
    scope = visit(lang=lang)
    expect(scope.locate("html")).to_have_attribute("lang", lang)
    assert title in scope.page.title()
    # A key that the catalogue has no words for would stand on the page as itself.
    groups = "|".join(json.loads(CATALOGUE.read_text(encoding="utf-8")))
    assert re.findall(rf"\b(?:{groups})\.[a-z_]+", scope.locate("body").inner_text()) == []
