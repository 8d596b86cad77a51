"""Looking through a network: a strip for every layer, cells and what they see, classes and softmax, whose weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.nets import aim, answered, built, member, opened, outputs, strip
from tests.browser.pointer import inside, stroke
from tests.browser.runs import ask
from tests.browser.scope import Scope, number, numbers, words
from tests.browser.test_axe import violations

CONV: dict[str, Any] = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "stride": 2}
SMALL = (
    CONV,
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 3},
)


def small_network(seed: int = 0) -> torch.nn.Sequential:
    """The same as `SMALL`, by torch alone, on 1×28×28."""
    torch.manual_seed(seed)
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 3, stride=2),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(144, 3),
    )


@pytest.fixture
def small(visit: Visit) -> Scope:
    return opened(visit, built(*SMALL))


def shares(scope: Scope) -> list[float]:
    """The probabilities as they are written, in percent."""
    return [numbers(text)[0] for text in scope.locate("cs-net-classes .class-share").all_inner_texts()]


def test_every_layer_has_its_strip_and_only_what_is_seen_is_fetched(visit: Visit) -> None:
    scope = opened(visit, viewport=PHONE)
    expect(scope.locate("cs-net-strip")).to_have_count(13)  # LeNet-5's twelve, and the input
    first = strip(scope, 0)
    expect(first.locator(".strip-head")).to_contain_text("1 Conv2d")
    expect(first.locator(".strip-head")).to_contain_text("6 × 28 × 28")
    expect(first.locator(".strip-head")).to_contain_text(words("netmaps.before"))
    expect(strip(scope, 1).locator(".strip-head")).to_contain_text(words("netmaps.after"))
    assert scope.locate("cs-net-strip[data-layer='0'] .strip-pixels").evaluate("(canvas) => canvas.width > 0")
    held = set(
        scope.page.evaluate("() => Object.keys(document.querySelector('cs-net-maps').store.state.live.answer.tensors)")
    )
    assert "layers.11.output" in held  # what the probabilities come from is always there
    assert "layers.8.output" not in held
    strip(scope, 8)
    scope.until("({ live }) => live.answer.tensors['layers.8.output'] !== undefined")
    assert scope.colours("cs-net-strip[data-layer='8'] .strip-pixels") > 1


def test_the_maps_are_torchs_and_a_cell_says_its_number(small: Scope) -> None:
    for layer in range(len(SMALL)):
        strip(small, layer)
    answered(small)
    expected = outputs(small_network(), small.tensor("input"))
    for layer, output in enumerate(expected):
        np.testing.assert_allclose(small.tensor(f"layers.{layer}.output"), output, atol=1e-6)
    small.page.mouse.move(*aim(small, 0, 2, 5, 9))
    said = strip(small, 0).locator(".strip-at")
    # Two strips side by side leave it no more room, and nothing of it is cut off.
    expect(said).to_contain_text("Map 3 · [5, 9]", use_inner_text=True)
    assert said.evaluate("({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth")
    assert numbers(said.inner_text())[0] == pytest.approx(float(expected[0][2, 5, 9]), abs=5.1e-4)
    small.page.mouse.move(*aim(small, 4, 0, 0, 1))
    assert numbers(strip(small, 4).locator(".strip-at").inner_text())[0] == pytest.approx(
        float(expected[4][1]), abs=5.1e-4
    )


def test_a_cell_lights_what_it_sees_and_a_pixel_what_it_goes_into(small: Scope) -> None:
    strip(small, -1).get_by_role("button").click()  # cells that the frame around them does not cover
    strip(small, 2)
    over = "cs-net-strip[data-layer='-1'] .strip-overlay"
    before = small.pixels(over)
    small.page.mouse.move(*aim(small, 2, 1, 3, 2))
    # Pooled cell (3, 2) reads rows 6…7 and columns 4…5 of the convolution, which read 12…16 and 8…12 of the picture.
    small.until("({ traced }) => traced !== null && traced.look.layer === 2 && traced.look.row === 3")
    regions = small.page.evaluate(
        "() => Object.fromEntries(document.querySelector('cs-net-maps').store.state.traced.regions)"
    )
    assert regions["1"] == {"rows": [6, 7], "cols": [4, 5], "channels": [1]}
    assert regions["-1"] == {"rows": [12, 13, 14, 15, 16], "cols": [8, 9, 10, 11, 12], "channels": [0]}
    small.changed(over, before)
    lit = lit_cells(small, -1)
    assert lit[12:17, 8:13].all()
    assert lit.sum() <= 36  # the cells themselves, and what the frame around them covers
    small.page.mouse.move(5, 5)
    small.until("({ traced }) => traced === null")
    later = "cs-net-strip[data-layer='2'] .strip-overlay"
    strip(small, 2)
    before = small.pixels(later)
    small.page.mouse.move(*aim(small, -1, 0, 13, 10))
    small.until("({ traced }) => traced?.look.layer === -1")
    small.changed(later, before)


def lit_cells(scope: Scope, layer: int) -> NDArray[np.bool_]:
    """Which cells of the first map are not dimmed: where nothing, or a tint, lies over them."""
    rows: list[list[bool]] = scope.page.evaluate(
        """async (layer) => {
          const { stripOf } = await import('/static/js/core/strips.js');
          const strip = document.querySelector(`cs-net-strip[data-layer="${layer}"]`);
          const { live: { summary }, view } = strip.store.state;
          const [maps, rows, cols] = layer < 0 ? summary.input_shape : summary.rows[layer].output_shape;
          const room = strip.querySelector('.strip-box').clientWidth;
          const { scale } = stripOf(maps, rows, cols, room, view.unfolded.includes(layer));
          const canvas = strip.querySelector('.strip-overlay');
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const at = (index) => Math.floor((index + 0.5) * scale);
          const dimmed = (row, col) => {
            const alpha = copy.getImageData(at(col), at(row), 1, 1).data[3];
            return alpha > 100 && alpha < 200;
          };
          return Array.from({ length: rows }, (_, row) => Array.from({ length: cols }, (__, col) => !dimmed(row, col)));
        }""",
        layer,
    )
    return np.array(rows)


def test_a_click_goes_into_a_cell_and_a_second_one_lets_go(small: Scope) -> None:
    at = aim(small, 2, 1, 3, 2)
    small.page.mouse.click(*at)
    assert member(small, "view.look") == {"layer": 2, "map": 1, "row": 3, "col": 2, "level": "map"}
    small.page.mouse.move(5, 5)
    small.until("({ hover, traced }) => hover === null && traced?.look.layer === 2")  # it stays lit
    small.page.mouse.click(*aim(small, 2, 1, 3, 2))
    assert member(small, "view.look") is None


def test_everything_is_reached_by_keys(small: Scope) -> None:
    box = strip(small, 2).locator(".strip-box")
    box.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "PageDown", "PageDown", "ArrowLeft"):
        small.page.keyboard.press(key)
    # The first key only begins.
    assert member(small, "hover") == {"layer": 2, "map": 2, "row": 1, "col": 0}
    value = float(small.tensor("layers.2.output")[2, 1, 0])
    said = strip(small, 2).locator("[aria-live]")
    assert numbers(said.inner_text())[0] == pytest.approx(value, abs=5.1e-4)
    small.page.keyboard.press("Enter")
    assert member(small, "view.look") == {"layer": 2, "map": 2, "row": 1, "col": 0, "level": "map"}
    small.until("({ live }) => live.answer.tensors['layers.2.rows'] !== undefined")
    small.page.keyboard.press("Enter")
    assert member(small, "view.look.level") == "filter"
    small.page.keyboard.press("Escape")
    assert member(small, "view.look.level") == "map"
    small.page.keyboard.press("Escape")
    assert member(small, "view.look") is None
    assert member(small, "hover") is None


def test_strips_unfold_and_share_a_scale(small: Scope) -> None:
    found = strip(small, 0)
    before = found.locator(".strip-box").bounding_box()
    found.get_by_role("button").click()
    assert member(small, "view.unfolded") == [0]
    after = found.locator(".strip-box").bounding_box()
    assert before
    assert after
    assert after["height"] > 1.4 * before["height"]
    output = small.tensor("layers.0.output")
    small.locate("cs-net-maps .card-head").get_by_text(words("gallery.scale_shared"), exact=True).click()
    assert numbers(found.locator("cs-legend").inner_text())[-1] == pytest.approx(float(abs(output).max()), abs=0.01)
    small.locate("cs-net-maps .card-head").get_by_text(words("gallery.scale_map"), exact=True).click()
    assert numbers(found.locator("cs-legend").inner_text())[-1] == pytest.approx(float(abs(output[0]).max()), abs=0.01)


def test_silent_and_saturated_maps_are_named(visit: Visit) -> None:
    values = [[[-3.0] * 4] * 4, [[-3.0] * 3 + [9.0]] * 4]
    scope = opened(visit, built({"kind": "relu"}, {"kind": "tanh"}, source={"kind": "tensor", "values": values}))
    remark = words("netmaps.silent_maps").format(count=1, total=2)
    expect(strip(scope, 0).locator(".strip-remark")).to_contain_text(f"{remark} (1)")
    expect(strip(scope, 0).locator(".strip-remark")).to_have_count(1)
    expect(strip(scope, 1).locator(".strip-remark").first).to_contain_text(remark)  # tanh(0) is 0
    scope = opened(visit, built({"kind": "tanh"}, source={"kind": "tensor", "values": values}))
    expect(strip(scope, 0).locator(".strip-remark")).to_contain_text(
        words("netmaps.saturated_maps").format(count=2, total=2)
    )


def test_softmax_step_by_step_comes_to_torchs_numbers(small: Scope) -> None:
    logits = small.tensor("layers.4.output")
    expected = torch.softmax(torch.tensor(logits), 0).numpy()
    assert shares(small) == pytest.approx([100 * float(each) for each in expected], abs=0.051)
    small.locate("cs-net-classes summary").click()
    expect(small.locate("cs-net-classes .softmax-table tbody tr")).to_have_count(3)
    rows = small.locate("cs-net-classes .softmax-table tbody tr").all_inner_texts()
    powers = np.exp(logits - logits.max())
    for index, row in enumerate(rows):
        name, z, shifted, power, share = row.split("\t")
        assert name == str(index)
        assert number(z) == pytest.approx(float(logits[index]), abs=0.0051)
        assert number(shifted) == pytest.approx(float(logits[index] - logits.max()), abs=0.0051)
        assert number(power) == pytest.approx(float(powers[index]), abs=5.1e-4)
        assert number(share) == pytest.approx(float(expected[index]), abs=5.1e-4)
    # A class is asked about by a click, or by the arrows among them.
    small.locate("cs-net-classes .net-class").nth(1).click()
    assert member(small, "view.target") == 1
    expect(small.locate("cs-net-classes .softmax-table .asked th")).to_have_text("1")
    small.page.keyboard.press("ArrowDown")
    assert member(small, "view.target") == 2
    small.locate("cs-net-classes .net-class-likeliest").click()
    assert member(small, "view.target") is None


def test_a_network_that_ends_in_softmax_shows_its_logits_too(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL, {"kind": "softmax", "dim": 1}), viewport=PHONE)
    scope.until("({ live }) => live.answer.tensors['layers.4.output'] !== undefined")
    logits = outputs(small_network(), scope.tensor("input"))[-1]
    told = [number(text) for text in scope.locate("cs-net-classes .class-logit").all_inner_texts()]
    assert told == pytest.approx([float(each) for each in logits], abs=0.0051)
    assert sum(shares(scope)) == pytest.approx(100, abs=0.2)


def test_a_network_without_classes_says_what_would_give_some(visit: Visit) -> None:
    scope = opened(visit, built(CONV))
    expect(scope.locate("cs-net-classes")).to_contain_text(words("netclasses.no_flat"))


def test_probabilities_and_maps_follow_the_pen(small: Scope) -> None:
    small.source("draw")
    answered(small)
    before = shares(small)
    strip(small, 0)
    map_before = small.pixels("cs-net-strip[data-layer='0'] .strip-pixels")
    board = small.locate("canvas.draw-board")
    board.scroll_into_view_if_needed()
    stroke(small, inside(board, 0.2, 0.2), inside(board, 0.8, 0.5), inside(board, 0.3, 0.8))
    answered(small)
    drawn = small.tensor("input")
    assert drawn.max() > 0.9
    logits = outputs(small_network(), drawn)[-1]
    expected = torch.softmax(torch.tensor(logits), 0).numpy()
    assert shares(small) == pytest.approx([100 * float(each) for each in expected], abs=0.051)
    assert shares(small) != before
    small.changed("cs-net-strip[data-layer='0'] .strip-pixels", map_before)


def test_another_seed_is_another_network(small: Scope) -> None:
    seed = small.locate("cs-net-epochs input[type=number]")
    seed.fill("7")
    seed.press("Enter")
    answered(small)
    assert member(small, "setting.weights") == {"seed": 7}
    expected = outputs(small_network(7), small.tensor("input"))[-1]
    np.testing.assert_allclose(small.tensor("layers.4.output"), expected, atol=1e-6)
    small.locate("cs-net-epochs").get_by_role("button", name=words("netweights.reroll")).click()
    answered(small)
    assert member(small, "setting.weights.seed") != 7
    small.page.get_by_role("button", name=words("toolbar.undo")).click()
    answered(small)
    assert member(small, "setting.weights") == {"seed": 7}
    seed.fill("-3")
    seed.press("Enter")
    expect(seed).to_have_value("7")  # no seed: the field says what counts


def test_the_epochs_of_a_run_go_by(visit: Visit, training_server: str, finished: str) -> None:
    scope = opened(visit, at=training_server)
    weights = scope.locate("cs-net-epochs")
    weights.get_by_text(words("netweights.from_run"), exact=True).click()
    weights.locator("select").first.select_option(finished)
    scope.until("({ setting }) => 'run' in setting.weights")
    answered(scope)
    assert [layer["kind"] for layer in member(scope, "setting.layers")] == [
        "conv2d",
        "relu",
        "max_pool2d",
        "flatten",
        "linear",
    ]
    assert member(scope, "setting.weights") == {"run": finished, "epoch": 3}
    scope.until("({ epochs }) => epochs.length === 4")
    last = shares(scope)
    (strokes,) = (each for each in ask(f"{training_server}/api/datasets") if each["id"] == "strokes")
    expect(scope.locate("cs-net-classes .class-name")).to_have_text(strokes["classes"])
    slider = weights.locator("input[type=range]")
    slider.focus()
    scope.page.keyboard.press("Home")
    scope.until("({ setting }) => setting.weights.epoch === 0")
    answered(scope)
    assert shares(scope) != last
    expect(weights.locator(".epoch-at")).to_contain_text("1")
    weights.locator(".epoch-play").click()
    scope.until("({ setting, view }) => setting.weights.epoch === 3 && !view.playing")
    answered(scope)
    assert shares(scope) == last
    # All that went by is one thing to be undone.
    scope.page.get_by_role("button", name=words("toolbar.undo")).click()
    assert member(scope, "setting.weights.epoch") in (0, 3)


@pytest.mark.parametrize(("lang", "theme", "where"), [("en", "light", DESKTOP), ("ko", "dark", PHONE)])
def test_axe_finds_nothing_in_the_middle_of_looking(visit: Visit, lang: str, theme: str, where: dict[str, int]) -> None:
    look = {"layer": 2, "map": 1, "row": 3, "col": 2, "level": "map"}
    fragment = built(*SMALL, view={"look": look, "unfolded": [0], "target": 1})
    scope = opened(visit, fragment, lang=lang, theme=theme, viewport=where, reduced_motion="reduce")
    scope.locate("cs-net-classes summary").click()
    expect(scope.locate("cs-net-classes .softmax-table")).to_be_visible()
    wrong = {part: violations(scope, part) for part in ("cs-net-maps", "cs-net-classes", "cs-net-epochs")}
    assert wrong == {part: [] for part in wrong}
    assert scope.page.evaluate("document.documentElement.scrollWidth") == where["width"]
