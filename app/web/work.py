"""Where work is done: what is short on the event loop itself, what is long in a few threads."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from threading import Event
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from app import heap
from app.errors import Refusal
from app.networks.wanted import Unwanted, asker, check_wanted

Result = TypeVar("Result")

GIVE_BACK_EVERY = 64
"""Pieces of work between two times that free memory goes back to the system."""
GONE = 499
"""The status of an answer that nobody reads; nginx's number for a client that closed its request."""


def half() -> Work:
    """Fewer places, for what takes seconds."""
    return Work(max(1, (os.cpu_count() or 1) // 2))


class Work:
    """Runs functions for requests.

    A hop to a thread and back costs more than a small convolution, so the caller says whether the work is `short`
    (about a millisecond). Long work shares a few places: each of them may hold a whole request's budget of numbers,
    so the places bound the memory, and more of them than cores would gain nothing.
    """

    def __init__(self, places: int | None = None) -> None:
        self._places = places or max(2, os.cpu_count() or 1)
        self._limiter: CapacityLimiter | None = None
        self._runs = 0
        self._asked: set[Event] = set()
        self._closed = False

    async def run(self, function: Callable[[], Result], *, short: bool) -> Result:
        """The result of `function`; a short one runs at once."""
        self._runs += 1
        if self._runs % GIVE_BACK_EVERY == 0:
            heap.give_back()
        if short:
            return function()
        if self._limiter is None:  # belongs to the running loop, so it cannot be made before there is one
            self._limiter = CapacityLimiter(self._places)
        return await to_thread.run_sync(function, limiter=self._limiter)

    async def run_for(self, request: Request, function: Callable[[], Response]) -> Response:
        """The answer of a long `function`, which ends early (`check_wanted`), or is not begun, once the client is gone.

        The request's body must have been read.

        Raises:
            Refusal: what `function` says; `server_closing` (503) where the server goes down meanwhile.
        """
        left = Event()
        self._asked.add(left)
        watch = asyncio.create_task(_watch(request, left))
        try:
            with asker(left):
                return await self.run(lambda: _begun(function), short=False)
        except Unwanted as unwanted:
            if self._closed:
                raise Refusal("server_closing", status=503) from unwanted
            return Response(status_code=GONE)
        finally:
            watch.cancel()
            self._asked.discard(left)
            left.set()  # where this was cancelled, the thread would work on, and the process wait for it

    def close(self) -> None:
        """End what `run_for` runs: the server goes down."""
        self._closed = True
        for left in self._asked:
            left.set()


def _begun(function: Callable[[], Result]) -> Result:
    """It may have waited long for its place."""
    check_wanted()
    return function()


async def _watch(request: Request, left: Event) -> None:
    """Sets `left` once the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    left.set()
