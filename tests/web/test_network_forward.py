"""A picture through a whole network over HTTP: every number against torch, what is sent, and the bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.network_examples import LENET
from tests.web.nets import GRID, NETWORK, SMALL, Json, ask, lenet, outputs, refused, tensors

TINY: Json = {"input": {"tensor": GRID}, "layers": SMALL}


def test_every_map_of_lenet_equals_torch(client: TestClient) -> None:
    got, meta = tensors(ask(client, "forward", {**NETWORK, "weights": {"seed": 5}}))
    model = lenet(5)
    found = outputs(model, got["input"])
    for index, expected in enumerate(found):
        assert np.allclose(got[f"layers.{index}.output"], expected, atol=1e-6), index
    for name, parameter in model.state_dict().items():
        assert np.array_equal(got[f"layers.{name}"], parameter.numpy())
    assert got["layers.0.rows"].shape == (28, 5)
    softmax = torch.from_numpy(found[-1]).softmax(0).numpy()
    assert np.allclose(meta["probabilities"], softmax, atol=1e-6)
    assert meta["classes"] is None
    summary = ask(client, "summary", {"input_shape": [1, 28, 28], "layers": LENET}).json()
    assert {name: meta[name] for name in summary} == summary


def test_left_out_weights_are_those_of_seed_0(client: TestClient) -> None:
    left_out, zero, one = (
        tensors(ask(client, "forward", {**TINY, **weights}))[0]["layers.3.output"]
        for weights in ({}, {"weights": {"seed": 0}}, {"weights": {"seed": 1}})
    )
    assert np.array_equal(left_out, zero)
    assert not np.array_equal(zero, one)


def test_want_names_what_is_sent(client: TestClient) -> None:
    want = ["layers.1.output", "layers.0.weight", "layers.1.weight", "layers.63.output"]
    got, meta = tensors(ask(client, "forward", {**TINY, "want": want}))
    assert got.keys() == {"layers.1.output", "layers.0.weight"}
    assert len(meta["probabilities"]) == 3
    assert tensors(ask(client, "forward", {**TINY, "want": []}))[0] == {}
    for wrong in ("output", "layers.x.output", "layers.1.indices", "layers.01.output", "layers.1.output "):
        refused(ask(client, "forward", {**TINY, "want": ["input", wrong]}), 422, "invalid_request", "want", 1)


def test_json_has_the_same_numbers(client: TestClient) -> None:
    got, meta = tensors(ask(client, "forward", TINY))
    said = ask(client, "forward", TINY, accept="application/json").json()
    assert said.pop("meta") == meta
    assert said == {name: tensor.tolist() for name, tensor in got.items()}


def test_dropout_drops_in_train_mode_only(client: TestClient) -> None:
    body: Json = {
        "input": {"tensor": [1.0] * 40},
        "layers": [{"kind": "dropout", "p": 0.5}],
        "mode": "train",
        "seed": 3,
    }
    got, _ = tensors(ask(client, "forward", body))
    assert set(np.unique(got["layers.0.output"])) == {0.0, 2.0}
    assert np.array_equal(got["layers.0.mask"] != 0, got["layers.0.output"] != 0)
    assert np.array_equal(tensors(ask(client, "forward", body))[0]["layers.0.mask"], got["layers.0.mask"])
    other, _ = tensors(ask(client, "forward", {**body, "seed": 4}))
    assert not np.array_equal(other["layers.0.mask"], got["layers.0.mask"])
    calm, _ = tensors(ask(client, "forward", {**body, "mode": "eval"}))
    assert np.array_equal(calm["layers.0.output"], calm["input"])


def test_an_output_that_is_not_flat_has_no_probabilities(client: TestClient) -> None:
    assert tensors(ask(client, "forward", {**TINY, "layers": SMALL[:2]}))[1]["probabilities"] is None
    got, meta = tensors(ask(client, "forward", {**TINY, "layers": []}))
    assert (list(got), meta["rows"]) == (["input"], [])


def test_numbers_that_json_cannot_say(client: TestClient) -> None:
    body = {"input": {"tensor": [3e38, 3e38]}, "layers": [{"kind": "leaky_relu", "negative_slope": 1.0}]}
    for _ in range(2):
        body["layers"] = [*body["layers"], {"kind": "linear", "out_features": 2}]
    said = ask(client, "forward", {**body, "weights": {"seed": 1}}, accept="application/json")
    assert said.status_code == 200, said.text


def test_a_network_that_does_not_fit_is_refused_with_its_layer(client: TestClient) -> None:
    refused(ask(client, "forward", {**TINY, "layers": [SMALL[0], SMALL[3]]}), 422, "needs_flatten", "layers", 1)
    refused(ask(client, "forward", {**TINY, "input": {"image": "gone"}}), 404, "picture_unknown", "input", "image")
    refused(ask(client, "forward", {**TINY, "layers": [{"kind": "relu"}] * 65}), 422, "layers_too_many", "layers")


@pytest.mark.parametrize(
    ("weights", "loc"),
    [
        ({}, ["weights"]),
        ({"run": "x"}, ["weights"]),
        ({"run": "x", "epoch": 1, "checkpoint": "y"}, ["weights"]),
        ({"seed": 1, "file": "x"}, ["weights"]),
        (7, ["weights"]),
        (None, ["weights"]),
        ({"seed": 0.5}, ["weights", "seed"]),
        ({"run": "x", "epoch": -1}, ["weights", "epoch"]),
        ({"file": "x", "name": "y"}, ["weights", "name"]),
    ],
)
def test_weights_are_said_in_one_way(client: TestClient, weights: Any, loc: list[str]) -> None:
    said = refused(ask(client, "forward", {**TINY, "weights": weights}), 422, "invalid_request", *loc)
    assert (said["errors"][0]["code"] == "weights_form") == (len(loc) == 1)


class TestBounds:
    """Each with its own refusal, on a server of small settings."""

    @staticmethod
    def answer(folder: Path, body: Json, **settings: int) -> Any:
        app = create_app(Settings(data=folder, demo=False, **settings))  # type: ignore[arg-type]
        with TestClient(app, "http://localhost") as client:
            return ask(client, "forward", body)

    @pytest.mark.parametrize(
        ("setting", "code", "just"),
        [
            ("max_parameters", "parameters_too_many", 47),  # 2 · 9 + 2, and 3 · 8 + 3
            ("max_layers", "layers_too_many", 4),
        ],
    )
    def test_at_the_bound_and_past_it(self, tmp_path: Path, setting: str, code: str, just: int) -> None:
        assert self.answer(tmp_path, TINY, **{setting: just}).status_code == 200
        said = refused(self.answer(tmp_path, TINY, **{setting: just - 1}), 422, code, "layers")
        assert (said["params"]["given"], said["params"]["limit"]) == (just, just - 1)

    def test_multiplications_and_numbers(self, tmp_path: Path) -> None:
        refused(self.answer(tmp_path, NETWORK, max_macs=100_000), 422, "network_over_macs", "layers")
        refused(self.answer(tmp_path, NETWORK, max_numbers=50_000), 422, "network_over_numbers", "layers")

    def test_bytes_of_the_answer_are_those_asked_for(self, tmp_path: Path) -> None:
        body: Json = {
            "input": {"image": "boats", "size": [200, 200]},
            "layers": [
                {"kind": "conv2d", "out_channels": 8, "kernel_size": 1},
                {"kind": "max_pool2d", "kernel_size": 50},
            ],
        }
        said = refused(self.answer(tmp_path, body, max_map_mb=1), 422, "network_over_bytes", "want")
        assert said["params"]["limit"] == 2**20
        body["want"] = ["layers.1.output", "layers.0.weight"]
        assert self.answer(tmp_path, body, max_map_mb=1).status_code == 200

    def test_a_picture_too_large_is_refused_before_it_is_decoded(self, client: TestClient) -> None:
        body = {**NETWORK, "input": {"image": "boats", "size": [65535, 65535]}}
        assert refused(ask(client, "forward", body), 422, "parameters_too_many")["params"]["given"] > 10**9


def test_the_largest_networks_go_to_a_thread_with_the_same_numbers(client: TestClient) -> None:
    layers: list[Json] = [{"kind": "conv2d", "out_channels": 16, "kernel_size": 3, "padding": 1}] * 3
    got, meta = tensors(ask(client, "forward", {"input": {"image": "boats", "size": [160, 160]}, "layers": layers}))
    assert meta["totals"]["macs"] > 100_000_000
    x = torch.from_numpy(got["input"])[None]
    for index in range(3):
        weight, bias = (torch.from_numpy(got[f"layers.{index}.{part}"]) for part in ("weight", "bias"))
        x = torch.conv2d(x, weight, bias, padding=1)
        assert np.allclose(got[f"layers.{index}.output"], x[0].numpy(), atol=1e-5)
