"""A run that is continued, whatever ended it, goes on number for number as if it had never stopped."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refusal
from app.runs import Row, Runs
from app.training.spec import RunSpec
from tests.training.small import CNN, spec

from .living import contiguous, everything, in_loop, in_state, reached, serving_runs, submitted, worker_pid
from .unhurried import unhurried

CALLBACKS: list[dict[str, Any]] = [
    {"kind": "reduce_lr_on_plateau", "patience": 1, "min_delta": 0.01, "cooldown": 1},
    {"kind": "early_stopping", "patience": 40, "restore_best_weights": True},
    {"kind": "model_checkpoint", "filepath": "{epoch:02d}-{val_loss:.4f}", "save_best_only": True},
]
KEPT = ("maps", "figures", "weights")


def wanted() -> RunSpec:
    return spec(epochs=30, batch_size=2, layers=CNN, callbacks=CALLBACKS)


def told(row: Row) -> Any:
    """What two runs must have in common: not the numbers in the log, not the time."""
    fields = {name: value for name, value in row.fields.items() if name not in {"seq", "time", "seconds", "replayed"}}
    return fields, row.said


def of_epochs(rows: list[Row]) -> list[Any]:
    """All but what only one of them has, and the batches: which of them are written depends on the machine."""
    only_one = {"batch", "run_started", "run_continued", "run_paused", "run_resumed"}
    return [told(row) for row in rows if row.type not in only_one]


def timeline(rows: list[Row]) -> list[Row]:
    """A log as if nothing had been stopped: whatever a later `run_continued` takes back is left out."""
    kept: list[Row] = []
    for row in rows:
        if row.type == "run_continued":
            complete = row.fields["from_epoch"]
            while kept and (kept[-1].epoch is None or kept[-1].epoch >= complete or kept[-1].type == "run_ended"):
                if kept[-1].type == "run_started":
                    break
                kept.pop()
            while kept and kept[-1].fields.get("action") == "weights_restored":
                kept.pop()
        kept.append(row)
    return kept


def blobs(runs: Runs, run_id: str) -> dict[tuple[str, int], bytes]:
    return {(kind, epoch): runs.blob(run_id, kind, epoch) for kind in KEPT for epoch in runs.epochs(run_id, kind)}


def batches(rows: list[Row]) -> dict[int, Any]:
    return {row.fields["step"]: told(row) for row in rows if row.type == "batch"}


def test_a_run_that_was_stopped_killed_and_shut_down_equals_one_that_never_was(tmp_path: Path) -> None:
    async def whole() -> tuple[list[Row], dict[tuple[str, int], bytes]]:
        async with serving_runs(tmp_path / "whole") as runs:
            run_id = await submitted(runs, wanted())
            return await everything(runs, run_id), blobs(runs, run_id)

    async def broken() -> tuple[list[Row], dict[tuple[str, int], bytes]]:
        async with serving_runs(tmp_path / "broken") as runs:
            run_id = await submitted(runs, wanted())
            await reached(runs, run_id, "epoch_ended", count=2)
            await reached(runs, run_id, "batch", after=runs.rows(run_id)[-1].seq)
            await runs.stop(run_id)
            await in_state(runs, run_id, "stopped")
            await runs.continue_(run_id)
            rows = await reached(runs, run_id, "epoch_ended", count=6)
            os.kill(worker_pid(runs, run_id), signal.SIGKILL)
            await in_state(runs, run_id, "interrupted")
            await runs.continue_(run_id)
            await reached(runs, run_id, "epoch_ended", count=2, after=rows[-1].seq)
        async with serving_runs(tmp_path / "broken") as runs:
            assert runs.get(run_id).state == "interrupted", "the server was shut down"
            await runs.continue_(run_id)
            rows = await everything(runs, run_id)
            assert contiguous(rows)
            assert [row.type for row in rows].count("run_continued") == 3
            return rows, blobs(runs, run_id)

    one, one_blobs = in_loop(whole)
    other, other_blobs = in_loop(broken)
    assert of_epochs(timeline(other)) == of_epochs(one)
    # Two sorts of files hold a time or an order of keys; what they hold is compared as bytes all the same.
    assert other_blobs.keys() == one_blobs.keys()
    assert all(other_blobs[key] == one_blobs[key] for key in one_blobs)
    first, second = batches(one), batches(timeline(other))
    common = first.keys() & second.keys()
    assert len(common) >= 2 * 30
    assert all(first[step] == second[step] for step in common)


def test_what_was_changed_in_an_epoch_that_was_cut_off_is_changed_again_at_the_same_batch(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, wanted())
            await reached(runs, run_id, "epoch_ended", count=2)
            await runs.pause(run_id)
            await reached(runs, run_id, "run_paused")
            for _ in range(3):
                seen = runs.rows(run_id)[-1].seq
                await runs.step(run_id, "batch")
                await reached(runs, run_id, "batch", after=seen)
            await runs.change(run_id, lr=0.005, patience={1: 33})
            changed = runs.rows(run_id, types=["run_changed"])
            await runs.stop(run_id)
            await in_state(runs, run_id, "stopped")
            await runs.continue_(run_id)
            rows = await everything(runs, run_id)
            again = [row for row in rows if row.type == "run_changed"][len(changed) :]
            assert [row.fields["replayed"] for row in again] == [True, True]
            assert [told(row) for row in again] == [told(row) for row in changed]
            assert (again[0].epoch or 0, again[0].fields["batch"]) >= (2, 3)

    in_loop(test)


EPOCHS = 2


def test_a_run_without_a_complete_epoch_begins_again(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, unhurried(epochs=EPOCHS))
            await runs.pause(run_id)
            await reached(runs, run_id, "run_paused")
            os.kill(worker_pid(runs, run_id), signal.SIGKILL)
            await in_state(runs, run_id, "interrupted")
            await runs.continue_(run_id)
            rows = await everything(runs, run_id)
            assert contiguous(rows)
            (again,) = [row for row in rows if row.type == "run_continued"]
            assert again.fields["from_epoch"] == 0
            complete = [row.epoch for row in rows if row.type == "epoch_ended"]
            assert complete == list(range(EPOCHS))
            assert rows[-1].fields == {**rows[-1].fields, "reason": "completed", "epochs": EPOCHS}

    in_loop(test)


def test_only_what_broke_off_can_be_continued(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs)
            await everything(runs, run_id)
            with pytest.raises(Refusal, match="run_state"):
                await runs.continue_(run_id)

    in_loop(test)
