"""What cannot be: the last picture stays, dimmed, and the reason and the remedy stand beside the control."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import Scope, address, words

START: dict[str, Any] = {"size": [24, 24], "weight": {"seed": 0}, "bias": None}


def too_large(scope: Scope) -> None:
    scope.set_number("padding", 0)
    scope.set_number("kernel_size", 25)


def same_with_stride(scope: Scope) -> None:
    scope.choose("padding", "same")
    scope.set_number("stride", 2)


def groups(scope: Scope) -> None:
    scope.set_number("groups", 3)


def reflect(scope: Scope) -> None:
    scope.choose("padding_mode", "reflect")
    scope.set_number("padding", 24)


# What is done; the control that is to blame; the code; the remedy in English; how the remedy is followed.
CASES: list[Any] = [
    pytest.param(
        too_large, "kernel_size", "kernel_too_large", "Use a smaller kernel_size", ("kernel_size", 3), id="kernel"
    ),
    pytest.param(same_with_stride, "padding", "same_needs_stride_1", "Use stride 1", ("stride", 1), id="same"),
    pytest.param(groups, "groups", "groups_do_not_divide", "Use 1 or", ("groups", 1), id="groups"),
    pytest.param(reflect, "padding", "reflect_too_wide", "Use less padding", ("padding", 5), id="reflect"),
]


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(("act", "name", "code", "remedy", "cure"), CASES)
def test_reason_and_remedy_beside_the_control(
    visit: Visit, lang: str, act: Callable[[Scope], None], name: str, code: str, remedy: str, cure: tuple[str, int]
) -> None:
    scope = visit(address(s=START), lang=lang)
    scope.watch_frames(".stage-output .grid-pixels")
    act(scope)
    scope.refused()
    problem = scope.state()["problem"]
    assert problem["code"] == code

    # Beside the control that is to blame, in the page's language, and tied to it for a screen reader.
    blamed = [each.inner_text() for each in scope.locate("cs-control .refusal:visible").all()]
    assert blamed, f"no control says why: {problem}"
    assert all(re.search(r"[가-힣]", text) for text in blamed) == (lang == "ko")
    refusal = scope.locate(f"#parameter-{name}-refusal")
    expect(refusal).to_be_visible()
    if lang == "en":
        expect(refusal).to_contain_text(remedy)
    field = scope.control(name).locator("[aria-invalid=true]").first
    expect(field).to_have_count(1)
    assert f"parameter-{name}-refusal" in (field.get_attribute("aria-describedby") or "")
    expect(scope.locate("cs-status [role=status]")).to_contain_text(problem["detail"])

    # The last picture is still there, dimmed, and its numbers are those of the last good setting.
    stage = scope.locate("cs-stage .stage")
    expect(stage).to_have_class(re.compile(r"\bstale\b"))
    expect(scope.locate("cs-arithmetic .arith")).to_have_class(re.compile(r"\bstale\b"))
    dimmed = stage.locator(".stage-output .grid-box")
    expect(dimmed).to_have_css("opacity", "0.4")
    assert scope.colours(".stage-output .grid-pixels") > 20
    assert scope.frames()[1] == 0

    # The remedy works, and nothing of what was set is lost.
    scope.set_number(*cure)
    scope.settle()
    expect(scope.locate("cs-control .refusal:visible")).to_have_count(0)
    expect(stage).not_to_have_class(re.compile(r"\bstale\b"))
    oracle.check(scope)


def test_a_million_channels_are_refused_and_the_page_lives_on(visit: Visit) -> None:
    scope = visit(address(s=START))
    scope.set_number("out_channels", 1_000_000)
    scope.refused()
    assert scope.state()["problem"]["code"] == "over_budget"
    expect(scope.locate("cs-layer .refusal:visible").first).to_contain_text("Use a smaller input, fewer channels")
    scope.set_number("out_channels", 4)
    scope.settle()
    assert oracle.check(scope).shape == (4, 24, 24)


def test_linear_on_a_picture_says_what_it_needs(scope: Scope) -> None:
    scope.choose_kind("Linear")
    scope.refused()
    expect(scope.locate("cs-layer .refusal:visible, cs-picture .refusal:visible").first).to_contain_text("flatten")
    scope.page.keyboard.press("Control+z")
    scope.settle()
    oracle.check(scope)


def test_a_named_kernel_that_has_no_such_size_is_kept_for_later(visit: Visit) -> None:
    scope = visit(address(s={"size": [24, 24]}))
    named = scope.tensor("weight").copy()
    scope.set_number("kernel_size", 4)
    scope.settle()
    oracle.check(scope)
    expect(scope.locate("cs-weights")).to_contain_text(words("kernel.replaced"))
    scope.set_number("kernel_size", 3)
    scope.settle()
    np.testing.assert_array_equal(scope.tensor("weight"), named)
    expect(scope.locate("cs-weights")).not_to_contain_text(words("kernel.replaced"))
