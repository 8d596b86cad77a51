"""The address holds everything: a link opened elsewhere shows the same."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.pointer import inside, stroke
from tests.browser.scope import TEXTBOOK, Scope, address, words

RIGHTS = ["clipboard-read", "clipboard-write"]
KEPT = ("setting", "pinned", "cursor", "view")


def link(scope: Scope) -> str:
    """The link that the button copies."""
    scope.locate("cs-toolbar").get_by_role("button", name=words("share.button")).click()
    expect(scope.locate("cs-toolbar .said")).not_to_be_empty()
    text: str = scope.page.evaluate("() => navigator.clipboard.readText()")
    return text


def fragment(url: str) -> str:
    return "#" + url.partition("#")[2]


def test_an_untouched_page_has_a_short_address(scope: Scope) -> None:
    assert "#" not in scope.page.url


def test_everything_that_was_set_comes_back(visit: Visit) -> None:
    scope = visit(permissions=RIGHTS)
    scope.locate("cs-picture .thumbs button").nth(1).click()
    scope.locate("cs-picture .choice").get_by_text("56", exact=True).click()
    scope.set_number("stride", 2)
    scope.locate("cs-weights select").nth(1).select_option("prewitt_y")
    scope.settle()
    scope.locate("main").focus()
    scope.page.keyboard.press("p")  # A of the comparison
    scope.set_number("dilation", 2)
    scope.settle()
    scope.locate("cs-gallery .map").nth(2).click()
    scope.click("output", 5, 9)
    scope.until("({ view }) => view.pinned")
    scope.tab("compare")
    scope.locate("cs-arithmetic").get_by_role("button", name=words("arithmetic.unrounded")).click()
    copied = link(scope)
    other = visit(fragment(copied))
    before, after = scope.state(), other.state()
    for part in KEPT:
        assert after[part] == before[part], part
    np.testing.assert_array_equal(other.tensor("output"), scope.tensor("output"))
    np.testing.assert_array_equal(other.tensor("output", of="compared"), scope.tensor("output", of="compared"))
    assert other.locate("cs-arithmetic .arith").inner_text() == scope.locate("cs-arithmetic .arith").inner_text()
    assert other.locate("#tools-tab-compare").get_attribute("aria-selected") == "true"


def test_the_address_follows_by_itself(scope: Scope) -> None:
    scope.set_number("stride", 2)
    scope.page.wait_for_url(re.compile(r"#1\."))
    scope.page.reload()
    scope.settle()
    assert scope.setting["layer"]["stride"] == 2
    oracle.check(scope)


def test_a_link_into_an_open_page(scope: Scope) -> None:
    scope.page.evaluate("(hash) => { location.hash = hash; }", address(s=TEXTBOOK))
    scope.until("({ setting }) => setting.source.kind === 'tensor'")
    scope.settle()
    oracle.check(scope)


def test_a_drawing_is_in_its_link(visit: Visit) -> None:
    scope = visit(permissions=RIGHTS)
    scope.source("draw")
    board = scope.locate("canvas.draw-board")
    stroke(scope, inside(board, 0.2, 0.2), inside(board, 0.8, 0.3), inside(board, 0.5, 0.9))
    scope.settle()
    other = visit(fragment(link(scope)))
    assert other.setting["source"]["kind"] == "drawing"
    np.testing.assert_allclose(other.tensor("input"), scope.tensor("input"), atol=1e-4)
    np.testing.assert_allclose(other.tensor("output"), scope.tensor("output"), atol=1e-3)


def test_a_typed_tensor_is_in_its_link(visit: Visit) -> None:
    scope = visit(address(s=TEXTBOOK), permissions=RIGHTS)
    field = scope.locate(".numbers-table input").nth(7)
    field.fill("-3.25")
    field.press("Enter")
    scope.settle()
    other = visit(fragment(link(scope)))
    np.testing.assert_array_equal(other.tensor("input"), scope.tensor("input"))
    np.testing.assert_array_equal(other.tensor("weight"), scope.tensor("weight"))


def test_an_upload_is_in_its_link_by_its_content(visit: Visit, made_picture: Path) -> None:
    scope = visit(permissions=RIGHTS)
    scope.source("upload")
    scope.locate("cs-upload input[type=file]").set_input_files(made_picture)
    scope.until("({ setting }) => setting.source.kind === 'upload'")
    scope.settle()
    other = visit(fragment(link(scope)))
    assert other.setting["source"] == scope.setting["source"]
    np.testing.assert_array_equal(other.tensor("input"), scope.tensor("input"))


# As many strokes as an hour's drawing has.
_SCRIBBLE = """async () => {
  const { encodeDrawing } = await import('/static/js/core/drawing.js');
  let seed = 1;
  const random = () => { seed = (seed * 16807) % 2147483647; return 2 + 60 * seed / 2147483647; };
  const points = () => Array.from({ length: 120 }, random);
  const strokes = Array.from({ length: 40 }, () => ({ tool: 'pen', size: 2, points: points() }));
  return encodeDrawing({ board: 64, strokes });
}"""


def test_a_drawing_that_is_too_long_is_sent_to_the_server(visit: Visit) -> None:
    scope = visit(permissions=RIGHTS)
    scribble: str = scope.page.evaluate(_SCRIBBLE)
    scope.page.evaluate(
        "(hash) => { location.hash = hash; }", address(s={"source": {"kind": "drawing", "drawing": scribble}})
    )
    scope.until("({ setting }) => setting.source.kind === 'drawing'")
    scope.settle()
    copied = link(scope)
    expect(scope.locate("cs-toolbar .said")).to_have_text(words("share.uploaded"))
    assert len(copied) < 6200
    other = visit(fragment(copied))
    assert other.setting["source"]["kind"] == "upload"
    np.testing.assert_allclose(other.tensor("input"), scope.tensor("input"), atol=1 / 255)
    np.testing.assert_allclose(other.tensor("output"), scope.tensor("output"), atol=0.05)


def test_a_refused_clipboard_is_told(visit: Visit) -> None:
    scope = visit(permissions=[])
    scope.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('no')); }")
    scope.locate("cs-toolbar").get_by_role("button", name=words("share.button")).click()
    expect(scope.locate("cs-toolbar .said")).to_have_text(words("share.by_hand"))


@pytest.mark.parametrize(
    "garbage",
    [
        "#1.%%%",
        "#2.e30",
        "#1." + "A" * 90,
        address(s={"layer": 7, "size": "x", "source": {"kind": "sample"}}, c=[1], v={"speed": 99, "unit": "mile"}),
        address(c={"map": 10**6, "row": 10**6, "col": 10**6, "step": 10**6}),
    ],
)
def test_whatever_somebody_pasted_opens_the_page(visit: Visit, garbage: str) -> None:
    scope = visit(garbage)
    oracle.check(scope)


def test_a_link_to_a_picture_that_nobody_has_says_so(visit: Visit) -> None:
    scope = visit(address(s={"source": {"kind": "upload", "id": "0" * 32}}), wait=False)
    scope.watch.expect(r"status of 404")
    scope.until("(state) => state.live.status === 'refused'")
    expect(scope.locate("cs-picture .refusal")).to_have_text(words("picture.unknown"))
    scope.source("photo")
    scope.locate("cs-picture .thumbs button").first.click()
    scope.settle()
    oracle.check(scope)
