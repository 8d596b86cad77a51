"""The open streams of one server, so that its shutdown can end them instead of waiting for them."""

from __future__ import annotations

import asyncio


class Streams:
    """Whoever answers with an endless stream waits on `closing` beside its own news, and ends when it is set.

    Lives on the server's one event loop; no method is thread-safe.
    """

    def __init__(self) -> None:
        self._closing = asyncio.Event()

    @property
    def closing(self) -> asyncio.Event:
        """Set once the server goes down."""
        return self._closing

    def close(self) -> None:
        """End every stream."""
        self._closing.set()
