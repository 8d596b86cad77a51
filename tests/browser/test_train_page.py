"""The page `/train`: a run set up, refused and mended, started, steered, changed; runs renamed, repeated, compared."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.runs import (
    NETWORK,
    ask,
    complete,
    events,
    submit,
    until,
    until_state,
    until_stepped,
    until_trains,
)
from tests.browser.scope import AWAY, REFUSED, words
from tests.browser.test_axe import violations
from tests.browser.train import draft, more, newest, open_part, opened, press, row, state, tool
from tests.serving import serving


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[str]:
    """The address of a server on which there has never been a run."""
    with serving(tmp_path / "data") as served:
        yield served.url


def test_one_click_trains_and_the_run_is_steered_to_its_end(fresh: str, visit: Visit) -> None:
    scope = opened(visit, fresh)
    expect(scope.locate("cs-train-head")).to_contain_text(words("train.no_run"))
    expect(scope.locate("cs-run-list")).to_contain_text(words("train.no_runs"))
    scope.locate(".setup-train").click()
    expect(state(scope)).to_have_text(words("train.state.running"))
    pace = re.compile(r"epoch\s\d+\sof\s20 · batch\s\d+\sof\s100")
    expect(scope.locate("cs-run-progress")).to_contain_text(pace)
    run = newest(fresh)
    callbacks = ask(f"{fresh}/api/runs/{run}")["spec"]["callbacks"]
    assert [each["kind"] for each in callbacks] == ["early_stopping", "reduce_lr_on_plateau", "model_checkpoint"]

    press(scope, "Space")
    expect(state(scope)).to_have_text(words("train.state.paused"))
    until_state(fresh, run, "paused")
    before = events(fresh, run, "batch")[-1]["step"]
    press(scope, ".")
    expect(scope.locate(".run-pace")).to_contain_text(f"batch {(before + 1) % 100 + 1} of")
    scope.locate("cs-run-controls .run-batch").first.click()
    expect(scope.locate(".run-pace")).to_contain_text(f"batch {(before + 2) % 100 + 1} of")
    assert [event["step"] for event in events(fresh, run, "batch")][-2:] == [before + 1, before + 2]

    scope.locate(".run-rate").fill("0.004")
    scope.page.keyboard.press("Enter")
    until(lambda: bool(events(fresh, run, "run_changed")))
    expect(scope.locate(".run-rate")).to_have_value("0.004")
    scope.locate(".run-tuning input").nth(1).fill("7")
    scope.page.keyboard.press("Enter")
    expect(scope.locate(".callback-card").first).to_contain_text("patience=7")
    changed = events(fresh, run, "run_changed")
    assert changed[0]["learning_rate"] == [0.001, 0.004]
    assert (changed[1]["callback"], changed[1]["patience"]) == ("early_stopping", [3, 7])

    # After the two batches: the pause may have come at an epoch's end.
    before = complete(fresh, run)
    press(scope, "e")
    until_stepped(fresh, run, before)
    assert complete(fresh, run) == before + 1
    expect(scope.locate("cs-run-list .run")).to_contain_text(f"epoch {before + 2} of")
    expect(scope.locate("cs-run-list .run")).to_contain_text("val_loss")
    expect(state(scope)).to_have_text(words("train.state.paused"))
    scope.locate("cs-run-controls .run-resume").first.click()
    expect(state(scope)).to_have_text(words("train.state.running"))
    scope.locate("cs-run-controls .run-stop").first.click()
    expect(state(scope)).to_have_text(words("train.state.stopped"))
    expect(scope.locate(".run-end")).to_contain_text("Stopped by hand")
    expect(scope.locate("cs-run-controls .run-continue").first).to_be_focused()  # it stands where the other one was
    before = complete(fresh, run)
    press(scope, "Shift+C")
    expect(state(scope)).to_have_text(words("train.state.running"))
    assert events(fresh, run, "run_continued")[0]["from_epoch"] == before
    press(scope, "Shift+S")
    expect(state(scope)).to_have_text(words("train.state.stopped"))


def test_runs_are_named_repeated_imitated_compared_and_deleted(visit: Visit, trains: str) -> None:
    dropout = [*NETWORK[:4], {"kind": "dropout", "p": 0.4}, NETWORK[4]]
    first = submit(trains, epochs=2, callbacks=[], name="plain")
    second = submit(trains, epochs=2, callbacks=[], layers=dropout)
    for run in (first, second):
        until_state(trains, run, "finished")
    scope = opened(visit, trains)

    actions = more(scope, second)
    actions.locator(".run-rename-open").click()
    actions.locator("input[name=name]").fill("with dropout")
    actions.locator("input[name=name]").press("Enter")
    expect(row(scope, second).locator(".run-label")).to_have_text("with dropout")
    assert ask(f"{trains}/api/runs/{second}")["name"] == "with dropout"

    row(scope, second).locator(".run-choose").click()
    expect(scope.locate("cs-train-head .run-name")).to_have_text("with dropout")
    row(scope, first).locator("input.run-tone").check()
    table = scope.locate("cs-compare-runs tbody").first
    expect(table.locator("tr")).to_have_count(1)
    expect(table).to_contain_text("Dropout(p=0.4)")
    expect(scope.locate("cs-compare-runs .compare-reached")).to_contain_text("val_loss")
    expect(scope.locate("cs-curves")).to_contain_text("plain")
    tool(scope, "train.compare_off", name="plain").first.click()
    expect(scope.locate("cs-compare-runs")).to_be_hidden()

    more(scope, first).get_by_role("button", name=words("train.do.repeat")).click()
    expect(scope.locate("cs-train-head .run-name")).not_to_have_text("with dropout")
    again = newest(trains)
    assert again not in (first, second)
    until_state(trains, again, "finished")
    logs = [[event["logs"] for event in events(trains, run, "epoch_ended")] for run in (first, again)]
    assert logs[0] == logs[1]  # the same seed, the same numbers

    more(scope, second).get_by_role("button", name=words("train.imitate")).click()
    expect(scope.locate("#setup-training .setup-brief")).to_contain_text("batch 32")
    assert draft(scope)["layers"][-2:] == dropout[-2:]

    deletion = more(scope, first)
    deletion.locator(".run-delete").click()
    deletion.locator(".run-delete-sure").click()
    expect(row(scope, first)).to_have_count(0)
    assert first not in [run["id"] for run in ask(f"{trains}/api/runs")]


def test_back_goes_through_the_runs_that_were_chosen(visit: Visit, trains: str) -> None:
    names = ["one of three", "two of three", "three of three"]
    made = [submit(trains, epochs=1, callbacks=[], name=name) for name in names]
    for run in made:
        until_state(trains, run, "finished")
    scope = opened(visit, trains)
    title = scope.locate("cs-train-head .run-name")
    expect(title).to_have_text(names[2])
    for at in (0, 1):
        row(scope, made[at]).locator(".run-choose").click()
        expect(title).to_have_text(names[at])
    scope.page.go_back()
    expect(title).to_have_text(names[0])
    scope.page.go_back()
    expect(title).to_have_text(names[2])
    scope.page.go_forward()
    expect(title).to_have_text(names[0])


def test_a_run_that_waits_names_the_one_that_holds_its_place(tmp_path: Path, visit: Visit) -> None:
    with serving(tmp_path / "data", CONVSCOPE_MAX_RUNS="1") as served:
        held = submit(served.url, epochs=500, callbacks=[], name="held")
        until_trains(served.url, held)
        ask(f"{served.url}/api/runs/{held}/pause", method="POST")
        until_state(served.url, held, "paused")
        submit(served.url, epochs=1, callbacks=[], name="waits")
        scope = opened(visit, served.url)
        expect(state(scope)).to_have_text(words("train.state.queued"))
        expect(scope.locate(".run-holders")).to_contain_text("held")
        tool(scope, "train.holder_stop", name="held").click()
        expect(scope.locate(".run-holders")).to_have_count(0)
        expect(state(scope)).to_have_text(words("train.state.finished"))
        scope.page.close()  # before its server goes


def test_space_holds_the_run_from_the_slider_too_and_a_click_beside_frames_nothing(visit: Visit, trains: str) -> None:
    run = submit(trains, epochs=500, callbacks=[], name="slider")
    scope = opened(visit, trains)
    slider = scope.locate("cs-epoch-slider input[type=range]")
    expect(slider).to_be_enabled()
    slider.focus()
    scope.page.keyboard.press("Space")
    until_state(trains, run, "paused")
    press(scope, "Tab")
    scope.locate("main").focus()
    assert scope.page.evaluate("getComputedStyle(document.querySelector('main')).outlineStyle") == "none"
    ask(f"{trains}/api/runs/{run}/stop", method="POST")
    until_state(trains, run, "stopped")


def test_the_page_of_one_run_repeats_imitates_and_deletes_it(visit: Visit, trains: str) -> None:
    run = submit(trains, epochs=1, callbacks=[], name="alone", batch_size=16)
    until_state(trains, run, "finished")
    scope = visit(f"train/{run}", at=trains, wait=False, reduced_motion="reduce")
    scope.locate(".run-top .run-repeat").click()
    expect(scope.page).not_to_have_url(re.compile(run))
    expect(scope.locate("cs-train-head .run-name")).to_have_text("alone (2)")
    again = newest(trains)
    until_state(trains, again, "finished")
    scope.locate(".run-delete").click()
    scope.locate(".run-delete-sure").click()
    expect(scope.page).to_have_url(f"{trains}/train")
    assert again not in [each["id"] for each in ask(f"{trains}/api/runs")]
    scope.page.goto(f"{trains}/train/{run}")
    scope.locate(".run-imitate").click()
    expect(scope.locate("#setup-training .setup-brief")).to_contain_text("batch 16")
    expect(scope.locate("cs-train-head .run-name")).to_have_text("alone")
    answer = scope.page.request.get(f"{trains}/train/{again}", headers={"accept": "text/html"})
    assert answer.status == 404
    assert 'href="/train"' in answer.text().split("refused-page")[1]


def test_everything_that_can_be_taken_away_is_there(visit: Visit, trains: str) -> None:
    run = submit(trains, epochs=1)
    until_state(trains, run, "finished")
    scope = opened(visit, trains)
    links = more(scope, run).locator("a")
    expect(links).to_have_count(5)
    for link in links.all():
        address = link.get_attribute("href")
        assert address
        answer = scope.page.request.get(trains + address)
        assert answer.ok, address
        assert len(answer.body()) > 50, address


def test_the_console_has_the_lines_of_keras(visit: Visit, trains: str) -> None:
    run = submit(trains)
    until_state(trains, run, "finished")
    scope = opened(visit, trains)
    row(scope, run).locator(".run-choose").click()
    lines = scope.locate("cs-console .console-lines")
    expect(lines).to_contain_text("Epoch 4: early stopping")
    expect(lines).to_contain_text("Restoring model weights from the end of the best epoch: 1.")
    expect(scope.locate(".run-end")).to_contain_text("EarlyStopping")


def encoded(text: str) -> str:
    """A pattern of how a text stands in the base64 of an address, wherever it begins."""
    ways = []
    for before in range(3):
        whole = base64.urlsafe_b64encode(b"." * before + text.encode() + b"..").decode()
        first, last = (8 * before + 5) // 6, (8 * (before + len(text))) // 6
        ways.append(re.escape(whole[first:last]))
    return "|".join(ways)


def test_a_link_opens_the_same_run_and_the_same_form(visit: Visit, trains: str) -> None:
    older = submit(trains, epochs=1, name="older")
    until_state(trains, older, "finished")
    submit(trains, epochs=1, name="newer")
    scope = opened(visit, trains)
    row(scope, older).locator(".run-choose").click()
    open_part(scope, "training")
    scope.locate("#train--parameter-seed-name").locator("..").locator("input[type=number]").fill("5")
    expect(scope.page).to_have_url(re.compile(encoded('"seed":5')))  # the address follows after a while
    scope.page.reload()
    expect(scope.locate("cs-train-head .run-name")).to_have_text("older")
    assert draft(scope)["seed"] == 5


def test_the_server_may_be_away(visit: Visit, trains: str) -> None:
    scope = opened(visit, trains)
    scope.watch.expect(*AWAY.splitlines(), "ERR_")
    scope.page.context.set_offline(True)
    open_part(scope, "training")
    scope.locate("#train--parameter-seed-name").locator("..").locator("input[type=number]").fill("9")
    expect(scope.locate(".setup-go .notice.alarm")).to_be_visible()
    scope.page.context.set_offline(False)
    expect(scope.locate(".setup-go .notice.alarm")).to_have_count(0)
    expect(scope.locate(".setup-train")).to_be_enabled()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server with two runs that have ended, and the older one of them."""
    with serving(tmp_path_factory.mktemp("pair")) as served:
        runs = [submit(served.url, epochs=epochs, name=f"epochs: {epochs}") for epochs in (1, 2)]
        for run in runs:
            until_state(served.url, run, "finished")
        yield served.url, runs[0]


