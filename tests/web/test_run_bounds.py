"""Bounds that show only while a run trains, and logs that cannot be read: an end with a reason, no fault of ours."""

from __future__ import annotations

from pathlib import Path

from tests.web.running import LONG, SMALL, THINKING, Server, starting


def test_a_run_ends_when_its_time_is_over(tmp_path: Path) -> None:
    with starting(tmp_path, max_minutes=0.01) as server:
        told = server.run(server.finished(LONG))
        assert (told["state"], told["reason"]) == ("failed", "failed")
        assert "0" in told["detail"]
        assert not told["detail"].startswith("errors.")


def test_a_run_ends_when_its_files_are_too_large(tmp_path: Path) -> None:
    wide = [{"kind": "flatten"}, {"kind": "linear", "out_features": 400}, {"kind": "linear", "out_features": 4}]
    callbacks = [{"kind": "model_checkpoint", "filepath": "{epoch}"}]
    with starting(tmp_path, max_checkpoint_mb=1) as server:
        name = server.finished(SMALL, layers=wide, epochs=20, optimizer={"kind": "sgd"}, callbacks=callbacks)
        told = server.run(name)
        assert (told["state"], told["reason"]) == ("failed", "failed")
        files = server.http.get(f"/api/runs/{name}/checkpoints").json()
        assert 0 < sum(file["bytes"] for file in files) <= 2**20
        assert server.events(name)[-1].data["detail"] == told["detail"]


def test_a_log_that_is_damaged_is_a_failed_run_that_can_be_deleted(tmp_path: Path) -> None:
    with starting(tmp_path) as server:
        name = server.finished(THINKING)
    for file in (tmp_path / "runs" / name).glob("log.db*"):
        file.write_bytes(b"no database" * 100)
    with starting(tmp_path) as server:
        told = server.run(name)
        assert told["state"] == "failed"
        assert told["detail"]
        paths = (
            "maps",
            "figures",
            "checkpoints",
            "export",
            "export?format=csv",
            "export?format=python",
            "data",
            "events",
        )
        for path in paths:
            answer = server.http.get(f"/api/runs/{name}/{path}")
            assert answer.status_code in (200, 404, 503), (path, answer.text)
        for verb in ("predict", "continue", "stop", "pause"):
            body = {"input": {"image": "boats"}} if verb == "predict" else None
            answer = server.do(name, verb, body)
            assert answer.status_code in (409, 503, 507), (verb, answer.text)
        assert server.http.patch(f"/api/runs/{name}", json={"name": "broken"}).status_code in (200, 503, 507)
        other = server.finished(SMALL)
        assert server.http.delete(f"/api/runs/{name}").status_code == 204
        assert [run["id"] for run in server.http.get("/api/runs").json()] == [other]


def test_any_seed_trains(server: Server) -> None:
    for seed in (0, -1, 2**64 - 1, -(2**63)):
        assert server.reach(server.submit(SMALL, epochs=1, seed=seed), "finished")["reason"] == "completed", seed
