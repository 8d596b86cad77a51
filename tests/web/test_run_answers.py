"""What a run gives away: maps, figures, predictions, checkpoints, files, its data, and itself as a file."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from tests.web.running import SMALL, THINKING, Server


@pytest.fixture(scope="module")
def run(server: Server) -> str:
    """A run that stopped after its third epoch and restored the weights of its first."""
    return server.finished(THINKING, probe={"image": "digit-3"})


def meta(file: bytes) -> Any:
    length = int.from_bytes(file[:8], "little")
    return json.loads(json.loads(file[8 : 8 + length])["__metadata__"]["json"])


class TestMaps:
    def test_filters_and_maps_of_the_probe_after_each_epoch(self, server: Server, run: str) -> None:
        files = [server.http.get(f"/api/runs/{run}/maps", params={"epoch": epoch}).content for epoch in range(3)]
        for epoch, file in enumerate(files):
            tensors, said = load(file), meta(file)
            assert said["epoch"] == epoch
            assert (len(said["classes"]), len(said["probabilities"])) == (4, 4)
            assert tensors["input"].shape == (1, 16, 16)
            assert tensors["filters"].shape == (4, 1, 3, 3)
            assert tensors["layers.0.output"].shape == (4, 7, 7)
        assert not np.array_equal(load(files[0])["filters"], load(files[1])["filters"])
        assert server.http.get(f"/api/runs/{run}/maps").content == files[2]

    def test_the_same_as_lists(self, server: Server, run: str) -> None:
        path = f"/api/runs/{run}/maps"
        lists = server.http.get(path, headers={"Accept": "application/json"}).json()
        file = server.http.get(path).content
        assert lists.pop("meta") == meta(file)
        tensors = load(file)
        assert set(lists) == set(tensors)
        assert all(np.array_equal(np.array(lists[name], tensor.dtype), tensor) for name, tensor in tensors.items())
        assert server.http.get(path, headers={"Accept": "text/html"}).status_code == 406

    def test_figures(self, server: Server, run: str) -> None:
        path = f"/api/runs/{run}/figures"
        told = [server.http.get(path, params={"epoch": epoch}).json() for epoch in range(3)]
        assert [figures["epoch"] for figures in told] == [0, 1, 2]
        assert server.http.get(path).json() == told[2]
        assert np.array(told[0]["confusion"]).sum() == 400  # a fifth of 2,000
        assert {"worst", "histograms", "classes"} <= set(told[0])

    @pytest.mark.parametrize(
        ("epoch", "code"), [("3", 404), ("2147483647", 404), ("-1", 422), ("x", 422), ("1e9", 422)]
    )
    def test_an_epoch_that_is_not_there(self, server: Server, run: str, epoch: str, code: int) -> None:
        for kind in ("maps", "figures"):
            answer = server.http.get(f"/api/runs/{run}/{kind}", params={"epoch": epoch})
            assert answer.status_code == code
            assert answer.json()["code"] == ("epoch_unknown" if code == 404 else "invalid_request")


class TestPredict:
    def predict(self, server: Server, run: str, source: Any) -> httpx.Response:
        return server.http.post(f"/api/runs/{run}/predict", json={"input": source})

    def test_the_probe_has_the_probabilities_that_its_maps_tell(self, server: Server, run: str) -> None:
        answer = self.predict(server, run, {"image": "digit-3"}).json()
        # The run has restored the weights of its first epoch.
        told = meta(server.http.get(f"/api/runs/{run}/maps", params={"epoch": 0}).content)
        assert answer["classes"] == told["classes"]
        assert answer["probabilities"] == pytest.approx(told["probabilities"], abs=1e-6)
        assert sum(answer["probabilities"]) == pytest.approx(1)

    def test_a_tensor(self, server: Server, run: str) -> None:
        tensor = np.random.default_rng(1).random((1, 16, 16)).round(3).tolist()
        answer = self.predict(server, run, {"tensor": tensor})
        assert answer.status_code == 200, answer.text

    @pytest.mark.parametrize(
        "source",
        [
            {"tensor": [1, 2]},
            {"tensor": [[[0.5] * 16] * 15]},
            {"image": "boats", "color": "rgb"},
            {"image": "boats", "size": 9},
        ],
    )
    def test_another_shape_is_refused_with_the_right_one(self, server: Server, run: str, source: Any) -> None:
        answer = self.predict(server, run, source)
        assert (answer.status_code, answer.json()["code"]) == (422, "input_shape_disagrees")
        assert "1×16×16" in answer.json()["detail"]
        assert answer.json()["errors"][0]["loc"] == ["input"]

    @pytest.mark.parametrize(
        "body", ["", "{}", '{"input": {"tensor": [NaN]}}', '{"input": {"image": "boats"}, "x": 1}']
    )
    def test_a_body_that_is_none(self, server: Server, run: str, body: str) -> None:
        answer = server.http.post(
            f"/api/runs/{run}/predict", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 422
        assert server.http.post(f"/api/runs/{run}/predict", content=body).status_code in (415, 422)

    def test_a_run_in_training_answers_with_its_present_weights(self, server: Server) -> None:
        name = server.training()
        assert self.predict(server, name, {"image": "boats"}).status_code == 200
        server.do(name, "pause")
        server.reach(name, "paused")
        assert self.predict(server, name, {"image": "boats"}).status_code == 200
        server.end(name)
        assert self.predict(server, name, {"image": "boats"}).status_code == 200


class TestFiles:
    def test_checkpoints_are_listed_and_can_be_downloaded(self, server: Server, run: str) -> None:
        listed = server.http.get(f"/api/runs/{run}/checkpoints").json()
        assert [file["epoch"] for file in listed] == [0, 1, 2]
        for file in listed:
            assert file["full"] is True
            assert "/" not in file["name"]
            assert "\\" not in file["name"]
            assert file["name"].startswith(f"{file['epoch'] + 1:02d} - ")
            answer = server.http.get(f"/api/runs/{run}/checkpoints/{file['name']}")
            assert answer.headers["content-type"] == "application/octet-stream"
            assert answer.headers["content-disposition"] == f'attachment; filename="{file["name"]}"'
            assert len(answer.content) == file["bytes"]
            said = meta(answer.content)
            assert (said["epoch"], said["logs"]) == (file["epoch"], file["logs"])
            assert len(said["layers"]) == 4
            assert "0.weight" in load(answer.content)

    def test_a_name_beyond_ascii_travels_as_it_is(self, server: Server) -> None:
        callbacks = [{"kind": "model_checkpoint", "filepath": "가중치 {epoch}"}]
        name = server.finished(SMALL, epochs=1, callbacks=callbacks)
        (file,) = server.http.get(f"/api/runs/{name}/checkpoints").json()
        assert file["name"] == "가중치 1.safetensors"
        answer = server.http.get(f"/api/runs/{name}/checkpoints/{file['name']}")
        assert answer.headers["content-disposition"] == (
            "attachment; filename*=UTF-8''%EA%B0%80%EC%A4%91%EC%B9%98%201.safetensors"
        )

    def test_the_csv_loggers_file(self, server: Server, run: str) -> None:
        answer = server.http.get(f"/api/runs/{run}/files/log.csv")
        assert answer.headers["content-disposition"] == 'attachment; filename="log.csv"'
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [row["epoch"] for row in rows] == ["0", "1", "2"]

    def test_checkpoints_and_other_files_have_an_address_each(self, server: Server, run: str) -> None:
        saved = server.http.get(f"/api/runs/{run}/checkpoints").json()[0]["name"]
        for path in ("checkpoints/log.csv", f"files/{saved}"):
            answer = server.http.get(f"/api/runs/{run}/{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "file_unknown")

    @pytest.mark.parametrize(
        "name",
        ["x", "%2e%2e", "..%2flog.db", "..%5clog.db", "%00", "a" * 255, "a" * 300, "%ff", "%20", "CON"],
    )
    def test_a_name_that_is_none(self, server: Server, run: str, name: str) -> None:
        for kind in ("checkpoints", "files"):
            answer = server.http.get(f"/api/runs/{run}/{kind}/{name}", follow_redirects=False)
            assert answer.status_code in (404, 422), (name, answer.text)

    def test_the_data_that_it_trained_on(self, server: Server, run: str) -> None:
        answer = server.http.get(f"/api/runs/{run}/data")
        assert answer.headers["content-disposition"] == f'attachment; filename="{run}.npz"'
        with np.load(io.BytesIO(answer.content)) as data:
            assert data["images"].shape == (2000, 1, 16, 16)
            assert data["labels"].shape == (2000,)


class TestExport:
    def test_events_one_a_line(self, server: Server, run: str) -> None:
        answer = server.http.get(f"/api/runs/{run}/export")
        assert answer.headers["content-type"].startswith("application/x-ndjson")
        assert answer.headers["content-disposition"] == f'attachment; filename="{run}.jsonl"'
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert lines == [event.data for event in server.events(run)]
        korean = server.http.get(f"/api/runs/{run}/export?format=jsonl&lang=ko").text
        assert [json.loads(line) for line in korean.splitlines()] == [e.data for e in server.events(run, "?lang=ko")]

    def test_epochs_as_a_table(self, server: Server, run: str) -> None:
        answer = server.http.get(f"/api/runs/{run}/export?format=csv")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        ends = [event.data for event in server.events(run) if event.event == "epoch_ended"]
        assert len(rows) == 3
        for row, end in zip(rows, ends, strict=True):
            assert int(row["epoch"]) == end["epoch"]
            assert float(row["seconds"]) == end["seconds"]
            assert {name: float(row[name]) for name in end["logs"]} == end["logs"]

    def test_a_program(self, server: Server, run: str) -> None:
        answer = server.http.get(f"/api/runs/{run}/export?format=python")
        assert answer.headers["content-disposition"] == f'attachment; filename="{run}.py"'
        assert f"{server.http.base_url}/api/runs/{run}/data" in answer.text
        compile(answer.text, "run.py", "exec")

    def test_another_format(self, server: Server, run: str) -> None:
        assert server.http.get(f"/api/runs/{run}/export?format=xml").status_code == 422


def test_a_run_that_waits_has_nothing_yet(server: Server) -> None:
    names = [server.submit(SMALL, epochs=400) for _ in range(3)]
    waiting = next(name for name in names if server.run(name)["state"] == "queued")
    for path in ("/maps", "/figures"):
        assert server.http.get(f"/api/runs/{waiting}{path}").json()["code"] == "epoch_unknown"
    answer = server.http.post(f"/api/runs/{waiting}/predict", json={"input": {"image": "boats"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_begun")
    assert server.http.get(f"/api/runs/{waiting}/checkpoints").json() == []
    assert server.http.get(f"/api/runs/{waiting}/export").text == ""
    assert server.http.get(f"/api/runs/{waiting}/data").status_code == 200
    assert server.http.get(f"/api/runs/{waiting}/export?format=python").status_code in (200, 409)
    for name in names:
        server.end(name)
