"""What the page is for, from end to end and by keys alone: a newcomer builds a network, mends and trains it, draws a
digit for it, and follows the winning logit back to the pixels."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard
from tests.browser.nets import answered, member, opened
from tests.browser.runs import until
from tests.browser.scope import Scope, numbers, words

EPOCHS = 4


def put(scope: Scope, keys: Keyboard, title: str) -> None:
    """A layer at the end."""
    keys.do(scope.locate(".chain-add"))
    keys.do(scope.locate("#chain-add").get_by_role("button", name=title, exact=True))


def field(scope: Scope, layer: int, name: str) -> Locator:
    """The number of a parameter of a layer, while its card is open."""
    return scope.locate(f"#layers-{layer}-parameter-{name}-name").locator("..").locator("input[type=number]").first


def kinds(scope: Scope) -> list[str]:
    return [layer["kind"] for layer in member(scope, "setting.layers")]


def told(scope: Scope, **look: int | str) -> str:
    """What is read out once a cell is looked at, or looked at more closely: its number first."""
    for name, place in look.items():
        scope.until(f"({{ view: {{ look }} }}) => look.{name} === {json.dumps(place)}")
    at = member(scope, "view.look")
    tensor = scope.tensor("input" if at["layer"] < 0 else f"layers.{at['layer']}.output")
    value = tensor[at["col"]] if tensor.ndim == 1 else tensor[at["map"], at["row"], at["col"]]
    said = scope.locate("cs-net-reason [role=status]")
    until(lambda: f": {value:.3f}".rstrip("0").rstrip(".") in said.inner_text(), within=15)
    return said.inner_text()


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_newcomer_builds_trains_draws_and_understands_by_keys_alone(visit: Visit, trains: str, lang: str) -> None:
    scope = opened(visit, at=trains, lang=lang, reduced_motion="reduce")
    keys = Keyboard(scope)

    # Build, and break.
    keys.do(scope.locate("#ready-open"))
    keys.do(scope.locate(".ready-choice").last)
    expect(scope.locate("cs-chain")).to_contain_text(words("chain.empty", lang))
    for title in ("Conv2d", "ReLU", "MaxPool2d", "Linear"):
        put(scope, keys, title)
    keys.type(field(scope, 3, "out_features"), "10")
    keys.press("Escape")
    expect(scope.locate("#chain-3")).to_be_focused()
    expect(scope.locate(".chain-card.broken")).to_contain_text("Linear")

    # Mend
    keys.do(scope.locate("cs-chain-break .primary"))
    expect(scope.locate(".chain-card.broken")).to_have_count(0)
    assert kinds(scope) == ["conv2d", "relu", "max_pool2d", "flatten", "linear"]
    answered(scope)

    # Train
    keys.do(scope.locate(".chain-train"))
    scope.page.wait_for_url("**/train#*")
    keys.do(scope.locate("#setup-training"))
    epochs = scope.locate("#train--parameter-epochs-name").locator("..").locator("input[type=number]").first
    keys.type(epochs, str(EPOCHS))
    keys.do(scope.locate(".setup-train:enabled"))
    expect(scope.locate(".setup-train")).to_be_focused()
    expect(scope.locate("cs-train-head .run-state")).to_have_text(words("train.state.finished", lang), timeout=90_000)

    # Open at epoch 3, once all of them are here
    expect(scope.locate("cs-epoch-maps")).to_contain_text(words("watch.after_epoch", lang).format(epoch=EPOCHS))
    slider = scope.locate("cs-epoch-slider input[type=range]:enabled").first
    keys.do(slider, "Home", "ArrowRight", "ArrowRight")
    expect(scope.locate("cs-epoch-maps")).to_contain_text(words("watch.after_epoch", lang).format(epoch=3))
    keys.do(scope.locate("cs-epoch-maps cs-network-link a"))
    scope.page.wait_for_url("**/network#*")
    answered(scope)
    assert member(scope, "setting.weights.epoch") == 2

    # Draw
    keys.reach(scope.locate("#picture-tab-photo"))
    keys.do(scope.locate("#picture-tab-photo"), "ArrowRight", "ArrowRight")
    expect(scope.locate("#picture-tab-draw")).to_be_focused()
    keys.do(scope.locate("canvas.draw-board"), *["ArrowUp"] * 9, "Space", *["ArrowDown"] * 18, "Space")
    answered(scope)
    expect(scope.locate("cs-net-classes")).to_contain_text(words("netclasses.verdict", lang).format(name="1"))

    # Understand: from the winning logit by the largest part of each number to the pixels, and hear why at each.
    keys.do(scope.locate(".net-follow"))
    told(scope, layer=4, col=1)
    for layer in range(3, -1, -1):
        keys.do(scope.locate(".zoom-back"))
        told(scope, layer=layer)
    for level in ("filter", "cell", "stage"):
        # By its words: which levels there are hangs on the cell's numbers, which may still be on their way.
        keys.do(scope.locate(".zoom-deeper button").filter(has_text=words(f"netzoom.into.{level}", lang)))
        told(scope, level=level)
    assert numbers(scope.locate("cs-net-zoom cs-arithmetic .arith-torch dd").inner_text())
    keys.press("Escape", "Escape", "Escape")
    told(scope, layer=0, level="map")
    keys.do(scope.locate(".zoom-back"))
    told(scope, layer=-1)
    at = member(scope, "view.look")
    assert scope.tensor("input")[0, at["row"], at["col"]] > 0  # it is the ink that speaks for a one
