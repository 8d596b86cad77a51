"""A network as files: text that scrolls, an export given up or waited for, weights that fit in part or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx.reference import ReferenceEvaluator
from playwright.sync_api import expect
from safetensors.torch import save_file

from tests.browser.conftest import Visit
from tests.browser.nets import answered, built, member, opened
from tests.browser.scope import REFUSED, words
from tests.browser.test_network_build import SMALL as CHAIN
from tests.browser.test_network_build import added, kinds

SMALL = (
    {"kind": "conv2d", "out_channels": 4, "kernel_size": 3},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
)


def test_an_export_says_how_long_it_takes_is_given_up_and_done_after_all(visit: Visit, tmp_path: Path) -> None:
    scope = opened(visit, built(*SMALL, view={"tab": "export"}))
    answered(scope)
    export = scope.locate("cs-net-export")
    write = export.get_by_role("button", name=words("netfiles.onnx"))
    held = scope.hold("**/export?format=onnx")
    write.click()
    expect(write).to_have_attribute("aria-busy", "true")
    expect(export.get_by_role("status")).to_have_text(words("netfiles.writing_onnx"))
    expect(export).to_contain_text(re.compile(words("netfiles.since").format(seconds=r"[1-9]\d*")))
    expect(write).to_be_focused()  # what it does takes its time, and does not take the focus
    export.get_by_role("button", name=words("netfiles.give_up")).click()
    expect(write).to_be_focused()
    expect(export.get_by_role("status")).to_have_text(words("netfiles.given_up"))
    expect(write).to_be_enabled()
    assert len(held) == 1

    held.clear()  # it was given up
    held.release()
    with scope.page.expect_download(timeout=60_000) as download:
        write.click()
    download.value.save_as(tmp_path / "network.onnx")
    expect(export.get_by_role("status")).to_contain_text("network.onnx")
    model = ReferenceEvaluator(onnx.load(tmp_path / "network.onnx"))
    (logits,) = model.run(None, {"input": scope.tensor("input")[None].astype(np.float32)})
    shares = np.exp(np.asarray(logits)[0])
    np.testing.assert_allclose(shares / shares.sum(), member(scope, "live.answer.meta.probabilities"), atol=1e-5)


def test_text_that_is_wider_than_its_box_fades_where_it_goes_on(visit: Visit) -> None:
    scope = opened(visit, built(*SMALL, view={"tab": "code"}))
    answered(scope)
    code = scope.locate("cs-net-code .code")
    expect(code).to_have_attribute("data-more", "right")
    code.evaluate("(box) => { box.scrollLeft = box.scrollWidth; }")
    expect(code).to_have_attribute("data-more", "left")


def test_weights_of_which_none_fits_are_not_offered(visit: Visit, tmp_path: Path) -> None:
    save_file({"0.weight": torch.randn(4, 1, 3, 3), "0.bias": torch.randn(4)}, tmp_path / "mine.safetensors")
    scope = opened(visit, built(SMALL[0], view={"tab": "import"}))
    scope.locate("cs-net-import input[type=file]").set_input_files(tmp_path / "mine.safetensors")
    scope.until("({ setting: { weights } }) => weights.name === 'mine.safetensors'")
    answered(scope)
    scope.watch.expect(REFUSED)
    scope.locate("#chain-0").press("Delete")
    for kind in ("Flatten", "Linear"):
        added(scope, kind)
    against = scope.locate("cs-chain-weights .chain-against")
    expect(against).to_contain_text(words("chain.weights_none"))
    expect(scope.page.get_by_role("button", name=words("chain.weights_keep"))).to_have_count(0)
    against.get_by_role("button", name=words("netweights.take_random")).click()
    expect(against).to_have_count(0)
    answered(scope)


def test_weights_of_layers_that_were_not_touched_can_be_kept(visit: Visit, tmp_path: Path) -> None:
    torch.manual_seed(5)
    state = {
        "0.weight": torch.randn(4, 1, 3, 3),
        "0.bias": torch.randn(4),
        "4.weight": torch.randn(10, 676),
        "4.bias": torch.randn(10),
    }
    save_file(state, tmp_path / "mine.safetensors")
    scope = opened(visit, built(*CHAIN, view={"tab": "import"}))
    scope.locate("cs-net-import input[type=file]").set_input_files(tmp_path / "mine.safetensors")
    scope.until("({ setting: { weights } }) => weights.name === 'mine.safetensors'")
    answered(scope)
    scope.watch.expect(REFUSED)
    scope.locate("#chain-1").press("Delete")  # ReLU
    against = scope.locate("cs-chain-weights .chain-against")
    expect(against).to_contain_text("mine.safetensors")
    expect(against.get_by_role("button", name=words("chain.weights_keep"))).to_be_enabled()
    # The line that tells of the refusal wherever one has scrolled to offers the same.
    scope.locate("cs-status").get_by_role("button", name=words("chain.weights_keep")).click()
    expect(against).to_have_count(0)
    answered(scope)
    assert member(scope, "setting.weights.name") == "mine.safetensors · " + words("chain.weights_kept_all").format(
        kept=2, of=2
    )
    expect(scope.locate("cs-net-epochs")).to_contain_text(words("netweights.kept_says"))
    x = torch.from_numpy(scope.tensor("input").copy())[None]
    maps = torch.max_pool2d(torch.conv2d(x, state["0.weight"], state["0.bias"]), 2).flatten(1)
    logits = torch.nn.functional.linear(maps, state["4.weight"], state["4.bias"])
    assert member(scope, "live.answer.meta.probabilities") == pytest.approx(logits.softmax(1)[0].tolist(), abs=1e-4)
    scope.page.keyboard.press("Control+z")
    scope.page.keyboard.press("Control+z")
    answered(scope)
    assert kinds(scope) == [layer["kind"] for layer in CHAIN]
    assert member(scope, "setting.weights.name") == "mine.safetensors"
    # By keys in the chain: the notice goes away with the button, and the keyboard goes on at what is next.
    scope.locate("#chain-1").press("Delete")
    against.get_by_role("button", name=words("chain.weights_keep")).press("Enter")
    expect(against).to_have_count(0)
    expect(scope.locate(".chain-train")).to_be_focused()
    answered(scope)
    # A picture with other channels is what they do not fit, too: what stands there is of the one before.
    expect(scope.locate("cs-net-classes .stale")).to_have_count(0)
    scope.locate("cs-picture").get_by_text("RGB", exact=True).click()
    expect(against).to_contain_text("mine.safetensors")
    expect(scope.locate("cs-net-classes .stale")).to_have_count(1)
    expect(scope.locate("cs-net-classes")).to_contain_text(words("netclasses.stale"))
    expect(scope.locate("cs-net-strip[data-layer='0'] .strip-pixels")).to_have_css("opacity", "0.4")
