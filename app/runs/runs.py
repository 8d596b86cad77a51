"""The training runs of one server: who runs, who waits, and the way to each run's log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.runs.row import Row
from app.runs.view import RunView, Unit
from app.training.spec import Limits, RunSpec


class Runs:
    """Every run under one data folder. Lives on the server's event loop; methods that are not `async` only read.

    Args:
        folder: the server's data folder; a run's log and files are in `runs/<id>` below it.
        limits: what one run may ask for and use.
        max_runs: how many train at once.
        max_queue: how many may wait for a place.

    Raises:
        OSError: where the folder cannot be used.
    """

    def __init__(self, folder: Path, *, limits: Limits, max_runs: int, max_queue: int) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Lets the queue move and prepares a worker; returns at once."""
        raise NotImplementedError

    async def close(self) -> None:
        """Ends every run in order, as `interrupted`: within about a second."""
        raise NotImplementedError

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
        raise NotImplementedError

    def list(self) -> list[RunView]:
        """Every run, the newest first."""
        raise NotImplementedError

    def get(self, run_id: str) -> RunView:
        """One run.

        Raises:
            Refusal: `run_unknown` (404), as every method that takes an id.
        """
        raise NotImplementedError

    async def pause(self, run_id: str) -> None:
        """Holds the run after its present batch.

        Raises:
            Refusal: `run_state` (409), as everything that not every state allows.
        """
        raise NotImplementedError

    async def resume(self, run_id: str) -> None:
        """Lets a paused run go on."""
        raise NotImplementedError

    async def step(self, run_id: str, unit: Unit) -> None:
        """Lets a paused run do one batch, or go to the end of its epoch."""
        raise NotImplementedError

    async def stop(self, run_id: str) -> None:
        """Ends the run in order after its present batch; one that waits ends at once."""
        raise NotImplementedError

    async def continue_(self, run_id: str) -> None:
        """Lets a stopped, interrupted or failed run go on from its last complete epoch, once there is a place.

        Raises:
            Refusal: `run_state` (409), `queue_full` (429).
        """
        raise NotImplementedError

    async def change(self, run_id: str, *, lr: float | None = None, patience: Mapping[int, int] | None = None) -> None:
        """Changes the learning rate, and the patience of callbacks by their index, of a run that trains.

        Raises:
            Refusal: `run_state` (409), and what the trainer refuses.
        """
        raise NotImplementedError

    async def rename(self, run_id: str, name: str) -> None:
        """Gives the run a name.

        Raises:
            Refusal: `runs_unwritable` (507).
        """
        raise NotImplementedError

    async def delete(self, run_id: str) -> None:
        """Removes the run with all that belongs to it.

        Raises:
            Refusal: `run_state` (409) while it trains.
        """
        raise NotImplementedError

    async def predict(self, run_id: str, x: NDArray[np.float32]) -> list[float]:
        """The classes' probabilities for one input (C×H×W, 0 … 1) under the present weights.

        Raises:
            Refusal: `no_weights` (409) where no epoch is complete and nothing trains.
        """
        raise NotImplementedError

    def follow(self, run_id: str, after: int = 0) -> AsyncIterator[list[Row]]:
        """Every event after that number, then what comes; ends once the run has ended (or is deleted)."""
        raise NotImplementedError

    def rows(self, run_id: str, *, types: Collection[str] | None = None) -> list[Row]:
        """The events so far; safe to call in a thread."""
        raise NotImplementedError

    def blob(self, run_id: str, kind: str, epoch: int) -> bytes:
        """What was kept of that epoch: `maps`, `figures`, `weights` or `resume`; safe to call in a thread.

        Raises:
            Refusal: `epoch_unknown` (404).
        """
        raise NotImplementedError

    def epochs(self, run_id: str, kind: str) -> list[int]:
        """The epochs of which there is such a blob."""
        raise NotImplementedError

    def checkpoints(self, run_id: str) -> list[dict[str, Any]]:
        """The files that callbacks have saved: `name`, `epoch`, `logs`, `bytes`, `full`."""
        raise NotImplementedError

    def file(self, run_id: str, name: str) -> Path:
        """One of the run's files.

        Raises:
            Refusal: `file_unknown` (404).
        """
        raise NotImplementedError

    def data(self, run_id: str) -> Path | None:
        """The `.npz` that was frozen for this run; None where its data set never changes."""
        raise NotImplementedError
