"""Who waits, in which place, and what becomes of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.errors import Refusal
from app.runs import Runs
from app.training.spec import Limits
from tests.training.small import spec

from .living import DATA, endless, everything, in_loop, in_state, reached, serving_runs, submitted


def places(runs: Runs) -> dict[str, int | None]:
    return {view.id: view.place for view in runs.list()}


def test_places_move_up_as_runs_end_are_stopped_or_deleted(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path, max_queue=3) as runs:
            first = await submitted(runs, endless())
            second, third, fourth = [await submitted(runs, spec(epochs=1)) for _ in range(3)]
            assert places(runs) == {first: None, second: 1, third: 2, fourth: 3}
            assert [view.id for view in runs.list()] == [fourth, third, second, first], "the newest first"
            with pytest.raises(Refusal) as full:
                await submitted(runs)
            assert (full.value.code, full.value.status, full.value.params) == ("queue_full", 429, {"limit": 3})
            await runs.stop(second)
            rows = await everything(runs, second)
            assert [row.fields["reason"] for row in rows] == ["stopped"]
            assert runs.get(second).state == "stopped"
            await runs.delete(third)
            assert places(runs) == {first: None, second: None, fourth: 1}
            await reached(runs, first, "batch")
            await runs.stop(first)
            rows = await everything(runs, fourth)
            assert rows[-1].fields["reason"] == "completed"
            assert places(runs)[fourth] is None

    in_loop(test)


def test_who_continues_waits_like_everybody(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path, max_queue=1) as runs:
            stopped = await submitted(runs, spec(epochs=30, batch_size=2))  # longer than it takes to be told to stop
            await runs.stop(stopped)
            await in_state(runs, stopped, "stopped")
            busy = await submitted(runs, endless())
            await runs.continue_(stopped)
            view = runs.get(stopped)
            assert (view.state, view.place, view.reason) == ("queued", 1, None)
            with pytest.raises(Refusal, match="queue_full"):
                await submitted(runs)
            with pytest.raises(Refusal, match="run_state"):
                await runs.continue_(stopped)
            await runs.stop(busy)
            assert (await everything(runs, stopped))[-1].fields["reason"] == "completed"

    in_loop(test)


def test_as_many_train_at_once_as_may(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path, max_runs=2) as runs:
            one, two, three = [await submitted(runs, endless()) for _ in range(3)]
            await asyncio.gather(reached(runs, one, "batch"), reached(runs, two, "batch"))
            assert places(runs) == {one: None, two: None, three: 1}

    in_loop(test)


def test_who_waits_still_waits_in_order_after_a_restart(tmp_path: Path) -> None:
    async def test() -> None:
        runs = Runs(tmp_path, limits=Limits(), max_runs=1, max_queue=9)
        waiting = [await runs.submit(spec(epochs=1), data=DATA) for _ in range(3)]
        assert list(places(runs).values()) == [3, 2, 1], "nobody starts before `start`"
        async with serving_runs(tmp_path) as runs:
            assert places(runs) == {waiting[0]: None, waiting[1]: 1, waiting[2]: 2}
            await runs.delete(waiting[1])
            assert (await everything(runs, waiting[2]))[-1].fields["reason"] == "completed"
            assert runs.rows(waiting[0])[-1].fields["time"] < runs.rows(waiting[2])[0].fields["time"]

    in_loop(test)


def test_a_folder_that_takes_nothing_refuses_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            (tmp_path / "runs").rmdir()
            (tmp_path / "runs").write_text("a file where the folder should be")
            with pytest.raises(Refusal) as refusal:
                await submitted(runs)
            assert (refusal.value.code, refusal.value.status) == ("runs_unwritable", 507)
            assert runs.list() == []

    in_loop(test)
