"""Layers in a row: shapes by arithmetic, refused where they do not fit, and torch's own modules for them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from pydantic import TypeAdapter

from app.errors import Refusal
from app.layers import AnyLayer, Layer
from app.networks import build, chain

_LAYERS: TypeAdapter[Any] = TypeAdapter(list[AnyLayer])


def layers(*drafts: dict[str, Any]) -> list[Layer]:
    made: list[Layer] = _LAYERS.validate_python(list(drafts))
    return made


CONV = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3}
POOL = {"kind": "max_pool2d", "kernel_size": 2}
HEAD = ({"kind": "flatten"}, {"kind": "linear", "out_features": 5})


def test_shapes_parameters_and_macs() -> None:
    network = chain(layers(CONV, POOL, *HEAD), (2, 10, 8))
    assert [step.output_shape for step in network.steps] == [(4, 8, 6), (4, 4, 3), (48,), (5,)]
    assert [step.input_shape for step in network.steps] == [(2, 10, 8), (4, 8, 6), (4, 4, 3), (48,)]
    assert network.output_shape == (5,)
    assert network.parameters == (4 * 2 * 9 + 4) + (5 * 48 + 5)
    assert network.macs == 8 * 6 * 4 * 2 * 9 + 5 * 48


def test_no_layers_answer_their_input() -> None:
    network = chain([], (2, 3, 3))
    assert (network.output_shape, network.parameters, network.macs) == ((2, 3, 3), 0, 0)


def test_torch_agrees_with_the_arithmetic() -> None:
    network = chain(layers(CONV, POOL, *HEAD), (2, 10, 8))
    model = build(network, seed=3)
    assert model(torch.zeros(7, 2, 10, 8)).shape == (7, 5)
    assert sum(parameter.numel() for parameter in model.parameters()) == network.parameters


def test_a_seed_makes_what_torch_makes_after_manual_seed() -> None:
    built = build(chain(layers(CONV, *HEAD), (1, 4, 4)), seed=11)
    before = torch.get_rng_state()
    torch.manual_seed(11)
    expected = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.Flatten(), torch.nn.Linear(16, 5))
    torch.set_rng_state(before)
    for ours, theirs in zip(built.state_dict().values(), expected.state_dict().values(), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    ("drafts", "code", "loc"),
    [
        ([CONV, CONV, CONV, POOL], "kernel_too_large", ("layers", 2, "kernel_size")),
        ([CONV, HEAD[1]], "needs_flatten", ("layers", 1)),
        ([{**POOL, "return_indices": True}], "returns_indices", ("layers", 0, "return_indices")),
        ([*HEAD, CONV], "needs_picture", ("layers", 2)),
    ],
)
def test_the_first_layer_that_does_not_fit_is_named(
    drafts: list[dict[str, Any]], code: str, loc: tuple[str | int, ...]
) -> None:
    with pytest.raises(Refusal) as caught:
        chain(layers(*drafts), (1, 6, 6))
    assert (caught.value.code, caught.value.loc) == (code, loc)
