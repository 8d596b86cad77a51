"""Every map of a network against torch's own `Sequential`, in both modes; only what is wanted; nothing is changed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.layers import seeded, taps_of
from app.networks import Seeded, chain, cost, forward, network

from .drawn import Draft, by_torch, networks, picture, read

LENET: list[Draft] = [
    {"kind": "conv2d", "out_channels": 6, "kernel_size": 5, "padding": 2},
    {"kind": "relu", "inplace": True},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "conv2d", "out_channels": 16, "kernel_size": 5},
    {"kind": "batch_norm2d"},
    {"kind": "tanh"},
    {"kind": "avg_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "dropout", "inplace": True},
    {"kind": "linear", "out_features": 10},
]


def outputs(module: torch.nn.Sequential, x: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """What each layer of torch's answers, taken down before the next one can write over it."""
    kept: list[npt.NDArray[Any]] = []
    for part in module:
        part.register_forward_hook(lambda _, __, output: kept.append(output[0].clone().numpy()))
    with torch.no_grad():
        module(torch.from_numpy(x.copy())[None])
    return kept


@given(networks(), st.integers(0, 99))
def test_every_map_is_torchs(case: tuple[list[Draft], tuple[int, ...]], seed: int) -> None:
    drafts, shape = case
    x = picture(shape, seed)
    fitting = chain(read(drafts), shape)
    answer = forward(network(fitting, Seeded(seed)), x)
    for index, expected in enumerate(outputs(by_torch(drafts, shape, seed).eval(), x)):
        assert np.allclose(answer.tensors[f"layers.{index}.output"], expected, atol=1e-5, equal_nan=True), drafts
        taps = taps_of(fitting.steps[index].layer, fitting.steps[index].input_shape)
        assert taps is None or np.array_equal(answer.tensors[f"layers.{index}.rows"], taps.rows)
    assert np.array_equal(answer.tensors["input"], picture(shape, seed))


@pytest.mark.parametrize("certain", [0, 1, 0.0, 1.0, 5e-324])
def test_behind_a_dropout_of_none_or_all_another_drops_what_torchs_does(certain: float) -> None:
    """What is certain is not drawn; what is nearly so is, though 1 − p is 1 then."""
    drafts: list[Draft] = [{"kind": "dropout", "p": certain}, {"kind": "sigmoid"}, {"kind": "dropout", "p": 0.5}]
    x = picture((2, 5, 5))
    answer = forward(network(chain(read(drafts), (2, 5, 5)), Seeded(0)), x, mode="train", seed=3).tensors
    with torch.random.fork_rng():
        torch.manual_seed(3)
        expected = outputs(by_torch(drafts, (2, 5, 5)).train(), x)
    for index, each in enumerate(expected):
        assert np.array_equal(answer[f"layers.{index}.output"], each)
    assert (answer["layers.0.mask"] == 1 - certain).all()


@given(networks(), st.integers(0, 99))
def test_train_mode_is_torchs_after_one_manual_seed(case: tuple[list[Draft], tuple[int, ...]], seed: int) -> None:
    drafts, shape = case
    x = picture(shape, seed)
    made = network(chain(read(drafts), shape), Seeded(1))
    before = {name: tensor.clone() for name, tensor in made.module.state_dict().items()}
    try:
        answer = forward(made, x, mode="train", seed=seed)
    except Refusal as refusal:
        if refusal.code not in {"batch_norm_one_value", "batch_norm_eps"}:
            raise
        return
    module = by_torch(drafts, shape, 1).train()
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    expected = outputs(module, x)
    torch.set_rng_state(state)
    for index, each in enumerate(expected):
        assert np.allclose(answer.tensors[f"layers.{index}.output"], each, atol=1e-5, equal_nan=True), drafts
    for name, tensor in module.state_dict().items():
        if name.endswith(("running_mean", "running_var")):
            assert np.allclose(answer.tensors[f"layers.{name}"], tensor.numpy(), atol=1e-5, equal_nan=True)
    for name, tensor in made.module.state_dict().items():
        assert torch.equal(tensor, before[name]), f"{name} of the shared network has changed"
    assert not made.module.training


def test_the_names_are_the_contracts() -> None:
    made = network(chain(read(LENET), (1, 28, 28)), Seeded(0))
    eval_names, train_names = (
        set(forward(made, picture((1, 28, 28))).tensors),
        set(forward(made, picture((1, 28, 28)), mode="train").tensors),
    )
    each = {f"layers.{i}.output" for i in range(10)}
    taps = {f"layers.{i}.{name}" for i in (0, 2, 3, 6) for name in ("rows", "cols")}
    weights = {f"layers.{i}.{name}" for i in (0, 3, 4, 9) for name in ("weight", "bias")}
    statistics = {"layers.4.running_mean", "layers.4.running_var"}
    assert eval_names == {"input"} | each | taps | weights | statistics
    assert train_names == eval_names | {"layers.8.mask"}


