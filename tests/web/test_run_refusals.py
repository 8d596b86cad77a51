"""What cannot be trained is refused before it begins, by submitting and by checking alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.networks import READY
from app.settings import Settings
from tests.web.running import SMALL

LIMITS = {
    "max_epochs": 20,
    "max_batch_size": 200,
    "max_parameters": 20_000,
    "max_step_macs": 20_000_000,
    "max_samples": 3_000,
}
FLAT = {"kind": "flatten"}
RELU = {"kind": "relu"}
NESTEROV = {"kind": "sgd", "lr": 0.1, "nesterov": True}
MEAN = {"kind": "adaptive_avg_pool2d", "output_size": 1}
HEAD = {"kind": "linear", "out_features": 4}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """No lifespan: nothing that is refused needs a worker."""
    settings = Settings(data=tmp_path_factory.mktemp("data"), **LIMITS)  # type: ignore[arg-type]
    return TestClient(create_app(settings), "http://localhost", raise_server_exceptions=False)


class Wrong(NamedTuple):
    """Members that make a good body a bad one, and what is said of it."""

    members: dict[str, Any]
    code: str
    loc: list[Any]
    status: int = 422


def callback(kind: str, **parameters: Any) -> dict[str, Any]:
    return {"callbacks": [{"kind": "terminate_on_nan"}, {"kind": kind, **parameters}]}


def conv(channels: int, kernel: int = 3) -> dict[str, Any]:
    return {"kind": "conv2d", "out_channels": channels, "kernel_size": kernel}


WRONG = [
    Wrong({"epochs": 21}, "epochs_too_many", ["epochs"]),
    Wrong({"batch_size": 201}, "batch_too_large", ["batch_size"]),
    Wrong({"layers": [FLAT, {"kind": "linear", "out_features": 100}, HEAD]}, "parameters_too_many", ["layers"]),
    Wrong({"layers": [conv(16), conv(16), MEAN, FLAT, HEAD]}, "step_too_heavy", ["batch_size"]),
    Wrong({"dataset": "mnist"}, "dataset_too_large", ["dataset"]),
    Wrong({"dataset": "nowhere"}, "dataset_unknown", ["dataset"]),
    Wrong({"dataset": "idx:nowhere"}, "dataset_unknown", ["dataset"]),
    Wrong({"dataset": "idx:../.."}, "dataset_unknown", ["dataset"]),
    Wrong({"dataset": "drawings"}, "drawings_too_few", ["dataset"]),
    Wrong({"layers": []}, "output_not_flat", ["layers"]),
    Wrong({"layers": [FLAT, {"kind": "linear", "out_features": 3}]}, "output_count", ["layers", 1]),
    Wrong({"layers": [HEAD]}, "needs_flatten", ["layers", 0]),
    Wrong({"layers": [RELU, conv(4, 17), FLAT, HEAD]}, "kernel_too_large", ["layers", 1, "kernel_size"]),
    Wrong({"validation_split": 0.9999}, "validation_takes_all", ["validation_split"]),
    Wrong({"validation_split": 1e-20}, "validation_takes_none", ["validation_split"]),
    Wrong({"optimizer": NESTEROV}, "nesterov_needs_momentum", ["optimizer", "nesterov"]),
    Wrong({"probe": {"image": "nowhere"}}, "picture_unknown", ["probe", "image"], 404),
    Wrong({"name": "x" * 81}, "invalid_request", ["name"]),
    Wrong({"name": "a\u0000b"}, "invalid_request", ["name"]),
    Wrong({"name": "\u202eevil"}, "invalid_request", ["name"]),
    Wrong({"name": None}, "invalid_request", ["name"]),
    Wrong({"epochs": 0}, "invalid_request", ["epochs"]),
    Wrong({"epochs": 2.5}, "invalid_request", ["epochs"]),
    Wrong({"epochs": "3"}, "invalid_request", ["epochs"]),
    Wrong({"batch_size": -1}, "invalid_request", ["batch_size"]),
    Wrong({"batch_size": 10**30}, "invalid_request", ["batch_size"]),
    Wrong({"validation_split": 1}, "invalid_request", ["validation_split"]),
    Wrong({"validation_split": float("nan")}, "invalid_request", ["validation_split"]),
    Wrong({"validation_split": "nan"}, "invalid_request", ["validation_split"]),
    Wrong({"optimizer": {"kind": "adam", "lr": float("inf")}}, "invalid_request", ["optimizer", "lr"]),
    Wrong({"optimizer": {"kind": "lion"}}, "invalid_request", ["optimizer"]),
    Wrong({"seed": 0.5}, "invalid_request", ["seed"]),
    Wrong({"layers": [RELU] * 201}, "invalid_request", ["layers"]),
    Wrong({"layers": [{"kind": "lstm"}]}, "invalid_request", ["layers", 0]),
    Wrong({"callbacks": [{"kind": "terminate_on_nan"}] * 51}, "invalid_request", ["callbacks"]),
    Wrong({"dataset": "\ud800"}, "invalid_request", ["dataset"]),
    Wrong({"dataset": "x" * 81}, "invalid_request", ["dataset"]),
    Wrong({"loss": "mse"}, "invalid_request", ["loss"]),
    Wrong(callback("early_stopping", monitor="val_f1"), "mode_needed", ["callbacks", 1, "mode"]),
    Wrong(callback("early_stopping", patience=-1), "invalid_request", ["callbacks", 1, "patience"]),
    Wrong(callback("reduce_lr_on_plateau", factor=1.0), "", ["callbacks", 1, "factor"]),
    Wrong(callback("model_checkpoint", filepath="{epoch.__class__}"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="{0}"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="{epoch:1000000000d}"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="../x"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="/tmp/x"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="a\\b"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="a\0b"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath=""), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="\ud800"), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="x" * 5000), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("model_checkpoint", filepath="{val_loss:.2f}", save_freq=3), "", ["callbacks", 1, "filepath"]),
    Wrong(callback("csv_logger", filename="../x.csv"), "", ["callbacks", 1, "filename"]),
]  # fmt: skip


@pytest.mark.parametrize("path", ["/api/runs", "/api/runs/check"])
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong.members)[:60].encode("ascii", "replace").decode())
def test_a_run_that_cannot_be_is_refused(client: TestClient, path: str, wrong: Wrong) -> None:
    body = json.dumps({**SMALL, **wrong.members})
    for language in ("en", "ko"):
        answer = client.post(
            path, content=body, headers={"Content-Type": "application/json", "Accept-Language": language}
        )
        problem = answer.json()
        assert answer.status_code == wrong.status, answer.text
        assert problem["errors"][0]["loc"][: len(wrong.loc)] == wrong.loc, answer.text
        assert problem["code"] == wrong.code or not wrong.code, answer.text
        assert "errors." not in problem["detail"] + problem["title"]
        assert "{" not in problem["detail"].replace("{epoch", "").replace("{val_loss", ""), problem["detail"]
        assert problem["detail"].isascii() or language == "ko" or "×" in problem["detail"], problem["detail"]
    assert client.get("/api/runs").json() == []


SAVE = {"kind": "model_checkpoint", "filepath": "x"}


@pytest.mark.parametrize(
    ("members", "reason", "place"),
    [
        ({"callbacks": [{**SAVE, "save_freq": 0}]}, "at least 1", "callbacks[0].save_freq"),
        ({"callbacks": [{**SAVE, "save_freq": 2.5}]}, "whole number", "callbacks[0].save_freq"),
        ({"callbacks": [{**SAVE, "save_freq": "often"}]}, "choices: 'epoch'", "callbacks[0].save_freq"),
        ({"callbacks": [{**SAVE, "mode": "up"}]}, "choices: 'auto', 'min', 'max'", "callbacks[0].mode"),
        ({"callbacks": [{**SAVE, "mode": 1}]}, "choices: 'auto', 'min', 'max'", "callbacks[0].mode"),
        ({"seed": 2**64}, "at most 18,446,744,073,709,551,615", "seed"),
        ({"seed": -(2**63) - 1}, "at least -9,223,372,036,854,775,808", "seed"),
        ({"layers": [{**RELU, "inplace": 1}]}, "true or false", "layers[0].inplace"),
        ({"name": "\u202e"}, "cannot be seen", "name"),
    ],
)
def test_a_refused_field_is_told_once_with_its_place_and_its_bound(
    client: TestClient, members: dict[str, Any], reason: str, place: str
) -> None:
    problem = client.post("/api/runs/check", json={**SMALL, **members}).json()
    assert len(problem["errors"]) == problem["params"]["count"] == 1
    assert reason in problem["detail"]
    assert problem["detail"].endswith(f"Where: {place}")
    korean = client.post("/api/runs/check?lang=ko", json={**SMALL, **members}).json()["detail"]
    assert korean.endswith(f" 위치: {place}")
    assert " or " not in korean
    bound = reason.rpartition(": ")[2].rpartition(" ")[2]
    assert bound in korean or bound.isalpha()


def test_the_place_of_a_refused_field_is_in_the_readers_language(client: TestClient) -> None:
    ends = {
        "/api/runs/x/export?format=xml": ("'jsonl', 'csv', 'python'. Where: format (in the address)", "format(주소)"),
        "/api/runs/x/events?after=-1": ("Where: after (in the address)", "위치: after(주소)"),
    }
    for path, (english, korean) in ends.items():
        told = {lang: client.get(path, headers={"Accept-Language": lang}).json()["detail"] for lang in ("en", "ko")}
        assert told["en"].endswith(english)
        assert told["ko"].endswith(korean)
        assert " or " not in told["ko"]
    header = {"Last-Event-ID": "x", "Accept-Language": "ko"}
    assert client.get("/api/runs/x/events", headers=header).json()["detail"].endswith("위치: Last-Event-ID(헤더)")
    body = {"content": "5", "headers": {"Content-Type": "application/json", "Accept-Language": "ko"}}
    assert client.post("/api/runs/check", **body).json()["detail"].endswith("위치: 본문 전체")  # type: ignore[arg-type]


@pytest.mark.parametrize("body", ["", "[]", "null", "{", "\xff", '{"dataset": "strokes"}', f"[{'[' * 100_000}"])
@pytest.mark.parametrize("path", ["/api/runs", "/api/runs/check"])
def test_a_body_that_is_none(client: TestClient, path: str, body: str) -> None:
    answer = client.post(path, content=body.encode("latin-1"), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert client.post(path, content=body.encode("latin-1")).status_code in (400, 415, 422)


def test_a_check_tells_what_the_run_would_be(client: TestClient) -> None:
    told = client.post("/api/runs/check", json=SMALL).json()
    shapes = [(layer["kind"], layer["output_shape"], layer["parameters"]) for layer in told["layers"]]
    assert shapes == [("conv2d", [4, 7, 7], 40), ("relu", [4, 7, 7], 0), ("flatten", [196], 0), ("linear", [4], 788)]
    assert (told["parameters"], told["macs"]) == (828, 4 * 49 * 9 + 196 * 4)
    assert (told["train"], told["validation"], told["batches"]) == (1600, 400, 16)
    assert told["warnings"] == []


def test_a_softmax_before_the_cross_entropy_is_warned_of(client: TestClient) -> None:
    body = {**SMALL, "layers": [*SMALL["layers"], {"kind": "softmax", "dim": 1}]}
    for language, word in (("en", "softmax"), ("ko", "소프트맥스")):
        (warning,) = client.post(f"/api/runs/check?lang={language}", json=body).json()["warnings"]
        assert warning["code"] == "softmax_last"
        assert word in warning["detail"].lower() or "softmax" in warning["detail"].lower()


def test_ready_made_networks_fit_every_data_set(client: TestClient, tmp_path: Path) -> None:
    known = client.get("/api/datasets").json()
    for dataset in [found["id"] for found in known if found["id"] != "drawings"]:
        models = client.get("/api/models", params={"dataset": dataset}).json()
        assert len(models) == len(READY)
        for model in models:
            assert model["title"]
            assert model["summary"]
            body = {**SMALL, "dataset": dataset, "layers": model["layers"]}
            answer = client.post("/api/runs/check", json=body)
            small_enough = ("parameters_too_many", "step_too_heavy", "dataset_too_large")
            assert answer.status_code == 200 or answer.json()["code"] in small_enough, answer.text
    answer = client.get("/api/models?dataset=nowhere")
    assert (answer.status_code, answer.json()["code"]) == (422, "dataset_unknown")
