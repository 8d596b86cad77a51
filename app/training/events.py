"""What happens in a run: plain data that is written to its log and read by whoever watches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from app.layers import json_number

EventType: TypeAlias = Literal[
    "run_started",
    "run_continued",
    "epoch_started",
    "batch",
    "epoch_ended",
    "callback",
    "maps_saved",
    "run_paused",
    "run_resumed",
    "run_changed",
    "diverged",
    "run_ended",
]
EndReason: TypeAlias = Literal["completed", "early_stopped", "nan", "stopped", "failed", "interrupted"]


@dataclass(frozen=True)
class Said:
    """A sentence of the catalogues by its key and the words and numbers that it is filled with.

    Events are written once and read in several languages, so the log holds this and readers get the sentence.
    """

    key: str
    params: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One thing that happened. `seq` and `time` are the log's to give.

    Attributes:
        type: the contract's word.
        fields: the other members, fit for JSON but for numbers that are not finite.
        said: the sentence, served as `reason` of a `callback` event and as `detail` of any other.
        epoch: counted from 0, where the event has one.
        blobs: what is kept beside the event, in the same transaction: bytes by kind; they belong to `epoch`. Each
            epoch has `maps`, `figures`, `weights` and `resume`; the end of the run has `final`, the weights that it
            leaves: restored ones, or those of an epoch that was broken off.
    """

    type: EventType
    fields: Mapping[str, Any] = field(default_factory=dict)
    said: Said | None = None
    epoch: int | None = None
    blobs: Mapping[str, bytes] = field(default_factory=dict)


Moment: TypeAlias = list[Event]
"""What happened at once and is written in one transaction; empty where a run only drew breath."""


def plain(value: Any) -> Any:
    """The value with every number that JSON cannot say as the contract's word for it (`nan`, `inf`, `-inf`)."""
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
