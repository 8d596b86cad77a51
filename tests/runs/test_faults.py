"""What is lost when something dies: nothing that was written, and every log ends with a reason."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.runs import Row, Runs
from app.training.spec import Limits
from tests.serving import ROOT
from tests.training.small import CNN, spec

from .living import (
    contiguous,
    endless,
    everything,
    in_loop,
    in_state,
    left,
    reached,
    serving_runs,
    submitted,
    worker_pid,
)


def key_of(row: Row) -> str:
    assert row.said is not None
    return row.said.key


def on_disk(folder: Path, run_id: str) -> list[tuple[int, str, str]]:
    """What a reader who knows nothing of us finds in the log."""
    with sqlite3.connect(folder / "runs" / run_id / "log.db") as db:
        found = db.execute("SELECT seq, type, data FROM events ORDER BY seq").fetchall()
    db.close()
    return found


async def failed_with(runs: Runs, run_id: str) -> str:
    """The sentence of a run that fails; afterwards the server takes another run and trains it to its end."""
    rows = await everything(runs, run_id)
    assert contiguous(rows)
    assert rows[-1].fields["reason"] == "failed"
    view = await in_state(runs, run_id, "failed")
    assert view.detail == rows[-1].said
    assert (await everything(runs, await submitted(runs, spec(epochs=1))))[-1].fields["reason"] == "completed"
    return key_of(rows[-1])


async def settled(runs: Runs, run_id: str) -> None:
    """Once the end stands in the log."""
    for _ in range(100):
        if runs._find(run_id).settled:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the end is still in memory only")


def test_a_killed_worker_leaves_an_interrupted_run_with_all_its_events(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "epoch_ended", count=2)
            watching = asyncio.create_task(everything(runs, run_id))
            before = on_disk(tmp_path, run_id)
            os.kill(worker_pid(runs, run_id), signal.SIGKILL)
            view = await in_state(runs, run_id, "interrupted", within=2)
            rows = await watching
            assert contiguous(rows)
            assert [(row.seq, row.type, row.data) for row in rows] == on_disk(tmp_path, run_id)
            assert on_disk(tmp_path, run_id)[: len(before)] == before
            assert rows[-1].fields == {**rows[-1].fields, "type": "run_ended", "reason": "interrupted"}
            assert rows[-1].fields["epochs"] >= 2
            assert (key_of(rows[-1]), view.detail) == ("runs.said.worker_killed", rows[-1].said)

    in_loop(test)


def test_a_killed_server_leaves_no_run_that_pretends_and_no_worker(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.runs.host", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    run_id, waiting, pid = server.stdout.readline().split()
    worker = psutil.Process(int(pid))
    assert psutil.Process(server.pid) in worker.parents()
    server.kill()
    server.wait()
    server.stdout.close()
    before = on_disk(tmp_path, run_id)
    psutil.wait_procs([worker], timeout=2)
    assert not worker.is_running(), "it ends with its server, in the middle of an epoch"

    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            assert {view.id for view in runs.list()} == {run_id, waiting}
            view = runs.get(run_id)
            assert (view.state, view.reason) == ("interrupted", "interrupted")
            assert view.latest is not None
            rows = await everything(runs, run_id)
            assert contiguous(rows)
            assert on_disk(tmp_path, run_id)[: len(before)] == before
            assert key_of(rows[-1]) == "runs.said.server_died"
            assert (await everything(runs, waiting))[-1].fields["reason"] == "completed", "who waited still waits"
            await runs.continue_(run_id)
            await reached(runs, run_id, "epoch_ended", after=rows[-1].seq)

    in_loop(test)


def test_a_worker_that_outlives_its_server_writes_nothing_into_a_run_that_was_taken_over(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "epoch_ended")
            taken_over = Runs(tmp_path, limits=Limits(), max_runs=1, max_queue=1)  # as a second server would
            assert taken_over.get(run_id).state == "interrupted"
            ended = on_disk(tmp_path, run_id)
            await left(runs, run_id)
            assert on_disk(tmp_path, run_id)[: len(ended)] == ended
            assert [kind for _, kind, _ in on_disk(tmp_path, run_id)[len(ended) :]] in ([], ["run_ended"])

    in_loop(test)


def test_a_log_that_may_not_grow_fails_the_run_with_that_reason(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path, limits=Limits(log_bytes=600_000)) as runs:
            run_id = await submitted(runs, spec(epochs=100, layers=CNN))
            assert await failed_with(runs, run_id) == "runs.said.log_full"
            assert runs._find(run_id).settled
            assert on_disk(tmp_path, run_id)[-1][1] == "run_ended", "a few pages were kept for the end"

    in_loop(test)


def test_a_disk_that_takes_no_more_fails_the_run_with_that_reason(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            rows = await reached(runs, run_id, "epoch_ended")
            wal = tmp_path / "runs" / run_id / "log.db-wal"
            # No file of the worker may be longer than its log is now.
            resource.prlimit(worker_pid(runs, run_id), resource.RLIMIT_FSIZE, (wal.stat().st_size,) * 2)
            assert await failed_with(runs, run_id) in {"runs.said.log_unwritable", "runs.said.log_full"}
            assert on_disk(tmp_path, run_id)[-1][1] == "run_ended"
            assert len(on_disk(tmp_path, run_id)) > len(rows)

    in_loop(test)


def test_a_log_that_somebody_holds_fails_the_run_and_gets_its_end_once_it_is_free(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "epoch_ended")
            holder = sqlite3.connect(tmp_path / "runs" / run_id / "log.db", isolation_level=None)
            holder.execute("BEGIN IMMEDIATE")
            assert await failed_with(runs, run_id) == "runs.said.log_locked"
            assert on_disk(tmp_path, run_id)[-1][1] != "run_ended", "so far it stands in memory only"
            shown = (await everything(runs, run_id))[-1]
            holder.execute("ROLLBACK")
            holder.close()
            await settled(runs, run_id)
            assert on_disk(tmp_path, run_id)[-1] == (shown.seq, "run_ended", shown.data)
            await runs.continue_(run_id)
            await reached(runs, run_id, "epoch_ended", after=shown.seq)

    in_loop(test)


@pytest.mark.alone
def test_a_worker_that_hangs_is_ended_after_a_grace(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path, grace=0.5) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "epoch_ended")
            worker = psutil.Process(worker_pid(runs, run_id))
            worker.suspend()
            began = time.monotonic()
            await runs.stop(run_id)
            assert time.monotonic() - began < 0.2
            row = (await everything(runs, run_id))[-1]
            assert time.monotonic() - began < 2
            assert (row.fields["reason"], key_of(row)) == ("stopped", "runs.said.worker_hung")
            assert not worker.is_running()

    in_loop(test)


def test_a_worker_that_falls_silent_is_ended_and_one_that_is_paused_is_not(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path, silence=30) as runs:
            silent = await submitted(runs, endless())
            await reached(runs, silent, "epoch_ended")
            runs._supervisor._timing = type(runs._timing)(silence=1.0)
            await runs.pause(silent)
            await in_state(runs, silent, "paused")
            await asyncio.sleep(2)
            assert runs.get(silent).state == "paused"
            await runs.resume(silent)
            await in_state(runs, silent, "running")
            psutil.Process(worker_pid(runs, silent)).suspend()
            row = (await everything(runs, silent))[-1]
            assert (row.fields["reason"], key_of(row)) == ("failed", "runs.said.worker_hung")

    in_loop(test)


@pytest.mark.parametrize(
    ("ended_by", "reason", "key"),
    [
        (signal.SIGTERM, "interrupted", "runs.said.worker_killed"),
        (signal.SIGSEGV, "failed", "runs.said.worker_crashed"),
    ],
)
def test_a_signal_tells_a_crash_from_an_end_that_came_from_outside(
    tmp_path: Path, ended_by: signal.Signals, reason: str, key: str
) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "batch")
            os.kill(worker_pid(runs, run_id), ended_by)
            row = (await everything(runs, run_id))[-1]
            assert (row.fields["reason"], key_of(row)) == (reason, key)

    in_loop(test)


def test_what_a_run_was_given_to_train_on_is_damaged(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await runs.submit(spec(), data=b"no npz")
            row = (await everything(runs, run_id))[-1]
            assert (row.seq, row.fields["reason"], key_of(row)) == (1, "failed", "runs.said.error")
            assert row.said is not None
            assert "pickle" in str(row.said.params["error"]) or "zip" in str(row.said.params["error"])

    in_loop(test)


def test_a_damaged_log_is_listed_as_such_and_can_be_deleted(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs)
            await everything(runs, run_id)
        (tmp_path / "runs" / run_id / "log.db").write_bytes(b"overwritten by something else" * 1000)
        (tmp_path / "runs" / "half").mkdir()
        async with serving_runs(tmp_path) as runs:
            (view,) = runs.list()
            assert (view.id, view.state, view.detail and view.detail.key) == (run_id, "failed", "runs.said.log_damaged")
            assert await everything(runs, run_id) == []
            await runs.delete(run_id)
            assert list((tmp_path / "runs").iterdir()) == []

    in_loop(test)


@pytest.mark.alone
def test_a_server_that_goes_down_ends_its_runs_in_order_within_its_second(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path, warm=0) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "epoch_ended")
            worker = psutil.Process(worker_pid(runs, run_id))
            began = time.monotonic()
            await runs.close()
            assert time.monotonic() - began < 1.5
            assert not worker.is_running()
            row = (await everything(runs, run_id))[-1]
            assert (row.fields["reason"], key_of(row)) == ("interrupted", "runs.said.server_closed")

    in_loop(test)
