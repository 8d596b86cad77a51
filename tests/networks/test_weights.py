"""Weights from a seed are torch's; trained tensors come in by torch's names and shapes, or are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.layers import Float32, Shape
from app.networks import Chain, Seeded, State, chain, check_state, expected, forward, network

from .drawn import Draft, by_torch, networks, picture, read

BODY: list[Draft] = [
    {"kind": "conv2d", "out_channels": 3, "kernel_size": 3, "bias": False},
    {"kind": "batch_norm2d"},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 4},
]
SHAPE = (2, 5, 5)


def body() -> Chain:
    return chain(read(BODY), SHAPE)


def tensors_of(module: torch.nn.Module) -> dict[str, Float32]:
    return {name: np.array(tensor.numpy(), np.float32) for name, tensor in module.state_dict().items()}


def without_counters(names: Any) -> list[str]:
    return [name for name in names if not name.endswith("num_batches_tracked")]


@given(networks())
def test_the_names_and_shapes_are_those_of_a_state_dict(case: tuple[list[Draft], Shape]) -> None:
    drafts, shape = case
    state = by_torch(drafts, shape).state_dict()
    assert list(expected(chain(read(drafts), shape)).items()) == [
        (name, tuple(state[name].shape)) for name in without_counters(state)
    ]


@given(networks(), st.integers(0, 99))
def test_a_state_gives_the_numbers_of_the_network_it_comes_from(case: tuple[list[Draft], Shape], seed: int) -> None:
    drafts, shape = case
    module = by_torch(drafts, shape, seed)
    generator = torch.Generator().manual_seed(seed)  # one key, one content
    for tensor in module.state_dict().values():
        if tensor.is_floating_point():
            tensor.uniform_(0.1, 1, generator=generator)
    made = network(chain(read(drafts), shape), State(f"{drafts} {seed}", tensors_of(module)))
    x = picture(shape)
    answer = forward(made, x)
    with torch.no_grad():
        y = module.eval()(torch.from_numpy(x.copy())[None])[0].numpy()
    if drafts:
        last = answer.tensors[f"layers.{len(drafts) - 1}.output"]
        assert np.allclose(last, y, atol=1e-5, equal_nan=True)


def test_nothing_is_drawn_for_a_network_whose_weights_are_there() -> None:
    before = torch.get_rng_state()
    network(body(), State("drawn", tensors_of(by_torch(BODY, SHAPE))))
    assert torch.equal(before, torch.get_rng_state())


def test_a_state_may_be_read_only_and_is_not_held_on_to() -> None:
    tensors = tensors_of(by_torch(BODY, SHAPE))
    for tensor in tensors.values():
        tensor.flags.writeable = False
    made = network(body(), State("read only", tensors))
    assert not np.shares_memory(made.fixed["layers.0.weight"], tensors["0.weight"])


def test_networks_are_remembered_by_layers_shape_and_weights() -> None:
    tensors = tensors_of(by_torch(BODY, SHAPE))
    made = network(body(), Seeded(1))
    assert network(body(), Seeded(1)) is made
    assert network(body(), Seeded(2)) is not made
    kept = network(body(), State("a", tensors))
    assert network(body(), State("a", tensors)) is kept
    assert network(body(), State("b", tensors)) is not kept
    assert network(chain(read(BODY), (2, 5, 6)), Seeded(1)) is not made


def test_a_network_learns_nothing() -> None:
    made = network(body(), Seeded(1))
    assert not made.module.training
    assert not any(weight.requires_grad for weight in made.module.parameters())


FITTING: dict[str, Shape] = {
    "0.weight": (3, 2, 3, 3),
    "1.weight": (3,),
    "1.bias": (3,),
    "1.running_mean": (3,),
    "1.running_var": (3,),
    "4.weight": (4, 27),
    "4.bias": (4,),
}


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        ({"1.bias": None}, "state_missing", {"name": "1.bias", "shape": [3]}),
        ({"1.bias": None, "0.weight": (3, 2, 5, 5)}, "state_shape", {"name": "0.weight", "given": [3, 2, 5, 5]}),
        ({"4.weight": (4, 28)}, "state_shape", {"name": "4.weight", "given": [4, 28], "expected": [4, 27]}),
        ({"0.bias": (3,)}, "state_unexpected", {"name": "0.bias"}),
        ({"0.bias": (3,), "4.bias": None}, "state_unexpected", {"name": "0.bias"}),
        ({"7.weight": (3,)}, "state_unexpected", {"name": "7.weight"}),
        ({"0.num_batches_tracked": ()}, "state_unexpected", {"name": "0.num_batches_tracked"}),
        ({"head.weight": (3,)}, "state_unexpected", {"name": "head.weight"}),
    ],
)
def test_the_first_mismatch_in_order_of_the_layers_is_named(
    change: dict[str, Shape | None], code: str, params: dict[str, Any]
) -> None:
    given_shapes = {name: shape for name, shape in {**FITTING, **change}.items() if shape is not None}
    with pytest.raises(Refusal) as caught:
        check_state(body(), given_shapes)
    assert (caught.value.code, caught.value.loc) == (code, ("weights",))
    assert params.items() <= caught.value.params.items()


def test_torchs_own_counters_are_taken() -> None:
    check_state(body(), {**FITTING, "1.num_batches_tracked": ()})


def test_names_of_another_kind_of_file_are_told() -> None:
    with pytest.raises(Refusal) as caught:
        check_state(body(), {"conv1.weight": (3, 2, 3, 3), "fc.bias": (4,)})
    assert caught.value.code == "state_missing"
    assert caught.value.params["found"] == ["conv1.weight", "fc.bias"]


@pytest.mark.parametrize("names", [["0.spare", "0.more", "0.other"], ["0.other", "0.spare", "0.more"]])
def test_the_mismatch_named_does_not_depend_on_the_order_of_the_file(names: list[str]) -> None:
    shapes: dict[str, Shape] = {**dict.fromkeys(names, (1,)), **expected(body())}
    with pytest.raises(Refusal) as unexpected:
        check_state(body(), shapes)
    assert unexpected.value.params["name"] == "0.more"
    with pytest.raises(Refusal) as missing:
        check_state(body(), dict.fromkeys(names, (1,)))
    assert missing.value.params["found"] == ["0.more", "0.other", "0.spare"]
