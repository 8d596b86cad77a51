"""The picture that a run is asked about each epoch stays as long as the run, and goes with it."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.web.running import LONG, SMALL, Server, starting


def upload(server: Server, seed: int) -> str:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (300, 300, 3), np.uint8)).save(file, "PNG")
    answer = server.http.post("/api/images", files={"file": ("p.png", file.getvalue())})
    assert answer.status_code == 201, answer.text
    name: str = answer.json()["id"]
    return name


def picture(server: Server, name: str) -> httpx.Response:
    return server.http.get(f"/api/images/{name}")


def test_a_probe_is_kept_over_a_restart_and_released_with_its_run(tmp_path: Path) -> None:
    with starting(tmp_path, store_mb=1) as server:
        name = upload(server, 0)
        runs = [server.finished(SMALL, epochs=1, probe={"image": name}) for _ in range(2)]
        for seed in range(1, 7):  # more than the store holds
            upload(server, seed)
        assert picture(server, name).status_code == 200
        answer = server.http.delete(f"/api/images/{name}")
        assert (answer.status_code, answer.json()["code"]) == (409, "picture_kept")

    with starting(tmp_path, store_mb=1) as server:
        for seed in range(7, 13):
            upload(server, seed)
        assert picture(server, name).status_code == 200
        assert server.http.delete(f"/api/runs/{runs[0]}").status_code == 204
        assert server.http.delete(f"/api/images/{name}").json()["code"] == "picture_kept"
        assert server.http.delete(f"/api/runs/{runs[1]}").status_code == 204
        assert server.http.delete(f"/api/images/{name}").status_code == 204
        assert picture(server, name).status_code == 404
        answer = server.http.post("/api/runs", json={**SMALL, "probe": {"image": name}})
        assert (answer.status_code, answer.json()["code"]) == (404, "picture_unknown")
        assert answer.json()["errors"][0]["loc"] == ["probe", "image"]


def test_a_run_that_is_refused_keeps_no_picture(tmp_path: Path) -> None:
    with starting(tmp_path, max_runs=1, max_queue=0) as server:
        name = upload(server, 0)
        live = server.submit(LONG)
        body = {**SMALL, "probe": {"image": name}}
        assert server.http.post("/api/runs/check", json=body).status_code == 200
        assert server.http.post("/api/runs", json=body).json()["code"] == "queue_full"
        assert server.http.delete(f"/api/images/{name}").status_code == 204
        server.end(live)


@pytest.mark.parametrize(("dataset", "shape"), [("shapes", (3, 32, 32)), ("strokes", (1, 16, 16))])
def test_a_probe_is_seen_as_the_network_sees_its_data(
    server: Server, dataset: str, shape: tuple[int, int, int]
) -> None:
    classes = {"shapes": 9, "strokes": 4}[dataset]
    layers = [{"kind": "flatten"}, {"kind": "linear", "out_features": classes}]
    run = server.finished(dataset=dataset, layers=layers, epochs=1, probe={"image": "boats"})
    answer = server.http.get(f"/api/runs/{run}/maps", headers={"Accept": "application/json"}).json()
    assert np.array(answer["input"]).shape == shape
    body = {"image": "boats", "color": "rgb" if shape[0] == 3 else "gray", "size": list(shape[1:])}
    apply = {"input": body, "layer": {"kind": "relu"}, "want": ["input"]}
    prepared = server.http.post("/api/layers/apply", json=apply, headers={"Accept": "application/json"}).json()
    assert answer["input"] == prepared["input"]
