"""How long a generator has been at work: what passes between two of its steps, such as a pause, does not count."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")


class Stopwatch:
    """Seconds at work."""

    def __init__(self) -> None:
        self._before = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """So far, to be asked from inside too."""
        return self._before + (perf_counter() - self._since if self._since is not None else 0.0)

    def over(self, steps: Iterator[T]) -> Iterator[T]:
        """The same steps, each timed."""
        while True:
            self._since = perf_counter()
            try:
                step = next(steps)
            except StopIteration:
                return
            finally:
                self._before, self._since = self.seconds, None
            yield step
