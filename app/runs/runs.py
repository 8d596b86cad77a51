"""The training runs of one server: who runs, who waits, and the way to each run's log."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal
from app.runs.archive import Archive, writing
from app.runs.dataset import data_of
from app.runs.folder import RunFolder
from app.runs.process import WorkerGoneError
from app.runs.run import Run
from app.runs.supervisor import Supervisor
from app.runs.timing import Timing
from app.runs.view import RunView, State, Unit
from app.runs.weights import last_weights
from app.runs.wire import Message, array_message
from app.training.callbacks import check_patience
from app.training.datasets import Data
from app.training.evaluation import predict
from app.training.events import Said
from app.training.spec import Limits, RunSpec

Probabilities: TypeAlias = list[float]


class Runs(Archive):
    """Every run under one data folder. Lives on the server's event loop; methods that are not `async` only read.

    Args:
        folder: the server's data folder; a run's log and files are in `runs/<id>` below it.
        limits: what one run may ask for and use.
        max_runs: how many train at once.
        max_queue: how many may wait for a place.
        timing: how long is waited for what.

    Raises:
        OSError: where the folder cannot be used.
    """

    def __init__(
        self, folder: Path, *, limits: Limits, max_runs: int, max_queue: int, timing: Timing | None = None
    ) -> None:
        super().__init__(folder / "runs")
        self._datasets = folder
        self._max_runs = max_runs
        self._max_queue = max_queue
        self._timing = timing or Timing()
        self._supervisor = Supervisor(folder, limits, self._timing)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._entering = asyncio.Lock()
        self._open = False
        self._queue = sorted(
            (run for run in self._runs.values() if run.queued is not None), key=lambda run: run.queued or 0.0
        )

    async def start(self) -> None:
        """Lets the queue move and prepares a worker; returns at once."""
        self._open = True
        self._supervisor.open(self._runs.values())
        self._advance()

    async def close(self) -> None:
        """Ends every run in order, as `interrupted`: within about a second."""
        self._open = False
        await self._supervisor.close([run for run in self._runs.values() if run.live])
        await asyncio.gather(*self._tasks.values())
        await self._supervisor.settle(self._runs.values())

    async def submit(
        self,
        spec: RunSpec,
        *,
        name: str | None = None,
        data: bytes | None = None,
        probe: NDArray[np.float32] | None = None,
    ) -> str:
        """Takes a run that has been checked (`app.training.plan`) and gives its id; it starts once there is a place.

        Args:
            spec: what to train.
            name: what a person calls it.
            data: an `.npz` of the data set as it is now, for data sets that change.
            probe: C×H×W, 0 … 1: the picture whose maps are kept each epoch.

        Raises:
            Refusal: `queue_full` (429), `runs_unwritable` (507).
        """
        body = json.loads(spec.model_dump_json())
        async with self._entering:
            self._check_queue()
            run_id = secrets.token_hex(6)
            folder = RunFolder(self._folder / run_id)
            await writing(asyncio.to_thread(folder.create, name=name or "", spec=body, data=data, probe=probe))
            run = await asyncio.to_thread(Run.open, run_id, folder)
            self._runs[run_id] = run
            self._queue.append(run)
        self._advance()
        return run_id

    def list(self) -> list[RunView]:
        """Every run, the newest first."""
        places, waiting = {run.id: place for place, run in enumerate(self._queue, start=1)}, self._waiting()
        runs = sorted(self._runs.values(), key=lambda run: run.created, reverse=True)
        return [run.view(places.get(run.id), waiting) for run in runs]

    def get(self, run_id: str) -> RunView:
        """One run.

        Raises:
            Refusal: `run_unknown` (404), as every method that takes an id.
        """
        run = self._find(run_id)
        return run.view(self._queue.index(run) + 1 if run in self._queue else None, self._waiting())

    def data(self, run_id: str) -> Data:
        """What the run trains on; safe to call in a thread.

        Raises:
            Refusal: `dataset_changed` (409) where that is not there any more; `log_unreadable` (503).
        """
        folder = self._find(run_id).folder
        return self._read(run_id, lambda log: data_of(folder, log, self._datasets))

    async def pause(self, run_id: str) -> None:
        """Holds the run after its present batch.

        Raises:
            Refusal: `run_state` (409), as everything that not every state allows.
        """
        self._command(run_id, {"running"}, {"do": "pause"}, wanted="paused")

    async def resume(self, run_id: str) -> None:
        """Lets a paused run go on."""
        self._command(run_id, {"paused"}, {"do": "resume"}, wanted="running")

    async def step(self, run_id: str, unit: Unit) -> None:
        """Lets a paused run do one batch, or go to the end of its epoch."""
        self._command(
            run_id, {"paused"}, {"do": "step", "unit": unit}, wanted="running" if unit == "epoch" else "paused"
        )

    async def stop(self, run_id: str) -> None:
        """Ends the run in order after its present batch; one that waits ends at once, or stays ended as it was."""
        run = self._find(run_id)
        if run in self._queue and run.ended:
            self._queue.remove(run)
            run.queued = None
            run.leave()
            await writing(asyncio.to_thread(run.withdraw))
        elif run in self._queue:
            self._queue.remove(run)
            run.begin()
            run.wanted = "stopped"
            await self._supervisor.finish(run, "stopped", Said("runs.said.never_started"))
        elif run.wanted != "stopped":
            self._command(run_id, {"running", "paused"}, {"do": "stop"}, wanted="stopped")

    async def continue_(self, run_id: str) -> None:
        """Lets a stopped, interrupted or failed run go on from its last complete epoch, once there is a place.

        Raises:
            Refusal: `run_state` (409), `queue_full` (429), `runs_unwritable` (507).
        """
        async with self._entering:
            run = self._find(run_id)
            _allow(run.state, {"stopped", "interrupted", "failed"})
            self._check_queue()
            if task := self._tasks.get(run_id):  # its process is about to go
                await task
            self._find(run_id)  # unless it has been deleted meanwhile; so below
            try:
                await writing(run.settle())
                await writing(asyncio.to_thread(run.enqueue))
            finally:
                self._find(run_id)
            self._queue.append(run)
        self._advance()

    async def change(self, run_id: str, *, lr: float | None = None, patience: Mapping[int, int] | None = None) -> None:
        """Changes the learning rate, and the patience of callbacks by their index, of a run that trains.

        Raises:
            Refusal: `run_state` (409), and what the trainer refuses.
        """
        run = self._find(run_id)
        _allow(run.wanted or run.state, {"running", "paused"})
        spec = RunSpec.model_validate_json(json.dumps(run.spec))
        for index, value in (patience or {}).items():  # all of them before the first: one refusal changes nothing
            check_patience(spec.callbacks, index, value)
        for index, value in (patience or {}).items():
            await self._ask(run, {"do": "patience", "index": index, "patience": value})
        if lr is not None:
            await self._ask(run, {"do": "lr", "lr": lr})

    async def delete(self, run_id: str) -> None:
        """Removes the run with all that belongs to it.

        Raises:
            Refusal: `run_state` (409) while it trains.
        """
        run = self._find(run_id)
        _allow(run.state, {"queued", "finished", "stopped", "interrupted", "failed"})
        if task := self._tasks.get(run_id):
            await task
            self._find(run_id)  # unless somebody else was faster
        if run in self._queue:
            self._queue.remove(run)
        run.gone = True
        run.wake()
        del self._runs[run_id]
        await writing(asyncio.to_thread(run.folder.remove))

    async def predict(self, run_id: str, x: NDArray[np.float32]) -> Probabilities:
        """The classes' probabilities for one input (C×H×W, 0 … 1) under the present weights.

        Raises:
            Refusal: `no_weights` (409) where no epoch is complete and nothing trains; what the network refuses.
        """
        run = self._find(run_id)
        if run.live and not run.ended:
            with suppress(WorkerGoneError):
                found = await self._supervisor.ask(run, {"do": "predict", "input": array_message(x)})
                return [float(value) for value in found]  # a diverged network's are the words for NaN
        weights = await asyncio.to_thread(self._read, run_id, last_weights)
        return await asyncio.to_thread(predict, weights, x)

    def _command(self, run_id: str, states: set[State], command: Message, *, wanted: State) -> None:
        run = self._find(run_id)
        _allow(run.wanted or run.state, states)
        self._supervisor.tell(run, command, wanted)

    async def _ask(self, run: Run, command: Message) -> None:
        try:
            await self._supervisor.ask(run, command)
        except WorkerGoneError:
            raise _not_in(run.state) from None

    def _check_queue(self) -> None:
        if len(self._queue) >= self._max_queue + self._free:
            raise Refusal("queue_full", status=429, limit=self._max_queue)

    def _waiting(self) -> Said:
        """For what the queue waits. A paused run may keep its place for ever, and only a person can do about that."""
        paused = sum(run.live and run.paused for run in self._runs.values())
        return Said(
            "runs.said.places_paused" if paused else "runs.said.places_taken",
            {"paused": paused, "places": self._max_runs},
        )

    @property
    def _free(self) -> int:
        """Places; a run that has ended takes none, though its process may still be about to go."""
        return max(0, self._max_runs - sum(run.live and not run.ended for run in self._runs.values()))

    def _advance(self) -> None:
        """Gives free places to those who wait longest."""
        while self._open and self._queue and self._free:
            run = self._queue.pop(0)
            run.begin()
            self._tasks[run.id] = asyncio.create_task(self._train(run))

    async def _train(self, run: Run) -> None:
        try:
            await self._supervisor.train(run)
        finally:
            del self._tasks[run.id]
            self._advance()


def _allow(state: State, states: set[State]) -> None:
    if state not in states:
        raise _not_in(state)


def _not_in(state: State) -> Refusal:
    return Refusal("run_state", status=409, state=state)
