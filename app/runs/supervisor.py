"""Who sees to it that a run which has a place gets a worker, and an end whatever becomes of that worker."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from app.errors import Refusal
from app.runs.log_error import LogError
from app.runs.pool import Pool
from app.runs.process import Exit, Worker, WorkerGoneError
from app.runs.row import said_from
from app.runs.run import Run
from app.runs.timing import Timing
from app.runs.view import State
from app.runs.wire import Message, Order, rows_of
from app.training.events import EndReason, Said
from app.training.spec import Limits

_CRASHES = {"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"}
"""Signals by which a program ends itself; any other comes from outside."""


class Supervisor:
    """Lives on the event loop.

    Args:
        datasets: the server's data folder.
        limits: what a run may use.
        timing: how long is waited for what.
    """

    def __init__(self, datasets: Path, limits: Limits, timing: Timing) -> None:
        self._datasets = datasets
        self._limits = limits
        self._timing = timing
        self._pool = Pool(timing)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def open(self, runs: Iterable[Run]) -> None:
        """Prepares a worker in a moment; sees to the ends that could not be written when the runs were opened."""
        self._pool.prepare()
        for run in runs:
            self._keep_trying(run)

    async def close(self, live: list[Run]) -> None:
        """Ends what trains, in order as far as that is quick."""
        self._closing = True
        workers = [run.worker for run in live if run.worker]
        for run in live:
            self._do(self._told(run, {"do": "end"}))
        if workers:
            await asyncio.wait([worker.ended for worker in workers], timeout=self._timing.leave)
        for worker in workers:
            worker.kill()
        await self._pool.close()

    async def settle(self, runs: Iterable[Run]) -> None:
        """The last attempt to write ends that could not be written; the next server calls such a run interrupted."""
        for task in self._tasks:
            task.cancel()
        for run in runs:
            with suppress(LogError):
                await run.settle()

    async def finish(self, run: Run, reason: EndReason, said: Said) -> None:
        """Ends a run that has no worker."""
        await run.finish(reason, said)
        run.leave()
        self._keep_trying(run)

    async def train(self, run: Run) -> None:
        """Trains a run that has got a place; comes back once it has ended and its worker is gone."""
        owner = secrets.token_hex(8)
        try:
            worker = await self._pool.take()
        except OSError as error:
            await run.finish("failed", Said("runs.said.no_process", {"error": error.strerror or str(error)}))
        else:
            worker.hear = partial(_hear, run)
            worker.begin(Order(run.folder.path, self._datasets, owner, self._limits))
            run.worker = worker
            if self._closing:  # meanwhile
                worker.kill()
            run.taken.set()
            ended = await self._watch(run, worker)
            if not run.ended:
                await run.finish(*self._reason(run, worker, ended))
        run.taken.set()
        run.leave()
        self._keep_trying(run)
        if not self._closing:
            self._pool.prepare()

    def tell(self, run: Run, command: Message, wanted: State) -> None:
        """Passes a command on that leads to a state; the run's events tell what comes of it."""
        self._do(self._granted(run, command, run.want(wanted)))

    async def ask(self, run: Run, command: Message) -> Any:
        """What the run answers to a command.

        Raises:
            Refusal: what the trainer refuses.
            WorkerGoneError: where it has ended meanwhile.
        """
        await run.taken.wait()
        if run.worker is None:
            raise WorkerGoneError
        return await run.worker.ask(command, self._timing.grace)

    def _keep_trying(self, run: Run) -> None:
        if not run.settled and not self._closing:
            self._do(self._settled(run))

    async def _settled(self, run: Run) -> None:
        while not (run.settled or run.gone or self._closing):
            await asyncio.sleep(self._timing.retry)
            with suppress(LogError):
                await run.settle()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Beside everything else; the set keeps it from being collected."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _granted(self, run: Run, command: Message, wish: int) -> None:
        await self._told(run, command)
        run.granted(wish)

    async def _told(self, run: Run, command: Message) -> None:
        with suppress(WorkerGoneError, Refusal):  # it has ended: its last event says more
            await self.ask(run, command)

    async def _watch(self, run: Run, worker: Worker) -> Exit:
        """Waits for the end of the process, and brings it about where it is overdue."""
        clock = asyncio.get_running_loop().time
        leaving: float | None = None
        while not (await asyncio.wait([worker.ended], timeout=0.5))[0]:
            now = clock()
            if run.ended:
                leaving = leaving or now
                if now - leaving > self._timing.leave:
                    worker.kill()
            elif not run.paused and now - worker.heard > self._timing.silence:
                worker.kill(hung=self._timing.silence)
        return worker.ended.result()

    def _reason(self, run: Run, worker: Worker, ended: Exit) -> tuple[EndReason, Said]:
        """Why a run is over whose worker left without an end in the log."""
        if run.last_words:
            return run.last_words
        if worker.hung is not None:
            said = Said("runs.said.worker_hung", {"seconds": round(worker.hung, 1)})
            return ("stopped" if run.wanted == "stopped" else "failed"), said
        if self._closing:
            return "interrupted", Said("runs.said.server_closed")
        if ended.code >= 0:
            return "failed", Said("runs.said.worker_left", {"code": ended.code, "error": ended.words or "–"})
        name = signal.Signals(-ended.code).name
        if name in _CRASHES:
            return "failed", Said("runs.said.worker_crashed", {"signal": name})
        return "interrupted", Said("runs.said.worker_killed", {"signal": name})


def _hear(run: Run, message: Message) -> None:
    if "rows" in message:
        run.hear(rows_of(message))
    elif "end" in message:
        reason, said = message["end"]
        run.last_words = reason, said_from(said) or Said("runs.said.error", {"error": "–"})
