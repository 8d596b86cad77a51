"""The page of one run: callbacks that say why, each epoch's maps and figures, a board to ask on; live and after."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.runs import SURE, ask, complete, events, submit, until, until_state, until_stepped
from tests.browser.scope import AWAY, Scope, words
from tests.browser.test_axe import violations

# How the page pictures a run: how much of its log, which decisions and which epochs; nothing before it has begun to.
_PICTURE = """(run) => {
  const { pictures } = document.querySelector('cs-callback-cards')?.store?.state ?? { pictures: {} };
  if (!pictures[run]) return null;
  const { seq, missing, callbacks, maps, epochPoints } = pictures[run];
  return { seq, missing, said: callbacks[0]?.history.map((each) => each.seq), maps, epochs: epochPoints.epoch };
}"""


@pytest.fixture
def watched(visit: Visit, trains: str, finished: str) -> Scope:
    """Its page."""
    return open_run(visit, trains, finished)


def open_run(visit: Visit, at: str, run: str, **options: Any) -> Scope:
    scope = visit(f"train/{run}", at=at, wait=False, **options)
    expect(scope.locate("cs-callback-cards .callback-card").first).to_be_visible()
    return scope


def card(scope: Scope, kind: str) -> Locator:
    return scope.locate(f".callback-card[data-kind={kind}]")


def whole(page: Page, at: str, run: str) -> dict[str, Any]:
    """How the page pictures a run that has ended, once all that its log has is there: it comes frame by frame."""
    length = len(events(at, run))
    until(lambda: (page.evaluate(_PICTURE, run) or {}).get("seq") == length)
    picture: dict[str, Any] = page.evaluate(_PICTURE, run)
    return picture


def says(page: Page, at: str, run: str) -> list[str]:
    """What the cards say, once all that the log has is there."""
    whole(page, at, run)
    return page.locator(".callback-card .callback-says").all_inner_texts()


PARTS = ("cs-epoch-maps", "cs-histograms", "cs-confusion", "cs-mistakes")

# Writes down what stands above a part, whenever that changes: while epochs go by, a look from outside comes too late.
_NOTE_HEADS = """(parts) => {
  window.convscopeHeads = Object.fromEntries(parts.map((part) => {
    const seen = [];
    const element = document.querySelector(part);
    const note = () => {
      const head = element.querySelector('.card-head').textContent;
      if (head !== seen.at(-1)) seen.push(head);
    };
    new MutationObserver(note).observe(element, { subtree: true, childList: true, characterData: true });
    return [part, seen];
  }));
}"""


def after_epoch(epoch: int) -> str:
    """What stands above whatever is that epoch's, counted from 1."""
    return words("watch.after_epoch").format(epoch=epoch)


def at_epoch(scope: Scope, epoch: int) -> None:
    """Wait until maps, histograms, matrix and mistakes are those of an epoch, counted from 1."""
    for part in PARTS:
        expect(scope.locate(f"{part} .card-head")).to_contain_text(after_epoch(epoch))


def slide(scope: Scope, at: str, run: str, place: int) -> None:
    """To an epoch of a run that has ended, counted from 0, once it has all of them: the last one means the newest."""
    whole(scope.page, at, run)
    scope.locate(".run-slider input[type=range]").fill(str(place))


def test_each_callback_says_what_it_decided_and_why(watched: Scope, trains: str, finished: str) -> None:
    told = events(trains, finished, "callback")
    expect(watched.locate(".run-state").first).to_have_text(words("train.state.finished"))
    stopping = card(watched, "early_stopping")
    reasons = [event["reason"] for event in told if event["action"] in ("stopped", "weights_restored")]
    assert len(reasons) == 2
    for reason in reasons:
        expect(stopping.locator(".callback-says")).to_contain_text(reason)
    expect(stopping.locator(".patience")).to_have_attribute("aria-label", "wait 3 of 3")
    expect(stopping.locator(".patience-pill.used")).to_have_count(3)
    expect(stopping.locator(".callback-parameters")).to_contain_text("patience=3")
    expect(stopping.locator(".callback-parameters")).to_contain_text("min_delta=10")
    expect(stopping.locator(".callback-parameters")).not_to_contain_text("baseline")
    expect(card(watched, "reduce_lr_on_plateau").locator(".rate-change")).to_have_text("0.01 → 0.001")

    stopping.locator("summary").click()
    mine = [event for event in told if event["index"] == 0]
    rows = stopping.locator(".decisions li")
    expect(rows).to_have_count(len(mine))
    for row, event in zip(rows.all(), reversed(mine), strict=True):
        expect(row).to_contain_text(event["reason"])
        expect(row.locator(".action")).to_have_text(words(f"watch.action.{event['action']}"))


