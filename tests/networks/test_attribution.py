"""Why this class: captum's answers against torch's autograd, the formulas by hand, and windows covered one by one."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from typing import Any, get_args

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.layers import Float32, Shape
from app.networks import READY, Network
from app.networks import work as work_of
from app.networks.attribution import Method, attribution, passes, windows

from .made import Draft, assert_untouched, held, made, picture, ready

FLATTEN: Draft = {"kind": "flatten"}
METHODS: tuple[Method, ...] = get_args(Method)


def linear(classes: int) -> Draft:
    return {"kind": "linear", "out_features": classes}


def by_hand(network: Network, x: Float32, target: int, layer: int) -> tuple[Float32, Float32]:
    """A layer's output (−1: the input) and the gradient of the target's score with respect to it."""
    batch = torch.tensor(x)[None]
    kept = batch.requires_grad_() if layer == -1 else batch
    for index, module in enumerate(network.module):
        batch = module(batch)
        if index == layer:
            batch = kept = batch.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(batch[0, target], kept)
    return kept.detach()[0].numpy(), gradient[0].numpy()


@pytest.mark.parametrize("name", READY)
def test_saliency_is_the_gradient_without_its_sign(name: str) -> None:
    network, x = ready(name), picture((1, 16, 16))
    _, gradient = by_hand(network, x, 2, -1)
    found = attribution(network, x, "saliency", target=2)
    np.testing.assert_allclose(found.map, abs(gradient), rtol=1e-5, atol=1e-8)
    assert found.map.shape == (1, 16, 16)
    assert found.map.dtype == np.float32
    assert (found.target, found.layer, found.window) == (2, None, None)


@pytest.mark.parametrize("name", ["lenet5", "small_cnn", "tiny_vgg", "all_conv", "depthwise"])
def test_grad_cam_is_its_formula(name: str) -> None:
    network, x = ready(name), picture((1, 16, 16))
    for layer in [index for index, step in enumerate(network.chain.steps) if len(step.output_shape) == 3]:
        maps, gradient = by_hand(network, x, 1, layer)
        weights = gradient.mean(axis=(1, 2))
        expected = (weights[:, None, None] * maps).sum(axis=0)  # the paper's ReLU comes after
        found = attribution(network, x, "grad_cam", target=1, layer=layer)
        np.testing.assert_allclose(found.map, expected, rtol=1e-4, atol=1e-7)
        assert found.layer == layer


def test_grad_cam_asks_the_last_layer_that_tells_places_apart() -> None:
    network = ready("all_conv")
    kinds = [step.layer.kind for step in network.chain.steps]
    found = attribution(network, picture((1, 16, 16)), "grad_cam")
    assert found.layer == kinds.index("adaptive_avg_pool2d") - 1
    assert found.map.shape == (4, 4)
    one_cell = made({"kind": "adaptive_avg_pool2d", "output_size": 1}, FLATTEN, linear(2), shape=(1, 4, 4))
    assert attribution(one_cell, picture((1, 4, 4)), "grad_cam").map.shape == (1, 1)


@pytest.mark.parametrize("method", METHODS)
def test_all_speak_of_the_score_before_the_softmax(method: Method) -> None:
    layers: list[Draft] = [{"kind": "conv2d", "out_channels": 2, "kernel_size": 3}, FLATTEN, linear(3)]
    x = picture((2, 7, 6))
    bare = attribution(made(*layers, shape=(2, 7, 6)), x, method, target=0)
    soft = attribution(made(*layers, {"kind": "softmax", "dim": 1}, shape=(2, 7, 6)), x, method, target=0)
    np.testing.assert_array_equal(bare.map, soft.map)


@pytest.mark.parametrize("method", METHODS)
def test_without_a_target_it_is_the_winner(method: Method) -> None:
    network, x = ready("small_cnn"), picture((1, 16, 16), seed=4)
    winner = int(network.module(torch.tensor(x)[None]).argmax())
    found = attribution(network, x, method)
    assert found.target == winner
    np.testing.assert_array_equal(found.map, attribution(network, x, method, target=winner).map)


def test_occlusion_finds_what_a_network_made_by_hand_looks_at() -> None:
    weight = np.zeros((2, 14, 14), np.float32)
    weight[1, 4:6, 8:10] = 1  # class 1 adds up these four pixels
    network = made(FLATTEN, linear(2), shape=(1, 14, 14), layer1_weight=weight.reshape(2, -1), layer1_bias=0)
    x = np.zeros((1, 14, 14), np.float32)
    x[0, 4:6, 8:10] = 1
    found = attribution(network, x, "occlusion", target=1)
    strongest = np.argwhere(found.map == found.map.max())
    assert {(int(row), int(col)) for row, col in strongest} <= {(r, c) for r in (4, 5) for c in (8, 9)}
    far = np.ones((14, 14), np.bool_)
    far[2:8, 6:12] = False
    assert found.map[4:6, 8:10].min() > 0
    assert not found.map[far].any()
    assert not attribution(network, x, "occlusion", target=0).map.any()


@pytest.mark.parametrize("shape", [(1, 9, 9), (3, 16, 11), (2, 1, 30), (7,), (30,)])
def test_occlusion_is_what_covering_window_by_window_shows(shape: Shape) -> None:
    front: list[Draft] = [] if len(shape) == 1 else [{"kind": "conv2d", "out_channels": 3, "kernel_size": 1}, FLATTEN]
    network, x = made(*front, linear(5), {"kind": "tanh"}, linear(3), shape=shape), picture(shape)
    window, stride = windows(shape)
    sizes = shape[-len(window) :]
    mean = x.mean(axis=tuple(range(x.ndim - len(window), x.ndim)), keepdims=True)

    def score(array: Float32) -> float:
        with torch.inference_mode():
            return float(network.module(torch.tensor(array)[None])[0, 2])

    fall, times = np.zeros(sizes), np.zeros(sizes)
    runs = 1
    starts = [range(0, n - w + s, s) for n, w, s in zip(sizes, window, stride, strict=True)]
    for corner in product(*starts):
        where = tuple(slice(start, start + w) for start, w in zip(corner, window, strict=True))
        covered = x.copy()
        every: tuple[Any, ...] = (..., *where)
        covered[every] = np.broadcast_to(mean, x.shape)[every]
        fall[where] += score(x) - score(covered)
        times[where] += 1
        runs += 1
    assert times.min() >= 1
    found = attribution(network, x, "occlusion", target=2)
    np.testing.assert_allclose(found.map, fall / times, atol=1e-6)
    assert (found.window, found.stride, runs) == (window, stride, passes(shape))
    np.testing.assert_allclose(found.baseline or (), mean.ravel(), rtol=1e-6)


@given(st.tuples(st.integers(1, 4), st.integers(1, 2000), st.integers(1, 2000)) | st.tuples(st.integers(1, 10**6)))
def test_occlusion_never_takes_many_passes(shape: Shape) -> None:
    window, stride = windows(shape)
    assert passes(shape) <= 1 + 22 ** len(window)
    assert all(1 <= step <= size for step, size in zip(stride, window, strict=True))


@pytest.mark.parametrize("method", METHODS)
def test_layers_that_join_samples_or_write_in_place_are_explained_all_the_same(method: Method) -> None:
    layers: list[Draft] = [
        {"kind": "sigmoid"},
        {"kind": "relu", "inplace": True},
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 3},
        {"kind": "batch_norm2d", "track_running_stats": False},
        {"kind": "leaky_relu", "inplace": True},
        {"kind": "softmax", "dim": 0},
        *(FLATTEN, linear(3)),
    ]
    network, x = made(*layers, shape=(1, 6, 6)), picture((1, 6, 6))
    before, copy = held(network), x.copy()
    assert np.isfinite(attribution(network, x, method, target=0).map).all()
    assert_untouched(network, before)
    np.testing.assert_array_equal(x, copy)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_left_behind_on_the_shared_network(method: Method) -> None:
    network, x = ready("depthwise"), picture((1, 16, 16))
    x.flags.writeable = False
    before = held(network)
    first = attribution(network, x, method)
    assert_untouched(network, before)
    np.testing.assert_array_equal(attribution(network, x, method).map, first.map)


def test_a_flat_input_is_explained_too() -> None:
    weight = [[1, -2, 0, 3], [0, 0, 0, 0]]
    network = made(linear(2), shape=(4,), layer0_weight=weight)
    np.testing.assert_allclose(attribution(network, picture((4,)), "saliency", target=0).map, [1, 2, 0, 3])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"method": "saliency", "target": 4}, "target_outside"),
        ({"method": "occlusion", "target": -1}, "target_outside"),
        ({"method": "grad_cam", "layer": 9}, "layer_outside"),
        ({"method": "grad_cam", "layer": -1}, "layer_outside"),
        ({"method": "grad_cam", "layer": 7}, "grad_cam_flat_layer"),
    ],
)
def test_what_is_not_there_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        attribution(ready("small_cnn"), picture((1, 16, 16)), **asked)
    assert caught.value.code == code


def test_networks_that_cannot_be_asked_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def code_of(network: Network, method: Method, shape: Shape) -> str:
        with pytest.raises(Refusal) as caught:
            attribution(network, picture(shape), method)
        return caught.value.code

    assert code_of(made({"kind": "relu"}, shape=(1, 4, 4)), "saliency", (1, 4, 4)) == "no_classes"
    assert code_of(made(FLATTEN, linear(2), shape=(1, 4, 4)), "grad_cam", (1, 4, 4)) == "grad_cam_needs_maps"
    assert code_of(ready("small_cnn"), "saliency", (1, 16, 15)) == "input_shape_disagrees"
    monkeypatch.setattr(work_of, "MOST_MACS", 1000)
    assert [code_of(ready("small_cnn"), method, (1, 16, 16)) for method in METHODS] == ["network_over_work"] * 3


def test_a_start_does_not_wait_for_captum() -> None:
    asked = "import sys, app.networks.attribution; print('captum' in sys.modules, 'matplotlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ["False", "False"]
