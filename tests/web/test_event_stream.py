"""A stream of events: comments in silence, an end with the server, a generator that is closed with its reader."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import pytest

from app.web.event_stream import COMMENT, EventStream

Send = Callable[[Any], Awaitable[None]]
PATIENCE = 10
"""Seconds until a test gives up; less than the silence after which a stream looks around by itself."""
SCOPE = {"type": "http", "method": "GET", "asgi": {"spec_version": "2.3"}}


class Source:
    """A generator that counts how often it was closed."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.closed = 0

    async def frames(self) -> AsyncGenerator[bytes, None]:
        try:
            while (item := await self.queue.get()) is not None:
                yield item
        finally:
            self.closed += 1


class Reader:
    """The other end of one answer."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.gone = asyncio.Event()
        self.stuck: asyncio.Event | None = None

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if self.stuck:
            await self.stuck.wait()
        if message.get("body"):
            self.received.append(message["body"])


async def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.01)


def test_what_comes_is_sent_and_the_end_ends_it() -> None:
    async def scene() -> None:
        source, reader = Source(), Reader()
        stream = EventStream(source.frames(), asyncio.Event())
        answer = asyncio.ensure_future(stream(SCOPE, reader.receive, reader.send))
        for item in (b"one", b"two", None):
            source.queue.put_nowait(item)
        await asyncio.wait_for(answer, PATIENCE)
        assert reader.received == [b"one", b"two"]
        assert source.closed

    asyncio.run(scene())


def test_a_silence_is_filled_with_comments_and_loses_nothing() -> None:
    async def scene() -> None:
        source, reader = Source(), Reader()
        stream = EventStream(source.frames(), asyncio.Event(), silence=0.02)
        answer = asyncio.ensure_future(stream(SCOPE, reader.receive, reader.send))
        await eventually(lambda: reader.received.count(COMMENT) >= 3)
        source.queue.put_nowait(b"news")
        source.queue.put_nowait(None)
        await asyncio.wait_for(answer, PATIENCE)
        assert [item for item in reader.received if item != COMMENT] == [b"news"]

    asyncio.run(scene())


@pytest.mark.parametrize("how", ["closing", "gone", "cancelled", "gone while stuck"])
def test_whatever_ends_it_closes_its_generator_at_once(how: str) -> None:
    async def scene() -> None:
        source, reader, closing = Source(), Reader(), asyncio.Event()
        if how == "gone while stuck":
            reader.stuck = asyncio.Event()
            source.queue.put_nowait(b"news")
        answer = asyncio.ensure_future(EventStream(source.frames(), closing)(SCOPE, reader.receive, reader.send))
        await asyncio.sleep(0.05)
        assert source.closed == 0
        if how == "closing":
            closing.set()
        elif how == "cancelled":
            answer.cancel()
        else:
            reader.gone.set()
        await asyncio.wait((answer,), timeout=PATIENCE)
        assert answer.done()
        assert source.closed == (how != "gone while stuck")  # there it had not begun
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(scene())
