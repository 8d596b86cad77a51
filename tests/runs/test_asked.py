"""What is asked of runs in quick succession, or while something of them is about to end; without processes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import Refusal
from app.runs import Runs, RunView
from app.runs.folder import RESERVE, RunFiles, RunFolder
from app.runs.log import Log
from app.runs.log_error import LogError
from app.runs.row import row_of
from app.runs.run import Run
from app.training.events import Event, EventType, Said
from app.training.spec import Limits
from tests.training.small import spec

from .living import DATA, in_loop


def runs_in(folder: Path, *, max_runs: int = 1) -> Runs:
    """Runs that nobody trains, since nobody calls `start`."""
    return Runs(folder, limits=Limits(), max_runs=max_runs, max_queue=5)


async def with_place(runs: Runs, *told: EventType) -> Run:
    """A run that has a place, and has told these events."""
    run = runs._find(await runs.submit(spec(), data=DATA))
    runs._queue.remove(run)
    run.begin()
    tell(run, *told)
    return run


def tell(run: Run, *types: EventType) -> None:
    """Events come from the worker."""
    seq = run._progress.seq + 1
    run.hear([row_of(Event(kind, {"batch": 0}, epoch=0), seq + place, 0.0) for place, kind in enumerate(types)])


def ends(run: Run) -> list[Any]:
    """The reasons in its log."""
    with Log(run.folder.log) as log:
        return [row.fields["reason"] for row in log.rows(types=["run_ended"])]


def own_words(run: Run, events: Sequence[Event], owner: str = "worker") -> None:
    """What a worker commits without coming to tell it."""
    with Log(run.folder.log) as log:
        log.own(owner)
        log.append(events, owner=owner)


def test_no_command_is_lost_to_the_echo_of_an_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        runs = runs_in(tmp_path)
        run = await with_place(runs, "run_started", "run_paused")
        answers: list[asyncio.Future[None]] = []

        async def ask(run: Run, command: Any) -> None:
            answers.append(asyncio.get_running_loop().create_future())
            await answers[-1]

        monkeypatch.setattr(runs._supervisor, "ask", ask)
        await runs.resume(run.id)
        await runs.pause(run.id)
        await asyncio.sleep(0)
        tell(run, "run_resumed")
        answers[0].set_result(None)
        await asyncio.sleep(0.01)
        await runs.resume(run.id)  # the pause is still on its way
        await asyncio.sleep(0)
        for echo, answer in zip(("run_paused", "run_resumed"), answers[1:], strict=True):
            tell(run, echo)  # type: ignore[arg-type]
            answer.set_result(None)
            await asyncio.sleep(0.01)
        assert (run.wanted, run.state) == (None, "running")

    in_loop(test)


def test_a_run_that_is_continued_and_leaves_the_queue_is_what_it_was(tmp_path: Path) -> None:
    async def test() -> None:
        runs = runs_in(tmp_path)
        run = runs._find(await runs.submit(spec(), data=DATA))
        await runs.stop(run.id)
        own_words(run, [Event("run_started"), Event("run_ended", {"reason": "interrupted", "epochs": 0})])
        runs = runs_in(tmp_path)
        before = runs.get(run.id)
        assert (before.state, ends(run)) == ("interrupted", ["stopped", "interrupted"])
        await runs.continue_(run.id)
        assert runs.get(run.id).state == "queued"
        await runs.stop(run.id)
        for seen in (runs, runs_in(tmp_path)):
            assert seen.get(run.id) == before
            assert seen._queue == []
        assert ends(run) == ["stopped", "interrupted"]

    in_loop(test)


@pytest.mark.parametrize("locked", [False, True])
def test_an_end_that_the_worker_wrote_itself_is_the_only_one(
    locked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        runs = runs_in(tmp_path)
        run = await with_place(runs)
        own_words(run, [Event("run_started"), Event("run_ended", {"reason": "completed", "epochs": 3})])
        if locked:
            with monkeypatch.context() as patch:
                patch.setattr(Log, "rows", lambda *_: (_ for _ in ()).throw(LogError(Said("runs.said.log_locked"))))
                await run.finish("interrupted", Said("runs.said.server_closed"))
            assert run.state == "interrupted", "as far as can be known"
            run.leave()
            await run.settle()
        else:
            await run.finish("interrupted", Said("runs.said.server_closed"))
        assert (run.state, run._progress.seq, ends(run)) == ("finished", 2, ["completed"])

    in_loop(test)


def test_an_end_that_could_not_be_written_stands_in_the_log_before_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        runs = runs_in(tmp_path)
        run = await with_place(runs)
        own_words(run, [Event("run_started")])
        with monkeypatch.context() as patch:
            patch.setattr(Log, "end", lambda *_, **__: (_ for _ in ()).throw(LogError(Said("runs.said.log_locked"))))
            await run.finish("interrupted", Said("runs.said.server_closed"))
            run.leave()
            with pytest.raises(Refusal, match="runs_unwritable"):
                await runs.continue_(run.id)
        assert (run.settled, ends(run)) == (False, [])
        await runs.continue_(run.id)
        assert (run.settled, run.state, ends(run)) == (True, "queued", ["interrupted"])

    in_loop(test)


def test_a_run_that_is_deleted_while_it_is_about_to_be_continued_is_unknown(tmp_path: Path) -> None:
    async def test() -> None:
        runs = runs_in(tmp_path)
        for first in ("continue_", "delete"):
            run_id = await runs.submit(spec(), data=DATA)
            await runs.stop(run_id)
            leaving = asyncio.Event()
            runs._tasks[run_id] = asyncio.create_task(_wait(leaving))
            asked = [asyncio.create_task(getattr(runs, name)(run_id)) for name in (first, "continue_", "delete")]
            await asyncio.sleep(0)
            leaving.set()
            answers = await asyncio.gather(*asked, return_exceptions=True)
            refused = [answer for answer in answers if answer is not None]
            assert len(refused) == 2, "it is deleted once"
            assert all(isinstance(each, Refusal) and each.code == "run_unknown" for each in refused)
            assert (runs.list(), runs._queue) == ([], [])
            del runs._tasks[run_id]

    in_loop(test)


async def _wait(until: asyncio.Event) -> None:
    await until.wait()


def test_no_file_of_a_callback_is_taken_for_half_a_file(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.files.mkdir()
    RunFiles(folder.files, 99).write("77.part", b"epoch")
    (folder.files / ".part-77").write_bytes(b"cut off")
    with pytest.raises(Refusal, match="file_unknown"):
        folder.file(".part-77")
    RunFiles(folder.files, 99)
    assert [path.name for path in folder.files.iterdir()] == ["77.part"]
    assert folder.file("77.part").read_bytes() == b"epoch"


def test_room_is_kept_for_an_end_that_is_to_come_and_for_none_that_stands(tmp_path: Path) -> None:
    async def test() -> None:
        runs = runs_in(tmp_path)
        run = runs._find(await runs.submit(spec(), data=DATA))
        reserve = run.folder.path / "reserve"
        for kept, then in ((True, runs.stop), (False, runs.continue_), (True, runs.stop), (False, runs.delete)):
            assert reserve.exists() == kept
            assert not kept or reserve.stat().st_size == RESERVE
            await then(run.id)

    in_loop(test)


def test_who_waits_is_told_for_what(tmp_path: Path) -> None:
    def told(view: RunView) -> tuple[str, Any] | None:
        return None if view.detail is None else (view.detail.key, view.detail.params)

    async def test() -> None:
        runs = runs_in(tmp_path, max_runs=2)
        one, other = [await with_place(runs, "run_started") for _ in range(2)]
        waiting = await runs.submit(spec(), data=DATA)
        assert told(runs.get(waiting)) == ("runs.said.places_taken", {"paused": 0, "places": 2})
        tell(one, "run_paused")
        assert told(runs.list()[0]) == ("runs.said.places_paused", {"paused": 1, "places": 2})
        assert told(runs.get(one.id)) is told(runs.get(other.id)) is None

    in_loop(test)


def test_an_ended_run_is_asked_in_a_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        runs = runs_in(tmp_path)
        run_id = await runs.submit(spec(), data=DATA)
        threads: list[threading.Thread] = []
        for name, answer in (("last_weights", b""), ("predict", [1.0])):

            def note(*_: Any, answer: Any = answer) -> Any:
                threads.append(threading.current_thread())
                return answer

            monkeypatch.setattr(f"app.runs.runs.{name}", note)
        assert await runs.predict(run_id, np.zeros((1, 6, 6), np.float32)) == [1.0]
        assert len(threads) == 2
        assert threading.main_thread() not in threads

    in_loop(test)
