"""Whose weights a network has: a run's at an epoch, a checkpoint's, an uploaded file's."""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.weight_files import WeightFiles
from tests.web.nets import GRID, SMALL, Json, ask, refused, tensors
from tests.web.running import SMALL as SPEC
from tests.web.running import Server, starting

SHOWN: Json = {"input": {"image": "digit-3", "color": "gray", "size": [16, 16]}, "layers": SPEC["layers"]}
LINEAR: list[Json] = [{"kind": "linear", "out_features": 1, "bias": False}]


@pytest.fixture(scope="module")
def run(server: Server) -> str:
    """Three epochs, a checkpoint after each, and one that is always replaced."""
    saving = [
        {"kind": "model_checkpoint", "filepath": "{epoch:02d}"},
        {"kind": "model_checkpoint", "filepath": "last", "save_weights_only": True},
    ]
    return server.finished(callbacks=saving)


class TestRuns:
    def probabilities(self, server: Server, **weights: Any) -> Any:
        _, meta = tensors(ask(server.http, "forward", {**SHOWN, "weights": weights, "want": []}))
        assert len(meta["classes"]) == 4
        return meta["probabilities"]

    def test_the_last_epoch_answers_as_the_run_itself(self, server: Server, run: str) -> None:
        predicted = server.http.post(f"/api/runs/{run}/predict", json={"input": SHOWN["input"]}).json()
        assert np.allclose(self.probabilities(server, run=run, epoch=2), predicted["probabilities"], atol=1e-6)

    def test_epochs_differ_and_checkpoints_are_theirs(self, server: Server, run: str) -> None:
        names = [each["name"] for each in server.http.get(f"/api/runs/{run}/checkpoints").json()]
        epochs = [self.probabilities(server, run=run, epoch=epoch) for epoch in range(3)]
        assert epochs[0] != epochs[1] != epochs[2]
        full = sorted(name for name in names if name != "last.safetensors")
        assert [self.probabilities(server, run=run, checkpoint=name) for name in full] == epochs
        assert self.probabilities(server, run=run, checkpoint="last.safetensors") == epochs[2]

    def test_what_is_not_there(self, server: Server, run: str) -> None:
        def of(**weights: Any) -> Any:
            return ask(server.http, "forward", {**SHOWN, "weights": weights})

        refused(of(run=run, epoch=3), 404, "epoch_unknown", "weights", "epoch")
        refused(of(run="nobody", epoch=0), 404, "run_unknown", "weights", "run")
        for name in ("none.safetensors", "../log.db", "log.csv", "\0", "x" * 255):
            refused(of(run=run, checkpoint=name), 404, "file_unknown", "weights", "checkpoint")
        refused(of(file="0" * 32), 404, "weights_unknown", "weights", "file")

    def test_weights_of_another_network_name_the_first_mismatch(self, server: Server, run: str) -> None:
        wider = [{**SPEC["layers"][0], "out_channels": 5}, *SPEC["layers"][1:]]
        weights = {"run": run, "epoch": 0}
        said = refused(ask(server.http, "forward", {**SHOWN, "layers": wider, "weights": weights}), 422, "state_shape")
        assert said["errors"][0]["loc"][0] == "weights"
        assert "0.weight" in said["detail"]
        shorter = {**SHOWN, "layers": SPEC["layers"][:3], "weights": weights}
        assert "3.bias" in refused(ask(server.http, "forward", shorter), 422, "state_unexpected")["detail"]

    def test_other_outputs_have_no_classes(self, server: Server, run: str) -> None:
        more = [*SPEC["layers"], {"kind": "pad2d", "padding": 0}]
        refused(
            ask(server.http, "forward", {**SHOWN, "layers": more, "weights": {"run": run, "epoch": 0}}),
            422,
            "needs_picture",
        )
        assert tensors(ask(server.http, "forward", SHOWN))[1]["classes"] is None

    def test_the_file_of_a_checkpoint_can_be_uploaded(self, server: Server, run: str) -> None:
        name = server.http.get(f"/api/runs/{run}/checkpoints").json()[0]["name"]
        file = server.http.get(f"/api/runs/{run}/checkpoints/{name}").content
        stored = upload(server.http, file).json()
        assert set(stored["tensors"]) == {"0.weight", "0.bias", "3.weight", "3.bias"}
        assert stored["input_shape"] == [1, 16, 16]
        again = {**SHOWN, "layers": stored["layers"], "weights": {"file": stored["id"]}, "want": []}
        _, meta = tensors(ask(server.http, "forward", again))
        assert meta["probabilities"] == self.probabilities(server, run=run, epoch=0)

    def test_a_replaced_checkpoint_is_read_anew_and_a_deleted_one_is_gone(self, tmp_path: Path) -> None:
        with starting(tmp_path) as server:
            name = server.finished(epochs=1, callbacks=[{"kind": "model_checkpoint", "filepath": "best"}])
            body = {**SHOWN, "weights": {"run": name, "checkpoint": "best.safetensors"}}
            before, _ = tensors(ask(server.http, "forward", body))
            path = tmp_path / "runs" / name / "files" / "best.safetensors"
            changed = bytearray(path.read_bytes())
            length = 8 + int.from_bytes(changed[:8], "little")
            at = json.loads(changed[8:length])["3.bias"]["data_offsets"][0]
            changed[length + at : length + at + 4] = np.float32(7).tobytes()
            part = path.with_name("part")
            part.write_bytes(changed)
            part.replace(path)
            after, _ = tensors(ask(server.http, "forward", body))
            assert after["layers.3.bias"][0] == 7
            assert np.array_equal(after["layers.3.bias"][1:], before["layers.3.bias"][1:])
            assert server.http.delete(f"/api/runs/{name}").status_code == 204
            refused(ask(server.http, "forward", body), 404, "run_unknown", "weights", "run")


