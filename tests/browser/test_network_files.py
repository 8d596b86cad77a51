"""A network as files: text that scrolls, an export that is given up or waited for, weights that fit nothing."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.reference import ReferenceEvaluator
from playwright.sync_api import expect
from safetensors.torch import save_file

from tests.browser.conftest import Visit
from tests.browser.nets import answered, built, member, opened
from tests.browser.scope import REFUSED, words
from tests.browser.test_network_build import added

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
