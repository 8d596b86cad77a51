"""Whether somebody still waits for an answer: what runs a network many times looks before each pass.

The sign travels in the context, of which a thread that works for a request has a copy: what computes need not be told
who asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event

_left: ContextVar[Event | None] = ContextVar("left", default=None)


class Unwanted(Exception):
    """Whoever asked is gone."""


@contextmanager
def asker(left: Event) -> Iterator[None]:
    """For this block, and for threads that get a copy of its context, `left` says that whoever asked is gone."""
    token = _left.set(left)
    try:
        yield
    finally:
        _left.reset(token)


def check_wanted() -> None:
    """Raises Unwanted: where whoever asked is gone; without an asker, never."""
    left = _left.get()
    if left is not None and left.is_set():
        raise Unwanted