def test_a_card_agrees_with_its_sentence_to_the_digit(visit: Visit, trains: str) -> None:
    """The best figure is written as the sentence above it writes it, however many digits that takes."""
    saving = {"kind": "model_checkpoint", "filepath": "{epoch:02d}", "save_best_only": True, "monitor": "loss"}
    run = submit(trains, callbacks=[saving, {"kind": "terminate_on_nan"}], epochs=2, validation_split=0)
    until_state(trains, run, "finished")
    scope = open_run(visit, trains, run)
    last = events(trains, run, "callback")[-2]
    best = re.search(r"loss ([\d.e−]+) beat", last["reason"])
    assert best
    expect(card(scope, "model_checkpoint")).to_contain_text(
        words("watch.best_at").format(monitor="loss", value=best[1], epoch=2)
    )
    expect(card(scope, "terminate_on_nan").locator(".callback-says .action")).to_have_text(words("watch.action.finite"))
    # Without validation it is the training data that the matrix counts and the mistakes are of.
    for part in ("cs-confusion", "cs-mistakes"):
        expect(scope.locate(f"{part} .card-head")).to_contain_text(words("watch.of.training"))
    expect(scope.locate("cs-confusion")).to_contain_text(words("watch.of_training_help"))


def test_a_run_that_has_diverged_says_so_wherever_it_has_no_numbers(visit: Visit, trains: str) -> None:
    linear = [{"kind": "flatten"}, *({"kind": "linear", "out_features": size} for size in (32, 16, 4))]
    run = submit(trains, layers=linear, optimizer={"kind": "sgd", "lr": 1e6}, epochs=1, callbacks=SURE[:1])
    until_state(trains, run, "finished")
    scope = open_run(visit, trains, run)
    (diverged,) = events(trains, run, "diverged")
    expect(scope.locate(".run-top .run-diverged")).to_have_text(diverged["detail"])
    figures = ask(f"{trains}/api/runs/{run}/figures")
    samples = sum(map(sum, figures["confusion"]))
    assert (figures["of"], figures["nan"]) == ("validation", samples)
    told = words("watch.outputs_nan").format(count=samples, total=samples, name=figures["classes"][0])
    expect(scope.locate("cs-confusion .notice")).to_have_text(told)
    assert scope.locate("td.class-accuracy").all_inner_texts() == ["–"] * 4
    for place in (".probe-says", ".mistakes > li >> nth=0"):
        expect(scope.locate(place)).to_contain_text(words("watch.no_probabilities"))
    expect(scope.locate("cs-epoch-maps .map-head .refusal").first).to_have_text(words("watch.map_nan"))
    expect(scope.locate("cs-histograms canvas")).to_have_count(0)


def test_on_a_phone_the_matrix_scrolls_rather_than_breaks_its_numbers(visit: Visit, trains: str, finished: str) -> None:
    scope = open_run(visit, trains, finished, viewport=PHONE, has_touch=True, is_mobile=True)
    expect(scope.locate("td[data-share]").first).to_be_visible()
    # As wide as for ten classes and counts of four digits.
    sizes = scope.locate(".confusion").evaluate(
        """(table) => {
          table.style.setProperty('--classes', 10);
          table.style.setProperty('--digits', 4);
          for (const row of table.tBodies[0].rows) {
            for (let i = 0; i < 6; i += 1) row.insertBefore(row.cells[1].cloneNode(true), row.cells[1]);
          }
          const [cell] = table.querySelectorAll('td[data-share]');
          const [number] = cell.children;
          number.textContent = '8888';
          const { width, height } = cell.getBoundingClientRect();
          return [width, height, width - number.getBoundingClientRect().width, number.getClientRects().length];
        }"""
    )
    assert min(sizes[:2]) >= 24
    assert sizes[2] > 0
    assert sizes[3] == 1
    scroll = scope.locate(".confusion-scroll")
    scroll.evaluate("(box) => box.scrollTo(1, 0)")
    expect(scroll).to_have_attribute("data-more", re.compile("right"))
    scroll.evaluate("(box) => box.scrollTo(box.scrollWidth, 0)")
    expect(scroll).to_have_attribute("data-more", "left")


