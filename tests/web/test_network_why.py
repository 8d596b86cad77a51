"""Why a class, what a map looks for, and the network as a file, over HTTP; the room of networks has the proofs."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from starlette.testclient import TestClient

from app.training.datasets import load
from app.web.network_examples import LENET
from tests.web.nets import GRID, NETWORK, SMALL, Json, ask, refused, tensors

BODY: Json = {"input": {"tensor": GRID}, "layers": SMALL}
FLAT: Json = {"input_shape": [1, 4, 4], "layers": SMALL}
SEEK: Json = {"input_shape": [1, 28, 28], "layers": LENET, "layer": 0, "channel": 1, "steps": 4}
EXCITING: Json = {"layers": LENET, "dataset": "mnist", "layer": 3, "channel": 1, "count": 3, "samples": 40}


class TestWhy:
    def test_saliency_of_the_winner(self, client: TestClient) -> None:
        got, meta = tensors(ask(client, "attribution", {**BODY, "method": "saliency"}))
        logits = tensors(ask(client, "forward", BODY))[0]["layers.3.output"]
        assert meta == {"method": "saliency", "target": int(logits.argmax()), "class": None, "layer": None}
        gradient, _ = tensors(ask(client, "effective", {**BODY, "layer": 3, "at": [meta["target"]]}))
        assert np.allclose(got["attribution"], gradient["gradient"], atol=1e-6)

    def test_grad_cam_names_its_layer(self, client: TestClient) -> None:
        got, meta = tensors(ask(client, "attribution", {**NETWORK, "method": "grad_cam", "target": 7}))
        assert (meta["target"], meta["layer"]) == (7, 5)
        assert got["attribution"].shape == (5, 5)
        other, _ = tensors(ask(client, "attribution", {**NETWORK, "method": "grad_cam", "target": 7, "layer": 1}))
        assert other["attribution"].shape == (28, 28)
        refused(ask(client, "attribution", {**NETWORK, "method": "grad_cam", "layer": 7}), 422, "grad_cam_flat_layer")

    def test_occlusion_says_what_it_covers_with(self, client: TestClient) -> None:
        got, meta = tensors(ask(client, "attribution", {**NETWORK, "method": "occlusion", "target": 3}))
        assert got["attribution"].shape == (28, 28)
        assert {"window", "stride", "baseline"} <= meta.keys()
        line = {"input": {"tensor": [3e38, 3e38]}, "layers": [{"kind": "linear", "out_features": 3}]}
        _, meta = tensors(ask(client, "attribution", {**line, "method": "occlusion"}))
        assert meta["baseline"] == ["inf"], "the mean of what is covered"

    def test_what_cannot_be_asked(self, client: TestClient) -> None:
        refused(
            ask(client, "attribution", {**BODY, "method": "saliency", "target": 3}), 422, "target_outside", "target"
        )
        refused(ask(client, "attribution", {**BODY, "method": "magic"}), 422, "invalid_request", "method")
        maps = {**BODY, "layers": SMALL[:2], "method": "saliency"}
        refused(ask(client, "attribution", maps), 422, "no_classes")


class TestSeeks:
    def test_climbing_goes_on_from_what_came_back(self, client: TestClient) -> None:
        first, _ = tensors(ask(client, "maximise", SEEK))
        assert first["picture"].shape == (1, 28, 28)
        assert first["activations"].shape == (5,)
        picture = first["picture"].tolist()
        second, _ = tensors(ask(client, "maximise", {**SEEK, "picture": picture, "seed": 1}))
        assert second["activations"][-1] > first["activations"][0]
        assert second["activations"][0] == pytest.approx(first["activations"][-1], abs=1e-4)

    @pytest.mark.parametrize(
        ("members", "code", "loc"),
        [
            ({"layer": 12}, "layer_outside", "layer"),
            ({"channel": 6}, "channel_outside", "channel"),
            ({"picture": [[[0.5]]]}, "input_shape_disagrees", "picture"),
            ({"picture": [[0.5]]}, "tensor_dimensions", "picture"),
            ({"picture": [["a"]]}, "tensor_dimensions", "picture"),
            ({"picture": [[["a"]]]}, "tensor_not_numbers", "picture"),
            ({"steps": 0}, "invalid_request", "steps"),
            ({"input_shape": [1, 1, 1]}, "kernel_too_large", "layers"),
        ],
    )
    def test_what_cannot_be_sought(self, client: TestClient, members: Json, code: str, loc: str) -> None:
        said = refused(ask(client, "maximise", {**SEEK, **members}), 422, code)
        assert said["errors"][0]["loc"][0] == loc

    def test_the_pictures_that_excite_a_map_most(self, client: TestClient) -> None:
        got, meta = tensors(ask(client, "exciting", EXCITING))
        data = load("mnist", client.app.state.context.settings.data)  # type: ignore[attr-defined]
        assert got["pictures"].dtype == np.uint8
        assert got["pictures"].shape == (3, 1, 28, 28)
        values = [found["value"] for found in meta["found"]]
        assert values == sorted(values, reverse=True)
        for picture, found in zip(got["pictures"], meta["found"], strict=True):
            assert found["index"] < 40
            assert np.array_equal(picture, data.images[found["index"]])
            assert found["class"] == data.classes[found["label"]]
            whole = {"input": {"tensor": (picture / np.float32(255)).tolist()}, "layers": LENET}
            maps = tensors(ask(client, "forward", whole))[0]["layers.3.output"]
            assert found["value"] == pytest.approx(maps[1].max(), abs=1e-5)
            assert found["value"] == pytest.approx(maps[tuple(found["at"])], abs=1e-5)
            seen = ask(client, "trace", {**whole, "layer": 3, "at": found["at"]}).json()["regions"][-1]
            region = found["region"]
            assert (region["top"], region["bottom"]) == (seen["rows"][0], seen["rows"][-1] + 1)
            assert (region["left"], region["right"]) == (seen["cols"][0], seen["cols"][-1] + 1)

    def test_data_that_is_not_there_or_does_not_fit(self, client: TestClient) -> None:
        refused(ask(client, "exciting", {**EXCITING, "dataset": "nothing"}), 422, "dataset_unknown", "dataset")
        narrow = [{"kind": "conv2d", "in_channels": 3, "out_channels": 1, "kernel_size": 3}]
        said = refused(ask(client, "exciting", {**EXCITING, "layers": narrow, "layer": 0}), 422, "in_channels_disagree")
        assert said["errors"][0]["loc"][:2] == ["layers", 0]


class TestExport:
    def test_onnx(self, client: TestClient) -> None:
        answer = client.post("/api/networks/export?format=onnx", json=FLAT)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"] == 'attachment; filename="network.onnx"'
        onnx.checker.check_model(onnx.load_from_string(answer.content))

    def test_another_format(self, client: TestClient) -> None:
        refused(client.post("/api/networks/export?format=pickle", json=FLAT), 422, "invalid_request")

    def test_a_network_that_breaks(self, client: TestClient) -> None:
        broken: Any = {**FLAT, "layers": [SMALL[3]]}
        refused(client.post("/api/networks/export", json=broken), 422, "needs_flatten", "layers", 0)
