"""A run taken away as a program: it fetches its data from the server and trains to the same numbers."""

from __future__ import annotations

import importlib.util
import urllib.request
from pathlib import Path

import pytest

from tests.web.running import THINKING, Server


def test_the_program_trains_to_the_numbers_of_the_run(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # it writes its files where it is started
    name = server.submit(THINKING, callbacks=THINKING["callbacks"][1:3], epochs=60)
    with server.stream(name) as events:
        next(event for event in events if event.event == "epoch_ended")
    # A change by hand, in the middle of an epoch.
    assert server.http.patch(f"/api/runs/{name}", json={"lr": 0.02}).status_code == 200
    with server.stream(name) as events:
        next(event for event in events if event.event == "epoch_ended" and event.data["epoch"] >= 6)
    server.end(name)
    ended = [event.data["logs"] for event in server.events(name) if event.event == "epoch_ended"]
    program = tmp_path / "run.py"
    program.write_text(server.http.get(f"/api/runs/{name}/export?format=python").text, encoding="utf-8")
    data, _ = urllib.request.urlretrieve(f"{server.http.base_url}/api/runs/{name}/data", tmp_path / "data.npz")
    spec = importlib.util.spec_from_file_location("exported", program)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["EPOCHS"] = len(ended)
    assert module.main(Path(data)) == ended
