"""Server-sent events over a plain response: bytes that are encoded once are handed to every reader."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

SILENCE = 15.0
"""Seconds after which a comment shows proxies, and us, that the other end is still there."""
COMMENT = b": still here\n\n"


class EventStream(StreamingResponse):
    """What a generator gives, with a comment in every silence, until it ends or the server goes down.

    Args:
        frames: whole events as bytes; closed as soon as the reader goes, not when it is collected.
        closing: set when the server goes down.
    """

    def __init__(self, frames: AsyncGenerator[bytes, None], closing: asyncio.Event, silence: float = SILENCE) -> None:
        self._frames = frames
        self._closing = closing
        self._silence = silence
        self._next: asyncio.Future[bytes] | None = None
        super().__init__(
            self._chunks(),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._closed = asyncio.ensure_future(self._closing.wait())
        try:
            await super().__call__(scope, receive, send)
        finally:  # here, and not in the generator: there every wait would be cancelled again
            self._closed.cancel()
            if self._next is not None:
                self._next.cancel()
                await asyncio.wait((self._next,))
            await self._frames.aclose()

    async def _chunks(self) -> AsyncGenerator[bytes, None]:
        while not self._closed.done():
            self._next = self._next or asyncio.ensure_future(anext(self._frames))
            await asyncio.wait((self._next, self._closed), timeout=self._silence, return_when=asyncio.FIRST_COMPLETED)
            if not self._next.done():
                yield COMMENT
                continue
            coming, self._next = self._next, None
            try:
                frames = coming.result()
            except StopAsyncIteration:
                return
            yield frames