def test_files_can_be_had(watched: Scope, trains: str, finished: str) -> None:
    files = ask(f"{trains}/api/runs/{finished}/checkpoints")
    assert [file["epoch"] for file in files] == [0, 1, 2, 3]
    saver = card(watched, "model_checkpoint")
    expect(saver.locator(".run-files li")).to_have_count(3)
    saver.get_by_role("button", name=re.compile("All files")).click()
    expect(saver.locator(".run-files li")).to_have_count(4)
    newest = saver.locator(".run-files li").first
    expect(newest).to_contain_text(files[-1]["name"])
    expect(newest).to_contain_text("epoch 4")
    with watched.page.expect_download() as download:
        newest.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == files[-1]["name"]
    assert Path(download.value.path()).stat().st_size == files[-1]["bytes"]
    with watched.page.expect_download() as log:
        card(watched, "csv_logger").get_by_role("link").click()
    rows = Path(log.value.path()).read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("epoch,")
    assert len(rows) == 5


def test_the_slider_moves_everything_that_is_kept_of_an_epoch(watched: Scope, trains: str, finished: str) -> None:
    at_epoch(watched, 4)
    sheet = "cs-epoch-maps cs-map-sheet .map-tiles"
    watched.locate(sheet).first.scroll_into_view_if_needed()
    last = watched.locate(sheet).first.evaluate("(canvas) => canvas.toDataURL()")
    slide(watched, trains, finished, 0)
    at_epoch(watched, 1)
    watched.changed(sheet, last)
    assert watched.colours(sheet) > 10
    figures = ask(f"{trains}/api/runs/{finished}/figures?epoch=0")
    shown = watched.locate(".confusion td[data-share]").all_inner_texts()
    flat = [count for row in figures["confusion"] for count in row]
    assert [int(text or 0) for text in shown] == flat
    expect(watched.locate(".histograms tbody tr")).to_have_count(len(figures["histograms"]))
    expect(watched.locate(".mistakes > li")).to_have_count(min(12, len(figures["worst"])))

    slider = watched.locate(".run-slider input[type=range]")
    slider.focus()
    watched.page.keyboard.press("ArrowRight")
    at_epoch(watched, 2)
    watched.page.keyboard.press("End")
    at_epoch(watched, 4)
    expect(watched.locate(".epoch-newest")).to_be_disabled()
    watched.locate(".run-slider select").select_option("4")
    watched.page.evaluate(_NOTE_HEADS, PARTS)
    watched.locate(".epoch-play").click()
    heads: dict[str, list[str]] = {}

    def over() -> bool:
        heads.update(watched.page.evaluate("() => window.convscopeHeads"))
        return all(seen and after_epoch(4) in seen[-1] for seen in heads.values())

    until(over)
    assert all(after_epoch(1) in seen[0] for seen in heads.values())
    expect(watched.locate(".epoch-play")).to_have_attribute("aria-label", words("watch.play"))


def test_one_map_can_be_looked_at_closely(watched: Scope) -> None:
    filters = watched.locate("cs-epoch-maps cs-map-sheet").first
    filters.scroll_into_view_if_needed()
    tiles = filters.locator(".map-tiles")
    tiles.focus()
    watched.page.keyboard.press("ArrowRight")
    expect(filters.locator(".map-large")).to_contain_text("Map 1")
    watched.page.keyboard.press("ArrowRight")
    expect(filters.locator(".map-large")).to_contain_text("Map 2")
    watched.page.keyboard.press("Escape")
    expect(filters.locator(".map-large")).to_have_count(0)
    tiles.click(position={"x": 10, "y": 10})
    expect(filters.locator(".map-large")).to_contain_text("Map 1")


