"""The newest rows of a run that lives, in memory: news reach every reader without a look at a file."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice

from app.runs.row import Row

LENGTH = 4096
"""Rows that are kept; who lags further behind reads the log."""


class Tail:
    """Rows in order, without a hole. Lives on the event loop."""

    def __init__(self) -> None:
        self._rows: deque[Row] = deque(maxlen=LENGTH)
        self._news: asyncio.Event | None = None

    def extend(self, rows: Sequence[Row]) -> None:
        """Takes the next rows and wakes whoever waits."""
        self._rows.extend(rows)
        self.wake()

    def after(self, seq: int) -> list[Row] | None:
        """The rows after that number; None where the first of them is here no more (or has never been)."""
        if not self._rows or self._rows[0].seq > seq + 1:
            return None
        # From the right: nearly every reader asks for the last one or two.
        return list(islice(reversed(self._rows), max(0, self._rows[-1].seq - seq)))[::-1]

    def clear(self) -> None:
        """Drops the rows; they stand in the log."""
        self._rows.clear()

    def wake(self) -> None:
        """Lets everybody look again who waits."""
        if self._news is not None:
            self._news.set()
            self._news = None

    async def wait(self) -> None:
        """Until something is new."""
        if self._news is None:
            self._news = asyncio.Event()
        await self._news.wait()
