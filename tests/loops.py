"""Event loops to test on: the one that the server lives on, and Python's own, for a machine without uvloop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias, TypeVar

from uvicorn.loops.auto import auto_loop_factory

Result = TypeVar("Result")
Loop: TypeAlias = Callable[[], asyncio.AbstractEventLoop]

SERVERS: Loop = auto_loop_factory()
LOOPS: dict[str, Loop] = {"the server's": SERVERS, "Python's": asyncio.new_event_loop}


def in_loop(test: Coroutine[Any, Any, Result], loop: Loop = SERVERS) -> Result:
    """What comes of it on a loop of its own."""
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(test)
