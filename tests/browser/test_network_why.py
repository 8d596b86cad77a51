"""Why a class, what a map looks for, and networks in and out of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect
from safetensors.torch import load_file, save_file

from app.training.datasets import load
from tests.browser.conftest import PHONE, Visit
from tests.browser.nets import answered, built, member, opened
from tests.browser.scope import Scope, number, numbers, words
from tests.browser.test_axe import violations

LAYERS: tuple[dict[str, Any], ...] = (
    {"kind": "conv2d", "out_channels": 4, "kernel_size": 5},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 3},
)
WHY, SEEKS, FILES = "cs-net-why", "cs-net-seeks", "cs-net-files"


def network(seed: int = 0) -> torch.nn.Sequential:
    """The same as `LAYERS`, by torch alone, on 1×28×28."""
    torch.manual_seed(seed)
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 5), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(576, 3)
    )


@pytest.fixture
def small(visit: Visit) -> Scope:
    return opened(visit, built(*LAYERS))


def told(scope: Scope, row: int, col: int) -> float:
    """The number under the pointer at a place of the picture."""
    picture = scope.locate(f"{WHY} .why-picture")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_class("why-picture stale")
    box = picture.bounding_box()
    assert box
    scope.page.mouse.move(box["x"] + (col + 0.5) * box["width"] / 28, box["y"] + (row + 0.5) * box["height"] / 28)
    line = scope.locate(f"{WHY} .why-line")
    expect(line).to_contain_text(f"row {row}, column {col}")
    return number(line.inner_text().rpartition(":")[2])


def logits(scope: Scope) -> NDArray[Any]:
    return scope.tensor("layers.4.output")


def saliency_of(x: torch.Tensor, target: int) -> torch.Tensor:
    """H×W: the size of the gradient of a logit."""
    leaf = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(network()(leaf)[0, target], leaf)
    saliency: torch.Tensor = gradient[0, 0].abs()
    return saliency


def grad_cam_of(x: torch.Tensor, target: int) -> torch.Tensor:
    """12×12: each pooled map times its mean gradient, summed, nothing below zero."""
    modules = network()
    pooled = modules[:3](x).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(modules[3:](pooled)[0, target], pooled)
    cam: torch.Tensor = (gradient[0].mean(dim=(1, 2), keepdim=True) * pooled.detach()[0]).sum(0).relu()
    return cam


@torch.no_grad()
def covered(x: torch.Tensor, target: int) -> float:
    """What covering the first patch, 4×4 in the mean colour, takes from a logit."""
    patched = x.clone()
    patched[..., :4, :4] = x.mean()
    return float(network()(x)[0, target] - network()(patched)[0, target])


def test_three_methods_say_their_own_numbers_for_any_class(small: Scope) -> None:
    x = torch.from_numpy(small.tensor("input").copy())[None]
    winner = int(logits(small).argmax())
    other = (winner + 1) % 3
    for target in (winner, other):
        saliency = saliency_of(x, target)
        row, col = divmod(int(saliency.argmax()), 28)
        assert told(small, row, col) == pytest.approx(float(saliency[row, col]), abs=6e-4)
        small.locate(f"{WHY} select").select_option(str(other))
        expect(small.locate(f"{WHY} .why-picture")).to_have_attribute(
            "aria-label", words("netwhy.over").format(method=words("netwhy.saliency"), name=other)
        )
    small.locate(f"{WHY} .segments").get_by_text(words("netwhy.grad_cam")).click()
    cam = grad_cam_of(x, other)
    at = divmod(int(cam.argmax()), 12)
    row, col = (int((each + 0.5) * 28 / 12) for each in at)
    assert told(small, row, col) == pytest.approx(float(cam[at]), abs=6e-4)
    small.locate(f"{WHY} .segments").get_by_text(words("netwhy.occlusion")).click()
    expect(small.locate(WHY)).to_contain_text("4 × 4")
    # The corner lies under the first patch only; the others overlap by half.
    assert told(small, 0, 0) == pytest.approx(covered(x, other), abs=6e-4)


def test_keys_read_the_picture_and_the_pen_changes_it(small: Scope) -> None:
    picture = small.locate(f"{WHY} .why-picture")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_class("why-picture stale")
    picture.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        small.page.keyboard.press(key)
    expect(small.locate(f"{WHY} .why-line")).to_contain_text("row 1, column 1")
    before = small.pixels(f"{WHY} .why-picture")
    small.locate(f"{WHY} .why-opacity input").fill("0")
    small.changed(f"{WHY} .why-picture", before)
    before = small.pixels(f"{WHY} .why-picture")
    small.locate("cs-picture .thumbs button").nth(2).click()
    answered(small)
    small.changed(f"{WHY} .why-picture", before)


def chosen(scope: Scope, layer: int, map_: int) -> Locator:
    """The card, with a map chosen in it."""
    card = scope.locate(SEEKS)
    card.scroll_into_view_if_needed()
    card.locator("select").first.select_option(str(layer))
    field = card.get_by_role("spinbutton")
    field.fill(str(map_ + 1))
    field.press("Enter")
    return card


def test_how_it_is_asked_stands_in_the_address(small: Scope) -> None:
    small.locate(f"{WHY} .segments").get_by_text(words("netwhy.grad_cam")).click()
    small.locate(f"{WHY} select").nth(1).select_option("0")
    small.locate(f"{WHY} .why-opacity input").fill("0.5")
    # The address follows after a moment.
    small.until(
        """() => atob(location.hash.slice(3).replaceAll('-', '+').replaceAll('_', '/')).includes('"opacity":0.5')"""
    )
    small.page.reload()
    answered(small)
    assert [member(small, f"view.{part}") for part in ("method", "weighed", "opacity")] == ["grad_cam", 0, 0.5]
    expect(small.locate(f"{WHY} select").nth(1)).to_have_value("0")


def test_starting_and_stopping_keep_the_focus(small: Scope) -> None:
    card = chosen(small, 0, 2)
    button = card.locator("cs-net-climb button").first
    button.focus()
    small.page.keyboard.press("Enter")
    card.locator(".climb-picture").wait_for()
    expect(button).to_be_focused()
    card.locator("cs-net-climb progress").wait_for(state="detached")
    expect(button).to_be_focused()
    expect(button).to_have_text(words("netseeks.on"))
    button.press("Tab")
    small.page.keyboard.press("Enter")  # begins anew: that button goes away
    expect(button).to_be_focused()
    expect(button).to_have_text(words("netseeks.start"))


def test_a_picture_is_made_for_a_map_and_put_in(small: Scope) -> None:
    expect(small.locate(SEEKS)).to_contain_text(words("netseeks.none"))
    card = chosen(small, 0, 2)
    look = member(small, "view.look")
    assert (look["layer"], look["map"]) == (0, 2)
    card.get_by_role("button", name=words("netseeks.start")).click()
    card.get_by_role("button", name=words("netseeks.on")).wait_for()
    steps, before, after = numbers(card.locator("cs-net-climb p.number").inner_text())
    assert steps == 128
    assert after > before
    card.get_by_role("button", name=words("netseeks.put")).click()
    small.until("({ setting }) => setting.source.kind === 'upload'")
    answered(small)
    with torch.no_grad():
        reached = float(network()[0](torch.from_numpy(small.tensor("input").copy()))[2].mean())
    assert reached == pytest.approx(after, abs=0.01)  # the file has steps of 1/255
    # Another map begins anew.
    chosen(small, 0, 1)
    expect(card.locator(".climb-picture")).to_have_count(0)


def test_the_pictures_that_excite_a_map_most_are_those(small: Scope, tmp_path: Path) -> None:
    card = chosen(small, 0, 1)
    card.get_by_role("button", name=words("netseeks.search")).click()
    card.locator(".seen").wait_for()
    data = load("mnist", tmp_path)
    with torch.no_grad():
        maps = network()[0](torch.from_numpy(data.images[:1024].astype(np.float32) / 255))[:, 1]
    values, order = maps.flatten(1).max(dim=1).values.sort(descending=True)
    shown = card.locator(".seen-one span").all_inner_texts()
    assert [numbers(text)[-1] for text in shown] == pytest.approx(values[:9].tolist(), abs=5.1e-4)
    card.locator(".seen-one").first.click()
    small.until(
        "({ setting, view }) => setting.source.kind === 'upload' && view.look.layer === 0 && view.look.map === 1"
    )
    answered(small)
    best = int(order[0])
    np.testing.assert_array_equal(np.round(small.tensor("input") * 255).astype(np.uint8), data.images[best])
    # One is taken to where the cell is, which may be far above.
    expect(small.locate("cs-net-strip[data-layer='0'] .strip-box")).to_be_focused()
    expect(small.locate("cs-net-zoom .zoom-steps")).to_be_in_viewport()
    look = member(small, "view.look")
    assert float(maps[best, look["row"], look["col"]]) == pytest.approx(float(values[0]), abs=1e-6)


def kept(scope: Scope, label: str, path: Path) -> Path:
    """A file that a button hands out."""
    with scope.page.expect_download() as waiting:
        scope.locate(FILES).get_by_role("button", name=words(label)).click()
    waiting.value.save_as(path)
    return path


def taken(scope: Scope, path: Path) -> None:
    scope.locate("#net-tab-import").click()
    scope.locate(f"{FILES} input[type=file]").set_input_files(path)


def test_weights_go_out_and_in_and_wrong_ones_change_nothing(small: Scope, tmp_path: Path) -> None:
    small.locate("#net-tab-export").click()
    out = load_file(kept(small, "netfiles.safetensors", tmp_path / "network.safetensors"))
    for name, tensor in network().state_dict().items():
        torch.testing.assert_close(out[name], tensor, rtol=0, atol=0)
    other = network(5)
    save_file(other.state_dict(), tmp_path / "other.safetensors")
    taken(small, tmp_path / "other.safetensors")
    expect(small.locate(FILES)).to_contain_text(words("netfiles.taken").format(name="other.safetensors"))
    answered(small)
    with torch.no_grad():
        expected = other.eval()(torch.from_numpy(small.tensor("input").copy())[None])[0].numpy()
    np.testing.assert_allclose(logits(small), expected, atol=1e-5)
    weights = member(small, "setting.weights")
    small.watch.expect(r"422 .*networks/forward", r"networks/forward")
    save_file({"0.weight": torch.zeros(4, 1, 3, 3)}, tmp_path / "wrong.safetensors")
    taken(small, tmp_path / "wrong.safetensors")
    alarm = small.locate(f"{FILES} [role=alert]")
    expect(alarm).to_contain_text("0.weight")
    assert member(small, "setting.weights") == weights


def test_a_network_goes_out_as_json_and_text_and_comes_back(small: Scope, tmp_path: Path) -> None:
    code = kept(small, "netfiles.keep", tmp_path / "network_torch.py").read_text()
    torch.manual_seed(0)
    scope: dict[str, Any] = {}
    exec(code, scope)  # noqa: S102 - the very text that the page promises to run
    with torch.no_grad():
        expected = scope["network"](torch.from_numpy(small.tensor("input").copy())[None])[0].numpy()
    np.testing.assert_allclose(logits(small), expected, atol=1e-5)
    small.locate("#net-tab-code").press("ArrowRight")
    file = kept(small, "netfiles.json", tmp_path / "network.json")
    layers = member(small, "setting.layers")
    (tmp_path / "bare.json").write_text('[{"kind": "flatten"}, {"kind": "linear", "out_features": 2}]')
    taken(small, tmp_path / "bare.json")
    small.until("({ setting }) => setting.layers.length === 2")
    taken(small, file)
    small.until("({ setting }) => setting.layers.length === 5")
    assert member(small, "setting.layers") == layers
    (tmp_path / "cut.json").write_text('{"layers": [')
    taken(small, tmp_path / "cut.json")
    expect(small.locate(f"{FILES} [role=alert]")).to_have_text(f"cut.json: {words('netfiles.no_json')}")


def test_a_checkpoint_of_a_run_opens_its_network(visit: Visit, training_server: str, finished: str) -> None:
    scope = opened(visit, at=training_server)
    scope.locate("#net-tab-import").click()
    scope.locate(f"{FILES} .net-run select").select_option(finished)
    scope.locate(f"{FILES} .file-list button").first.click()
    scope.until("({ setting }) => 'checkpoint' in setting.weights")
    answered(scope)
    assert member(scope, "setting.weights.run") == finished
    assert [layer["kind"] for layer in member(scope, "setting.layers")][-1] == "linear"


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("ko", "dark")])
def test_nothing_to_find_on_a_phone(visit: Visit, lang: str, theme: str) -> None:
    scope = opened(
        visit,
        built(*LAYERS),
        lang=lang,
        theme=theme,
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    wrong: dict[str, list[str]] = {}
    scope.locate(f"{WHY} .segments label").nth(2).click()
    expect(scope.locate(f"{WHY} .why-picture")).not_to_have_class("why-picture stale")
    wrong["why"] = violations(scope, WHY)
    card = chosen(scope, 0, 0)
    card.locator("cs-net-climb button").first.click()
    card.locator("cs-net-exciting button").click()
    card.locator(".seen").wait_for()
    card.locator("cs-net-climb progress").wait_for(state="detached")
    wrong["seeks"] = violations(scope, SEEKS)
    scope.locate("#open-sheet").tap()
    for tab in ("code", "export", "import"):
        scope.locate(f"#net-tab-{tab}").tap()
        wrong[tab] = violations(scope, FILES)
    assert {place: found for place, found in wrong.items() if found} == {}
    assert scope.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
