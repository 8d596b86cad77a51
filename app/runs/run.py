"""One run as the server knows it: what its log tells, and its newest events for whoever watches."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from app.runs.folder import RunFolder
from app.runs.log import Log
from app.runs.log_error import LogError
from app.runs.process import Worker
from app.runs.progress import TELLING, Progress
from app.runs.row import Row, row_of
from app.runs.tail import Tail
from app.runs.view import ENDS, RunView, State
from app.training.events import EndReason, Event, Said

CHUNK = 1000
"""Rows that are read from a log at once: a few milliseconds, between which others have their turn."""


class Run:
    """Made by `open`. Lives on the event loop; what looks into the log for long does so in a thread.

    Attributes:
        id, folder: its name and place.
        name, spec, created: as in `RunView`.
        queued: since when it waits for a place; None: it does not.
        live: whether it has a place.
        worker: the process that trains it, once there is one.
        taken: set once it is known whether it has got a worker.
        wanted: the state that was asked for last, as long as the run may not have got there.
        last_words: how the worker says that it ended, where the log did not take that.
        interrupted: whether it trained when the server went down.
        gone: whether it has been deleted.
    """

    def __init__(self, run_id: str, folder: RunFolder) -> None:
        self.id = run_id
        self.folder = folder
        self.name = ""
        self.spec: dict[str, Any] = {}
        self.created = 0.0
        self.queued: float | None = None
        self.live = False
        self.worker: Worker | None = None
        self.taken = asyncio.Event()
        self.wanted: State | None = None
        self._wishes = 0
        self.gone = False
        self.interrupted = False
        self.last_words: tuple[EndReason, Said] | None = None
        self._progress = Progress()
        self._unwritten: tuple[Event, Row] | None = None
        self._tail = Tail()

    @classmethod
    def open(cls, run_id: str, folder: RunFolder) -> Run:
        """A run as its log has it. One whose log cannot be read is there too, as failed, so that it can be deleted."""
        run = cls(run_id, folder)
        try:
            with Log(folder.log, patience=0.5) as log:
                head = log.head()
                run.name, run.spec, run.created, run.queued = head.name, head.spec, head.created, head.queued
                for row in log.rows(types=TELLING):
                    run._progress.take(row)
                run._progress.seq = log.last_seq()
                run.interrupted = head.owner is not None
        except LogError as error:
            run.created = folder.path.stat().st_mtime
            run._progress.end = ("failed", error.said)
        return run

    @property
    def state(self) -> State:
        """The contract's word."""
        if self.queued is not None:
            return "queued"
        if self._progress.end is not None:
            return ENDS[self._progress.end[0]]
        return "paused" if self._progress.paused else "running"

    @property
    def paused(self) -> bool:
        """Whether it holds."""
        return self._progress.paused

    @property
    def ended(self) -> bool:
        """Whether it has ended for now."""
        return self._progress.end is not None

    @property
    def settled(self) -> bool:
        """Whether all that is known of it stands in the log."""
        return self._unwritten is None

    def view(self, place: int | None, waiting: Said) -> RunView:
        """The run as it is now.

        Args:
            place: in the queue, from 1; None: it is not there.
            waiting: for what those wait who are.
        """
        reason, detail = self._progress.end or (None, None)
        if self.queued is not None:
            reason, detail = None, waiting
        return RunView(
            id=self.id,
            name=self.name,
            state=self.state,
            reason=reason,
            detail=detail,
            spec=self.spec,
            place=place,
            created=self.created,
            latest=self._progress.latest,
            best=self._progress.best,
            epoch=self._progress.epoch,
            epochs=self.spec.get("epochs", 0),
            stopping=self.wanted == "stopped",
        )

    def begin(self) -> None:
        """It has got a place."""
        self.queued, self.live = None, True
        self._progress.end, self._progress.paused = None, False
        self.wanted = self.last_words = None
        self.taken.clear()

    def leave(self) -> None:
        """It has no place any more; its rows are read from the log from now on."""
        self.live, self.worker = False, None
        if self.settled:
            self._rest()
        self._tail.wake()

    def want(self, state: State) -> int:
        """A state is asked for; gives the number under which the worker's answer is `granted`."""
        self.wanted = state
        self._wishes += 1
        return self._wishes

    def granted(self, wish: int) -> None:
        """The worker has done what it was told, and told what came of it; only a stop takes until the end.

        Earlier wishes count no more: whoever has asked for something else meanwhile waits for that.
        """
        if wish == self._wishes and self.wanted != "stopped":
            self.wanted = None

    def hear(self, rows: Sequence[Row]) -> None:
        """Rows that stand in the log now."""
        for row in rows:
            self._progress.take(row)
            if row.type == "run_ended":
                self.wanted = None
        self._tail.extend(rows)

    async def finish(self, reason: EndReason, said: Said) -> None:
        """Ends a run whose worker does not live; where its log does not take that, it is kept in memory."""
        event = self._ended(reason, said)
        try:
            rows = await asyncio.to_thread(self._write_end, event, self._progress.seq)
        except LogError:
            rows = self._unwritten_end(event)
        self.hear(rows)

    def finish_now(self, reason: EndReason, said: Said) -> None:
        """The same before there is an event loop."""
        event = self._ended(reason, said)
        try:
            rows = self._write_end(event, self._progress.seq)
        except LogError:
            rows = self._unwritten_end(event)
        self.hear(rows)
        self.leave()

    def enqueue(self) -> None:
        """It waits for a place, and its log says so; safe in a thread.

        Raises:
            LogError, OSError: where the disk does not take that.
        """
        now = time.time()
        self.folder.keep_reserve()
        with Log(self.folder.log) as log:
            log.enqueue(now)
        self.queued = now

    def withdraw(self) -> None:
        """Its log says that it waits no longer; safe in a thread.

        Raises:
            LogError: where the log does not take that, and says to the next server that it still waits.
        """
        with Log(self.folder.log) as log:
            log.enqueue(None)

    def rename(self, name: str) -> None:
        """Gives it a name; safe in a thread.

        Raises:
            LogError: where the log does not take that.
        """
        with Log(self.folder.log) as log:
            log.rename(name)
        self.name = name

    async def settle(self) -> None:
        """Tries to write an end that could not be written.

        Raises:
            LogError: where that is still so.
        """
        if self._unwritten is not None:
            event, row = self._unwritten
            rows = await asyncio.to_thread(self._write_end, event, row.seq - 1, row.fields["time"])
            self._unwritten = None
            if not self.live:
                self.hear(rows)
                self._rest()

    async def follow(self, after: int) -> AsyncIterator[list[Row]]:
        """Every row after that number, and then what comes, until the run has ended or is deleted."""
        while not self.gone:
            rows = self._tail.after(after) if after < self._progress.seq else []
            if rows is None:
                try:
                    rows = await asyncio.to_thread(self._read, after)
                except LogError:
                    if not self.folder.log.exists():  # deleted meanwhile
                        return
                    raise
            if rows:
                after = rows[-1].seq
                yield rows
            elif self.ended and self.queued is None and not self.live:
                return
            else:
                await self._tail.wait()

    def _ended(self, reason: EndReason, said: Said) -> Event:
        return Event("run_ended", {"reason": reason, "epochs": self._progress.complete}, said)

    def _unwritten_end(self, event: Event) -> list[Row]:
        row = row_of(event, self._progress.seq + 1, time.time())
        self._unwritten = event, row
        return [row]

    def _read(self, after: int) -> list[Row]:
        with Log(self.folder.log) as log:
            return log.rows(after, limit=CHUNK)

    def wake(self) -> None:
        """Lets its readers look whether it has ended or is gone."""
        self._tail.wake()

    def _rest(self) -> None:
        """All of it stands in the log: nothing is kept in memory, and no room for an end."""
        self._tail.clear()
        self.folder.free_reserve()

    def _write_end(self, event: Event, after: int, at: float | None = None) -> list[Row]:
        """The rows after that number: what a worker wrote and did not come to tell, and then its own end or this."""
        with Log(self.folder.log, patience=0.5) as log:
            untold = log.rows(after)
            if untold and untold[-1].type == "run_ended":
                return untold
            try:
                return [*untold, log.end(event, at=at)]
            except LogError:
                self.folder.free_reserve()
                return [*untold, log.end(event, at=at)]
