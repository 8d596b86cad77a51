"""The curves of a run: what stands on them, pointing by mouse and keys, zoom, the table, themes, several runs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.runs import SURE, events, submit, until_state
from tests.browser.scope import Scope, words
from tests.browser.test_axe import violations

CHART = "cs-curves .curves-chart"
_STATE = "() => document.querySelector('cs-curves').store.state"
# Ten thousand batches of four-figure losses: what a long run leaves behind.
_MANY = """async () => {
  const { emptyPicture, foldAll } = await import('/static/js/core/run.js');
  const curves = document.querySelector('cs-curves');
  const { store } = curves;
  const event = (seq, type, fields) => ({ seq, type, time: 1e9 + seq / 20, ...fields });
  const { started } = store.state.pictures[store.state.selected];
  const events = [event(1, 'run_started', { ...started, seq: 1, time: 1e9, batches: 100, epochs: 100 })];
  for (let i = 0; i < 10000; i++) {
    const logs = { loss: 2 * Math.exp(-i / 3000) + Math.sin(i * 12.9898) * 0.1, accuracy: 1 - Math.exp(-i / 3000) };
    const place = { epoch: Math.floor(i / 100), batch: i % 100, step: i };
    events.push(event(i + 2, 'batch', { ...place, logs, learning_rate: 0.01 }));
  }
  const many = foldAll(emptyPicture('many'), events);
  store.set({ pictures: { ...store.state.pictures, [store.state.selected]: many } });
  await curves.updateComplete;
  const took = [];
  for (let i = 0; i < 15; i++) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    curves.picked = { ...curves.picked, pictures: { [store.state.selected]: { ...many } } };
    const began = performance.now();
    curves._draw();
    await null;
    took.push(performance.now() - began);
  }
  return Math.min(...took); // the rest is what else the machine was busy with
}"""


def opened(visit: Visit, at: str, run: str, fragment: str = "", **options: Any) -> Scope:
    scope = visit(f"train/{run}{fragment}", at=at, wait=False, **options)
    expect(scope.locate("cs-curves .curves-plot canvas").first).to_be_visible()
    expect(scope.locate(CHART)).to_have_attribute("aria-label", words("curves.label").format(epochs=4))
    return scope


@pytest.fixture
def curves(visit: Visit, trains: str, finished: str) -> Scope:
    return opened(visit, trains, finished)


def state(scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = scope.page.evaluate(
        f"() => {{ const {{ hover, view }} = ({_STATE})(); return {{ hover, view }}; }}"
    )
    return found


def chart(scope: Scope) -> Locator:
    return scope.locate(CHART)


def box(scope: Scope) -> tuple[float, float, float]:
    """Left, width and middle row of the plotting area of the first panel, on the screen."""
    area = scope.locate("cs-curves .u-over").first.bounding_box()
    assert area
    return area["x"], area["width"], area["y"] + area["height"] / 2


def pixels(scope: Scope, panel: str = "loss") -> str:
    drawn: str = scope.locate(f"cs-curves .curves-plot[data-panel={panel}] canvas").evaluate(
        "(canvas) => canvas.toDataURL()"
    )
    return drawn


def redrawn(scope: Scope, panel: str, before: str) -> None:
    """Wait until a panel shows something else; its canvas may be another one then."""
    scope.wait(lambda: pixels(scope, panel) != before)


def test_pointing_at_an_epoch_tells_its_figures_and_what_the_callbacks_thought(
    curves: Scope, trains: str, finished: str
) -> None:
    chart(curves).scroll_into_view_if_needed()
    left, width, row = box(curves)
    curves.page.mouse.move(left + width * 0.76, row)
    readout = curves.locate("cs-curves .curves-readout")
    expect(readout).to_contain_text(words("curves.epoch").format(epoch=3))
    logs = next(event["logs"] for event in events(trains, finished, "epoch_ended") if event["epoch"] == 2)
    expect(readout).to_contain_text(f"{logs['val_loss']:.4f}")
    for event in events(trains, finished, "callback"):
        if event["epoch"] == 2:
            expect(readout).to_contain_text(event["reason"])
    curves.page.mouse.move(5, 5)
    expect(readout).to_be_hidden()


def test_arrows_walk_from_epoch_to_epoch_and_say_what_is_there(curves: Scope, trains: str, finished: str) -> None:
    chart(curves).focus()
    curves.page.keyboard.press("Home")
    spoken = curves.locate("cs-curves > [aria-live]")
    expect(spoken).to_contain_text(words("curves.epoch").format(epoch=1))
    for _ in range(9):
        curves.page.keyboard.press("ArrowRight")
    expect(spoken).to_contain_text(words("curves.epoch").format(epoch=4))
    reasons = [event["reason"] for event in events(trains, finished, "callback") if event["epoch"] == 3]
    assert any("stop" in reason for reason in reasons)
    for reason in reasons:
        expect(spoken).to_contain_text(reason)
    assert state(curves)["hover"] == 3
    curves.page.keyboard.press("Escape")
    assert state(curves)["hover"] is None


def test_zoom_by_drag_wheel_and_keys_and_back(curves: Scope) -> None:
    chart(curves).scroll_into_view_if_needed()
    whole = pixels(curves)
    left, width, row = box(curves)
    mouse = curves.page.mouse
    mouse.move(left + width * 0.25, row)
    mouse.down()
    mouse.move(left + width * 0.75, row, steps=4)
    mouse.up()
    zoom = state(curves)["view"]["zoom"]
    assert zoom == pytest.approx([1, 3], abs=0.05)
    redrawn(curves, "loss", whole)
    mouse.wheel(0, -200)
    curves.wait(lambda: state(curves)["view"]["zoom"] != zoom)
    closer = state(curves)["view"]["zoom"]
    assert closer[1] - closer[0] < zoom[1] - zoom[0]
    mouse.dblclick(left + width / 2, row)
    assert state(curves)["view"]["zoom"] is None
    curves.page.keyboard.press("+")
    assert state(curves)["view"]["zoom"] is not None
    curves.locate("cs-curves .curves-reset").click()
    assert state(curves)["view"]["zoom"] is None
    curves.page.keyboard.press("Escape")


def test_the_wheel_scrolls_the_page_until_the_chart_has_the_focus(curves: Scope) -> None:
    chart(curves).scroll_into_view_if_needed()
    left, width, row = box(curves)
    curves.page.mouse.move(left + width / 2, row)
    scrolled: float = curves.page.evaluate("scrollY")
    curves.page.mouse.wheel(0, 40)
    curves.wait(lambda: curves.page.evaluate("scrollY") > scrolled)
    below: float = curves.page.evaluate("scrollY")
    curves.page.mouse.wheel(0, -40)  # this way it would zoom
    curves.wait(lambda: curves.page.evaluate("scrollY") < below)
    assert state(curves)["view"]["zoom"] is None


def test_a_short_press_is_no_zoom(curves: Scope) -> None:
    left, width, row = box(curves)
    curves.page.mouse.click(left + width / 2, row)
    assert state(curves)["view"]["zoom"] is None


def test_curves_are_switched_off_and_on_and_looked_at_in_other_ways(curves: Scope) -> None:
    for panel, act in (
        ("loss", lambda: curves.page.get_by_role("button", name=words("curves.validation"), exact=True).click()),
        ("loss", lambda: curves.locate("cs-curves-controls .switch").check()),
        ("loss", lambda: curves.page.get_by_role("button", name=words("curves.per.epoch")).click()),
        ("rate", lambda: curves.locate("cs-curves-controls select").select_option("time")),
    ):
        before = pixels(curves, panel)
        act()
        redrawn(curves, panel, before)
    curves.page.get_by_role("button", name=words("curves.metric.accuracy"), exact=True).click()
    expect(curves.locate("cs-curves .curves-plot[data-panel=loss]")).to_have_count(0)
    expect(curves.locate("cs-curves .curves-plot canvas")).to_have_count(2)
    view = state(curves)["view"]
    assert (view["hidden"], view["scale"], view["per"], view["axis"]) == (
        ["val_loss", "val_accuracy"],
        "log",
        "epoch",
        "time",
    )


def test_a_link_opens_the_same_look(visit: Visit, curves: Scope, trains: str, finished: str) -> None:
    curves.locate("cs-curves-controls input[type=range]").fill("0.6")
    curves.locate("cs-curves-controls .switch").check()
    expect(curves.page).to_have_url(re.compile(r"#1\.[\w-]{40,}"))
    fragment = curves.page.evaluate("location.hash")
    again = opened(visit, trains, finished, fragment)
    view = state(again)["view"]
    assert (view["smoothing"], view["scale"]) == (0.6, "log")


def test_the_table_has_every_epoch(curves: Scope, trains: str, finished: str) -> None:
    curves.locate("cs-curves-table summary").click()
    rows = curves.locate("cs-curves-table tbody tr")
    expect(rows).to_have_count(4)
    for row, event in zip(rows.all(), events(trains, finished, "epoch_ended"), strict=True):
        expect(row).to_contain_text(f"{event['logs']['val_loss']:.4f}")
    expect(rows.nth(2)).to_contain_text(words("curves.action.reduced"))
    expect(rows.nth(3)).to_contain_text(words("curves.action.stopped"))


def test_the_curves_change_their_colours_with_the_theme(curves: Scope) -> None:
    light = pixels(curves)
    curves.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    redrawn(curves, "loss", light)
    assert pixels(curves) != light


@pytest.mark.alone
def test_ten_thousand_points_are_drawn_within_a_frame(curves: Scope) -> None:
    """All three panels, in milliseconds."""
    assert curves.page.evaluate(_MANY) < 16


def test_several_runs_lie_one_over_the_other(visit: Visit, trains: str, finished: str) -> None:
    other = submit(trains, name="Patient", callbacks=[{**SURE[0], "patience": 5}])
    until_state(trains, other, "finished")
    scope = visit("train", at=trains, wait=False)
    expect(scope.locate("cs-curves .curves-plot canvas").first).to_be_visible()
    scope.page.evaluate(
        "(id) => { const { store } = document.querySelector('cs-curves'); store.set({ compare: [id] }); }",
        next(run for run in (finished, other) if run != scope.page.evaluate(f"({_STATE})().selected")),
    )
    expect(scope.locate("cs-curves .curves-run")).to_have_count(2)
    scope.locate("cs-curves .curves-run button").click()
    expect(scope.locate("cs-curves .curves-run")).to_have_count(0)


def test_a_selected_run_without_points_keeps_its_place_in_the_legend(visit: Visit, trains: str, finished: str) -> None:
    other = submit(trains, name="Beside")
    until_state(trains, other, "finished")
    scope = opened(visit, trains, finished)
    scope.page.evaluate(
        "(id) => { const { store } = document.querySelector('cs-curves'); store.set({ compare: [id] }); }", other
    )
    runs = scope.locate("cs-curves .curves-run")
    expect(scope.locate("cs-curves .curves-without")).to_have_count(0)
    scope.page.evaluate(
        """() => {
          const { store } = document.querySelector('cs-curves');
          const { [store.state.selected]: _, ...pictures } = store.state.pictures;
          store.set({ pictures });
        }"""
    )
    expect(runs.nth(0)).to_contain_text(words("curves.without_points"))
    expect(runs.nth(0).locator("button")).to_have_count(0)
    expect(runs.nth(1).locator("button")).to_have_count(1)


def test_without_validation_the_legend_promises_none(visit: Visit, trains: str) -> None:
    run = submit(trains, name="All of it", validation_split=0.0, epochs=2, callbacks=[])
    until_state(trains, run, "finished")
    scope = visit(f"train/{run}", at=trains, wait=False)
    expect(scope.locate("cs-curves .curves-plot canvas").first).to_be_visible()
    expect(scope.locate("cs-curves .curves-key")).to_have_text([words("curves.training")])
    expect(scope.locate("cs-curves .curves-help")).to_have_text(words("curves.per_batch_help"))
    scope.locate("cs-curves .segments button").filter(has_text=words("curves.per.epoch")).click()
    expect(scope.locate("cs-curves .curves-help")).to_have_count(0)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_phone_has_the_curves_and_their_readout_below(visit: Visit, trains: str, finished: str, lang: str) -> None:
    scope = visit(f"train/{finished}", at=trains, wait=False, lang=lang, viewport=PHONE, has_touch=True)
    expect(scope.locate("cs-curves .curves-plot canvas").first).to_be_visible()
    chart(scope).scroll_into_view_if_needed()
    left, width, row = box(scope)
    scope.page.touchscreen.tap(left + width * 0.5, row)
    readout = scope.locate("cs-curves .curves-readout")
    expect(readout).to_be_visible()
    card, area = readout.bounding_box(), chart(scope).bounding_box()
    assert card
    assert area
    assert card["y"] >= area["y"] + area["height"] - 1
    assert scope.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_nothing_stands_in_the_way_of_whoever_cannot_see_or_point(curves: Scope) -> None:
    curves.locate("cs-curves-table summary").click()
    chart(curves).focus()
    curves.page.keyboard.press("End")
    assert violations(curves, "cs-curves") == []
