"""The whole interface under generated requests, good and bad: no 5xx, and every answer is as it is described."""

from __future__ import annotations

import atexit
import tempfile
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.main import create_app
from app.settings import Settings

# The schema is needed when tests are collected, long before a fixture could make a folder.
_folder = tempfile.TemporaryDirectory(prefix="convscope-")
atexit.register(_folder.cleanup)

# Small budgets: what is generated should be judged, not computed.
APP = create_app(Settings(data=Path(_folder.name), max_macs=2_000_000, max_numbers=400_000, trusted_hosts="*"))
schema = schemathesis.openapi.from_asgi("/openapi.json", APP)


@pytest.mark.timeout(240)
@schema.parametrize()
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_interface_keeps_its_word(case: Case[Any]) -> None:
    # JSON Schema cannot say that a kernel fits its input or that bytes are a picture: such bodies are refused, rightly.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
