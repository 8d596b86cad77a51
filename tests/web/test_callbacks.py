"""Callbacks over HTTP: what there are, what they would have done, and what cannot be simulated."""

from __future__ import annotations

import math
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.training.callbacks import KINDS

STOPPING = {"kind": "early_stopping", "patience": 2, "restore_best_weights": True}


def simulate(client: TestClient, callbacks: list[Any], logs: list[Any], lang: str = "en", **more: Any) -> Any:
    return client.post(f"/api/callbacks/simulate?lang={lang}", json={"callbacks": callbacks, "logs": logs, **more})


def refused(client: TestClient, callbacks: list[Any], logs: list[Any], **more: Any) -> tuple[str, Any]:
    answer = simulate(client, callbacks, logs, **more)
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    field = problem["errors"][0] if "errors" in problem else {"code": problem["code"], "loc": None}
    return field["code"], field["loc"]


def test_every_kind_says_what_its_parameters_are_for(client: TestClient) -> None:
    for lang in ("en", "ko"):
        kinds = client.get(f"/api/callbacks?lang={lang}").json()
        assert kinds.keys() == KINDS.keys()
        for kind, told in kinds.items():
            assert told["title"].startswith(KINDS[kind].__name__)
            for name, field in told["schema"]["properties"].items():
                assert name == "kind" or field["description"].isascii() is (lang == "en"), name


def test_a_curve_whose_outcome_is_known(client: TestClient) -> None:
    callbacks = [
        STOPPING,
        {"kind": "reduce_lr_on_plateau", "patience": 1, "factor": 0.5},
        {"kind": "model_checkpoint", "filepath": "{epoch:02d}-{val_loss:.2f}", "save_best_only": True},
    ]
    got = simulate(client, callbacks, [{"val_loss": value} for value in (0.9, 0.8, 0.85, 0.86, 0.1)], lr=0.1).json()
    assert (got["stopped_epoch"], got["restored_epoch"]) == (3, 1)
    assert got["lr"] == pytest.approx([0.1, 0.1, 0.1, 0.05])
    assert got["saved"] == ["01-0.90.safetensors", "02-0.80.safetensors"]
    assert [event["action"] for event in got["events"] if event["index"] == 0] == [
        "improved", "improved", "waited", "stopped", "weights_restored",
    ]  # fmt: skip
    assert (
        got["events"][9]["reason"] == "val_loss 0.8600 did not beat 0.8000 (epoch 2): waited 2 of 2, so training stops."
    )
    assert {event["type"] for event in got["events"]} == {"callback"}


def test_the_reason_is_in_the_language_asked_for(client: TestClient) -> None:
    event, _ = simulate(client, [STOPPING], [{"val_loss": 0.5}], lang="ko").json()["events"]
    assert event["reason"] == "val_loss 0.5000: 처음 관측된 값이므로 최고 기록이 됩니다."


def test_numbers_that_json_cannot_say_are_words(client: TestClient) -> None:
    logs = [{"val_loss": "nan"}, {"val_loss": "-inf"}, {}]
    events = simulate(client, [STOPPING], logs).json()["events"]
    assert [event.get("value") for event in events[:3]] == ["nan", "-inf", None]
    assert [event["action"] for event in events[:3]] == ["improved", "waited", "monitor_missing"]
    assert events[0]["best"] == "nan"


def test_batches_of_an_epoch(client: TestClient) -> None:
    counting = {"kind": "model_checkpoint", "filepath": "e{epoch}b{batch}", "save_freq": 2}
    got = simulate(client, [counting, {"kind": "terminate_on_nan"}], [{"loss": 1}] * 2 + [{"loss": "inf"}], batches=3)
    assert got.json()["saved"] == ["e1b2.safetensors", "e2b1.safetensors", "e2b3.safetensors"]
    assert got.json()["stopped_epoch"] == 2


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "null", '"abc"', "true", "[1]", "1" + "0" * 400])
def test_a_figure_has_to_be_a_number_or_its_word(client: TestClient, value: str) -> None:
    body = '{"callbacks": [{"kind": "early_stopping"}], "logs": [{"val_loss": %s}]}' % value  # noqa: UP031
    answer = client.post("/api/callbacks/simulate", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["logs", 0, "val_loss"]


def test_what_cannot_be_simulated(client: TestClient) -> None:
    def saving(filepath: str) -> dict[str, str]:
        return {"kind": "model_checkpoint", "filepath": filepath}

    logs = [{"val_loss": 0.5}, {"loss": 0.5}]
    monitor = {"kind": "early_stopping", "monitor": "f1"}
    assert refused(client, [monitor], logs) == ("mode_needed", ["callbacks", 0, "mode"])
    assert refused(client, [saving("{val_loss}")], logs) == ("file_name_figure", ["logs", 1])
    assert refused(client, [saving("../x")], logs) == ("file_name_folder", ["callbacks", 0, "filepath"])
    assert refused(client, [saving("{val_loss}")], [{}]) == ("file_name_needs_validation", ["callbacks", 0, "filepath"])
    assert refused(client, [STOPPING] * 5, [{}] * 5000) == ("simulation_too_long", None)
    assert refused(client, [STOPPING] * 51, []) == ("too_long", ["callbacks"])
    assert refused(client, [], [], lr=0) == ("greater_than", ["lr"])
    assert refused(client, [{"kind": "reduce_lr_on_plateau", "factor": 1}], []) == (
        "less_than", ["callbacks", 0, "factor"],
    )  # fmt: skip
    raising = {"kind": "terminate_on_nan", "raise_error": True}
    assert refused(client, [raising], [{"loss": "nan"}]) == ("nan_loss", ["logs", 0])


def test_nothing_to_do_is_no_fault(client: TestClient) -> None:
    assert simulate(client, [], [{}]).json() == {
        "events": [], "stopped_epoch": None, "restored_epoch": None, "lr": [0.001], "saved": [],
    }  # fmt: skip
    assert simulate(client, [STOPPING], []).json()["events"] == []


def test_a_long_curve_is_answered_from_a_thread(client: TestClient) -> None:
    logs = [{"val_loss": math.exp(-epoch / 1000)} for epoch in range(2000)]
    got = simulate(client, [{"kind": "early_stopping", "min_delta": 0.001}, {"kind": "csv_logger"}], logs).json()
    assert got["stopped_epoch"] is not None