@pytest.mark.parametrize("where", ["desktop", "phone"])
@pytest.mark.parametrize(("lang", "theme"), [("en", "dark"), ("ko", "light")])
def test_axe_finds_nothing(visit: Visit, pair: tuple[str, str], lang: str, theme: str, where: str) -> None:
    address, first = pair
    phone: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    options = phone if where == "phone" else {"viewport": DESKTOP}
    scope = visit("train", at=address, wait=False, lang=lang, theme=theme, reduced_motion="reduce", **options)
    scope.watch.expect(REFUSED)
    expect(scope.locate("cs-train-head .run-title")).to_be_visible()
    wrong = {"page": violations(scope)}
    assert scope.page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    if where == "phone":
        scope.locate("#open-sheet").tap()
    more(scope, first)
    row(scope, first).locator("input.run-tone").check()
    for part in ("model", "training", "callbacks", "probe"):
        open_part(scope, part)
    scope.locate("#layers-0-line").click()
    scope.locate("#callbacks-2-line").click()
    scope.locate("cs-train-model .items-add").click()
    scope.locate("#add-layers").get_by_role("button", name="MaxPool2d", exact=True).click()
    expect(scope.locate(".setup-refusal")).to_be_visible()
    wrong["form"] = violations(scope, "#controls")
    if where == "phone":
        scope.locate("#close-sheet").tap()
    expect(scope.locate("cs-compare-runs table")).to_be_visible()
    wrong["compared"] = violations(scope, "#run")
    press(scope, "?")
    scope.locate("dialog.help").wait_for()
    wrong["help"] = violations(scope, "cs-help")
    assert {place: found for place, found in wrong.items() if found} == {}
