"""Modules for one asker alone: they compute what the shared ones do, and which layers may not see a whole batch."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import Refusal
from app.networks import READY, chain
from app.networks.private import private, samples_apart
from tests.layers.oracle import read
from tests.layers.strategies import OPTIONAL, REQUIRED
from tests.layers.test_flat_kinds import ARGUMENTS

from .made import assert_untouched, held, made, picture, ready


@pytest.mark.parametrize("name", READY)
def test_it_computes_the_same_with_the_same_weights(name: str) -> None:
    network, x = ready(name), torch.tensor(picture((3, 1, 16, 16)))
    mine = private(network)
    assert torch.equal(mine(x), network.module(x))
    for ours, theirs in zip(mine.parameters(), network.module.parameters(), strict=True):
        assert ours is theirs
    assert torch.equal(private(network, 2)(x), network.module[:2](x))


def test_hooks_stay_with_who_asked() -> None:
    network = made({"kind": "relu", "inplace": True}, {"kind": "batch_norm2d"}, shape=(2, 3, 3))
    before, mine = held(network), private(network)
    for module in mine:
        module.register_forward_hook(lambda *_: None)
    x = -torch.ones(1, 2, 3, 3)
    mine(x)
    assert (x == -1).all()
    assert_untouched(network, before)


@pytest.mark.parametrize("kind", [*REQUIRED, *ARGUMENTS])
@given(data=st.data())
def test_samples_of_a_batch_do_not_meet_unless_the_layer_says_so(kind: str, data: st.DataObject) -> None:
    arguments = st.fixed_dictionaries(REQUIRED[kind], optional=OPTIONAL[kind]) if kind in REQUIRED else ARGUMENTS[kind]
    shape = data.draw(st.tuples(*(st.integers(1, 6),) * 3) | st.tuples(st.integers(1, 12)))
    try:
        fitting = chain([read(kind, data.draw(arguments))], shape)
    except (Refusal, ValidationError):
        return
    if not samples_apart(fitting):
        return
    step = fitting.steps[0]
    module = step.layer.module(shape).eval().requires_grad_(requires_grad=False)
    x = torch.tensor(picture((3, *shape), data.draw(st.integers(0, 2**32)))) * 4 - 2
    together = module(x.clone())
    for index, sample in enumerate(x):
        alone = module(sample[None].clone())[0]
        torch.testing.assert_close(together[index], alone, rtol=1e-4, atol=1e-4, equal_nan=True)


def test_layers_that_join_samples_are_known() -> None:
    assert samples_apart(made({"kind": "softmax", "dim": 1}, {"kind": "batch_norm2d"}, shape=(2, 3, 3)).chain)
    for draft in ({"kind": "softmax", "dim": 0}, {"kind": "batch_norm2d", "track_running_stats": False}):
        assert not samples_apart(made(draft, shape=(2, 3, 3)).chain)
