"""Where a run that was begun before goes on, as its log tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from app.runs.log import RESUME, Log
from app.training.events import Event

Place: TypeAlias = tuple[int, int]
"""An epoch, and how many of its batches are done."""


@dataclass(frozen=True)
class Change:
    """What a person changed: the learning rate, or the patience of a callback."""

    place: Place
    value: float | int
    index: int | None = None
    """The callback's; None: it is the learning rate."""


@dataclass(frozen=True)
class Point:
    """From where a run goes on.

    Attributes:
        resume: what the trainer kept of the last complete epoch; None where no epoch is complete.
        begun: whether the log has a `run_started`.
        epochs: complete ones.
        changes: what was changed after that, in order. A run that goes on changes it again at the same places, so that
            its numbers are those of a run that was never stopped.
    """

    resume: bytes | None = None
    begun: bool = False
    epochs: int = 0
    changes: list[Change] = field(default_factory=list)


def point_of(log: Log) -> Point:
    """Where the run of this log goes on."""
    if not log.rows(limit=1, types=["run_started"]):
        return Point()
    kept = log.epochs(RESUME)
    if not kept:
        return Point(begun=True, changes=_changes(log, 0))
    last = kept[-1]
    return Point(log.blob(RESUME, last), True, last + 1, _changes(log, log.blob_seq(RESUME, last)))


def replayed(event: Event) -> Event:
    """A change that was made again where it had been made before the run stopped."""
    return Event(event.type, {**event.fields, "replayed": True}, event.said, event.epoch)


def _changes(log: Log, after: int) -> list[Change]:
    """Every person's change since, but for those of the same thing that lay ahead when a later one was made."""
    changes: list[Change] = []
    for row in log.rows(after, types=["run_changed"]):
        fields = row.fields
        if fields.get("replayed"):
            continue
        change = _change(fields, (row.epoch or 0, int(fields["batch"])))
        changes = [old for old in changes if old.index != change.index or old.place < change.place]
        changes.append(change)
    return sorted(changes, key=lambda change: change.place)


def _change(fields: Mapping[str, Any], place: Place) -> Change:
    if "learning_rate" in fields:
        return Change(place, float(fields["learning_rate"][1]))
    return Change(place, int(fields["patience"][1]), int(fields["index"]))
