"""Every run in a folder, as far as its log and its files tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

from app.errors import Refusal
from app.runs.folder import RunFolder
from app.runs.log import Log
from app.runs.log_error import LogError
from app.runs.row import Row
from app.runs.run import Run
from app.training.events import Said

Found = TypeVar("Found")


class Archive:
    """Opens every run; what was training when the last server went down is `interrupted` from now on.

    Args:
        folder: made where it is not there.

    Raises:
        OSError: where the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._runs: dict[str, Run] = {}
        for path in folder.iterdir():
            place = RunFolder(path)
            if path.name.startswith(".") or not place.log.exists():
                place.discard()  # half of a run that was being made or removed
                continue
            run = self._runs[path.name] = Run.open(path.name, place)
            if run.interrupted:
                run.finish_now("interrupted", Said("runs.said.server_died"))

    def follow(self, run_id: str, after: int = 0) -> AsyncIterator[list[Row]]:
        """Every event after that number, then what comes; ends once the run has ended (or is deleted)."""
        return self._find(run_id).follow(after)

    def rows(self, run_id: str, *, types: Collection[str] | None = None) -> list[Row]:
        """The events so far; safe to call in a thread, as every method below.

        Raises:
            Refusal: `log_unreadable` (503), as every method below.
        """
        return self._read(run_id, lambda log: log.rows(types=types))

    def blob(self, run_id: str, kind: str, epoch: int) -> bytes:
        """What was kept of that epoch: `maps`, `figures`, `weights`; `resume` and `final` only of the last one.

        Raises:
            Refusal: `epoch_unknown` (404).
        """
        found = self._read(run_id, lambda log: log.blob(kind, epoch))
        if found is None:
            raise Refusal("epoch_unknown", status=404, loc=("epoch",), epoch=epoch)
        return found

    def epochs(self, run_id: str, kind: str) -> list[int]:
        """The epochs of which there is such a blob."""
        return self._read(run_id, lambda log: log.epochs(kind))

    def checkpoints(self, run_id: str) -> list[dict[str, Any]]:
        """The files that callbacks have saved: `name`, `epoch`, `logs`, `bytes`, `full`."""
        return self._find(run_id).folder.checkpoints()

    def file(self, run_id: str, name: str) -> Path:
        """One of the run's files.

        Raises:
            Refusal: `file_unknown` (404).
        """
        return self._find(run_id).folder.file(name)

    async def rename(self, run_id: str, name: str) -> None:
        """Gives the run a name.

        Raises:
            Refusal: `runs_unwritable` (507).
        """
        run = self._find(run_id)
        await writing(asyncio.to_thread(run.rename, name))

    def _find(self, run_id: str) -> Run:
        run = self._runs.get(run_id)
        if run is None:
            raise Refusal("run_unknown", status=404)
        return run

    def _read(self, run_id: str, look: Callable[[Log], Found]) -> Found:
        try:
            with Log(self._find(run_id).folder.log) as log:
                return look(log)
        except LogError as error:
            raise Refusal("log_unreadable", status=503) from error


async def writing(change: Awaitable[None]) -> None:
    """Waits for it.

    Raises:
        Refusal: `runs_unwritable` (507) where the disk, or somebody who holds the log, does not let it.
    """
    try:
        await change
    except (OSError, LogError) as error:
        raise Refusal("runs_unwritable", status=507) from error