def test_a_cell_of_the_matrix_shows_its_mistakes(watched: Scope, trains: str, finished: str) -> None:
    slide(watched, trains, finished, 0)
    at_epoch(watched, 1)
    figures = ask(f"{trains}/api/runs/{finished}/figures?epoch=0")
    pair = next((each["label"], each["predicted"]) for each in figures["worst"])
    of_pair = [each for each in figures["worst"] if (each["label"], each["predicted"]) == pair]
    cell = watched.locate(f".confusion td[data-label='{pair[0]}'][data-predicted='{pair[1]}']")
    cell.click()
    expect(cell).to_have_attribute("aria-selected", "true")
    expect(watched.locate(".mistakes > li")).to_have_count(len(of_pair))
    watched.page.keyboard.press("Escape")
    expect(watched.locate(".mistakes > li")).to_have_count(min(12, len(figures["worst"])))
    # By keys alone: from the cell to its neighbour, and chosen.
    watched.page.keyboard.press("Home")
    watched.page.keyboard.press("Enter")
    first = watched.locate(f".confusion td[data-label='{pair[0]}'][data-predicted='0']")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-selected", "true")
    watched.locate("cs-mistakes").get_by_role("button", name=words("watch.all_mistakes")).click()
    expect(first).to_have_attribute("aria-selected", "false")


def test_a_drawing_is_answered_by_the_weights(watched: Scope, trains: str, finished: str) -> None:
    asked: list[Any] = []

    def note(sent: Request) -> None:
        if sent.url.endswith("/predict"):
            asked.append(sent.post_data_json)

    watched.page.on("request", note)
    board = watched.locate("cs-ask-digit canvas.draw-board")
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box
    left, top, side = box["x"], box["y"], box["width"]
    watched.page.mouse.move(left + 0.2 * side, top + 0.5 * side)
    watched.page.mouse.down()
    watched.page.mouse.move(left + 0.8 * side, top + 0.5 * side, steps=8)
    watched.page.mouse.up()
    bars = watched.locate("cs-ask-digit .class-bars li")
    expect(bars).to_have_count(4)

    def answered() -> bool:
        """Whether the bars are those of the whole stroke: what was asked on the way is answered as well."""
        told = watched.locate("cs-ask-digit .class-share").all_inner_texts()
        answer = ask(f"{trains}/api/runs/{finished}/predict", asked[-1])
        shares = [float(share.rstrip("%")) / 100 for share in told]
        return bool(shares == pytest.approx(answer["probabilities"], abs=6e-4))

    until(answered)
    tensor = asked[-1]["input"]["tensor"]
    assert (len(tensor), len(tensor[0]), len(tensor[0][0])) == (1, 16, 16)
    watched.locate("cs-ask-digit").get_by_role("button", name=words("picture.clear")).click()
    expect(bars).to_have_count(0)
    # By keys: the pen set down, moved, lifted.
    board.focus()
    for key in ("ArrowRight", "Space", "ArrowRight", "ArrowRight", "Space"):
        watched.page.keyboard.press(key)
    expect(bars).to_have_count(4)


def test_reload_and_a_second_tab_show_the_same(visit: Visit, trains: str, finished: str) -> None:
    scope = open_run(visit, trains, finished)
    expect(card(scope, "early_stopping").locator(".callback-says p")).to_have_count(2)
    first = says(scope.page, trains, finished)
    scope.page.reload()
    expect(card(scope, "early_stopping").locator(".callback-says p")).to_have_count(2)
    assert says(scope.page, trains, finished) == first
    other = scope.page.context.new_page()
    other.goto(f"/train/{finished}")
    expect(other.locator(".callback-card[data-kind=early_stopping] .callback-says p")).to_have_count(2)
    assert says(other, trains, finished) == first


