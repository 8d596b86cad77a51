"""Watching one figure: whether it improved, and why not. Keras's `MonitorCallback`."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal, Protocol, TypeAlias

import numpy as np

from app.errors import Refusal
from app.training.events import Event, Said

from .base import Action, Callback, Logs, Run, Surroundings
from .fields import METRICS, Mode
from .words import numbers, rate

Direction: TypeAlias = Literal["min", "max"]
WhyNot: TypeAlias = Literal["worse", "within", "close", "nan", "poisoned"]
"""Why a value is no improvement: no better at all; better, but by no more than min_delta; better by less than float32
can tell; not a number; compared with a best that is not a number.
"""


def direction(monitor: str, mode: Mode) -> Direction | None:
    """Which way is better; None where `auto` cannot know (M3)."""
    if mode != "auto":
        return mode
    if monitor not in METRICS:
        return None
    return "min" if monitor.endswith("loss") else "max"


class Watching(Protocol):
    """Parameters that name a figure and which way it gets better."""

    @property
    def monitor(self) -> str:
        """The figure's name in the logs."""

    @property
    def mode(self) -> Mode:
        """`auto` where the name says it."""


def check_monitor(spec: Watching, around: Surroundings) -> list[Said]:
    """Refuses a figure whose direction nobody knows; warns of one that no epoch will have, and of a turned direction.

    Raises:
        Refusal: `mode_needed` (M3).
    """
    way = direction(spec.monitor, spec.mode)
    if way is None:
        raise Refusal("mode_needed", loc=("mode",), monitor=spec.monitor)
    if spec.monitor not in around.figures:
        return [Said("callbacks.warnings.monitor_never", {"monitor": spec.monitor})]
    if spec.monitor in METRICS and way != direction(spec.monitor, "auto"):
        return [Said("callbacks.warnings.mode_turned", {"monitor": spec.monitor, "mode": spec.mode})]
    return []


def float32(value: float) -> np.float32:
    """The nearest float32; what is too large for one is infinite."""
    with np.errstate(over="ignore"):
        return np.float32(value)


class Monitored(Callback):
    """A callback that watches `monitor`. `best` is empty until the first value has been seen (M2)."""

    counters: ClassVar[tuple[str, ...]] = ("best", "best_epoch")

    best: float | None
    best_epoch: int | None
    """The epoch of `best`, from 0; None also where `best` is a threshold that was given."""

    def __init__(self, parameters: Any, index: int, run: Run) -> None:
        super().__init__(parameters, index, run)
        self.monitor: str = parameters.monitor
        self.min_delta = abs(getattr(parameters, "min_delta", 0.0))
        self.falling = direction(parameters.monitor, parameters.mode) == "min"
        self.best = None
        self.best_epoch = None

    def improves(self, value: float, reference: float | None) -> bool:
        """Whether the value is better than the reference by more than min_delta, as Keras decides it (M1)."""
        if reference is None:
            return True
        if self.falling:
            return bool(float32(value + self.min_delta) < float32(reference))
        return bool(float32(value - self.min_delta) > float32(reference))

    def why_not(self, value: float) -> WhyNot:
        """Why a value that does not improve on `best` does not."""
        best = math.nan if self.best is None else self.best
        if math.isnan(value):
            return "nan"
        if math.isnan(best):
            return "poisoned"
        if not (value < best if self.falling else value > best):
            return "worse"
        return "within" if self.min_delta else "close"

    def observed(self, value: float) -> dict[str, Any]:
        """The words of a sentence that compares this value with the best so far."""
        best = math.nan if self.best is None else self.best
        told, told_best = numbers(value, best)
        since = {} if self.best_epoch is None else {"epoch": self.best_epoch + 1}
        return {"monitor": self.monitor, "value": told, "best": told_best, "min_delta": rate(self.min_delta), **since}

    def thought(self, action: Action, epoch: int, value: float | None, said: Said, **fields: Any) -> Event:
        """The event of a decision, with the counters as they are after it."""
        seen = {"monitor": self.monitor, "value": value, "best": self.best, "best_epoch": self.best_epoch}
        return self.event(action, epoch, said, **{**seen, **fields})

    def missing(self, logs: Logs) -> dict[str, str]:
        """The words of a sentence that says that the figure is not there."""
        return {"monitor": self.monitor, "known": ", ".join(logs) or "–"}
