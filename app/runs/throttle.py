"""Batch events, at most so many a second: a run does hundreds of steps in the time of one picture on a screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from app.training.events import Event, EventType

EVERY = 0.1
"""Seconds between two batch events within an epoch."""
_CLOSING: set[EventType] = {"epoch_ended", "diverged", "callback", "run_ended"}


class Throttle:
    """Lets the first and the last batch of each epoch through, between them one in `EVERY` seconds, and all else.

    The last batch that it held back is kept until something shows that no other comes for now: the end of the epoch,
    the validation before it, a pause.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._epoch: int | None = None
        self._due = 0.0
        self._held: Event | None = None

    @property
    def wait(self) -> float | None:
        """Seconds until the batch event that is held back may go; None: none is."""
        return None if self._held is None else max(0.0, self._due - self._clock())

    def admit(self, moment: Sequence[Event]) -> list[Event]:
        """What is to be written of a moment; an empty one shows that the epoch's batches are over."""
        if not moment:
            return self.release()
        admitted: list[Event] = []
        for event in moment:
            if event.type == "batch":
                admitted += self._batch(event)
            else:
                if event.type in _CLOSING:
                    admitted += self.release()
                admitted.append(event)
        return admitted

    def release(self) -> list[Event]:
        """The batch event that is held back, if there is one."""
        held, self._held = self._held, None
        return [] if held is None else [held]

    def _batch(self, event: Event) -> list[Event]:
        now = self._clock()
        if event.epoch == self._epoch and now < self._due:
            self._held = event
            return []
        self._epoch, self._due, self._held = event.epoch, now + EVERY, None
        return [event]
