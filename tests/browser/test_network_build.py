"""Building a network: cards put in, moved, changed and taken out; a break and its remedy; ready-made networks."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.nets import built, member, opened
from tests.browser.scope import AWAY, REFUSED, Scope, number, words
from tests.browser.test_axe import violations

SMALL: tuple[dict[str, Any], ...] = (
    {"kind": "conv2d", "out_channels": 4, "kernel_size": 3},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
)


def kinds(scope: Scope) -> list[str]:
    return [layer["kind"] for layer in member(scope, "setting.layers")]


def figure(scope: Scope, index: int, name: str) -> str:
    """What a card says of its layer: `parameters`, `macs`, `sees`, `jump`."""
    return scope.locate(f"cs-chain-card:has(#chain-{index}) .chain-figure.{name} .number").first.inner_text()


def settled(scope: Scope) -> None:
    """Wait until the summary is that of the present layers."""
    scope.until(
        "({ setting: { layers }, live: { summary, status } }) => summary !== null && status !== 'loading'"
        " && (summary.broken ? summary.rows.length === summary.broken.index : summary.rows.length === layers.length)"
    )


def test_each_card_says_what_torch_says(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL))
    network = torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(676, 10)
    )
    x = torch.zeros(1, 1, 28, 28)
    for index, module in enumerate(network):
        x = module(x)
        shape = scope.locate(f"#chain-{index} .chain-shape").inner_text()
        assert [int(part) for part in shape.split("×")] == list(x.shape[1:])
        assert number(figure(scope, index, "parameters")) == sum(each.numel() for each in module.parameters())
    assert (figure(scope, 2, "sees"), figure(scope, 2, "jump")) == ("4 × 4", "2")
    assert figure(scope, 4, "sees") == words("chain.sees_all")
    totals = scope.locate("cs-chain-totals .total .number").all_inner_texts()
    assert number(totals[0]) == sum(each.numel() for each in network.parameters())
    # Of all the weights, nearly all are the linear layer's.
    assert scope.locate("#chain-4 .chain-figure.parameters .chain-bar").evaluate(
        "(bar) => bar.firstElementChild.offsetWidth / bar.offsetWidth"
    ) == pytest.approx(6770 / 6810, abs=0.02)
    expect(scope.locate("cs-chain-totals .total-most").first).to_contain_text("5 Linear")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_break_is_drawn_with_its_reason_and_mended_by_a_click(visit: Visit, lang: str) -> None:
    scope = opened(visit, built(*SMALL), lang=lang)
    scope.locate("#chain-3").press("Delete")  # Flatten
    card = scope.locate(".chain-card.broken")
    expect(card).to_contain_text("Linear")
    expect(card).to_contain_text(words("chain.breaks", lang))
    reason = scope.locate("cs-chain-break")
    expect(reason).to_contain_text("flatten", ignore_case=True)
    expect(scope.locate("#chain-2 .chain-shape")).to_have_text("4 × 13 × 13")
    mend = reason.get_by_role("button").first
    expect(mend).to_have_text(words("chain.mend_put", lang).format(what="Flatten", where="Linear"))
    mend.click()
    expect(card).to_have_count(0)
    assert kinds(scope) == [layer["kind"] for layer in SMALL]
    expect(scope.locate("#chain-4 .chain-shape")).to_have_text("10")

    # Everything behind a break stands empty, whatever broke it; the control that did says why.
    scope.locate("#chain-0").click()
    scope.locate("#layers-0-parameter-kernel_size-name").locator("..").locator("input[type=number]").fill("29")
    expect(scope.locate(".chain-card.broken")).to_contain_text("Conv2d")
    expect(scope.locate(".chain-card.beyond")).to_have_count(4)
    expect(scope.locate(".chain-card.beyond .chain-figure")).to_have_count(0)
    scope.locate("cs-chain-break .primary").click()
    expect(scope.locate(".chain-card.broken")).to_have_count(0)


def test_layers_are_put_in_moved_changed_and_taken_out_by_keys(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL))
    keyboard = scope.page.keyboard
    scope.locate("#chain-1").focus()
    keyboard.press("Insert")
    expect(scope.locate("#chain-add button").first).to_be_focused()
    keyboard.press("Escape")
    expect(scope.locate("#chain-1")).to_be_focused()
    keyboard.press("Insert")
    scope.locate("#chain-add").get_by_role("button", name="BatchNorm2d").press("Enter")
    expect(scope.locate("#chain-1")).to_be_focused()
    assert kinds(scope)[:3] == ["conv2d", "batch_norm2d", "relu"]
    keyboard.press("Alt+ArrowRight")
    expect(scope.locate("#chain-2")).to_be_focused()
    assert kinds(scope)[:3] == ["conv2d", "relu", "batch_norm2d"]
    expect(scope.locate("#chain-2")).to_have_attribute("aria-expanded", "true")  # what was opened goes along
    keyboard.press("Home")
    expect(scope.locate("#chain-0")).to_be_focused()
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    keyboard.press("Delete")
    expect(scope.locate("#chain-2")).to_be_focused()
    assert kinds(scope) == [layer["kind"] for layer in SMALL]
    for _ in range(2):
        keyboard.press("Control+z")
    assert kinds(scope)[:3] == ["conv2d", "batch_norm2d", "relu"]
    keyboard.press("Control+Shift+z")
    assert kinds(scope)[:3] == ["conv2d", "relu", "batch_norm2d"]


def test_a_card_opens_to_the_controls_of_the_stage(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL))
    scope.locate("#chain-0").click()
    panel = scope.locate("#chain-0-panel")
    panel.locator("#layers-0-parameter-out_channels-name").locator("..").locator("input[type=number]").fill("7")
    expect(scope.locate("#chain-0 .chain-shape")).to_have_text("7 × 26 × 26")
    expect(scope.locate("#chain-0 .chain-call")).to_contain_text("out_channels=7")
    panel.get_by_role("button", name=words("item.copy").format(what="Conv2d")).click()
    assert member(scope, "setting.layers")[1] == {"kind": "conv2d", "out_channels": 7, "kernel_size": 3}
    expect(scope.locate("#chain-1 .chain-shape")).to_have_text("7 × 24 × 24")
    scope.page.keyboard.press("Delete")
    # Another kind keeps what both have.
    scope.locate("#chain-2").click()
    scope.locate("#chain-2-panel").get_by_role("button", name=words("item.kind")).click()
    scope.locate("#chain-add").get_by_role("button", name="AvgPool2d", exact=True).click()
    assert member(scope, "setting.layers")[2] == {"kind": "avg_pool2d", "kernel_size": 2}
    scope.page.keyboard.press("Enter")  # closes it, as it opened it
    expect(scope.locate("#chain-2-panel")).to_have_count(0)


@pytest.mark.parametrize("flow", ["row", "column"])
def test_a_card_is_dragged_to_where_the_mark_is(visit: Visit, flow: str) -> None:
    scope = opened(visit, built(*SMALL))
    if flow == "column":
        scope.locate(".chain-aside label").nth(1).click()
        expect(scope.locate(".chain")).to_have_attribute("data-flow", "column")
    mouse, mark = scope.page.mouse, scope.locate(".chain-mark")
    scope.locate("#chain-0").scroll_into_view_if_needed()
    boxes = [scope.locate(f"#chain-{index}").bounding_box() for index in range(3)]
    (start, _, target) = [box for box in boxes if box]
    mouse.move(start["x"] + 30, start["y"] + 10)
    mouse.down()
    mouse.move(start["x"] + 34, start["y"] + 12)
    expect(mark).to_be_hidden()  # a click may tremble
    end = (target["x"] + target["width"] - 4, target["y"] + target["height"] - 4)
    mouse.move(*end, steps=4)
    expect(mark).to_be_visible()
    scope.page.keyboard.press("Escape")
    expect(mark).to_be_hidden()
    mouse.up()
    assert kinds(scope)[:3] == ["conv2d", "relu", "max_pool2d"]
    mouse.move(start["x"] + 30, start["y"] + 10)
    mouse.down()
    mouse.move(*end, steps=4)
    mouse.up()
    assert kinds(scope)[:3] == ["relu", "max_pool2d", "conv2d"]
    expect(scope.locate("#chain-2")).to_be_focused()
    expect(scope.locate("#chain-2")).to_have_attribute("aria-expanded", "false")  # dragged, not clicked


def test_a_new_layer_goes_where_the_arrow_is(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL))
    scope.page.get_by_role("button", name=words("item.insert_layers").format(what="Flatten")).click()
    scope.locate("#chain-add").get_by_role("button", name="Dropout", exact=True).click()
    assert kinds(scope)[2:5] == ["max_pool2d", "dropout", "flatten"]
    scope.locate(".chain-add").click()
    scope.locate("#chain-add").get_by_role("button", name="Softmax", exact=True).click()
    assert kinds(scope)[-1] == "softmax"
    expect(scope.locate("#chain-6 .chain-shape")).to_have_text("10")


def test_ready_made_networks_fit_the_picture_and_can_be_trained(visit: Visit) -> None:
    scope = opened(visit)
    button = scope.locate("#ready-open")
    expect(button).to_contain_text("LeNet-5")
    button.click()
    expect(scope.locate(".ready-choice[aria-pressed=true]")).to_be_focused()
    scope.locate(".ready-choice").filter(has_text="TinyVGG").click()
    expect(button).to_contain_text("TinyVGG")
    settled(scope)
    expect(scope.locate(".chain-card.broken")).to_have_count(0)
    assert scope.locate(".chain-card").count() == len(kinds(scope)) > 8
    scope.locate("#chain-0").press("Delete")
    expect(button).to_contain_text(words("chain.ready_own"))
    built_here = kinds(scope)
    scope.locate(".chain-train").click()
    scope.page.wait_for_url("**/train#*")
    # Whatever run the page shows: who has come with a network is told that it is here, where the form is.
    expect(scope.locate(".setup-handed")).to_contain_text(str(len(built_here)))
    expect(scope.locate("#setup-data")).to_be_focused()
    expect(scope.locate("#setup-data")).to_have_accessible_description(scope.locate(".setup-handed").inner_text())
    draft = scope.page.evaluate("() => document.querySelector('cs-train-setup').store.state.draft")
    assert [layer["kind"] for layer in draft["layers"]] == built_here
    scope.watch.expect(r"status of 4\d\d")  # the digits have ten answers, whatever is left of the network


def test_a_network_that_is_handed_over_is_awaited_by_the_form_on_a_phone_too(visit: Visit) -> None:
    scope = opened(visit, viewport=PHONE)
    scope.locate(".chain-train").click()
    scope.page.wait_for_url("**/train#*")
    expect(scope.locate("#sheet .setup-handed")).to_be_visible()  # the form is in a sheet there, which is open
    expect(scope.locate("#sheet .setup-train:enabled")).to_be_visible()


def test_without_the_server_a_network_stays_where_it_is(visit: Visit) -> None:
    scope = opened(visit)
    scope.watch.expect(AWAY)
    scope.page.context.set_offline(True)
    scope.locate(".chain-train").click()
    expect(scope.locate("cs-chain-train [role=alert]")).to_have_text(words("watch.unreachable"))
    scope.page.context.set_offline(False)
    scope.locate(".chain-train").click()
    scope.page.wait_for_url("**/train#*")


def added(scope: Scope, kind: str) -> None:
    """Put a layer at the end."""
    scope.locate(".chain-add").click()
    scope.locate("#chain-add").get_by_role("button", name=kind, exact=True).click()


def test_a_new_layer_begins_as_its_place_suggests_and_training_is_checked_there(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL[:2]))
    for kind in ("MaxPool2d", "Flatten"):
        added(scope, kind)
    scope.watch.expect(REFUSED)
    scope.locate(".chain-train").click()
    against = scope.locate(".chain-against")
    expect(against.get_by_role("alert")).to_contain_text("676")
    assert scope.page.url.split("#")[0].endswith("/network")
    against.get_by_role("button").click()
    expect(against).to_have_count(0)
    expect(scope.locate(".chain-train")).to_be_focused()
    assert member(scope, "setting.layers") == list(SMALL)
    scope.page.keyboard.press("Control+z")
    # The same by hand: a linear layer at the end answers with as many numbers as there are digits.
    added(scope, "Linear")
    assert member(scope, "setting.layers") == list(SMALL)
    # In the middle of a network it is a layer like others, and what no longer fits is shown instead of the form.
    scope.locate("#chain-3").press("Delete")
    scope.locate("cs-chain-break").wait_for()
    scope.locate(".chain-train").click()
    expect(scope.locate("cs-chain-break .primary")).to_be_focused()


def test_the_list_of_ready_networks_is_entered_and_left_by_keys_whatever_stands_there(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL))
    button = scope.locate("#ready-open")
    expect(button).to_contain_text(words("chain.ready_own"))
    button.press("Enter")
    expect(scope.locate(".ready-choice").first).to_be_focused()
    scope.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("flow", ["row", "column"])
def test_between_two_cards_there_is_room_for_a_finger(visit: Visit, flow: str) -> None:
    scope = opened(visit, built(*SMALL, view={"flow": flow}), viewport=PHONE, has_touch=True, is_mobile=True)
    for arrow in scope.locate(".chain-arrow").all()[:3]:
        box = arrow.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
    scope.locate(".chain-arrow").nth(1).tap()
    expect(scope.locate("cs-chain-add")).to_be_visible()


# A file is held over the page for a moment, then let go; whether the page showed that it would take it.
_DROP = """async ([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  const options = { dataTransfer, bubbles: true, cancelable: true };
  const chain = document.querySelector('cs-chain');
  chain.dispatchEvent(new DragEvent('dragover', options));
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  const seen = document.querySelector('.drop-veil') !== null;
  chain.dispatchEvent(new DragEvent('drop', options));
  return seen;
}"""


def test_a_network_is_dropped_anywhere_and_what_cannot_be_read_changes_nothing(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL))
    assert scope.page.evaluate(_DROP, ["small.json", json.dumps({"layers": SMALL[:3]})])
    expect(scope.locate("cs-net-import [role=status]")).to_have_text(words("netfiles.opened").format(name="small.json"))
    expect(scope.locate(".drop-veil")).to_have_count(0)
    assert kinds(scope) == ["conv2d", "relu", "max_pool2d"]
    scope.watch.expect(REFUSED)
    for text, part in (
        (json.dumps([{"kind": "relu"}] * 80), "80"),
        (json.dumps([{"kind": "conv2d", "out_channels": 2}]), "kernel_size"),
        ('{"layers": [', "JSON"),
    ):
        scope.page.evaluate(_DROP, ["other.json", text])
        expect(scope.locate("cs-net-import [role=alert]")).to_contain_text(part)
        assert kinds(scope) == ["conv2d", "relu", "max_pool2d"]


def test_a_network_without_layers_says_how_to_begin(visit: Visit) -> None:
    scope = opened(visit)
    scope.locate("#ready-open").click()
    scope.locate(".ready-choice").last.click()
    expect(scope.locate("cs-chain")).to_contain_text(words("chain.empty"))
    expect(scope.locate(".chain-train")).to_be_disabled()
    settled(scope)
    scope.locate(".chain-add").click()
    scope.locate("#chain-add").get_by_role("button", name="Flatten", exact=True).click()
    expect(scope.locate("#chain-0 .chain-shape")).to_have_text("784")


def test_on_a_phone_a_finger_drags_by_the_handle(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL), viewport=PHONE, has_touch=True, is_mobile=True)
    scope.locate("#chain-1").scroll_into_view_if_needed()
    handle, target = scope.locate("[data-handle]").nth(1).bounding_box(), scope.locate("#chain-2").bounding_box()
    assert handle
    assert target
    session = scope.page.context.new_cdp_session(scope.page)
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        point = {
            "x": x + (target["x"] + target["width"] - 5 - x) * step / 5,
            "y": y + (target["y"] + 20 - y) * step / 5,
        }
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    expect(scope.locate(".chain-mark")).to_be_visible()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(scope.locate(".chain-mark")).to_be_hidden()
    assert kinds(scope)[:3] == ["conv2d", "max_pool2d", "relu"]
    assert scope.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize(("lang", "theme", "where"), [("en", "dark", "desktop"), ("ko", "light", "phone")])
def test_nothing_for_axe_to_find(visit: Visit, lang: str, theme: str, where: str) -> None:
    """Cards and list, whole and broken, with whatever opens below a card, and the choice of a ready-made network."""
    options: dict[str, Any] = {"viewport": DESKTOP}
    if where == "phone":
        options = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    scope = opened(visit, built(*SMALL), lang=lang, theme=theme, reduced_motion="reduce", **options)
    wrong = {"whole": violations(scope, "cs-chain")}
    scope.watch.expect(REFUSED)
    scope.locate("#chain-4").press("Delete")
    scope.locate(".chain-train").click()
    scope.locate(".chain-against").wait_for()
    wrong["against training"] = violations(scope, "cs-chain")
    scope.locate(".chain-against button").click()
    scope.locate("#ready-open").click()
    scope.locate(".ready-choice").first.wait_for()
    wrong["ready"] = violations(scope, "cs-chain")
    scope.page.keyboard.press("Escape")
    scope.locate("#chain-0").click()
    scope.locate("#chain-0-panel").get_by_role("button", name=words("item.kind", lang)).click()
    wrong["kinds"] = violations(scope, "cs-chain")
    scope.locate("#chain-3").press("Delete")
    scope.locate("cs-chain-break").wait_for()
    wrong["broken"] = violations(scope, "cs-chain")
    scope.locate(".chain-aside label").nth(1).click()
    wrong["list"] = violations(scope, "cs-chain")
    assert {state: found for state, found in wrong.items() if found} == {}
