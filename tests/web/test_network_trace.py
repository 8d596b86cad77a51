"""From a cell back to the pixels and on again, over HTTP; the room of networks has the proofs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from starlette.testclient import TestClient

from app.networks.trace import MOST_INDICES
from tests.web.nets import GRID, NETWORK, SMALL, Json, ask, refused, tensors

BODY: Json = {"input": {"tensor": GRID}, "layers": SMALL}
STRIDED: Json = {
    "input": {"tensor": [[[0.5] * 9] * 9]},
    "layers": [
        {"kind": "conv2d", "out_channels": 2, "kernel_size": 2, "dilation": 2, "stride": 2, "padding": 1},
        {"kind": "max_pool2d", "kernel_size": 2, "stride": 1},
    ],
}


def regions(answer: Any) -> dict[int, Json]:
    assert answer.status_code == 200, answer.text
    return {region.pop("layer"): region for region in answer.json()["regions"]}


def test_a_cell_sees_what_the_taps_say(client: TestClient) -> None:
    """Tap k of output row y reads row 2y + 2k − 1: rows 1 and 3, 3 and 5 of the input for the pooled rows 1 and 2."""
    seen = regions(ask(client, "trace", {**STRIDED, "layer": 1, "at": [1, 1, 0]}))
    assert list(seen) == [0, -1]
    assert (seen[0]["rows"], seen[0]["cols"], seen[0]["channels"]) == ([1, 2], [0, 1], [1])
    assert (seen[-1]["rows"], seen[-1]["cols"], seen[-1]["channels"]) == ([1, 3, 5], [1, 3], [0])


def test_a_flat_cell_sees_features_and_everything_before_them(client: TestClient) -> None:
    seen = regions(ask(client, "trace", {**BODY, "layer": 3, "at": [1]}))
    assert seen[2] == {"features": list(range(8))}
    assert (seen[1]["rows"], seen[-1]["rows"]) == ([0, 1], [0, 1, 2, 3])


def test_the_pixel_of_a_cell_fans_out_to_it(client: TestClient) -> None:
    seen = regions(ask(client, "trace", {**STRIDED, "layer": 1, "at": [0, 1, 0]}))
    on = regions(ask(client, "fan-out", {**STRIDED, "at": [seen[-1]["rows"][0], seen[-1]["cols"][0]]}))
    assert list(on) == [0, 1]
    assert 1 in on[1]["rows"]
    assert 0 in on[1]["cols"]
    assert regions(ask(client, "fan-out", {**STRIDED, "at": [0, 0]}))[0]["rows"] == []  # no tap reads an even row


def test_neither_needs_the_weights(client: TestClient) -> None:
    gone = {"run": "deleted", "epoch": 3}
    assert ask(client, "trace", {**BODY, "weights": gone, "layer": 0, "at": [0, 0, 0]}).status_code == 200
    assert ask(client, "fan-out", {**BODY, "weights": gone, "at": [0, 0]}).status_code == 200
    refused(ask(client, "effective", {**BODY, "weights": gone, "layer": 0, "at": [0, 0, 0]}), 404, "run_unknown")


def test_the_effective_field_is_the_gradient(client: TestClient) -> None:
    got, meta = tensors(ask(client, "effective", {**BODY, "weights": {"seed": 4}, "layer": 0, "at": [1, 0, 1]}))
    given, _ = tensors(ask(client, "forward", {**BODY, "weights": {"seed": 4}}))
    expected = np.zeros((1, 4, 4), np.float32)
    expected[:, 0:3, 1:4] = np.abs(given["layers.0.weight"][1])
    assert np.allclose(got["gradient"], expected, atol=1e-7)
    assert meta["value"] == pytest.approx(given["layers.0.output"][1, 0, 1], abs=1e-6)
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("at", [[2, 0, 0], [0, 2, 0], [0, 0], [0], [0, 0, 2**31 - 1]])
def test_a_cell_that_is_not_there(client: TestClient, at: list[int]) -> None:
    for name in ("trace", "effective"):
        refused(ask(client, name, {**BODY, "layer": 0, "at": at}), 422, "at_outside", "at")


@pytest.mark.parametrize("layer", [4, 2**31 - 1])
def test_a_layer_that_is_not_there(client: TestClient, layer: int) -> None:
    for name in ("trace", "effective"):
        refused(ask(client, name, {**BODY, "layer": layer, "at": [0]}), 422, "layer_outside", "layer")


def test_a_pixel_that_is_not_there(client: TestClient) -> None:
    for at in ([4, 0], [0], [1, 0, 0]):
        refused(ask(client, "fan-out", {**BODY, "at": at}), 422, "at_outside", "at")
    for odd in ([], [0, 0, 0, 0], [-1, 0], [0.5, 0], "00"):
        refused(ask(client, "fan-out", {**BODY, "at": odd}), 422, "invalid_request")


def test_a_cell_of_any_layer_fans_out(client: TestClient) -> None:
    on = regions(ask(client, "fan-out", {**BODY, "layer": 1, "at": [1, 0, 1]}))
    assert on == {2: {"features": [5]}, 3: {"features": [0, 1, 2]}}
    both = regions(ask(client, "fan-out", {**BODY, "layer": 1, "at": [0, 1]}))
    assert both[2] == {"features": [1, 5]}
    assert list(regions(ask(client, "fan-out", {**BODY, "layer": 2, "at": [5]}))) == [3]
    assert regions(ask(client, "fan-out", {**BODY, "layer": 3, "at": [0]})) == {}
    refused(ask(client, "fan-out", {**BODY, "layer": 4, "at": [0]}), 422, "layer_outside", "layer")
    refused(ask(client, "fan-out", {**BODY, "layer": -2, "at": [0]}), 422, "invalid_request", "layer")


def test_a_flat_input_fans_out(client: TestClient) -> None:
    flat = {"input": {"tensor": [1, 2, 3]}, "layers": [{"kind": "relu"}, {"kind": "linear", "out_features": 2}]}
    assert regions(ask(client, "fan-out", {**flat, "at": [2]})) == {0: {"features": [2]}, 1: {"features": [0, 1]}}
    refused(ask(client, "fan-out", {**flat, "at": [0, 2]}), 422, "at_outside", "at")


def test_regions_without_measure_are_refused(client: TestClient) -> None:
    """Of flat tensors every feature is told by its index."""
    wide: Json = {"input": {"tensor": [0.0] * 70_000}, "layers": [{"kind": "softmax", "dim": 1}] * 8}
    assert list(regions(ask(client, "trace", {**wide, "layer": 6, "at": [3]}))) == [5, 4, 3, 2, 1, 0, -1]
    for asked, lang in (("trace", "en"), ("trace", "ko"), ("fan-out", "en")):
        layer = 7 if asked == "trace" else -1
        said = refused(
            ask(client, asked, {**wide, "layer": layer, "at": [3]}, lang=lang), 422, "regions_too_large", "layer"
        )
        assert said["params"] == {"limit": MOST_INDICES}


def test_a_digit_through_lenet(client: TestClient) -> None:
    seen = regions(ask(client, "trace", {**NETWORK, "layer": 11, "at": [3]}))
    assert list(seen) == list(range(10, -2, -1))
    assert seen[6] == {"features": list(range(400))}
    assert seen[-1]["rows"] == list(range(28))