def test_live_through_steps_and_a_lost_network(visit: Visit, trains: str) -> None:
    """Held and stepped by hand, the page follows; what happens while the network is away is there afterwards, once."""
    run = submit(trains, epochs=500, callbacks=[{**SURE[0], "patience": 400}])  # longer than a page takes to be opened
    scope = open_run(visit, trains, run)
    scope.locate(".run-top .run-pause").click()
    expect(scope.locate(".run-state").first).to_have_text(words("train.state.paused"))
    until_state(trains, run, "paused")
    before = complete(trains, run)
    scope.locate(".run-top .run-epoch").click()
    until_stepped(trains, run, before)
    expect(scope.locate("cs-epoch-maps .card-head")).to_contain_text(after_epoch(before + 1))
    expect(scope.locate(".run-state").first).to_have_text(words("train.state.paused"))
    # The line drops, and whoever opens the page now gets none.
    scope.watch.expect(AWAY, "preloaded using link preload")
    scope.page.route("**/api/runs/*/events*", lambda route: route.abort())
    scope.page.reload()
    expect(scope.locate("cs-run-progress .alarm")).to_be_visible()
    ask(f"{trains}/api/runs/{run}", {"callbacks": {"0": {"patience": 3}}}, "PATCH")
    ask(f"{trains}/api/runs/{run}/resume", {}, "POST")
    until_state(trains, run, "finished")
    scope.page.unroute("**/api/runs/*/events*")
    expect(scope.locate(".run-state").first).to_have_text(words("train.state.finished"))
    expect(card(scope, "early_stopping").locator(".callback-says p")).to_have_count(2)
    picture = whole(scope.page, trains, run)
    told = events(trains, run)
    assert picture["seq"] == len(told)
    assert picture["missing"] == 0
    assert picture["said"] == [event["seq"] for event in told if event["type"] == "callback"]
    assert picture["maps"] == picture["epochs"] == [event["epoch"] for event in told if event["type"] == "epoch_ended"]


@pytest.mark.parametrize(
    ("lang", "theme", "where"), [("en", "light", "desktop"), ("ko", "dark", "desktop"), ("ko", "light", "phone")]
)
def test_nothing_for_axe_to_find(visit: Visit, trains: str, finished: str, lang: str, theme: str, where: str) -> None:
    options: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if where == "phone" else {}
    scope = open_run(visit, trains, finished, lang=lang, theme=theme, reduced_motion="reduce", **options)
    expect(scope.locate(".mistakes > li").first).to_be_visible()
    card(scope, "early_stopping").locator("summary").click()
    assert violations(scope) == []
    assert scope.page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    text = scope.locate("body").inner_text()
    groups = "|".join(json.loads(Path("static/i18n/en.json").read_text(encoding="utf-8")))
    assert re.findall(rf"\b(?:{groups})\.(?!csv)[a-z_]+", text) == []


def test_a_run_that_is_deleted_meanwhile_leaves_a_word(visit: Visit, trains: str) -> None:
    run = submit(trains, epochs=1)
    until_state(trains, run, "finished")
    scope = open_run(visit, trains, run)
    at_epoch(scope, 1)  # nothing is on its way any more
    ask(f"{trains}/api/runs/{run}", method="DELETE")
    # The list is looked at by itself every now and then; here at once.
    scope.page.evaluate("() => { const { store } = document.querySelector('cs-curves'); store.set({ asked: -1 }); }")
    expect(scope.locate("#run-gone")).to_be_visible()
    expect(scope.locate("#run-gone a")).to_have_attribute("href", "/train")
    expect(scope.locate(".run-page")).to_be_hidden()


def test_a_link_opens_the_same_epoch(visit: Visit, trains: str, finished: str) -> None:
    scope = open_run(visit, trains, finished)
    slide(scope, trains, finished, 1)
    at_epoch(scope, 2)
    expect(scope.page).to_have_url(re.compile("#"))
    other = scope.page.context.new_page()
    other.goto(scope.page.url)
    expect(other.locator("cs-epoch-maps .card-head")).to_contain_text("after epoch 2")