def upload(client: Any, file: bytes) -> Any:
    return client.post("/api/networks/weights", files={"file": file})


def state(*shapes: tuple[str, tuple[int, ...]]) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes}


def saved(**how: Any) -> bytes:
    """As `torch.save` writes it."""
    file = io.BytesIO()
    torch.save(state(("0.weight", (2, 2))), file, **how)
    return file.getvalue()


class TestFiles:
    def test_what_is_exported_can_be_loaded_here_and_in_torch(self, client: TestClient) -> None:
        layers = [*SMALL[:1], {"kind": "batch_norm2d"}, *SMALL[1:]]
        weights: Json = {"seed": 9}
        body = {"input": {"tensor": GRID}, "layers": layers}
        answer = ask(client, "export", {"input_shape": [1, 4, 4], "layers": layers, "weights": weights})
        assert answer.headers["content-disposition"] == 'attachment; filename="network.safetensors"'
        stored = upload(client, answer.content)
        assert stored.status_code == 201
        assert stored.json()["layers"] == layers
        expected, _ = tensors(ask(client, "forward", {**body, "weights": weights}))
        got, _ = tensors(ask(client, "forward", {**body, "weights": {"file": stored.json()["id"]}}))
        assert got.keys() == expected.keys()
        assert all(np.array_equal(got[name], expected[name]) for name in got)
        nn = torch.nn
        model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3)).eval()
        model.load_state_dict(safetensors.torch.load(answer.content))
        with torch.inference_mode():
            logits = model(torch.tensor(GRID)[None])[0].numpy()
        assert np.allclose(logits, got["layers.4.output"], atol=1e-6)

    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
    def test_other_floats_are_converted(self, client: TestClient, dtype: torch.dtype) -> None:
        weight = state(("0.weight", (1, 3)))["0.weight"].to(dtype)
        stored = upload(client, safetensors.torch.save({"0.weight": weight})).json()
        assert stored["tensors"] == {"0.weight": [1, 3]}
        assert "layers" not in stored or stored["layers"] is None
        body = {"input": {"tensor": [1, 2, 3]}, "layers": LINEAR, "weights": {"file": stored["id"]}}
        got, _ = tensors(ask(client, "forward", body))
        assert np.array_equal(got["layers.0.weight"], weight.float().numpy())

    def test_what_was_counted_counts_on(self, client: TestClient) -> None:
        """With `momentum` null the running mean is that of all pictures so far: here the second one's."""
        layers = [{"kind": "batch_norm2d", "momentum": None}]
        ones = {name: torch.ones(1) for name in ("0.weight", "0.bias", "0.running_mean", "0.running_var")}
        for counted, mean in ((torch.tensor(1), 2.0), (torch.tensor([7, 7]), 3.0), (torch.tensor(1.0), 3.0)):
            stored = upload(client, safetensors.torch.save({**ones, "0.num_batches_tracked": counted})).json()
            assert set(stored["tensors"]) == set(ones)
            weights = {"file": stored["id"]}
            body = {"input": {"tensor": [[[2, 4]]]}, "layers": layers, "weights": weights, "mode": "train"}
            got, _ = tensors(ask(client, "forward", body))
            assert got["layers.0.running_mean"].tolist() == [mean]

    def test_the_same_numbers_have_the_same_id(self, client: TestClient) -> None:
        one, two = state(("0.weight", (1, 3)), ("0.bias", (1,))), state(("0.weight", (1, 2)))
        ids = [
            upload(client, safetensors.torch.save(tensors, metadata)).json()["id"]
            for tensors, metadata in ((one, None), (one, {"format": "pt"}), (two, None))
        ]
        assert ids[0] == ids[1] != ids[2]

    @pytest.mark.parametrize(
        ("file", "status", "code"),
        [
            (b"", 415, "weights_not_safetensors"),
            (b"PK\x03\x04" + bytes(100), 415, "weights_not_safetensors"),
            (b"\x89HDF\r\n\x1a\n" + bytes(100), 415, "weights_not_safetensors"),
            (b"Dear network, here are my weights.", 415, "weights_not_safetensors"),
            (b"\xff" * 64, 415, "weights_not_safetensors"),
            (b"\x02" + bytes(7) + b"[]", 415, "weights_not_safetensors"),
            (saved(), 415, "weights_pickled"),
            (saved(_use_new_zipfile_serialization=False), 415, "weights_pickled"),
            (pickle.dumps({"0.weight": [1.0]}), 415, "weights_pickled"),
            (b"\x02" + bytes(7) + b"{]", 415, "weights_unreadable"),
            (safetensors.torch.save(state(("0.weight", (2, 2))))[:-1], 415, "weights_unreadable"),
            (safetensors.numpy.save({}), 422, "weights_empty"),
            (safetensors.numpy.save({"0.weight": np.zeros((1, 2), np.int32)}), 422, "weights_dtype"),
            (safetensors.torch.save({"0.num_batches_tracked": torch.tensor(1)}), 422, "weights_empty"),
            (safetensors.torch.save({"0.my_num_batches_tracked": torch.tensor(1)}), 422, "weights_dtype"),
        ],
    )
    def test_files_that_hold_no_weights(self, client: TestClient, file: bytes, status: int, code: str) -> None:
        refused(upload(client, file), status, code, "file")

    @pytest.mark.parametrize(
        "metadata",
        [{"json": "{"}, {"json": "[]"}, {"json": '{"layers": 5}'}, {"json": "[" * 9000}, {"json": '{"layers": [{}]}'}],
    )
    def test_metadata_that_says_no_network(self, client: TestClient, metadata: Mapping[str, str]) -> None:
        answer = upload(client, safetensors.torch.save(state(("0.weight", (1, 3))), dict(metadata)))
        assert (answer.status_code, answer.json()["layers"]) == (201, None)

    def test_weights_of_another_network_are_refused_by_name(self, client: TestClient) -> None:
        name = upload(client, safetensors.torch.save(state(("0.weight", (1, 4))))).json()["id"]
        body = {"input": {"tensor": [1, 2, 3]}, "layers": LINEAR, "weights": {"file": name}}
        said = refused(ask(client, "forward", body), 422, "state_shape", "weights")
        assert "0.weight" in said["detail"]
        biased = [{"kind": "linear", "in_features": 3, "out_features": 1}]
        alone = upload(client, safetensors.torch.save(state(("0.weight", (1, 3))))).json()["id"]
        said = refused(
            ask(client, "forward", {**body, "layers": biased, "weights": {"file": alone}}), 422, "state_missing"
        )
        assert "0.bias" in said["detail"]

    def test_how_large_a_file_may_be(self, tmp_path: Path) -> None:
        settings = Settings(data=tmp_path, demo=False, max_parameters=4_000_000, weights_mb=1)
        with TestClient(create_app(settings), "http://localhost") as client:
            large = safetensors.torch.save(state(("0.weight", (1, 3_500_000))))  # 14 MB: more than other bodies may be
            refused(upload(client, large), 413, "weights_store_too_small", "file")
            larger = safetensors.torch.save(state(("0.weight", (1, 4_300_000))))
            refused(upload(client, larger), 413, "body_too_large")
            just = bytes(4 * 4_000_000 + 2**20 + 1)
            refused(upload(client, just), 413, "weights_too_large", "file")
            answer = client.post("/api/networks/weights", json={})
            refused(answer, 415, "wrong_content_type")
            refused(client.post("/api/layers/apply", content=larger), 413, "body_too_large")

    def test_the_least_recently_used_go_first(self, tmp_path: Path) -> None:
        files = WeightFiles(tmp_path, 10_000)
        names = [files.add(safetensors.torch.save(state(("0.weight", (1, 500 + n))))).id for n in range(6)]
        assert [files.touch(name) for name in names] == [False, False, True, True, True, True]
        again = WeightFiles(tmp_path, 10_000)
        found = again.tensors(names[5])
        assert found is not None
        assert found["0.weight"].shape == (1, 505)
        assert again.tensors(names[0]) is None

    def test_a_folder_that_cannot_be_written_to(self, tmp_path: Path) -> None:
        files = WeightFiles(tmp_path / "weights", 10_000)
        (tmp_path / "weights").rmdir()
        with pytest.raises(Exception, match="weights_unwritable"):
            files.add(safetensors.torch.save(state(("0.weight", (1, 3)))))
