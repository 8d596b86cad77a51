"""A run from its submission to its end, and what can be done with it on the way."""

from __future__ import annotations

import asyncio
import math
import socket
import time
from pathlib import Path

import numpy as np
import pytest

from app.errors import Refusal
from app.runs import Row, Runs
from app.training.spec import Limits
from tests.training.small import little, spec

from .living import (
    PATIENCE,
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
from .unhurried import unhurried

CALLBACKS = [
    {"kind": "early_stopping", "patience": 50, "restore_best_weights": True},
    {"kind": "model_checkpoint", "filepath": "{epoch:02d}-{val_loss:.2f}"},
    {"kind": "csv_logger"},
]


def types(rows: list[Row]) -> list[str]:
    return [row.type for row in rows if row.type != "batch"]


def test_a_run_writes_its_log_from_beginning_to_end(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(
                runs, spec(callbacks=CALLBACKS), name="mine", probe=np.zeros((1, 6, 6), np.float32)
            )
            rows = await everything(runs, run_id)
            assert contiguous(rows)
            epoch = ["epoch_started", "epoch_ended", "callback", "callback", "callback", "maps_saved"]
            assert types(rows) == ["run_started", *epoch * 3, "callback", "run_ended"]
            for number in range(3):
                batches = [row.fields["batch"] for row in rows if row.type == "batch" and row.epoch == number]
                assert (batches[0], batches[-1]) == (0, 19)
            view = await in_state(runs, run_id, "finished")
            assert (view.name, view.reason, view.epochs, view.epoch, view.place) == ("mine", "completed", 3, 2, None)
            assert view.detail == rows[-1].said
            ends = [row.fields["logs"] for row in rows if row.type == "epoch_ended"]
            assert view.latest == {"epoch": 2, **ends[2]}
            best = min(range(3), key=lambda number: float(ends[number]["val_loss"]))
            assert view.best == {"epoch": best, **ends[best]}
            assert runs.rows(run_id, types=["run_ended"]) == rows[-1:]
            assert runs.epochs(run_id, "maps") == runs.epochs(run_id, "figures") == [0, 1, 2]
            assert len(runs.blob(run_id, "maps", 1)) > 100
            with pytest.raises(Refusal, match="epoch_unknown"):
                runs.blob(run_id, "maps", 3)
            assert runs.data(run_id).fingerprint == little(200).fingerprint

    in_loop(test)


def test_files_are_listed_with_what_they_say_of_themselves_and_nothing_else_is_given_out(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, spec(callbacks=CALLBACKS))
            rows = await everything(runs, run_id)
            saved = [row.fields["path"] for row in rows if row.fields.get("callback") == "model_checkpoint"]
            listed = runs.checkpoints(run_id)
            assert [told["name"] for told in listed] == saved
            assert [(told["epoch"], told["full"]) for told in listed] == [(0, True), (1, True), (2, True)]
            for told in listed:
                assert set(told["logs"]) >= {"loss", "accuracy", "val_loss", "val_accuracy"}
                assert runs.file(run_id, told["name"]).stat().st_size == told["bytes"]
            (table,) = {path.name for path in (tmp_path / "runs" / run_id / "files").iterdir()} - set(saved)
            assert runs.file(run_id, table).read_text().startswith("epoch")
            for name in ("../log.db", "..", ".", "", "none", "a\0b", "x" * 300, str(tmp_path)):
                with pytest.raises(Refusal, match="file_unknown"):
                    runs.file(run_id, name)

    in_loop(test)


def test_pause_step_and_resume(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            seen = len(await reached(runs, run_id, "batch", count=3))
            await runs.pause(run_id)
            rows = [*runs.rows(run_id)[:seen], *await reached(runs, run_id, "run_paused", after=seen)]
            held = rows[-1]
            last = [row for row in rows if row.type == "batch"][-1]
            if last.epoch == held.epoch:
                assert held.fields["batch"] == last.fields["batch"] + 1, "up to the very last batch"
            else:  # between two epochs
                assert (held.epoch, held.fields["batch"]) == ((last.epoch or 0) + 1, 0)
                assert last.fields["batch"] == 19
            seen = held.seq
            assert runs.get(run_id).state == "paused"
            await asyncio.sleep(0.3)
            assert not [row for row in runs.rows(run_id) if row.seq > seen], "nothing happens while it is paused"

            place = held.fields["batch"]
            for _ in range(3):
                await runs.step(run_id, "batch")
                (row,) = [row for row in await reached(runs, run_id, "batch", after=seen) if row.type == "batch"]
                assert row.fields["batch"] in {place, 0}
                place, seen = row.fields["batch"] + 1, row.seq
            assert runs.get(run_id).state == "paused"

            await runs.step(run_id, "epoch")
            rows = await reached(runs, run_id, "run_paused", after=seen)
            assert [kind for kind in types(rows) if kind.startswith("run_")] == ["run_resumed", "run_paused"]
            assert types(rows).count("epoch_ended") == 1
            assert types(rows)[-2:] == ["maps_saved", "run_paused"]
            seen = rows[-1].seq

            await runs.resume(run_id)
            rows = await reached(runs, run_id, "epoch_ended", after=seen)
            assert types(rows)[0] == "run_resumed"
            assert runs.get(run_id).state == "running"

    in_loop(test)


def test_a_run_can_be_paused_before_it_has_begun_and_stopped_while_paused(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, unhurried(epochs=9))
            assert runs.get(run_id).state == "running"
            await runs.pause(run_id)
            rows = await reached(runs, run_id, "run_paused")
            assert "epoch_ended" not in types(rows)
            await runs.stop(run_id)
            assert (await everything(runs, run_id))[-1].fields["reason"] == "stopped"
            assert runs.get(run_id).state == "stopped"

    in_loop(test)


@pytest.mark.alone
def test_a_stop_is_acknowledged_at_once_and_ends_in_order_with_the_best_weights(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            callbacks = [{"kind": "early_stopping", "patience": 400, "restore_best_weights": True}]
            run_id = await submitted(runs, endless(callbacks=callbacks))
            seen = len(await reached(runs, run_id, "epoch_ended", count=2))
            began = time.perf_counter()
            await runs.stop(run_id)
            assert time.perf_counter() - began < 0.2
            assert runs.get(run_id).stopping
            rows = await everything(runs, run_id, seen)
            assert time.perf_counter() - began < 1
            assert [row.type for row in rows[-2:]] == ["callback", "run_ended"]
            assert rows[-2].fields["action"] == "weights_restored"
            assert rows[-1].fields["reason"] == "stopped"
            view = runs.get(run_id)
            assert (view.state, view.reason, view.stopping) == ("stopped", "stopped", False)

    in_loop(test)


def test_what_a_state_does_not_allow_is_refused_with_its_name(tmp_path: Path) -> None:
    async def refused(runs: Runs, run_id: str, state: str, *verbs: str) -> None:
        calls = {
            "pause": lambda: runs.pause(run_id),
            "resume": lambda: runs.resume(run_id),
            "step": lambda: runs.step(run_id, "batch"),
            "stop": lambda: runs.stop(run_id),
            "continue": lambda: runs.continue_(run_id),
            "change": lambda: runs.change(run_id, lr=0.1),
            "delete": lambda: runs.delete(run_id),
        }
        for verb in verbs:
            with pytest.raises(Refusal) as refusal:
                await calls[verb]()
            assert (refusal.value.code, refusal.value.status) == ("run_state", 409)
            assert refusal.value.params == {"state": state}

    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            first, second = await submitted(runs, endless()), await submitted(runs)
            await reached(runs, first, "batch")
            await refused(runs, first, "running", "resume", "step", "continue", "delete")
            await refused(runs, second, "queued", "pause", "resume", "step", "continue", "change")
            await runs.pause(first)
            await refused(runs, first, "paused", "pause")
            await in_state(runs, first, "paused")
            await refused(runs, first, "paused", "continue", "delete")
            await runs.stop(first)
            await refused(runs, first, "stopped", "pause", "resume", "step", "change")
            await refused(runs, first, "paused", "continue", "delete")
            await everything(runs, first)
            await refused(runs, first, "stopped", "pause", "resume", "step", "stop", "change")
            await everything(runs, second)
            await refused(runs, second, "finished", "pause", "resume", "step", "stop", "change", "continue")
            with pytest.raises(Refusal, match="run_unknown"):
                runs.get("none")

    in_loop(test)


def test_the_rate_and_a_patience_change_while_it_trains(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            callbacks = [{"kind": "terminate_on_nan"}, {"kind": "early_stopping", "patience": 400}]
            run_id = await submitted(runs, endless(callbacks=callbacks))
            await reached(runs, run_id, "batch")
            await runs.change(run_id, lr=0.25, patience={1: 9})
            changes = runs.rows(run_id, types=["run_changed"])
            assert [change.fields.get("patience") for change in changes] == [[400, 9], None]
            assert changes[1].fields["learning_rate"] == [0.01, 0.25]
            rows = await reached(runs, run_id, "epoch_ended", after=changes[-1].seq)
            assert rows[-1].fields["logs"]["learning_rate"] == 0.25
            for index, code in ((0, "no_patience"), (7, "callback_unknown")):
                with pytest.raises(Refusal, match=code):
                    await runs.change(run_id, patience={index: 3})
            await runs.pause(run_id)
            await runs.change(run_id, lr=0.125)
            assert runs.rows(run_id, types=["run_changed"])[-1].fields["learning_rate"] == [0.25, 0.125]

    in_loop(test)


def test_predict_asks_the_present_weights_and_changes_nothing(tmp_path: Path) -> None:
    sample = little(1).images[0].astype(np.float32) / 255

    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "epoch_ended")
            await runs.pause(run_id)
            await reached(runs, run_id, "run_paused")
            before = await runs.predict(run_id, sample)
            assert sum(before) == pytest.approx(1, abs=1e-5)
            assert await runs.predict(run_id, sample) == before
            with pytest.raises(Refusal, match="input_shape"):
                await runs.predict(run_id, sample[:, :3])
            waiting = await submitted(runs)
            with pytest.raises(Refusal, match="no_weights"):
                await runs.predict(waiting, sample)
            await runs.stop(run_id)
            await everything(runs, run_id)
            assert await runs.predict(run_id, sample) == pytest.approx(before, abs=1e-6), "from what it left behind"

    in_loop(test)


def test_a_diverged_run_predicts_what_is_no_number_and_lives_on(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless(optimizer={"kind": "sgd", "lr": 1e6}))
            await reached(runs, run_id, "epoch_ended")
            assert all(map(math.isnan, await runs.predict(run_id, np.ones((1, 6, 6), np.float32))))
            assert runs.get(run_id).state == "running"
            latest = runs.get(run_id).latest
            assert latest is not None
            assert latest["val_loss"] == "nan"

    in_loop(test)


def test_names_and_deletion_last(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            kept, gone = await submitted(runs), await submitted(runs, endless())
            await everything(runs, kept)
            await reached(runs, gone, "batch")
            await runs.rename(gone, "while it trains")
            await runs.rename(kept, "이름")
            watching = asyncio.create_task(everything(runs, gone))
            await runs.stop(gone)
            await in_state(runs, gone, "stopped")
            await runs.delete(gone)
            await watching
            assert [view.id for view in runs.list()] == [kept]
            assert [path.name for path in (tmp_path / "runs").iterdir()] == [kept]
        async with serving_runs(tmp_path) as runs:
            assert [(view.id, view.name) for view in runs.list()] == [(kept, "이름")]
            view = runs.get(kept)
            assert (view.state, view.reason, view.epoch) == ("finished", "completed", 2)
            assert len(await everything(runs, kept)) == len(runs.rows(kept))

    in_loop(test)


def test_bounds_end_a_run_with_their_own_reason(tmp_path: Path) -> None:
    async def end(runs: Runs, run_id: str) -> str:
        row = (await everything(runs, run_id))[-1]
        assert row.fields["reason"] == "failed"
        assert row.said is not None
        return row.said.key

    async def test() -> None:
        async with serving_runs(tmp_path / "a", limits=Limits(seconds=0.5)) as runs:
            assert await end(runs, await submitted(runs, endless())) == "errors.run_too_long.detail"
        async with serving_runs(tmp_path / "b", limits=Limits(checkpoint_bytes=20_000)) as runs:
            run_id = await submitted(runs, spec(callbacks=CALLBACKS[1:2]))
            assert await end(runs, run_id) == "errors.checkpoints_too_large.detail"
            assert sum(told["bytes"] for told in runs.checkpoints(run_id)) <= 20_000

    in_loop(test)


async def a_stream() -> None:
    """From the first one on, libuv keeps a file of its own, so that it can refuse a client when there are no more."""
    here, there = socket.socketpair()
    with there:
        _, writer = await asyncio.open_unix_connection(sock=here)
        writer.close()
        await writer.wait_closed()


def test_nothing_of_a_run_stays_in_the_server_once_it_has_ended(tmp_path: Path) -> None:
    import psutil

    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            await a_stream()
            server = psutil.Process()
            before = server.num_fds(), len(asyncio.all_tasks())
            for _ in range(2):
                run_id = await submitted(runs)
                await everything(runs, run_id)
                await left(runs, run_id)
                assert runs._find(run_id)._tail.after(0) is None
                assert runs._find(run_id).worker is None
            deadline = time.monotonic() + PATIENCE
            while (now := (server.num_fds(), len(asyncio.all_tasks()))) != before:
                assert time.monotonic() < deadline, f"{now} and not {before}"
                await asyncio.sleep(0.01)
            assert not list((tmp_path / "runs").glob("*/log.db-wal")), "nobody holds a log open"

    in_loop(test)


def test_a_worker_is_one_thread_of_low_priority_and_goes_with_its_run(tmp_path: Path) -> None:
    import psutil

    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            await reached(runs, run_id, "epoch_ended")
            process = psutil.Process(worker_pid(runs, run_id))
            assert process.nice() == 10
            assert process.environ()["OMP_NUM_THREADS"] == "1"
            began = process.cpu_times(), time.monotonic()
            await asyncio.sleep(1)
            used = sum(process.cpu_times()[:2]) - sum(began[0][:2])
            assert used / (time.monotonic() - began[1]) < 1.2
            await runs.stop(run_id)
            await everything(runs, run_id)
            assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE

    in_loop(test)
