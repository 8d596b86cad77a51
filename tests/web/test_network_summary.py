"""A network layer by layer over HTTP: numbers, what breaks and what mends it, bounds, and odd requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.network_examples import LENET
from tests.web.nets import ask, lenet, refused

CONV = {"kind": "conv2d", "out_channels": 8, "kernel_size": 3}
HEAD = {"kind": "linear", "out_features": 10}


def told(client: TestClient, layers: Any, shape: Any = (3, 32, 32), lang: str = "en") -> Any:
    answer = ask(client, "summary", {"input_shape": list(shape), "layers": layers}, lang=lang)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_lenet_row_by_row(client: TestClient) -> None:
    said = told(client, LENET, (1, 28, 28))
    model = lenet(0)
    assert said["input_shape"] == [1, 28, 28]
    assert [row["kind"] for row in said["rows"]] == [layer["kind"] for layer in LENET]
    assert [row["parameters"] for row in said["rows"]] == [sum(p.numel() for p in each.parameters()) for each in model]
    assert said["totals"]["parameters"] == 61_706
    assert said["totals"]["macs"] == sum(row["macs"] for row in said["rows"])
    first, pool, deep = said["rows"][0], said["rows"][2], said["rows"][3]
    assert (first["output_shape"], first["receptive_field"], first["jump"]) == ([6, 28, 28], [5, 5], [1, 1])
    assert (pool["receptive_field"], pool["jump"]) == ([6, 6], [2, 2])
    assert (deep["output_shape"], deep["receptive_field"], deep["jump"]) == ([16, 10, 10], [14, 14], [2, 2])
    assert said["rows"][-1]["receptive_field"] is None
    assert said["broken"] is None
    assert "network" in said["code"]["torch"]


def test_a_network_that_breaks_is_told_up_to_the_break_and_mended_by_its_remedy(client: TestClient) -> None:
    said = told(client, [CONV, {"kind": "relu"}, HEAD, {"kind": "relu"}])
    broken = said["broken"]
    assert len(said["rows"]) == 2
    assert (broken["index"], broken["code"], broken["loc"][:2]) == (2, "needs_flatten", ["layers", 2])
    assert broken["title"]
    assert "flatten" in broken["detail"]
    assert told(client, broken["remedy"])["broken"] is None


def remedy(client: TestClient, *layers: Any, shape: Any = (3, 32, 32)) -> Any:
    return told(client, layers, shape)["broken"]["remedy"]


def test_a_remedy_keeps_to_what_was_written_but_for_what_changes(client: TestClient) -> None:
    flat = {"kind": "flatten"}
    assert remedy(client, {**CONV, "padding": "same"}, HEAD) == [{**CONV, "padding": "same"}, flat, HEAD]
    assert remedy(client, {**CONV, "in_channels": 1}, flat, HEAD) == [CONV, flat, HEAD]
    pool = {"kind": "max_pool2d", "kernel_size": 2}
    assert remedy(client, pool, {**pool, "return_indices": True, "dilation": 1}) == [pool, {**pool, "dilation": 1}]
    assert remedy(client, {**CONV, "stride": [2, 2], "padding": "same"}) == [{**CONV, "stride": [2, 2], "padding": 1}]
    assert remedy(client, CONV, shape=(3, 1, 5)) == [{**CONV, "padding": [1, 0]}]
    assert remedy(client, flat, HEAD, {**CONV, "device": None}) == [{**CONV, "device": None}, flat, HEAD]


def test_no_remedy_has_more_layers_than_a_network_may_have(client: TestClient) -> None:
    most = [{"kind": "relu"}] * 63
    assert remedy(client, *most[1:], HEAD) is not None
    assert remedy(client, *most, HEAD) is None


@pytest.mark.parametrize(
    ("wrong", "code", "told"),
    [
        ({"layers": [{}] * 300_000}, "too_long", 1),
        ({"layers": [{}] * 900}, "union_tag_not_found", 100),
        ({"input_shape": [-1] * 300_000}, "too_long", 1),
        ({"layers": [{"kind": "relu", **{f"x{i}": i for i in range(50_000)}}]}, "extra_forbidden", 100),
    ],
)
def test_a_body_with_countless_faults_is_refused_at_once(
    client: TestClient, wrong: dict[str, Any], code: str, told: int
) -> None:
    said = refused(ask(client, "summary", {"input_shape": [1, 8, 8], "layers": [], **wrong}), 422, "invalid_request")
    assert len(said["errors"]) == told
    assert {error["code"] for error in said["errors"]} == {code}


def test_a_remedy_is_in_the_words_of_whoever_asks(client: TestClient) -> None:
    """Equal layers are remembered as one, however they were written."""
    brief = {**CONV, "kernel_size": 3}
    wordy = {**CONV, "kernel_size": [3, 3], "stride": 1, "padding": 0, "bias": True}
    for conv in (brief, wordy, brief):
        assert remedy(client, conv, HEAD) == [conv, {"kind": "flatten"}, HEAD]


def test_the_reason_is_in_the_language_asked_for(client: TestClient) -> None:
    english, korean = (told(client, [CONV, HEAD], lang=lang)["broken"]["detail"] for lang in ("en", "ko"))
    assert english != korean
    note = told(client, [{"kind": "lp_pool2d", "norm_type": 2, "kernel_size": 2}], lang="ko")["code"]
    assert note["keras"] is None
    assert "lp_pool2d" in note["keras_note"]


def test_no_layers_are_a_network(client: TestClient) -> None:
    said = told(client, [], (7,))
    assert (said["rows"], said["totals"]) == ([], {"parameters": 0, "macs": 0, "activations": 0})


def test_absurd_sizes_are_counted_not_computed(client: TestClient) -> None:
    wide = {"kind": "conv2d", "out_channels": 1_000_000, "kernel_size": 1, "stride": 2**31 - 1}
    said = told(client, [wide] * 64, (3, 2**31 - 1, 2**31 - 1))
    assert said["totals"]["parameters"] > 10**12
    assert said["broken"] is None


@pytest.mark.parametrize(
    "shape", [[], [1, 2], [1, 2, 3, 4], [0], [-1, 2, 3], [1.5], ["1"], [2**31], None, 5, {}, [True]]
)
def test_shapes_that_are_none(client: TestClient, shape: Any) -> None:
    said = refused(ask(client, "summary", {"input_shape": shape, "layers": []}), 422, "invalid_request")
    assert said["errors"][0]["loc"][0] == "input_shape"


def test_too_many_layers(client: TestClient, tmp_path: Path) -> None:
    said = refused(
        ask(client, "summary", {"input_shape": [1], "layers": [{"kind": "relu"}] * 65}),
        422,
        "layers_too_many",
        "layers",
    )
    assert said["params"] == {"given": 65, "limit": 64, "over": 1}
    body = {"input_shape": [1], "layers": [{"kind": "relu"}] * 1001}
    refused(ask(client, "summary", body), 422, "invalid_request", "layers")
    with TestClient(create_app(Settings(data=tmp_path, demo=False, max_layers=2)), "http://localhost") as other:
        assert ask(other, "summary", {"input_shape": [1], "layers": [{"kind": "relu"}] * 2}).status_code == 200
        refused(ask(other, "summary", {"input_shape": [1], "layers": [{"kind": "relu"}] * 3}), 422, "layers_too_many")


def test_ready_made_networks_fit_the_shape_asked_for(client: TestClient) -> None:
    models = client.get("/api/models?shape=3,64,48&classes=7").json()
    for model in models:
        said = told(client, model["layers"], (3, 64, 48))
        assert said["broken"] is None, model["id"]
        assert said["rows"][-1]["output_shape"] == [7], model["id"]
    assert client.get("/api/models?dataset=mnist").json() == client.get("/api/models?shape=1,28,28&classes=10").json()


def test_a_flat_input_has_ready_made_networks_too(client: TestClient) -> None:
    (model,) = client.get("/api/models?shape=6&classes=3").json()
    assert (model["id"], model["layers"][0]["kind"]) == ("perceptron", "linear")
    assert told(client, model["layers"], (6,))["rows"][-1]["output_shape"] == [3]


@pytest.mark.parametrize(
    "query", ["shape=1,28", "shape=0,28,28", "shape=a", "shape=1,28,28,1", "shape=1,28,28&classes=0"]
)
def test_ready_made_networks_for_what_is_no_picture(client: TestClient, query: str) -> None:
    refused(client.get(f"/api/models?{query}"), 422, "invalid_request")
