"""Who watches: everything from any place on, then what comes; nothing twice, nothing missing, for any number."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from app.runs import Row, Runs
from app.runs.log import Log
from app.runs.row import row_of
from app.runs.tail import LENGTH, Tail
from app.training.events import Event
from app.training.spec import Limits
from tests.training.small import spec

from .living import DATA, contiguous, endless, everything, in_loop, reached, serving_runs, submitted


def rows(first: int, last: int) -> list[Row]:
    return [row_of(Event("batch", {"batch": seq}, epoch=0), seq, 0.0) for seq in range(first, last + 1)]


def test_the_tail_gives_what_it_has_and_says_what_it_has_no_more() -> None:
    tail = Tail()
    assert tail.after(0) is None
    tail.extend(rows(3, 6))
    assert tail.after(1) is None
    assert [row.seq for row in tail.after(2) or []] == [3, 4, 5, 6]
    assert [row.seq for row in tail.after(5) or []] == [6]
    assert tail.after(6) == []
    assert tail.after(99) == []
    tail.extend(rows(7, 6 + LENGTH))
    assert tail.after(5) is None
    assert len(tail.after(6) or []) == LENGTH


async def replayed(folder: Path, events: int) -> tuple[Runs, str]:
    """A run that has ended, with so many events."""
    runs = Runs(folder, limits=Limits(), max_runs=1, max_queue=1)
    run_id = await runs.submit(spec(), data=DATA)
    with Log(folder / "runs" / run_id / "log.db") as log:
        log.own("me")
        logs = {"loss": 0.123456789, "accuracy": 0.5}
        log.append(
            [
                Event("batch", {"batch": n, "step": n, "logs": logs, "learning_rate": 0.001}, epoch=0)
                for n in range(events - 1)
            ],
            owner="me",
        )
        log.end(Event("run_ended", {"reason": "completed", "epochs": 1}), owner="me")
    return Runs(folder, limits=Limits(), max_runs=1, max_queue=1), run_id


def test_ten_thousand_events_are_read_again_in_a_fraction_of_a_second(tmp_path: Path) -> None:
    async def test() -> None:
        runs, run_id = await replayed(tmp_path, 10_000)
        began = time.process_time()
        found = await everything(runs, run_id)
        assert time.process_time() - began < 0.15
        assert contiguous(found)
        assert len(found) == 10_000

    in_loop(test)


def test_from_any_place_on(tmp_path: Path) -> None:
    async def test() -> None:
        runs, run_id = await replayed(tmp_path, 2500)
        for after in (0, 1, 999, 1000, 2499, 2500, 10**9):
            found = await everything(runs, run_id, after)
            assert contiguous(found, after + 1)
            assert len(found) == max(0, 2500 - after)

    in_loop(test)


def test_a_hundred_readers_who_come_at_any_time_see_the_same(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, spec(epochs=30))
            readers = []
            for index in range(100):
                readers.append(asyncio.create_task(everything(runs, run_id, after=index % 7)))
                await asyncio.sleep(0.01)
            seen = await asyncio.gather(*readers)
            whole = runs.rows(run_id)
            assert contiguous(whole)
            for index, found in enumerate(seen):
                assert found == whole[index % 7 :]

    in_loop(test)


def test_what_lives_is_one_object_for_all_readers_so_that_it_is_encoded_once(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            first, second = await asyncio.gather(*(reached(runs, run_id, "epoch_ended") for _ in range(2)))
            assert all(one is other for one, other in zip(first, second, strict=True))

    in_loop(test)


def test_a_slow_reader_lags_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runs.tail.LENGTH", 20)

    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, spec(epochs=60))
            slow: list[Row] = []
            async for portion in runs.follow(run_id):
                slow += portion
                await asyncio.sleep(0.2)
            assert contiguous(slow)
            assert slow == runs.rows(run_id)
            assert [row.type for row in slow].count("epoch_ended") == 60
            assert len(slow) > 100

    in_loop(test)


@pytest.mark.alone
def test_news_reach_a_hundred_readers_at_once(tmp_path: Path) -> None:
    async def test() -> None:
        late: list[float] = []

        async def read(runs: Runs, run_id: str) -> None:
            async for portion in runs.follow(run_id, after=seen):
                now = time.time()
                late.extend(now - row.fields["time"] for row in portion if row.type != "run_ended")

        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            seen = (await reached(runs, run_id, "epoch_ended"))[-1].seq
            readers = [asyncio.create_task(read(runs, run_id)) for _ in range(100)]
            await asyncio.sleep(3)
            await runs.stop(run_id)
            await asyncio.gather(*readers)
        late.sort()
        assert len(late) > 2000
        assert late[int(len(late) * 0.99)] < 0.1

    in_loop(test)


def test_a_reader_who_leaves_is_forgotten(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving_runs(tmp_path) as runs:
            run_id = await submitted(runs, endless())
            reading = asyncio.create_task(everything(runs, run_id))
            await reached(runs, run_id, "batch")
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            await runs.stop(run_id)
            assert contiguous(await everything(runs, run_id))

    in_loop(test)
