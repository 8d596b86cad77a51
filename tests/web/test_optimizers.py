"""The optimizers over HTTP: torch's own names and defaults, from which the page builds its controls."""

from __future__ import annotations

import inspect

import pytest
import torch
from starlette.testclient import TestClient

from app.training.optimizers import OPTIMIZERS


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_optimizer_is_told_with_torchs_defaults(client: TestClient, lang: str) -> None:
    told = client.get(f"/api/optimizers?lang={lang}").json()
    assert list(told) == list(OPTIMIZERS)
    for kind, info in told.items():
        torchs = inspect.signature(getattr(torch.optim, info["title"])).parameters
        assert info["summary"]
        assert info["summary"] != f"train.optimizers.{kind}"
        for name, field in info["schema"]["properties"].items():
            if name != "kind":
                default = torchs[name].default
                assert field["default"] == (list(default) if isinstance(default, tuple) else default), (kind, name)