def test_only_what_is_wanted_is_handed_out() -> None:
    made = network(chain(read(LENET), (1, 28, 28)), Seeded(0))
    want = frozenset({"layers.2.output", "layers.0.weight", "layers.99.output"})
    assert set(forward(made, picture((1, 28, 28)), want=want).tensors) == {"layers.2.output", "layers.0.weight"}


def test_an_activation_in_place_leaves_the_map_before_it_alone() -> None:
    made = network(chain(read(LENET), (1, 28, 28)), Seeded(0))
    tensors = forward(made, picture((1, 28, 28))).tensors
    assert tensors["layers.0.output"].min() < 0
    assert np.array_equal(tensors["layers.1.output"], tensors["layers.0.output"].clip(0))


def test_the_mask_says_what_dropout_kept() -> None:
    made = network(chain(read(LENET), (1, 28, 28)), Seeded(0))
    first, again, other = (forward(made, picture((1, 28, 28)), mode="train", seed=seed).tensors for seed in (5, 5, 6))
    kept = first["layers.7.output"] * first["layers.8.mask"] * 2
    assert np.allclose(first["layers.8.output"], kept)
    assert np.array_equal(first["layers.8.mask"], again["layers.8.mask"])
    assert not np.array_equal(first["layers.8.mask"], other["layers.8.mask"])


def test_probabilities() -> None:
    x = picture((1, 28, 28))
    plain = forward(network(chain(read(LENET), (1, 28, 28)), Seeded(0)), x)
    logits = plain.tensors["layers.9.output"].astype(np.float64)
    assert plain.probabilities == pytest.approx(list(np.exp(logits) / np.exp(logits).sum()), abs=1e-12)
    with_softmax = forward(network(chain(read([*LENET, {"kind": "softmax", "dim": 1}]), (1, 28, 28)), Seeded(0)), x)
    assert with_softmax.probabilities == with_softmax.tensors["layers.10.output"].tolist()
    over_the_batch = forward(network(chain(read([*LENET, {"kind": "softmax", "dim": 0}]), (1, 28, 28)), Seeded(0)), x)
    assert over_the_batch.probabilities == pytest.approx([0.1] * 10)
    assert forward(network(chain(read(LENET[:3]), (1, 28, 28)), Seeded(0)), x).probabilities is None
    assert forward(network(chain([], (4,)), Seeded(0)), picture((4,))).probabilities is None


def test_an_input_of_another_shape_is_refused() -> None:
    made = network(chain(read(LENET), (1, 28, 28)), Seeded(0))
    with pytest.raises(Refusal) as caught:
        forward(made, picture((1, 28, 27)))
    assert (caught.value.code, caught.value.params["expected"]) == ("input_shape_disagrees", [1, 28, 28])


def test_train_mode_on_a_single_value_says_which_layer() -> None:
    drafts: list[Draft] = [{"kind": "adaptive_avg_pool2d", "output_size": 1}, {"kind": "batch_norm2d"}]
    with pytest.raises(Refusal) as caught:
        forward(network(chain(read(drafts), (2, 5, 5)), Seeded(0)), picture((2, 5, 5)), mode="train")
    assert (caught.value.code, caught.value.loc) == ("batch_norm_one_value", ("layers", 1, "mode"))


def test_what_draws_waits_for_nobody() -> None:
    """A large network that is being initialised holds torch's own generator; dropout has one of its own."""
    made = network(chain(read(LENET), (1, 28, 28)), Seeded(0))
    with ThreadPoolExecutor(1) as other, seeded(0):
        answer = other.submit(forward, made, picture((1, 28, 28)), mode="train", seed=5).result(timeout=30)
    assert 0 < answer.tensors["layers.8.mask"].mean() < 1


def test_threads_share_a_network_and_never_its_numbers() -> None:
    made = network(chain(read(LENET), (1, 28, 28)), Seeded(0))
    inputs = [picture((1, 28, 28), seed) for seed in range(8)]
    alone = [forward(made, x, mode="train", seed=i).tensors["layers.9.output"] for i, x in enumerate(inputs)]
    wrong: list[int] = []

    def run(i: int) -> None:
        for _ in range(10):
            found = forward(made, inputs[i], mode="train", seed=i).tensors["layers.9.output"]
            if not np.array_equal(found, alone[i]):
                wrong.append(i)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@given(networks())
def test_the_cost_counts_every_number_that_is_kept(case: tuple[list[Draft], tuple[int, ...]]) -> None:
    drafts, shape = case
    fitting = chain(read(drafts), shape)
    held = forward(network(fitting, Seeded(0)), picture(shape)).tensors
    statistics = sum(tensor.size for name, tensor in held.items() if ".running_" in name)
    counted = cost(fitting)
    assert counted.numbers >= sum(tensor.size for tensor in held.values()) - statistics
    assert counted.macs >= fitting.macs


def test_absurd_parameters_cost_arithmetic_only() -> None:
    absurd = {"kind": "conv2d", "out_channels": 2**31 - 1, "kernel_size": 2**31 - 1, "padding": 2**31 - 1}
    assert cost(chain(read([absurd]), (1, 8, 8))).macs > 2**90
