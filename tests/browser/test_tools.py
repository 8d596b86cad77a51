"""The tools: code that runs, coverage, comparing A with B, predicting before it is revealed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import TEXTBOOK, Scope, address, number, numbers

RIGHTS = ["clipboard-read", "clipboard-write"]


# Code


def test_the_copied_text_runs_and_gives_the_same_numbers(visit: Visit) -> None:
    layer = {
        "kind": "conv2d",
        "out_channels": 4,
        "kernel_size": 5,
        "stride": 2,
        "padding": 2,
        "padding_mode": "reflect",
    }
    scope = visit(
        address(s={"size": [24, 24], "layer": layer, "weight": {"seed": 5}, "bias": None}), permissions=RIGHTS
    )
    scope.locate("cs-code").get_by_role("button", name="Copy").click()
    expect(scope.locate("cs-code [role=status]")).to_have_text("Copied.")
    text: str = scope.page.evaluate("() => navigator.clipboard.readText()")
    assert text == scope.locate("cs-code pre").inner_text()
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 (what a person does with a text that was copied)
    made = names["layer"]
    with torch.no_grad():
        made.weight.copy_(torch.tensor(scope.tensor("weight")))
        made.bias.copy_(torch.tensor(scope.tensor("bias")))
        y = made(torch.tensor(scope.tensor("input"))[None])[0].numpy()
    np.testing.assert_allclose(scope.tensor("output"), y, atol=1e-5)


def test_keras_has_its_text_or_the_reason_why_not(scope: Scope) -> None:
    scope.locate("cs-code").get_by_text("Keras", exact=True).click()
    expect(scope.locate("cs-code pre")).to_contain_text("keras")
    scope.choose("padding_mode", "reflect")
    scope.settle()
    expect(scope.locate("cs-code pre")).to_have_count(0)
    expect(scope.locate("cs-code .notice")).to_contain_text("reflect")


def test_the_code_follows_the_controls(scope: Scope) -> None:
    scope.set_number("stride", 3)
    scope.settle()
    expect(scope.locate("cs-code pre")).to_contain_text("stride=3")


# Coverage


def reads(scope: Scope) -> np.ndarray:
    """How often each input cell is read by one map, by torch: the gradient of the sum under a kernel of ones."""
    layer = scope.setting["layer"]
    made = oracle.module({**layer, "out_channels": 1, "bias": False}, 1)
    torch.nn.init.ones_(made.get_parameter("weight"))
    x = torch.ones(1, 1, *scope.tensor("input").shape[1:], requires_grad=True)
    made(x).sum().backward()
    assert x.grad is not None
    return x.grad[0, 0].numpy()


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        ({"kernel_size": 1, "stride": 2}, "Skipped by the stride"),
        ({"kernel_size": 2, "dilation": 3, "stride": 6}, "Skipped by the dilation"),
        ({"kernel_size": 3, "stride": 3}, "Dropped at the end"),
        ({"kernel_size": 3}, None),
    ],
)
def test_coverage_counts_reads_and_names_what_is_skipped(
    visit: Visit, layer: dict[str, Any], reason: str | None
) -> None:
    whole = {"kind": "conv2d", "out_channels": 1, **layer}
    scope = visit(
        address(
            s={"size": [11, 11], "color": "gray", "layer": whole, "weight": {"seed": 0}, "bias": None},
            v={"tab": "coverage"},
        )
    )
    counts = reads(scope)
    tab = scope.locate("cs-coverage")
    low, high = int(counts.min()), int(counts.max())
    expect(tab).to_contain_text(f"{low} … {high}" if low != high else f"equally often by one map: {high}")
    unread = int((counts == 0).sum())
    if reason is None:
        expect(tab).to_contain_text("Every input cell is read.")
        assert unread == 0
    else:
        expect(tab).to_contain_text(f"Input cells that nothing reads: {unread} of 121")
        expect(tab).to_contain_text(reason)
        rows = [row for row in range(11) if not counts[row].any()]
        item = tab.locator("li").filter(has_text=reason).inner_text()
        named = item.split("rows ")[1].split(" · ")[0]
        assert numbers(named)[0] in rows
    # Over the input itself, too: the cells say how often.
    tab.get_by_role("button", name="Show on the input").click()
    scope.until("({ view }) => view.coverage")
    texts = scope.page.evaluate("""() => {
      const { scene } = document.querySelector('.stage-input cs-grid');
      return Array.from({ length: 121 }, (_, i) => scene.texts(Math.floor(i / 11), i % 11)[0]);
    }""")
    assert [int(text.removeprefix("×")) for text in texts] == counts.ravel().astype(int).tolist()


# Compare


def test_a_and_b_and_what_they_differ_by(visit: Visit) -> None:
    scope = visit(address(s={"size": [32, 32]}, v={"tab": "compare"}))
    a = scope.tensor("output").copy()
    scope.locate("cs-compare").get_by_role("button", name="Pin as A").click()
    expect(scope.locate("cs-compare")).to_contain_text("A and B are equal in every cell.")
    scope.choose("padding_mode", "circular")
    scope.settle()
    b = oracle.check(scope)
    np.testing.assert_allclose(scope.tensor("output", of="compared"), a)
    facts = scope.locate("cs-compare .compare-facts")
    difference = b - a
    expect(facts).to_contain_text(f"cells that differ: {int((difference != 0).sum()):,} of {difference.size:,}")
    told = number(facts.inner_text().split("Largest difference: ")[1].split(" ·")[0])
    assert told == pytest.approx(float(abs(difference[0]).max()), rel=1e-5)
    for side in ("a", "b", "difference"):
        assert scope.colours(f"cs-compare canvas[data-side={side}]") > 2
    scope.locate("cs-compare").get_by_role("button", name="Swap A and B").click()
    scope.settle()
    np.testing.assert_allclose(scope.tensor("output"), a)
    np.testing.assert_allclose(scope.tensor("output", of="compared"), b, atol=1e-5)
    scope.locate("cs-compare").get_by_role("button", name="Let A go").click()
    assert scope.state()["pinned"] is None


def test_different_shapes_have_no_difference_and_say_so(visit: Visit) -> None:
    scope = visit(address(s={"size": [16, 16]}, v={"tab": "compare"}))
    scope.locate("cs-compare").get_by_role("button", name="Pin as A").click()
    scope.set_number("stride", 2)
    scope.settle()
    expect(scope.locate("cs-compare .notice")).to_contain_text("A is 8 × 16 × 16, B is 8 × 8 × 8")


# Predict


def test_the_size_is_hidden_until_it_is_guessed(visit: Visit) -> None:
    scope = visit(address(s={"size": [20, 26]}, v={"tab": "predict"}))
    scope.set_number("stride", 3)
    scope.settle()
    height, width = scope.tensor("output").shape[1:]
    scope.locate("cs-predict").get_by_role("button", name="Guess the output size").click()
    hidden = scope.locate("body").inner_text()
    assert f"{height} × {width}" not in hidden
    assert f"× {width}" not in scope.locate(".stage-output").inner_text()
    label = scope.locate(".stage-output .grid-box").get_attribute("aria-label") or ""
    assert str(height) not in label.replace("26", "")
    scope.locate("cs-predict input[name=height]").fill("20")
    scope.locate("cs-predict input[name=width]").fill("26")
    scope.page.keyboard.press("Enter")
    verdict = scope.locate("cs-predict .predict-verdict")
    expect(verdict).to_contain_text("Not quite.")
    expect(verdict).to_contain_text(f"{height} × {width}")
    expect(verdict).to_contain_text("stride")  # the slip that leads there
    expect(scope.locate(".stage-output figcaption")).to_contain_text(f"{height} × {width}")


def test_a_cell_is_hidden_until_it_is_guessed(visit: Visit) -> None:
    scope = visit(address(s=TEXTBOOK, c={"map": 0, "row": 1, "col": 1, "step": None}, v={"tab": "predict"}))
    value = float(scope.tensor("output")[0, 1, 1])
    scope.locate("cs-predict").get_by_role("button", name="Guess a cell's value").click()
    for place in (".stage-output figcaption", "cs-arithmetic"):
        assert f"{value:g}" not in scope.locate(place).inner_text().replace("−", "-")
    scope.locate("cs-predict input[name=value]").fill(str(value - 0.5))
    scope.page.keyboard.press("Enter")
    verdict = scope.locate("cs-predict .predict-verdict")
    # Half off is the bias, but within one percent of the value: only a guess that is really off is wrong.
    expect(verdict).to_contain_text("Right." if 0.01 * abs(value) >= 0.5 else "Not quite.")
    scope.locate("cs-predict").get_by_role("button", name="Another cell").click()
    _, row, col, _ = scope.cursor()
    truth = float(scope.tensor("output")[0, row, col])
    scope.locate("cs-predict input[name=value]").fill(str(truth))
    scope.locate("cs-predict").get_by_role("button", name="Check").click()
    expect(scope.locate("cs-predict .predict-verdict")).to_contain_text("Right.")
    expect(scope.locate("cs-predict .predict-tally")).to_contain_text("of 2")
    assert scope.told()[1] == truth


def test_leaving_the_tab_shows_everything_again(visit: Visit) -> None:
    scope = visit(address(s={"size": [16, 16]}, v={"tab": "predict"}))
    scope.locate("cs-predict").get_by_role("button", name="Guess the output size").click()
    scope.until("({ view }) => view.predict === 'size'")
    scope.tab("code")
    scope.until("({ view }) => view.predict === 'off'")
    expect(scope.locate(".stage-output figcaption")).to_contain_text("16 × 16")
