"""Every control asks torch again: the picture and the numbers change with it, and they are torch's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.pointer import slide
from tests.browser.scope import REFUSED, Scope, address

SMALL: dict[str, Any] = {"size": [24, 32]}


@pytest.fixture
def small(visit: Visit) -> Scope:
    return visit(address(s=SMALL))


STEPS: list[tuple[str, Callable[[Scope], None], str, Any]] = [
    (
        "slider",
        lambda scope: slide(scope, scope.control("kernel_size").locator("input[type=range]"), 5),
        "kernel_size",
        5,
    ),
    ("number", lambda scope: scope.set_number("stride", 2), "stride", 2),
    ("padding", lambda scope: scope.set_number("padding", 0), "padding", 0),
    ("dilation", lambda scope: scope.set_number("dilation", 2), "dilation", 2),
    ("word", lambda scope: scope.choose("padding", "same"), "padding", "same"),
    ("mode", lambda scope: scope.choose("padding_mode", "circular"), "padding_mode", "circular"),
    ("channels", lambda scope: scope.set_number("out_channels", 3), "out_channels", 3),
    ("switch", lambda scope: scope.control("bias").locator("input").click(), "bias", False),
]


@pytest.mark.parametrize(("act", "name", "value"), [pytest.param(*step[1:], id=step[0]) for step in STEPS])
def test_a_control_changes_picture_and_numbers(
    small: Scope, act: Callable[[Scope], None], name: str, value: Any
) -> None:
    before = small.tensor("output"), small.pixels(".stage-output .grid-pixels")
    small.watch.expect(REFUSED)  # a slider goes through sizes that some of the named kernels cannot have
    act(small)
    small.settle()
    assert small.setting["layer"][name] == value
    y = oracle.check(small)
    if name != "bias" and value != "same":  # it was zero; it was the same
        changed = y.shape != before[0].shape or not np.array_equal(y, before[0])
        assert changed
        if name != "out_channels":  # the first map stays what it was
            small.changed(".stage-output .grid-pixels", before[1])
    expect(small.locate("cs-formula .shapes")).to_contain_text(" × ".join(map(str, y.shape)))


def test_groups_pair_up_with_their_channels(visit: Visit) -> None:
    scope = visit(
        address(
            s={
                **SMALL,
                "layer": {"kind": "conv2d", "out_channels": 6, "kernel_size": 3},
                "weight": {"seed": 3},
                "bias": None,
            }
        )
    )
    scope.set_number("groups", 3)
    scope.settle()
    assert scope.tensor("weight").shape == (6, 1, 3, 3)
    oracle.check(scope)


def test_one_number_for_both_directions_or_one_for_each(visit: Visit) -> None:
    small = visit(address(s={**SMALL, "weight": {"seed": 1}, "bias": None}))
    control = small.control("kernel_size")
    control.locator(".link-toggle").click()
    rows, cols = control.locator("input[type=number]").all()
    rows.fill("1")
    cols.fill("5")
    small.settle()
    assert small.setting["layer"]["kernel_size"] == [1, 5]
    assert small.tensor("weight").shape[2:] == (1, 5)
    oracle.check(small)
    control.locator(".link-toggle").click()
    small.settle()
    assert small.setting["layer"]["kernel_size"] == 1
    oracle.check(small)


def test_a_parameter_says_what_it_is_and_goes_back_to_torchs_default(small: Scope) -> None:
    small.set_number("stride", 3)
    small.settle()
    control = small.control("stride")
    control.locator("button.name").click()
    expect(control.locator(".parameter-help")).to_contain_text("Default in torch: 1")
    control.get_by_role("button", name="Back to it").click()
    small.settle()
    assert small.setting["layer"]["stride"] in (1, [1, 1])
    assert small.tensor("output").shape == (8, 24, 32)


def test_torchs_own_initialisation_under_a_seed(small: Scope) -> None:
    import torch

    small.locate("cs-weights .segments").get_by_text("random", exact=True).click()
    small.settle()
    small.locate("#weight-seed").fill("7")
    small.locate("#weight-seed").press("Enter")
    small.settle()
    torch.manual_seed(7)
    made = torch.nn.Conv2d(3, 8, 3, padding=1)
    np.testing.assert_allclose(small.tensor("weight"), made.weight.detach().numpy(), atol=1e-7)
    np.testing.assert_allclose(small.tensor("bias"), made.bias.detach().numpy(), atol=1e-7)  # type: ignore[union-attr]
    small.locate("cs-weights").get_by_role("button", name="Reroll").click()
    small.settle()
    assert small.setting["weight"] == {"seed": 8}
    oracle.check(small)


def test_a_named_kernel_for_one_map_alone(small: Scope) -> None:
    small.locate("cs-weights select").nth(2).select_option("prewitt_x")
    small.settle()
    np.testing.assert_allclose(small.tensor("weight")[2], oracle.kernels(["prewitt_x"], 3)[0], atol=1e-7)
    np.testing.assert_allclose(small.tensor("weight")[0], oracle.kernels(["sobel_x"], 3)[0], atol=1e-7)
    oracle.check(small)


def test_a_gabor_filter_is_turned_by_its_angle(small: Scope) -> None:
    small.set_number("kernel_size", 7)
    small.settle()
    small.locate("cs-weights select").nth(0).select_option("gabor")
    small.settle()
    before = small.tensor("weight")[0]
    angle = small.locate("cs-weights .preset-numbers label").filter(has_text="angle").locator("input").first
    angle.fill("90")
    angle.press("Enter")
    small.settle()
    after = small.tensor("weight")[0]
    assert not np.allclose(after, before)
    np.testing.assert_allclose(np.rot90(after[0]), before[0], atol=1e-5)
    oracle.check(small)
