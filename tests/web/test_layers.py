"""One layer over HTTP: numbers, formats, budgets, and every way of asking for something that cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
import torch
from starlette.testclient import TestClient

from app.layers import KINDS, PRESETS
from app.main import create_app
from app.settings import Settings
from tests.web.refusals import WRONG, Wrong

NINE = [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
CONV = {"kind": "conv2d", "out_channels": 1, "kernel_size": 2}


def apply(client: TestClient, *, lang: str = "en", **body: Any) -> Any:
    return client.post(f"/api/layers/apply?lang={lang}", json=body)


def tensors(answer: Any) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    length = int.from_bytes(answer.content[:8], "little")
    header = json.loads(answer.content[8 : 8 + length])
    return safetensors.numpy.load(answer.content), json.loads(header["__metadata__"]["json"])


def test_a_photograph_under_named_kernels_equals_torch(client: TestClient) -> None:
    answer = apply(
        client,
        input={"image": "boats", "crop": [10, 20, 200, 300], "size": [48, 64]},
        layer={"kind": "conv2d", "out_channels": 2, "kernel_size": 3, "padding": "same"},
        weight={"presets": ["sobel_x", {"name": "gabor", "angle": 45}]},
        bias=[0, 1],
    )
    got, meta = tensors(answer)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "content-encoding" not in answer.headers
    assert got.keys() == {"input", "output", "weight", "bias", "rows", "cols"}
    x, weight, bias = (torch.from_numpy(got[name]) for name in ("input", "weight", "bias"))
    assert x.shape == (3, 48, 64)
    assert np.allclose(got["output"], torch.conv2d(x[None], weight, bias, padding="same")[0].numpy(), atol=1e-5)
    assert meta["output_shape"] == [2, 48, 64]
    assert meta["formula"]["height"].endswith("= 48")


def test_json_has_the_same_numbers(client: TestClient) -> None:
    body: dict[str, Any] = {
        "input": {"tensor": NINE},
        "layer": CONV,
        "weight": {"values": [[[[1, 0], [0, -1]]]]},
        "bias": [0.5],
    }
    answer = client.post("/api/layers/apply", json=body, headers={"Accept": "application/json"})
    got, meta = tensors(apply(client, **body))
    said = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert said.pop("meta") == meta
    assert said == {name: tensor.tolist() for name, tensor in got.items()}
    assert said["output"] == [[[-3.5, -3.5], [-3.5, -3.5]]]


def test_infinities_are_words_in_json(client: TestClient) -> None:
    body: dict[str, Any] = {
        "input": {"tensor": [[[1, 2], [3, 4]]]},
        "layer": {"kind": "max_pool2d", "kernel_size": 2, "padding": 1, "dilation": 3, "stride": 1},
    }
    answer = client.post("/api/layers/apply", json=body, headers={"Accept": "application/json"})
    assert answer.json()["meta"]["padding_value"] == "-inf"


def test_want_names_what_is_sent(client: TestClient) -> None:
    body: dict[str, Any] = {"input": {"tensor": NINE}, "layer": CONV}
    assert tensors(apply(client, **body, want=["output", "rows"]))[0].keys() == {"output", "rows"}
    assert tensors(apply(client, **body, want=["mask"]))[0].keys() == set()
    assert tensors(apply(client, **body, want=[]))[1]["output_shape"] == [1, 2, 2]
    answer = apply(client, **body, want=["output", "picture"])
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["want", 1])


def test_in_place_layers_leave_the_remembered_picture_alone(client: TestClient) -> None:
    shift = {"kind": "leaky_relu", "negative_slope": 3.0, "inplace": True}
    twice = [tensors(apply(client, input={"image": "circle"}, layer=shift))[0]["input"] for _ in range(2)]
    relu = tensors(apply(client, input={"image": "circle"}, layer={"kind": "relu", "inplace": True}))[0]
    assert np.array_equal(twice[0], twice[1])
    assert np.array_equal(relu["input"], twice[0])


def test_large_work_goes_to_a_thread_with_the_same_numbers(client: TestClient) -> None:
    body: dict[str, Any] = {
        "input": {"image": "boats", "size": [512, 512]},
        "layer": {"kind": "conv2d", "out_channels": 16, "kernel_size": 3},
    }
    got, meta = tensors(apply(client, **body))
    assert meta["macs"] > 100_000_000
    x, weight, bias = (torch.from_numpy(got[name]) for name in ("input", "weight", "bias"))
    assert np.allclose(got["output"], torch.conv2d(x[None], weight, bias)[0].numpy(), atol=1e-4)


def test_explain_says_every_term(client: TestClient) -> None:
    body: dict[str, Any] = {
        "input": {"tensor": NINE},
        "layer": CONV,
        "weight": {"values": [[[[1, 0], [0, -1]]]]},
        "bias": [0.5],
    }
    said = client.post("/api/layers/explain", json={**body, "at": [0, 1, 1]}).json()
    assert [term["product"] for term in said["terms"]] == [5, 0, 0, -9]
    assert (said["partial_sums"], said["bias"], said["value"]) == ([-4], 0.5, -3.5)


def test_explain_takes_the_body_of_apply(client: TestClient) -> None:
    body = {"input": {"tensor": [1, -2]}, "layer": {"kind": "relu"}, "want": ["output"]}
    assert client.post("/api/layers/apply", json=body).status_code == 200
    answer = client.post("/api/layers/explain", json={**body, "at": [1]})
    assert (answer.status_code, answer.json()["value"]) == (200, 0)


@pytest.mark.parametrize("at", [[0, 2, 0], [1, 0, 0], [0, 0, -1], [0, 0], [0], [0, 0, 2**70]])
def test_a_cell_that_is_not_there_cannot_be_explained(client: TestClient, at: list[int]) -> None:
    answer = client.post("/api/layers/explain", json={"input": {"tensor": NINE}, "layer": CONV, "at": at})
    assert (answer.status_code, answer.json()["code"]) == (422, "at_outside")
    assert answer.json()["errors"][0]["loc"] == ["at"]


def test_a_reason_without_keras_is_a_sentence_in_the_language_asked_for(client: TestClient) -> None:
    body: dict[str, Any] = {"input": {"tensor": NINE}, "layer": {"kind": "lp_pool2d", "norm_type": 2, "kernel_size": 2}}
    notes = [tensors(apply(client, lang=language, **body))[1]["keras_note"] for language in ("en", "ko")]
    assert notes[0].startswith("Keras")
    assert notes[0] != notes[1]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_catalogue_of_layers(client: TestClient, language: str) -> None:
    kinds = client.get(f"/api/layers?lang={language}").json()
    assert kinds.keys() == KINDS.keys()
    assert len(kinds) == 18
    for kind in kinds.values():
        assert kind.keys() == {"schema", "title", "summary"}
        assert not kind["title"].startswith("layers.")
        assert not kind["summary"].startswith("layers.")
        assert kind["schema"]["type"] == "object"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_catalogue_of_kernels(client: TestClient, language: str) -> None:
    presets = client.get(f"/api/presets?lang={language}").json()
    assert [preset["name"] for preset in presets] == list(PRESETS)
    assert all(not preset["title"].startswith("presets.") for preset in presets)
    assert all(np.array(preset["values"]).shape == (3, 3) for preset in presets)


INPUT = {"tensor": NINE}
RELU = {"kind": "relu"}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.code} {wrong.body[:60]}")
def test_what_cannot_be_is_refused_with_code_place_and_remedy(client: TestClient, wrong: Wrong, language: str) -> None:
    answer = client.post(
        f"/api/layers/apply?lang={language}",
        content=wrong.body.encode("latin-1"),
        headers={"Content-Type": "application/json"},
    )
    said = answer.json()
    assert said["code"] == wrong.code, said
    assert 400 <= answer.status_code == said["status"] < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert said["title"]
    assert "{" not in said["detail"]
    assert "errors." not in said["detail"]
    assert any("가" <= letter <= "힣" for letter in said["detail"]) == (language == "ko")
    if wrong.loc is not None:
        assert said["errors"][0]["loc"] == wrong.loc


@pytest.mark.parametrize(("padding", "places"), [(-1, [[]]), ([-1, -2], [[0], [1]]), ([1, -1], [[1]])])
def test_what_was_written_once_is_refused_once(client: TestClient, padding: object, places: list[list[int]]) -> None:
    layer = {"kind": "conv_transpose2d", "out_channels": 1, "kernel_size": 2, "padding": padding}
    said = client.post("/api/layers/apply", json={"input": INPUT, "layer": layer}).json()
    assert [error["loc"] for error in said["errors"]] == [["layer", "padding", *place] for place in places]
    assert said["params"] == {"count": len(places)}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_json_must_be_called_json(client: TestClient, kind: str) -> None:
    body = json.dumps({"input": INPUT, "layer": RELU}).encode()
    for path in ("/api/layers/apply", "/api/layers/explain"):
        answer = client.post(path, content=body, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "wrong_content_type")
    accepted = client.post(
        "/api/layers/apply", content=body, headers={"Content-Type": "application/JSON; charset=utf-8"}
    )
    assert accepted.status_code == 200


def test_wrong_methods_name_the_right_ones(client: TestClient) -> None:
    answer = client.get("/api/layers/apply")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["params"] == {"method": "GET", "allowed": "POST"}


def test_wrong_methods_name_all_right_ones_of_an_address(client: TestClient) -> None:
    answer = client.put("/api/images/boats")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, DELETE")
    answer = client.post("/static/css/base.css")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_the_budgets_can_be_set(tmp_path: Path) -> None:
    small = TestClient(create_app(Settings(data=tmp_path, max_macs=15, max_numbers=30)), "http://localhost")
    assert apply(small, input=INPUT, layer=CONV).json()["params"]["max_macs"] == 15
    assert apply(small, input={"tensor": [1] * 16}, layer=RELU).json()["params"]["max_numbers"] == 30
    assert apply(small, input={"tensor": [1] * 9}, layer=RELU).status_code == 200
    assert apply(small, input={"image": "boats"}, layer=RELU).json()["code"] == "over_budget"


def test_pasted_text_of_torch_works(client: TestClient) -> None:
    for extra in ({"device": None, "dtype": None}, {"dtype": "float32"}):
        assert apply(client, input=INPUT, layer={**CONV, **extra}).status_code == 200
    assert apply(client, input=INPUT, layer={**CONV, "dtype": "float64"}).status_code == 422
