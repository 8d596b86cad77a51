"""Workers in store: one is kept ready, so that the first batch of a run comes as soon as it is asked for."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from app.runs.process import Worker
from app.runs.timing import Timing


class Pool:
    """Lives on the event loop.

    Args:
        timing: when another one is prepared.
    """

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._spare: asyncio.Task[Worker] | None = None
        self._later: asyncio.TimerHandle | None = None

    def prepare(self) -> None:
        """Prepares a worker in a moment, unless there is one."""
        self._prepare_in(self._timing.warm)

    async def take(self) -> Worker:
        """A worker that waits for its order: the spare one, or a new one.

        Raises:
            OSError: where the system has no room for another process.
        """
        spare, self._spare = self._spare, None
        self._prepare_in(self._timing.refill)
        if spare is not None:
            with suppress(OSError):
                worker = await spare
                if worker.alive:
                    return worker
        return await Worker.spawn()

    async def close(self) -> None:
        """Ends the spare one; no other is prepared."""
        if self._later is not None:
            self._later.cancel()
        spare, self._spare = self._spare, None
        if spare is not None:
            with suppress(OSError):
                worker = await spare
                worker.kill()
                await worker.ended

    def _prepare_in(self, seconds: float) -> None:
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.get_running_loop().call_later(seconds, self._prepare)

    def _prepare(self) -> None:
        if self._spare is None:
            self._spare = asyncio.create_task(Worker.spawn())
