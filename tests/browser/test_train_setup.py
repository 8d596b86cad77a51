"""Setting up a run on `/train`: refusals with their remedies, layers, callbacks, optimizers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.scope import REFUSED, words
from tests.browser.train import draft, kinds, open_part, opened, press, tool


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_refusal_stands_at_the_layer_with_its_remedy(visit: Visit, server: str, lang: str) -> None:
    scope = visit("train", at=server, wait=False, lang=lang, reduced_motion="reduce")
    scope.watch.expect(REFUSED)
    open_part(scope, "model")
    expect(scope.locate("#layers-7-line .item-result")).to_have_text("→ 10")
    scope.locate("#layers-6-line").press("Delete")
    refused = scope.locate(".item.refused")
    expect(refused).to_contain_text("Linear(10)")
    expect(refused.locator(".refusal")).to_contain_text("flatten")
    expect(scope.locate(".setup-train")).to_be_disabled()
    expect(scope.locate("#layers-5-line .item-result")).to_have_text("→ 16 × 7 × 7")
    expect(scope.locate("#layers-6-line .item-result")).to_have_count(0)  # nothing comes out of it
    scope.locate(".setup-refusal").get_by_role("button", name=words("train.mend.needs_flatten", lang)).click()
    expect(scope.locate(".item.refused")).to_have_count(0)
    expect(scope.locate(".setup-train")).to_be_enabled()
    assert kinds(scope)[-2:] == ["flatten", "linear"]

    # Too few answers; what is wrong stays in sight although the part is closed.
    scope.locate("#layers-7-line").click()
    scope.locate("#layers-7-parameter-out_features-name").locator("..").locator("input[type=number]").fill("3")
    open_part(scope, "model")
    expect(scope.locate(".setup-section.refused > summary")).to_have_id("setup-model")
    expect(scope.locate(".setup-refusal")).to_contain_text("10")
    scope.locate(".setup-refusal").get_by_role("button", name=words("train.show_refused", lang)).click()
    expect(scope.locate(".item.refused")).to_be_visible()
    scope.locate(".setup-refusal .button").click()
    expect(scope.locate(".setup-train")).to_be_enabled()
    assert draft(scope)["layers"][-1]["out_features"] == 10


def test_a_softmax_before_the_loss_is_allowed_and_warned_of(visit: Visit, server: str) -> None:
    scope = opened(visit, server)
    open_part(scope, "model")
    scope.locate("cs-train-model .items-add").click()
    scope.locate("#add-layers").get_by_role("button", name="Softmax", exact=True).click()
    expect(scope.locate(".setup-go .notice.warning")).to_contain_text("softmax", ignore_case=True)
    expect(scope.locate(".setup-train")).to_be_enabled()
    press(scope, "Control+z")
    expect(scope.locate(".setup-go .notice.warning")).to_have_count(0)
    assert kinds(scope)[-1] == "linear"
    press(scope, "Control+Shift+z")
    expect(scope.locate(".setup-go .notice.warning")).to_be_visible()


def test_layers_are_put_in_moved_changed_and_taken_out(visit: Visit, server: str) -> None:
    scope = opened(visit, server)
    scope.watch.expect(REFUSED)
    open_part(scope, "model")
    scope.locate("#layers-1-line").click()
    tool(scope, "item.insert_layers", what="ReLU").click()
    scope.locate("#add-layers").get_by_role("button", name="Dropout", exact=True).click()
    assert kinds(scope)[:3] == ["conv2d", "dropout", "relu"]
    expect(scope.locate("#layers-1-line")).to_be_focused()
    scope.page.keyboard.press("Alt+ArrowDown")
    expect(scope.locate("#layers-2-line")).to_be_focused()
    assert kinds(scope)[:3] == ["conv2d", "relu", "dropout"]
    scope.locate("#layers-2-parameter-p-name").locator("..").locator("input[type=number]").fill("0.3")
    expect(scope.locate("#layers-2-line .item-call")).to_have_text("Dropout(p=0.3)")
    scope.locate("#layers-2-parameter-p-name").click()
    expect(scope.locate("#layers-2-parameter-p-help")).to_be_visible()
    tool(scope, "item.remove", what="Dropout").click()
    assert kinds(scope)[:3] == ["conv2d", "relu", "max_pool2d"]
    expect(scope.locate("cs-train-model .ready [aria-pressed=true]")).to_have_text("Small CNN")


def test_the_network_follows_the_data(visit: Visit, server: str) -> None:
    scope = opened(visit, server)
    open_part(scope, "data")
    open_part(scope, "model")
    ready = scope.locate("cs-train-model .ready [aria-pressed=true]")
    expect(ready).to_have_text("Small CNN")
    scope.locate(".data-choice input[value=strokes]").check()
    expect(scope.locate("#layers-7-line .item-result")).to_have_text("→ 4")
    expect(ready).to_have_text("Small CNN")
    scope.locate("cs-train-model .ready").get_by_role("button", name="Perceptron").click()
    assert kinds(scope) == ["flatten", "linear", "relu", "linear"]
    scope.locate(".data-choice input[value=shapes]").check()
    expect(scope.locate("#layers-3-line .item-result")).to_have_text("→ 9")
    expect(scope.locate(".setup-train")).to_be_enabled()


def test_callbacks_are_set_by_their_own_parameters(visit: Visit, server: str) -> None:
    scope = opened(visit, server)
    scope.watch.expect(REFUSED)
    open_part(scope, "callbacks")
    scope.locate("#callbacks-2-line").click()
    path = scope.locate("#callbacks-2-parameter-filepath-name").locator("..").locator("input")
    path.fill("../{epoch}")
    expect(scope.locate("#callbacks-2-parameter-filepath-refusal")).to_be_visible()
    expect(path).to_have_attribute("aria-invalid", "true")
    path.fill("{epoch:02d} - {val_loss:.2f}.hdf5")
    expect(scope.locate("#callbacks-2-parameter-filepath-refusal")).to_be_hidden()
    scope.locate("cs-train-items[aria-label], .setup-body .items-add").last.click()
    scope.locate("#add-callbacks").get_by_role("button", name="CSVLogger").click()
    expect(scope.locate(".setup-train")).to_be_enabled()
    scope.locate("#callbacks-0-line").press("Alt+ArrowDown")
    assert [each["kind"] for each in draft(scope)["callbacks"]] == [
        "reduce_lr_on_plateau", "early_stopping", "model_checkpoint", "csv_logger",
    ]  # fmt: skip


def test_the_optimizer_keeps_its_rate_and_numbers_have_their_sliders(visit: Visit, server: str) -> None:
    scope = opened(visit, server)
    open_part(scope, "training")
    line = scope.locate("#train-optimizer-parameter-lr-name").locator("..")
    line.locator("input[type=range]").fill("-2")  # by powers of ten
    expect(line.locator("input[type=number]")).to_have_value("0.01")
    scope.locate("cs-train-options .segments label").filter(has_text=re.compile("^SGD$")).click()
    assert draft(scope)["optimizer"] == {"kind": "sgd", "lr": 0.01}
    scope.locate("#train--parameter-epochs-name").locator("..").locator("input[type=number]").fill("3")
    assert draft(scope)["epochs"] == 3
    expect(scope.locate(".setup-train")).to_be_enabled()


def test_what_fades_at_the_foot_of_the_column_covers_no_button(visit: Visit, server: str) -> None:
    scope = opened(visit, server)
    for part in ("training", "callbacks"):
        scope.locate(f"#setup-{part}").click()
    foot = scope.locate(".setup-go")
    column, go, over = foot.evaluate("""(go) => {
      const column = go.closest('.place-controls');
      const fade = getComputedStyle(column, '::after');
      const over = Number(getComputedStyle(go).zIndex) > Number(fade.zIndex);
      return [column.getBoundingClientRect().bottom, go.getBoundingClientRect().bottom, over];
    }""")
    assert over
    assert go == pytest.approx(column, abs=1)
    # At the end of the column all of it stands clear of what fades.
    clear = scope.locate(".place-controls").evaluate("""(column) => {
      column.scrollTo(0, column.scrollHeight);
      const fade = parseFloat(getComputedStyle(column, '::after').height);
      const last = column.querySelector('aside').getBoundingClientRect();
      return column.getBoundingClientRect().bottom - fade - last.bottom;
    }""")
    assert clear >= -0.5
