"""What a filter looks for: activations rise, pictures stay pictures, and nothing is remembered between two calls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.errors import Refusal
from app.networks import READY, Network, forward
from app.networks import work as work_of
from app.networks.maximise import PASSES, maximise

from .made import Draft, assert_untouched, held, made, picture, ready

CONV: Draft = {"kind": "conv2d", "out_channels": 3, "kernel_size": 3}
FLATTEN: Draft = {"kind": "flatten"}


@pytest.mark.parametrize("name", READY)
def test_every_layer_of_every_ready_made_network_can_be_climbed(name: str) -> None:
    network = ready(name)
    for layer, step in enumerate(network.chain.steps):
        channel = step.output_shape[0] - 1
        found = maximise(network, layer, channel, steps=12, seed=layer)
        assert found.picture.shape == (1, 16, 16)
        assert found.activations.shape == (13,)
        assert found.picture.dtype == found.activations.dtype == np.float32
        assert found.picture.min() >= 0
        assert found.picture.max() <= 1
        assert (np.diff(found.activations) >= 0).all()
        if step.layer.kind in {"conv2d", "linear"}:
            assert found.activations[-1] > found.activations[0]


def test_the_activation_is_the_mean_of_the_map_as_the_network_answers_it() -> None:
    network = ready("small_cnn")
    found = maximise(network, 3, 5, steps=4)
    told = forward(network, found.picture, want=frozenset({"layers.3.output"})).tensors["layers.3.output"]
    assert found.activations[-1] == pytest.approx(told[5].mean(), abs=1e-6)


def test_a_sum_with_signs_is_answered_by_white_where_it_adds_and_black_where_it_takes() -> None:
    weight = np.random.default_rng(1).choice([-2.0, -1.0, 1.0, 2.0], (2, 12))
    found = maximise(made({"kind": "linear", "out_features": 2}, shape=(12,), layer0_weight=weight), 0, 1, steps=30)
    np.testing.assert_array_equal(found.picture, weight[1] > 0)
    assert (np.diff(found.activations) >= 0).all()


def test_an_edge_filter_finds_edges() -> None:
    """The mean of a vertical edge over the whole map is what stands at its rims: white right, black left."""
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    found = maximise(
        made({**CONV, "out_channels": 1}, shape=(1, 12, 12), layer0_weight=sobel[None, None], layer0_bias=0),
        0,
        0,
        steps=60,
    )
    assert found.picture[0, 2:-2, -2:].mean() > found.picture[0, 2:-2, :2].mean() + 0.5


def test_it_goes_on_from_where_it_stopped() -> None:
    network = ready("lenet5")
    first = maximise(network, 3, 2, steps=6, seed=1)
    kept = first.picture.copy()
    second = maximise(network, 3, 2, picture=first.picture, steps=6, seed=2)
    assert second.activations[0] == pytest.approx(first.activations[-1], abs=1e-6)
    assert second.activations[-1] > first.activations[-1]
    np.testing.assert_array_equal(first.picture, kept)


def test_a_seed_is_all_that_chance_knows() -> None:
    network = ready("tiny_vgg")
    first, again, other = (maximise(network, 2, 0, steps=5, seed=seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first.picture, again.picture)
    np.testing.assert_array_equal(first.activations, again.activations)
    assert not np.array_equal(first.picture, other.picture)


def test_no_steps_are_a_look_at_the_start() -> None:
    network, x = ready("small_cnn"), picture((1, 16, 16))
    found = maximise(network, 0, 0, picture=x, steps=0)
    np.testing.assert_array_equal(found.picture, x)
    assert found.activations.shape == (1,)


def test_a_map_that_is_0_at_grey_is_climbed_by_what_relu_cuts_off() -> None:
    """White right of black: at grey the bias outweighs it everywhere, and ReLU's gradient is 0."""
    edge = np.array([[[[-1.0, -1.0, 1.0, 1.0]]]])
    layers: list[Draft] = [
        {"kind": "conv2d", "out_channels": 1, "kernel_size": [1, 4], "stride": [1, 4]},
        {"kind": "relu"},
        {"kind": "max_pool2d", "kernel_size": 2},
    ]
    network = made(*layers, shape=(1, 8, 8), layer0_weight=edge, layer0_bias=-1)
    for layer in (1, 2):
        found = maximise(network, layer, 0, steps=60)
        assert found.activations[0] == 0
        assert found.activations[-1] > 0.5
        assert (np.diff(found.activations) >= 0).all()


def test_what_no_picture_reaches_stays_at_0() -> None:
    network = made(CONV, {"kind": "relu"}, shape=(1, 8, 8), layer0_bias=-100)
    found = maximise(network, 1, 0, steps=5)
    assert not found.activations.any()
    assert np.isfinite(found.picture).all()


def test_a_unit_that_nothing_moves_is_searched_at_random() -> None:
    network = made(CONV, {"kind": "relu"}, shape=(1, 8, 8), layer0_weight=0, layer0_bias=0)
    found = maximise(network, 1, 0, steps=5)
    assert not found.activations.any()
    assert np.isfinite(found.picture).all()
    assert found.picture.std() > 0.05


def test_numbers_that_exploded_leave_a_picture() -> None:
    network = made(CONV, shape=(1, 8, 8), layer0_weight=np.nan)
    found = maximise(network, 0, 0, steps=3)
    assert np.isnan(found.activations).all()
    assert np.isfinite(found.picture).all()


def test_nothing_is_left_behind_on_the_shared_network() -> None:
    network = made({"kind": "sigmoid"}, {"kind": "relu", "inplace": True}, CONV, FLATTEN, shape=(2, 6, 6))
    before = held(network)
    assert maximise(network, 3, 5, steps=8).activations[-1] > maximise(network, 3, 5, steps=0).activations[0]
    assert maximise(network, 1, 1, steps=8).activations[-1] > maximise(network, 1, 1, steps=0).activations[0]
    assert_untouched(network, before)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"layer": 9, "channel": 0}, "layer_outside"),
        ({"layer": -1, "channel": 0}, "layer_outside"),
        ({"layer": 0, "channel": 8}, "channel_outside"),
        ({"layer": 0, "channel": -1}, "channel_outside"),
        ({"layer": 0, "channel": 0, "picture": picture((1, 16, 15))}, "input_shape_disagrees"),
        ({"layer": 3, "channel": 0, "steps": 100_000}, "network_over_work"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        maximise(ready("small_cnn"), **asked)
    assert caught.value.code == code


def test_so_many_steps_as_a_refusal_says_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    network: Network = ready("small_cnn")
    monkeypatch.setattr(work_of, "MOST_MACS", 2_000_000)
    with pytest.raises(Refusal) as caught:
        maximise(network, 0, 0, steps=10_000)
    most = caught.value.params["most"]
    assert isinstance(most, int)
    maximise(network, 0, 0, steps=(most - 1) // PASSES)
    with pytest.raises(Refusal):
        maximise(network, 0, 0, steps=(most - 1) // PASSES + 1)
