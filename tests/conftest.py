"""What holds for all tests; it is read before torch and Keras are imported."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# As the server does (app.server.tune_process): more than one thread per convolution is slower on small ones.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ["KERAS_BACKEND"] = "torch"

# 300 examples a property; `--hypothesis-profile=dev` for fewer while writing. On CI they are the same ones every time,
# so that an unrelated change is never refused for a new example.
settings.register_profile(
    "ci",
    max_examples=300,
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", settings.get_profile("ci"), max_examples=30)
if settings.get_current_profile_name() == "default":
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer's own `CONVSCOPE_…` change no test, and no test writes into the user's data."""
    for name in os.environ:
        if name.startswith("CONVSCOPE_") and name != "CONVSCOPE_TORCH_INDEX":
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONVSCOPE_DATA", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def no_loop_of_another_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright leaves its loop marked as running in this thread for as long as its browser lives.

    A test without the browser may then run none of its own.
    """
    running = None if "browser" in request.fixturenames else asyncio._get_running_loop()
    if running is None:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
