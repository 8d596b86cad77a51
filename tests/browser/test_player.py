"""Stepping: one cursor, forwards and back by tap, cell and row; play, pause, scrub, rests, speed."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.pointer import inside, stroke
from tests.browser.scope import TEXTBOOK, Scope, address, number, numbers

# 3×3 taps, the sum, the bias, the cell.
STEPS = 9 + 1 + 1 + 1


@pytest.fixture
def book(visit: Visit) -> Scope:
    return visit(address(s=TEXTBOOK))


def unit(scope: Scope, name: str) -> None:
    scope.locate(".player-unit").get_by_text(name, exact=True).click()
    scope.until(f"({{ view }}) => view.unit === '{name}'")


def press(scope: Scope, name: str) -> None:
    scope.locate(f".player-{name}").click()


def products(x: np.ndarray, row: int, col: int) -> list[float]:
    return [float(each) for each in (x[0, row : row + 3, col : col + 3] * np.arange(1, 10).reshape(3, 3)).ravel()]


def test_by_taps_forwards_every_product_appears_in_its_turn(book: Scope) -> None:
    unit(book, "tap")
    press(book, "start")
    book.until("({ cursor, view }) => view.stepping && cursor.step === 0")
    terms = products(book.tensor("input"), 0, 0)
    for taken in range(1, 10):
        sentence = book.locate("cs-narrator .narrator")
        expect(sentence).to_contain_text(f"Tap {taken} of 9")
        assert numbers(sentence.inner_text())[-1] == pytest.approx(sum(terms[:taken]))
        cells = book.locate("cs-arithmetic td.product").all_inner_texts()
        assert [number(each) for each in cells if each != "·"] == terms[:taken]
        place = divmod(taken - 1, 3)
        assert book.lit("input", "now") == {place}
        press(book, "forward")
    assert book.cursor() == (0, 0, 0, 9)  # the sum
    press(book, "forward")
    expect(book.locate("cs-narrator .narrator")).to_contain_text("bias 0.5")
    press(book, "forward")
    assert book.cursor() == (0, 0, 0, None)
    assert book.told()[0] == sum(terms) + 0.5
    press(book, "forward")
    assert book.cursor() == (0, 0, 1, 0)


def test_and_back_the_same_way(book: Scope) -> None:
    unit(book, "tap")
    press(book, "start")
    for _ in range(STEPS + 3):
        press(book, "forward")
    assert book.cursor() == (0, 0, 1, 3)
    seen = book.locate("cs-arithmetic .arith").inner_text()
    press(book, "forward")
    press(book, "back")
    assert book.cursor() == (0, 0, 1, 3)
    assert book.locate("cs-arithmetic .arith").inner_text() == seen
    for _ in range(STEPS + 3):
        press(book, "back")
    assert book.cursor() == (0, 0, 0, 0)
    press(book, "back")  # the beginning stays the beginning
    assert book.cursor() == (0, 0, 0, 0)


def test_by_cells_and_by_rows(book: Scope) -> None:
    press(book, "start")
    press(book, "forward")
    assert book.cursor() == (0, 0, 0, None)
    press(book, "forward")
    assert book.cursor() == (0, 0, 1, None)
    press(book, "back")
    assert book.cursor() == (0, 0, 0, None)
    unit(book, "row")
    press(book, "forward")
    assert book.cursor() == (0, 0, 2, None)
    press(book, "forward")
    assert book.cursor() == (0, 1, 2, None)
    press(book, "back")
    assert book.cursor() == (0, 0, 2, None)
    press(book, "end")
    assert book.cursor() == (0, 2, 2, None)


def test_the_output_fills_up_as_it_goes(book: Scope) -> None:
    whole = book.pixels(".stage-output .grid-pixels")
    press(book, "start")
    hidden = "() => document.querySelector('.stage-output cs-grid').scene.hidden"
    assert book.page.evaluate(hidden) == 0
    seen = []
    for _ in range(4):
        press(book, "forward")
        seen.append(book.page.evaluate(hidden))
    assert seen == [1, 2, 3, 4]
    expect(book.locate("cs-player .player-at")).to_contain_text("cell 4 / 9")
    book.changed(".stage-output .grid-overlay", whole)
    press(book, "stop")
    book.until("({ view }) => !view.stepping")
    assert book.page.evaluate(hidden) is None
    assert book.pixels(".stage-output .grid-pixels") == whole


def test_skipping_to_rests(visit: Visit) -> None:
    two = {
        **TEXTBOOK,
        "source": {"kind": "tensor", "values": [TEXTBOOK["source"]["values"][0]] * 2},
        "weight": {"seed": 0},
        "bias": None,
    }
    scope = visit(address(s=two))
    press(scope, "start")
    visited = []
    for _ in range(5):
        press(scope, "rest_forward")
        visited.append(scope.cursor()[1:])
    # The sum of one channel, of the other, the bias, the cell; then the first sum of the next.
    assert visited == [(0, 0, 9), (0, 0, 19), (0, 0, 20), (0, 0, None), (0, 1, 9)]
    for _ in range(4):
        press(scope, "rest_back")
    assert scope.cursor()[1:] == (0, 0, 9)


def test_scrubbing(scope: Scope) -> None:
    slider = scope.locate("cs-player input[type=range]")
    x, y = inside(slider, 0.98, 0.5)
    stroke(scope, (x, y), inside(slider, 0.5, 0.5), inside(slider, 0.25, 0.5))
    scope.until("({ view }) => view.stepping")
    _, row, col, step = scope.cursor()
    assert step is None
    assert (row * 112 + col) / (112 * 112) == pytest.approx(0.25, abs=0.03)
    scope.arithmetic_of(0, row, col)
    assert scope.told()[1] == pytest.approx(float(scope.tensor("output")[0, row, col]), abs=1e-6)
    slider.focus()
    scope.page.keyboard.press("ArrowRight")
    assert scope.cursor()[:3] == (0, *divmod(row * 112 + col + 1, 112))


def test_play_and_pause_and_speed(visit: Visit) -> None:
    scope = visit(address(s={"size": [40, 40]}))  # long enough to be caught in the middle
    scope.locate(".player-speed").select_option("16")
    press(scope, "start")
    press(scope, "play")
    expect(scope.locate(".player-play")).to_have_attribute("aria-label", "Pause")
    scope.until("({ cursor }) => cursor.row === 1")
    press(scope, "play")
    expect(scope.locate(".player-play")).to_have_attribute("aria-label", "Play")
    held = scope.cursor()
    press(scope, "forward")
    assert scope.cursor() != held
    press(scope, "end")
    press(scope, "back")
    press(scope, "play")
    scope.until("({ cursor }) => cursor.row === 39 && cursor.col === 39 && cursor.step === null")
    expect(scope.locate(".player-play")).to_have_attribute("aria-label", "Play")  # it stops at the end
    assert scope.view["speed"] == 16


def test_every_speed_there_is(book: Scope) -> None:
    offered = book.locate(".player-speed option").all_inner_texts()
    assert offered == ["0.25×", "0.5×", "1×", "2×", "4×", "8×", "16×"]
    # Steps taken in the same time, told by the page's own clock.
    measure = """async (speed) => {
      const { interval } = await import('/static/js/state/player.js');
      return interval('cell', speed);
    }"""
    assert book.page.evaluate(measure, 0.25) == 64 * book.page.evaluate(measure, 16)


def test_whoever_takes_the_wheel_the_player_lets_go(book: Scope) -> None:
    press(book, "play")
    press(book, "back")
    expect(book.locate(".player-play")).to_have_attribute("aria-label", "Play")


def test_the_step_is_spoken_in_one_sentence(book: Scope) -> None:
    unit(book, "tap")
    press(book, "start")
    press(book, "forward")
    spoken = book.locate("cs-narrator [aria-live=polite]")
    expect(spoken).to_contain_text("Tap 2 of 9: 1 times 2 = 2; so far 2.")


def test_the_step_is_spoken_in_korean(visit: Visit) -> None:
    book = visit(address(s=TEXTBOOK, v={"unit": "tap"}), lang="ko")
    press(book, "start")
    press(book, "forward")
    spoken = book.locate("cs-narrator [aria-live=polite]")
    expect(spoken).to_contain_text(re.compile(r"[가-힣].*2"))


def test_a_link_opens_in_the_middle_of_a_step(visit: Visit) -> None:
    book = visit(address(s=TEXTBOOK, c={"map": 0, "row": 1, "col": 1, "step": 4}, v={"stepping": True, "unit": "tap"}))
    expect(book.locate("cs-narrator .narrator")).to_contain_text("Tap 5 of 9")
    assert book.lit("input", "now") == {(2, 2)}
