"""The whole interface under generated requests, good and bad: no 5xx, and every answer is as it is described."""

from __future__ import annotations

import atexit
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.main import create_app
from app.settings import Settings

# The schema is needed when tests are collected, long before a fixture could make a folder.
_folder = tempfile.TemporaryDirectory(prefix="convscope-", ignore_cleanup_errors=True)
atexit.register(_folder.cleanup)

# Small budgets: what is generated should be judged, not computed. Runs that are good are over in a moment.
APP = create_app(
    Settings(
        data=Path(_folder.name),
        max_macs=2_000_000,
        max_numbers=400_000,
        trusted_hosts="*",
        demo=False,
        max_runs=1,
        max_queue=3,
        max_epochs=2,
        max_batch_size=200,
        max_parameters=20_000,
        max_layers=8,
        max_map_mb=1,
        max_step_macs=2_000_000,
        max_samples=3_000,
        max_checkpoint_mb=1,
        weights_mb=1,
        max_minutes=0.1,
    )
)
# An endless answer is none for this client; tests/web/test_run_events.py has a real server.
schema = schemathesis.openapi.from_asgi("/openapi.json", APP).exclude(path_regex="/events$")
EXPLORING = r"^/api/(health|layers|presets|samples|images)"
exploring, training = schema.include(path_regex=EXPLORING), schema.exclude(path_regex=EXPLORING)
existing = schema.include(path_regex=r"^/api/runs/\{id\}").exclude(method="DELETE")

SUPPRESS = list(HealthCheck)


@pytest.mark.timeout(240)
@exploring.parametrize()
@settings(max_examples=150, deadline=None, suppress_health_check=SUPPRESS)
def test_the_interface_keeps_its_word_where_one_layer_is_explored(case: Case[Any]) -> None:
    # JSON Schema cannot say that a kernel fits its input or that bytes are a picture: such bodies are refused, rightly.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


@pytest.mark.timeout(240)
@training.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=SUPPRESS)
def test_the_interface_keeps_its_word_where_networks_are_trained(case: Case[Any]) -> None:
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


@pytest.mark.timeout(240)
@existing.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=SUPPRESS)
def test_the_interface_keeps_its_word_on_a_run_that_exists(case: Case[Any]) -> None:
    case.path_parameters = {**case.path_parameters, "id": run()}
    # What was wrong may have been the name of the run, which is right now.
    case.call_and_validate(excluded_checks=[positive_data_acceptance, negative_data_rejection])


@lru_cache(maxsize=1)
def run() -> str:
    """A run with a checkpoint and a log, or on its way to them."""
    body: Any = {
        "dataset": "strokes",
        "layers": [{"kind": "flatten"}, {"kind": "linear", "out_features": 4}],
        "epochs": 2,
        "callbacks": [
            {"kind": "model_checkpoint", "filepath": "best"},
            {"kind": "csv_logger", "filename": "log.csv"},
        ],
    }
    answer = schema["/api/runs"]["POST"].Case(body=body, media_type="application/json").call()
    assert answer.status_code == 201, answer.text
    name: str = answer.json()["id"]
    return name
