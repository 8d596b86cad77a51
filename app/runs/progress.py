"""How far a run has got: a fold of its events."""

from __future__ import annotations

import math
from typing import Any

from app.runs.row import Row
from app.training.events import EndReason, Said

TELLING = ("run_started", "run_continued", "run_ended", "epoch_started", "epoch_ended")
"""The types of events that are enough for it where nothing trains."""


class Progress:
    """What the events so far amount to.

    Attributes:
        seq: the number of the last event; 0: there is none.
        end: the reason of the end and its sentence; None where it has not ended, or goes on again.
        paused: whether it holds.
        epoch: the one under way or the last one, from 0.
        complete: how many epochs are complete.
        latest, best: as in `RunView`.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.end: tuple[EndReason, Said | None] | None = None
        self.paused = False
        self.epoch: int | None = None
        self.complete = 0
        self.latest: dict[str, Any] | None = None
        self.best: dict[str, Any] | None = None

    def take(self, row: Row) -> None:
        """The next event."""
        self.seq = row.seq
        if row.epoch is not None and row.type != "run_ended":  # whose epoch is the last complete one
            self.epoch = row.epoch
        match row.type:
            case "run_started" | "run_continued" | "run_resumed":
                self.end, self.paused = None, False
            case "run_paused":
                self.paused = True
            case "run_ended":
                self.end, self.paused = (row.fields["reason"], row.said), False
            case "epoch_ended":
                self.complete = (row.epoch or 0) + 1
                self.latest = {"epoch": row.epoch, **row.fields["logs"]}
                if self.best is None or _loss(self.latest) < _loss(self.best):
                    self.best = self.latest


def _loss(figures: dict[str, Any]) -> float:
    """What is compared; a loss that is no number is worse than any."""
    value = float(figures.get("val_loss", figures.get("loss", math.inf)))
    return math.inf if math.isnan(value) else value
