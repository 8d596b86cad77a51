"""axe finds nothing: both themes, both languages, desktop and phone, every tab and dialog."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.scope import TEXTBOOK, Scope, address


def violations(scope: Scope, part: str | None = None) -> list[str]:
    """What axe has against the page, or a part of it, as it stands: the rule, and where."""
    found = Axe().run(scope.page, context=part, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:140]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("where", ["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_nothing_to_find(visit: Visit, lang: str, theme: str, where: str) -> None:
    options: dict[str, Any] = {"viewport": DESKTOP}
    if where == "phone":
        options = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    scope = visit(lang=lang, theme=theme, reduced_motion="reduce", **options)
    wrong: dict[str, list[str]] = {"page": violations(scope)}
    for tab in ("coverage", "compare", "predict", "save"):
        scope.tab(tab)
        scope.locate(f"cs-{tab}").wait_for()
        wrong[tab] = violations(scope, "cs-tools")
    scope.locate("main").focus()
    scope.page.keyboard.press("?")
    scope.locate("dialog.help").wait_for()
    wrong["help"] = violations(scope, "cs-help")
    scope.page.keyboard.press("Escape")
    if where == "phone":
        scope.locate("#open-sheet").tap()
        scope.locate("#sheet").wait_for()
        wrong["sheet"] = violations(scope, "#sheet")
    scope.locate("cs-layer .card-head button").click()
    wrong["kinds"] = violations(scope, "cs-layer")
    scope.locate("cs-layer .card-head button").click()
    for source in ("upload", "draw", "numbers"):
        scope.source(source)
        wrong[source] = violations(scope, "cs-picture")
    assert {place: found for place, found in wrong.items() if found} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_to_find_in_the_middle_of_things(visit: Visit, theme: str) -> None:
    """While it steps, while a prediction is asked, compared, refused, with coverage and unrounded numbers."""
    state = {"stepping": True, "unit": "tap", "unrounded": True, "coverage": True, "tab": "compare"}
    scope = visit(
        address(s=TEXTBOOK, p=TEXTBOOK, c={"map": 0, "row": 1, "col": 1, "step": 4}, v=state),
        theme=theme,
        reduced_motion="reduce",
    )
    wrong = {"stepping": violations(scope)}
    scope.set_number("kernel_size", 9)
    scope.refused()
    scope.page.wait_for_load_state("networkidle")
    wrong["refused"] = violations(scope)
    scope.set_number("kernel_size", 3)
    scope.settle()
    scope.tab("predict")
    scope.locate("cs-predict .row button").first.click()
    scope.locate("cs-predict form").wait_for()
    wrong["asked"] = violations(scope, "main")
    scope.locate("cs-predict form button").last.click()
    scope.locate("cs-predict .predict-verdict").wait_for()
    wrong["revealed"] = violations(scope, "cs-tools")
    assert {place: found for place, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    "kind", ["max_pool2d", "adaptive_avg_pool2d", "pad2d", "leaky_relu", "softmax", "batch_norm2d"]
)
def test_nothing_to_find_in_other_layers(visit: Visit, kind: str) -> None:
    layers: dict[str, dict[str, Any]] = {
        "max_pool2d": {"kernel_size": 2},
        "adaptive_avg_pool2d": {"output_size": 5},
        "pad2d": {"padding": 2, "mode": "reflect"},
        "softmax": {"dim": 1},
    }
    layer = {"kind": kind, **layers.get(kind, {})}
    scope = visit(address(s={"size": [16, 16], "layer": layer, "weight": None, "bias": None}), reduced_motion="reduce")
    assert violations(scope) == []
