"""Looking into a network from near: from a map to its filter, one window and the stage; what layers do to a cell."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.nets import answered, member, opened, outputs
from tests.browser.scope import Scope, address, number, numbers, words
from tests.browser.test_axe import violations

LAYERS: tuple[dict[str, Any], ...] = (
    {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "stride": 2},
    {"kind": "conv2d", "out_channels": 2, "kernel_size": 3, "dilation": 2},
    {"kind": "batch_norm2d"},
    {"kind": "dropout", "p": 0.25},
    {"kind": "max_pool2d", "kernel_size": 3},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 3},
)


def torchs() -> torch.nn.Sequential:
    """The same by torch alone, on 1×28×28."""
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 3, stride=2),
        torch.nn.Conv2d(4, 2, 3, dilation=2),
        torch.nn.BatchNorm2d(2),
        torch.nn.Dropout(0.25),
        torch.nn.MaxPool2d(3),
        torch.nn.Flatten(),
        torch.nn.Linear(18, 3),
    )


def near(visit: Visit, layer: int, map_: int, row: int, col: int, level: str = "map", **options: Any) -> Scope:
    """The page that looks at this cell at this level."""
    mode = options.pop("mode", "eval")
    trace = options.pop("trace", "theory")
    look = {"layer": layer, "map": map_, "row": row, "col": col, "level": level}
    fragment = address(s={"layers": list(LAYERS), "mode": mode}, v={"look": look, "trace": trace})
    scope = opened(visit, fragment, **options)
    scope.locate("cs-net-zoom .zoom").scroll_into_view_if_needed()
    return scope


def test_a_click_goes_deeper_and_escape_comes_back(visit: Visit) -> None:
    scope = near(visit, 1, 1, 4, 3)
    zoom = scope.locate("cs-net-zoom")
    zoom.get_by_role("button", name=words("netzoom.into.filter")).click()
    assert member(scope, "view.look.level") == "filter"
    # One part for each channel; with the bias they come to torch's number.
    torch_value = float(outputs(torchs(), scope.tensor("input"))[1][1, 4, 3])
    parts = zoom.locator(".zoom-plane.part b")
    expect(parts).to_have_count(4)
    bias = number(zoom.locator(".zoom-sum .role-kernel").inner_text())
    total = sum(number(text) for text in parts.all_inner_texts()) + bias
    assert total == pytest.approx(torch_value, abs=0.003)
    assert number(zoom.locator(".zoom-sum .role-output").inner_text()) == pytest.approx(torch_value, abs=5.1e-5)
    # Walking over the map by keys asks for another cell, Enter goes into its window.
    zoom.locator(".zoom-plane.output .plane-box").focus()
    scope.page.keyboard.press("ArrowRight")
    assert member(scope, "view.look.col") == 4
    scope.page.keyboard.press("Enter")
    assert member(scope, "view.look.level") == "cell"
    expect(zoom.locator(".zoom-filter")).to_be_visible()  # the step before is still there
    expected = float(outputs(torchs(), scope.tensor("input"))[1][1, 4, 4])
    told = number(zoom.locator("cs-arithmetic .result").inner_text())
    assert told == pytest.approx(expected, abs=5.1e-4)
    zoom.get_by_role("button", name=words("netzoom.into.stage")).click()
    expect(zoom.locator("cs-stage cs-grid")).to_have_count(2)
    expect(zoom.locator(".zoom-steps [aria-current='step']")).to_have_text(words("netzoom.level.stage"))
    for level in ("cell", "filter", "map"):
        scope.page.keyboard.press("Escape")
        scope.until(f"({{ view }}) => view.look.level === '{level}'")
    scope.page.keyboard.press("Escape")
    assert member(scope, "view.look") is None


def test_the_stage_has_the_networks_numbers_and_gives_them_back(visit: Visit) -> None:
    scope = near(visit, 1, 0, 2, 2, "stage")
    kernel = scope.locate("cs-net-zoom cs-kernels .kernel-cells").first
    expect(kernel).to_be_visible()
    state = """() => { const { store } = document.querySelector('cs-net-zoom cs-stage');
      return Array.from(store.state.live.answer.tensors.weight.data); }"""
    weight = torchs().state_dict()["1.weight"].numpy().ravel()
    np.testing.assert_allclose(scope.page.evaluate(state), weight, atol=1e-7)
    scope.locate("cs-net-zoom").get_by_role("button", name=words("stage.operations.flip"), exact=True).click()
    notice = scope.locate("cs-net-zoom .notice")
    expect(notice).to_contain_text(words("netzoom.edited"))
    np.testing.assert_allclose(scope.tensor("layers.1.weight").ravel(), weight, atol=1e-7)  # the network keeps its own
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)
    np.testing.assert_allclose(scope.page.evaluate(state), weight, atol=1e-7)


def test_a_logit_is_followed_through_linear_and_flatten(visit: Visit) -> None:
    scope = near(visit, 6, 0, 0, 2)
    zoom = scope.locate("cs-net-zoom")
    every = outputs(torchs(), scope.tensor("input"))
    products = every[5] * torchs().state_dict()["6.weight"].numpy()[2]
    first = zoom.locator(".zoom-table tbody tr").first
    expect(first).to_be_visible()
    feature = int(np.abs(products).argmax())
    assert int(first.get_by_role("button").inner_text()) == feature
    assert number(zoom.locator(".zoom-total b").inner_text()) == pytest.approx(float(every[6][2]), abs=5.1e-5)
    first.get_by_role("button").click()
    assert member(scope, "view.look") == {"layer": 5, "map": 0, "row": 0, "col": feature, "level": "map"}
    map_, row, col = np.unravel_index(feature, every[4].shape)
    told = zoom.locator(".zoom-flatten .zoom-line")
    assert numbers(told.inner_text()) == [map_, every[4].shape[1], row, every[4].shape[2], col, feature]
    zoom.locator(".zoom-back").click()
    assert member(scope, "view.look") == {
        "layer": 4,
        "map": int(map_),
        "row": int(row),
        "col": int(col),
        "level": "map",
    }


def test_why_a_cell_has_its_number_is_told_at_each_level(visit: Visit) -> None:
    scope = near(visit, 1, 1, 4, 3)
    zoom = scope.locate("cs-net-zoom")
    said = zoom.locator("cs-net-reason [role=status]")
    every = outputs(torchs(), scope.tensor("input"))
    weight = torchs().state_dict()["1.weight"].numpy()[1]
    bias = float(torchs().state_dict()["1.bias"][1])
    products = weight * every[0][:, 4:9:2, 3:8:2]
    channels = products.sum((1, 2))
    strongest = int(np.abs(channels).argmax())
    part = words("netzoom.why.part").format(channel=strongest + 1, sum="").strip()
    expect(said).to_contain_text(words("netzoom.why.sees").split("{", 1)[0])
    expect(said).to_contain_text(part)
    assert numbers(said.inner_text().split(part)[1])[0] == pytest.approx(float(channels[strongest]), abs=6e-4)
    assert numbers(said.inner_text())[3] == pytest.approx(float(every[1][1, 4, 3]), abs=6e-4)  # after map, row, column
    zoom.get_by_role("button", name=words("netzoom.into.filter")).click()
    expect(said).not_to_contain_text(words("netzoom.why.sees").split("{", 1)[0])
    zoom.get_by_role("button", name=words("netzoom.into.cell")).click()
    channel, row, col = (int(each) for each in np.unravel_index(np.abs(products).argmax(), products.shape))
    place = f"Map {channel + 1} · row {4 + 2 * row}, column {3 + 2 * col}"
    expect(said).to_contain_text(place)
    largest = numbers(said.inner_text().split(place)[0])[-1]
    assert largest == pytest.approx(float(products[channel, row, col]), abs=6e-4)
    rest = words("netzoom.why.bias").split("{", 1)[0]
    assert numbers(said.inner_text().split(rest)[1])[0] == pytest.approx(bias, abs=6e-4)


def test_the_reason_stays_whole_while_another_cell_is_pointed_at(visit: Visit) -> None:
    layers = [{"kind": "conv2d", "out_channels": 2, "kernel_size": 3}, {"kind": "relu"}]
    look = {"layer": 1, "map": 0, "row": 3, "col": 3, "level": "map"}
    scope = opened(visit, address(s={"layers": layers}, v={"look": look}))
    reason = scope.locate("cs-net-zoom .zoom-reason")
    expect(reason).to_contain_text(words("netzoom.why.sees").split("{", 1)[0])
    before = reason.inner_text()
    source, made = before.split("max(0, ")
    assert numbers(made)[:2] == [numbers(source)[-1], max(0.0, numbers(source)[-1])]
    scope.locate("cs-net-strip[data-layer='1'] .strip-box").focus()
    scope.page.keyboard.press("ArrowRight")
    scope.until("({ traced }) => traced?.look.col === 4")
    assert reason.inner_text() == before


def test_the_winning_logit_is_followed_back_from_the_classes(visit: Visit) -> None:
    scope = opened(visit, address(s={"layers": list(LAYERS)}))
    scope.locate(".net-follow").focus()
    scope.page.keyboard.press("Enter")
    logits = outputs(torchs(), scope.tensor("input"))[-1]
    winner = int(logits.argmax())
    assert member(scope, "view.look") == {"layer": 6, "map": 0, "row": 0, "col": winner, "level": "map"}
    expect(scope.locate("cs-net-strip[data-layer='6'] .strip-box")).to_be_focused()
    said = scope.locate("cs-net-zoom cs-net-reason [role=status]")
    expect(said).to_contain_text(words("netzoom.why.products").split("{", 1)[0])
    assert numbers(said.inner_text())[:2] == pytest.approx([winner, float(logits[winner])], abs=6e-4)


def test_where_every_product_is_0_none_is_called_the_largest(visit: Visit) -> None:
    setting = {"source": {"kind": "tensor", "values": [[[0.0] * 8] * 8]}}
    for layers, said in (
        ([{"kind": "conv2d", "out_channels": 2, "kernel_size": 3}], words("netzoom.why.no_products").format(count=9)),
        (
            [{"kind": "relu"}, {"kind": "conv2d", "out_channels": 2, "kernel_size": 3, "bias": False}] * 2,
            words("netzoom.why.no_parts").format(count=2),
        ),
    ):
        look = {"layer": len(layers) - 1, "map": 0, "row": 1, "col": 1, "level": "map"}
        scope = opened(visit, address(s={"layers": layers, **setting}, v={"look": look}))
        expect(scope.locate("cs-net-zoom cs-net-reason [role=status]")).to_contain_text(said)
        expect(scope.locate("cs-net-zoom .zoom-back")).to_contain_text(words("netzoom.back").split("{", 1)[0])
    # Φ(0) is a half, though 0 ÷ 0 is no number.
    look = {"layer": 0, "map": 0, "row": 1, "col": 1, "level": "map"}
    scope = opened(visit, address(s={"layers": [{"kind": "gelu"}], **setting}, v={"look": look}))
    expect(scope.locate("cs-net-zoom .zoom-reason")).to_contain_text("0 · Φ(0) = 0 · 0.500 = 0")
    expect(scope.locate("cs-net-zoom .arith-formula")).to_contain_text("0 · 0.5")


def test_tables_that_do_not_fit_beside_each_other_stand_below(visit: Visit) -> None:
    scope = near(visit, 1, 1, 4, 3, "stage", viewport=PHONE)
    box = scope.locate("cs-net-zoom .zoom-stage .arith")
    expect(box.locator(".arith-channel")).to_have_count(4)
    assert box.evaluate("(each) => each.scrollWidth <= each.clientWidth")
    # On a wide window all kernels and the bias are seen at once.
    layers = [
        {"kind": "conv2d", "out_channels": 6, "kernel_size": 5},
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 5},
    ]
    look = {"layer": 1, "map": 0, "row": 1, "col": 1, "level": "stage"}
    scope = opened(visit, address(s={"layers": layers}, v={"look": look}))
    kernels = scope.locate("cs-net-zoom .stage-kernels")
    expect(kernels.locator(".kernel-bias")).to_be_visible()
    assert kernels.evaluate("(each) => each.scrollWidth <= each.clientWidth")


def test_what_is_cut_off_on_a_phone_fades_and_scrolls_by_keys(visit: Visit) -> None:
    look = {"layer": 0, "map": 0, "row": 4, "col": 3, "level": "cell"}
    setting = {"layers": [{"kind": "conv2d", "out_channels": 2, "kernel_size": 11}]}
    scope = opened(visit, address(s=setting, v={"look": look}), viewport=PHONE)
    box = scope.locate("cs-net-zoom .arith")
    expect(box).to_have_attribute("data-more", "right")
    assert "gradient" in box.evaluate("(each) => getComputedStyle(each).maskImage")
    box.focus()
    scope.page.keyboard.press("ArrowRight")
    expect(box).to_have_attribute("data-more", re.compile("left"))
    box.evaluate("(each) => each.scrollTo(each.scrollWidth, 0)")
    expect(box).to_have_attribute("data-more", "left")


def test_dropout_in_both_modes_and_the_four_numbers_of_a_channel(visit: Visit) -> None:
    scope = near(visit, 3, 1, 2, 2)
    sides = scope.locate("cs-net-dropout .zoom-sides figure")
    expect(sides).to_have_count(2)
    still, train = (numbers(each.locator("p").inner_text()) for each in sides.all())
    assert still[-1] == still[0]
    assert train[1] in (0, 1)
    assert train[-1] == pytest.approx(train[0] * train[1] * 4 / 3, abs=2e-3)
    kept = scope.locate("cs-net-dropout .row span")
    before = kept.inner_text()
    assert 0.5 < numbers(before)[0] / numbers(before)[1] < 0.95
    expect(scope.locate("cs-net-dropout")).to_contain_text(words("netzoom.struck"))
    reason = scope.locate("cs-net-zoom .zoom-reason")
    expect(reason).to_contain_text(words("arithmetic.formula.dropout.eval").split("{", 1)[0])
    scope.locate("cs-net-dropout").get_by_role("button").click()
    answered(scope)
    assert member(scope, "setting.seed") != 0
    # Batch norm, one layer before.
    scope.page.keyboard.press("Shift+ArrowUp")
    scope.until("({ view }) => view.look.layer === 2")
    # Maps and channels are counted from 1.
    expect(scope.locate("cs-net-batchnorm")).to_contain_text(words("netzoom.channel").format(channel=2))
    four = scope.locate("cs-net-batchnorm .zoom-four dd")
    expect(four).to_have_text(["0", "1", "1", "0"])
    expect(scope.locate("cs-net-batchnorm")).to_contain_text(words("netzoom.norm_untrained"))
    expected = float(outputs(torchs(), scope.tensor("input"))[2][1, 2, 2])
    assert number(scope.locate("cs-net-batchnorm .role-output").inner_text()) == pytest.approx(expected, abs=5.1e-5)


def test_what_a_cell_sees_is_told_in_words(visit: Visit) -> None:
    scope = near(visit, 1, 0, 1, 2, trace="gradient")
    rows = scope.locate("cs-net-trace tbody tr")
    expect(rows).to_have_count(2)
    # Dilation 2 reads rows 1, 3, 5 and columns 2, 4, 6; each of them three rows and columns of the picture, two apart.
    holes = words("netzoom.holes").format(count=2)
    expect(rows.nth(0)).to_contain_text("3 × 3")
    expect(rows.nth(0)).to_contain_text(f"1 … 5 {holes}")
    expect(rows.nth(1)).to_contain_text("9 × 9")
    gradient = words("netzoom.gradient_told").split("{", 1)[0]
    said = scope.page.get_by_text(gradient)
    expect(said).to_be_visible()
    theory, moving, _, enough = numbers(said.inner_text())
    assert theory == 81
    assert enough < moving <= 81
    # What it could see beside what moves it, in pictures.
    expect(scope.locate("cs-net-trace .zoom-besides cs-net-plane")).to_have_count(2)
    assert scope.colours("cs-net-trace .zoom-besides figure:nth-of-type(2) cs-net-plane canvas") > 2
    # From the picture it goes the other way.
    rows.nth(1).get_by_role("button").click()
    assert member(scope, "view.look.layer") == -1
    expect(scope.locate("cs-net-trace tbody tr")).to_have_count(len(LAYERS))


@pytest.mark.parametrize(("lang", "theme", "level"), [("ko", "dark", "filter"), ("en", "light", "stage")])
def test_nothing_for_axe_to_find(visit: Visit, lang: str, theme: str, level: str) -> None:
    scope = near(visit, 1, 0, 1, 2, level, lang=lang, theme=theme, viewport=PHONE if level == "filter" else DESKTOP)
    found = scope.locate("cs-net-zoom cs-net-plane canvas, cs-net-zoom cs-grid canvas").first
    expect(found).to_be_visible()
    assert violations(scope, "cs-net-zoom") == []
    assert scope.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_parts_of_a_picture_are_its_colours(visit: Visit) -> None:
    conv = {"kind": "conv2d", "out_channels": 2, "kernel_size": 3}
    picture = {"color": "rgb", "size": [32, 32], "layers": [conv]}
    look = {"layer": -1, "map": 2, "row": 5, "col": 6, "level": "map"}
    scope = opened(visit, address(s=picture, v={"look": look}))
    zoom = scope.locate("cs-net-zoom")
    blue = words("netzoom.channel").format(channel="B")
    expect(zoom.locator(".zoom-cell")).to_contain_text(blue)
    expect(zoom.locator(".zoom-steps")).to_contain_text(blue)
    expect(zoom).to_contain_text(words("netzoom.goes_into_says_channels"))
    scope = opened(visit, address(s=picture, v={"look": {**look, "layer": 0, "map": 1, "level": "filter"}}))
    captions = scope.locate("cs-net-filter .zoom-plane.input figcaption")
    expect(captions).to_have_text([words("netzoom.channel").format(channel=each) for each in "RGB"])
    expect(scope.locate("cs-net-zoom .zoom-steps")).to_contain_text(words("gallery.map").format(name=2))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_flat_input_has_numbers_and_no_pixels(visit: Visit, lang: str) -> None:
    flat = {"kind": "tensor", "values": [[[0.5, -1.0, 2.0, 0.25, 0.0, 3.0]]], "flat": True}
    setting = {"source": flat, "layers": [{"kind": "linear", "out_features": 3}]}
    for layer, col, said in ((-1, 2, "goes_into_says_flat"), (0, 1, "gradient_says_flat")):
        look = {"layer": layer, "map": 0, "row": 0, "col": col, "level": "map"}
        scope = opened(visit, address(s=setting, v={"look": look, "trace": "gradient"}), lang=lang)
        zoom = scope.locate("cs-net-zoom")
        expect(zoom).to_contain_text(words(f"netzoom.{said}", lang))
        if layer == 0:
            told = words("netzoom.gradient_told_flat", lang).format(theory=6, moving=6, share="90%", enough="{")
            expect(zoom).to_contain_text(told.split("{", 1)[0])
        expect(scope.locate("cs-net-why")).to_contain_text(words("netwhy.saliency_says_flat", lang).split("{", 1)[0])
        for word in ("pixel", "픽셀"):
            for part in ("cs-net-zoom", "cs-net-why", "cs-net-climb"):
                expect(scope.locate(part).filter(has_text=word)).to_have_count(0)
