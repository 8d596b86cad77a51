"""The stage: any cell of any grid can be asked, and what belongs to it is lit; torch's gradients say what belongs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import PHONE, Visit
from tests.browser.pointer import inside, stroke, touch
from tests.browser.scope import Scope, address, words

# Windows that overlap, skip, and reach into the padding.
LAYER: dict[str, Any] = {
    "kind": "conv2d",
    "out_channels": 2,
    "kernel_size": 3,
    "stride": 2,
    "dilation": 2,
    "padding": 1,
}
ODD: dict[str, Any] = {"size": [11, 14], "layer": LAYER, "weight": {"seed": 2}, "bias": None}

Cells = set[tuple[int, int]]


@pytest.fixture
def odd(visit: Visit) -> Scope:
    return visit(address(s=ODD))


def lit_by_torch(scope: Scope, row: int, col: int) -> Cells:
    """The real input cells that an output cell depends on: where its gradient is not zero."""
    layer = oracle.module(scope.setting["layer"], 3)
    x = torch.ones(1, *scope.tensor("input").shape, requires_grad=True)
    layer(x)[0, 0, row, col].backward()
    assert x.grad is not None
    return {(int(r), int(c)) for r, c in np.argwhere((x.grad[0] != 0).any(0).numpy())}


def readers_by_torch(scope: Scope, row: int, col: int) -> Cells:
    """The output cells that an input cell has a part in."""
    layer = oracle.module(scope.setting["layer"], 3)
    zeros = torch.zeros(1, *scope.tensor("input").shape)
    impulse = zeros.clone()
    impulse[0, :, row, col] = 1
    with torch.no_grad():
        moved = (layer(impulse) - layer(zeros)).abs().amax((0, 1)) > 1e-8
    return {(int(r), int(c)) for r, c in np.argwhere(moved.numpy())}


def real(cells: Cells) -> Cells:
    """Without those that lie on the padding."""
    return {(row, col) for row, col in cells if 0 <= row < 11 and 0 <= col < 14}


@pytest.mark.parametrize("cell", [(0, 0), (2, 3), (4, 5)])
def test_an_output_cell_lights_its_taps(odd: Scope, cell: tuple[int, int]) -> None:
    row, col = cell
    odd.point("output", row, col)
    odd.arithmetic_of(0, row, col)
    assert odd.lit("output", "asked") == {cell}
    window = odd.lit("input", "window")
    assert real(window) == lit_by_torch(odd, row, col)
    assert len(window) == 9  # those on the padding are drawn, too
    # In every input channel: the arithmetic has the patch of each.
    expect(odd.locate("cs-arithmetic .arith-channel")).to_have_count(3)
    assert odd.told()[1] == pytest.approx(float(odd.tensor("output")[0, row, col]), abs=1e-6)


@pytest.mark.parametrize("cell", [(0, 0), (3, 3), (5, 7), (10, 13)])
def test_an_input_cell_lights_every_output_that_reads_it(odd: Scope, cell: tuple[int, int]) -> None:
    odd.point("input", *cell)
    odd.until(f"({{ hover }}) => hover?.grid === 'input' && hover.row === {cell[0]} && hover.col === {cell[1]}")
    assert odd.lit("output", "reader") == readers_by_torch(odd, *cell)
    x = odd.tensor("input")[:, cell[0], cell[1]]
    readout = odd.locate(".stage-input .stage-readout")
    expect(readout).to_contain_text(f"row {cell[0]}, column {cell[1]}")
    for value in x:
        expect(readout).to_contain_text(f"{value:.3f}" if 0 < value < 1 else f"{value:g}")


def test_a_weight_lights_every_input_that_it_multiplies(odd: Scope) -> None:
    cell = odd.locate("cs-kernels .kernel-cell[data-input='1'][data-row='0'][data-col='2']")
    cell.hover()
    odd.until("({ hover }) => hover?.grid === 'kernel'")
    rows, cols = odd.tensor("output").shape[1:]
    expected = {(2 * y - 1, 2 * x - 1 + 4) for y in range(rows) for x in range(cols)}
    assert real(odd.lit("input", "lattice")) == real(expected)


def test_padding_is_there_hatched_with_its_value(odd: Scope) -> None:
    expect(odd.locate(".stage-input figcaption .stage-padding")).to_contain_text("padding 0")
    odd.point("input", -1, 3)
    expect(odd.locate(".stage-input .stage-readout")).to_contain_text("padding 0")
    box = odd.locate(".stage-input .grid-pixels")
    x, y = odd.aim("input", -1, 3)
    at = box.bounding_box()
    assert at is not None
    # Not one colour: the hatching has strokes.
    colours: int = box.evaluate(
        """(canvas, [x, y, side]) => {
          const copy = new OffscreenCanvas(side, side).getContext('2d');
          copy.drawImage(canvas, x - side / 2, y - side / 2, side, side, 0, 0, side, side);
          return new Set(new Uint32Array(copy.getImageData(0, 0, side, side).data.buffer)).size;
        }""",
        [x - at["x"], y - at["y"], 12],
    )
    assert colours > 1


def test_click_pins_and_escape_lets_go(odd: Scope) -> None:
    odd.click("output", 2, 3)
    odd.until("({ view }) => view.pinned")
    odd.point("output", 4, 1)
    odd.page.mouse.move(5, 5)
    assert odd.cursor()[:3] == (0, 2, 3)
    expect(odd.locate(".stage-output figcaption")).to_contain_text("pinned")
    odd.page.keyboard.press("Escape")
    odd.until("({ view }) => !view.pinned")
    odd.point("output", 4, 1)
    odd.arithmetic_of(0, 4, 1)
    odd.click("output", 4, 1)
    odd.until("({ view }) => view.pinned")
    odd.click("output", 4, 1)  # a second click lets go as well
    odd.until("({ view }) => !view.pinned")


def test_an_input_cell_can_be_held(odd: Scope) -> None:
    odd.click("input", 5, 7)
    odd.page.mouse.move(5, 5)
    odd.until("({ hover }) => hover === null")
    assert odd.lit("output", "reader") == readers_by_torch(odd, 5, 7)
    odd.page.keyboard.press("Escape")
    odd.locate(".stage-input .grid-box").press("Escape")
    odd.until(
        "() => document.querySelector('.stage-output cs-grid').scene.marks.every(({ kind }) => kind !== 'reader')"
    )
    assert odd.lit("output", "reader") == set()


def test_pointing_at_a_term_lights_its_input_cell_and_its_weight(odd: Scope) -> None:
    odd.click("output", 2, 2)
    odd.arithmetic_of(0, 2, 2)
    # Third channel's fifth product: the middle of its window.
    odd.locate("cs-arithmetic .arith-channel").nth(2).locator("td.product").nth(4).hover()
    odd.until("({ hover }) => hover?.tap === 22")
    assert odd.lit("input", "now") == {(2 * 2 - 1 + 2, 2 * 2 - 1 + 2)}
    expect(odd.locate("cs-arithmetic td.lit")).not_to_have_count(0)


def test_numbers_stand_in_the_cells_as_soon_as_they_fit(visit: Visit) -> None:
    scope = visit(
        address(
            s={
                "source": {"kind": "tensor", "values": [[[1, 2], [3, 4]]]},
                "layer": {"kind": "relu"},
                "weight": None,
                "bias": None,
            }
        )
    )
    numbered = "() => [...document.querySelectorAll('cs-grid')].every((grid) => grid.numbered)"
    scope.until(numbered)
    with_numbers = scope.pixels(".stage-output .grid-overlay")
    assert scope.colours(".stage-output .grid-overlay") > 2
    assert with_numbers
    scope = visit()
    assert not scope.page.evaluate(numbered)
    # Zoomed in far enough they come.
    scope.point("output", 50, 50)
    scope.focus("output")
    for _ in range(14):
        scope.page.keyboard.press("+")
    scope.until("() => document.querySelector('.stage-output cs-grid').numbered")


def zoom(scope: Scope) -> float:
    value: float = scope.page.evaluate("() => document.querySelector('.stage-input cs-grid').view.zoom")
    return value


def test_zoom_by_wheel_keys_and_pan_by_dragging(scope: Scope) -> None:
    scope.point("output", 56, 56)
    scope.page.mouse.wheel(0, -300)  # without the focus the wheel scrolls the page
    assert zoom(scope) == 1
    scope.focus("output")
    scope.point("output", 56, 56)
    before = scope.pixels(".stage-output .grid-pixels")
    scope.page.mouse.wheel(0, -600)
    scope.until("() => document.querySelector('.stage-output cs-grid').view.zoom > 2")
    assert zoom(scope) > 2  # the input follows
    scope.until("() => document.querySelector('.stage-output cs-grid').numbered !== undefined")
    scope.changed(".stage-output .grid-pixels", before)
    # The cell under the pointer stayed there.
    scope.page.mouse.move(*[each + 0.5 for each in scope.aim("output", 56, 56)])
    scope.arithmetic_of(0, 56, 56)
    view = scope.page.evaluate("() => document.querySelector('.stage-output cs-grid').view")
    box = scope.locate(".stage-output .grid-box")
    stroke(scope, inside(box, 0.6, 0.6), inside(box, 0.4, 0.5))
    moved = scope.page.evaluate("() => document.querySelector('.stage-output cs-grid').view")
    assert moved["col"] > view["col"]
    assert moved["row"] > view["row"]
    assert moved["zoom"] == view["zoom"]
    assert not scope.view["pinned"]  # a drag is no click
    scope.focus("output")
    scope.page.keyboard.press("0")
    scope.until("() => document.querySelector('.stage-output cs-grid').view.zoom === 1")
    scope.page.keyboard.press("+")
    scope.until("() => document.querySelector('.stage-output cs-grid').view.zoom > 1")
    scope.page.keyboard.press("-")
    scope.until("() => document.querySelector('.stage-output cs-grid').view.zoom === 1")


def test_two_fingers_pinch_and_one_taps(visit: Visit) -> None:
    scope = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    box = scope.locate(".stage-output .grid-box")
    x, y = inside(box, 0.5, 0.5)
    touch(scope, [(x - 20, y), (x + 20, y)], [(x - 40, y), (x + 40, y)], [(x - 80, y), (x + 80, y)])
    scope.until("() => document.querySelector('.stage-output cs-grid').view.zoom > 2")
    scope.locate(".stage-output .grid-box").press("0")
    scope.until("() => document.querySelector('.stage-output cs-grid').view.zoom === 1")
    x, y = scope.aim("output", 40, 70)
    scope.page.touchscreen.tap(x, y)
    scope.until("({ view }) => view.pinned")
    assert scope.cursor()[:3] == (0, 40, 70)


def test_a_loupe_where_cells_are_too_small(scope: Scope) -> None:
    scope.point("output", 60, 40)
    loupe = scope.locate(".stage-input cs-loupe.active")
    expect(loupe).to_be_visible()
    assert scope.colours(".stage-input cs-loupe canvas") > 4


def test_one_input_channel_at_a_time(scope: Scope) -> None:
    before = scope.pixels(".stage-input .grid-pixels")
    scope.locate(".stage-channels").get_by_role("button", name="G", exact=True).click()
    scope.until("({ view }) => view.input === 1")
    scope.point("input", 30, 30)
    value = float(scope.tensor("input")[1, 30, 30])
    expect(scope.locate(".stage-input .stage-readout")).to_contain_text(f"row 30, column 30: {value:.3f}")
    scope.changed(".stage-input .grid-pixels", before)
    scope.locate(".stage-channels").get_by_role("button", name="RGB", exact=True).click()
    scope.until("({ view }) => view.input === 'rgb'")


def test_the_keys_of_a_grid(odd: Scope) -> None:
    odd.focus("output")
    for key in ("Control+Home", "ArrowDown", "ArrowDown", "ArrowRight", "End", "ArrowLeft"):
        odd.page.keyboard.press(key)
    cols = odd.tensor("output").shape[2]
    odd.arithmetic_of(0, 2, cols - 2)
    odd.page.keyboard.press("Enter")
    odd.until("({ view }) => view.pinned")
    odd.page.keyboard.press("Escape")
    odd.until("({ view }) => !view.pinned")
    odd.focus("input")
    odd.page.keyboard.press("Home")
    odd.page.keyboard.press("ArrowRight")
    odd.until("({ hover }) => hover?.grid === 'input'")
    hover = odd.state()["hover"]
    assert odd.lit("output", "reader") == readers_by_torch(odd, hover["row"], hover["col"]) or hover["row"] < 0


def test_groups_read_only_their_own_channels(visit: Visit) -> None:
    layer = {"kind": "conv2d", "out_channels": 3, "kernel_size": 3, "groups": 3}
    scope = visit(
        address(
            s={"size": [12, 12], "layer": layer, "weight": {"seed": 0}, "bias": None},
            c={"map": 1, "row": 0, "col": 0, "step": None},
        )
    )
    expect(scope.locate("cs-arithmetic .arith-channel")).to_have_count(1)
    expect(scope.locate("cs-arithmetic .arith-name .role-input")).to_have_text("G")
    scope.locate(".stage-channels").get_by_role("button", name="R", exact=True).click()
    scope.point("input", 4, 4)
    scope.until("({ hover }) => hover?.grid === 'input'")
    assert scope.lit("output", "reader") == set()


def test_escape_lets_go_of_an_input_cell_wherever_the_focus_is(odd: Scope) -> None:
    odd.click("input", 5, 7)
    odd.page.mouse.move(5, 5)
    odd.until("({ hover }) => hover === null")
    odd.locate("main").focus()
    odd.page.keyboard.press("Escape")
    odd.until(
        "() => document.querySelector('.stage-output cs-grid').scene.marks.every(({ kind }) => kind !== 'reader')"
    )
    assert odd.lit("output", "reader") == set()


def test_ctrl_and_the_wheel_zoom_without_the_focus(scope: Scope) -> None:
    scope.point("input", 40, 40)
    scope.page.keyboard.down("Control")
    scope.page.mouse.wheel(0, -400)
    scope.page.keyboard.up("Control")
    scope.until("() => document.querySelector('.stage-input cs-grid').view.zoom > 1.5")
    assert scope.page.evaluate("() => visualViewport.scale") == 1  # the page itself does not


def test_a_link_to_what_cannot_be_shows_no_picture_and_why(visit: Visit) -> None:
    scope = visit(
        address(s={"layer": {"kind": "conv2d", "out_channels": 2, "kernel_size": 999}, "weight": {"seed": 0}}),
        wait=False,
    )
    scope.refused()
    expect(scope.locate("cs-stage")).to_contain_text(words("stage.nothing"))
    expect(scope.locate("cs-status .alarm")).to_contain_text("Use a smaller kernel_size")
    scope.set_number("kernel_size", 5)
    scope.settle()
    oracle.check(scope)
