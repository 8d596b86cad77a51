"""One event as it stands in a run's log, and as every reader of the run gets it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.training.events import Event, Said, plain


@dataclass(frozen=True)
class Row:
    """An event with its number.

    Attributes:
        seq: counted from 1, without a hole.
        type: the event's word.
        epoch: from 0, where the event has one.
        data: the JSON object that is served, but for the sentence.
        said: the sentence, in no language yet.
        frames: room for whoever encodes the row, so that it is done once and not for every reader: bytes by language.
    """

    seq: int
    type: str
    epoch: int | None
    data: str
    said: Said | None = None
    frames: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def fields(self) -> dict[str, Any]:
        """`data` as an object."""
        fields: dict[str, Any] = json.loads(self.data)
        return fields


def row_of(event: Event, seq: int, time: float) -> Row:
    """The event under its number and at its time, in seconds since 1970."""
    head: dict[str, Any] = {"seq": seq, "type": event.type, "time": round(time, 3)}
    if event.epoch is not None:
        head["epoch"] = event.epoch
    data = json.dumps({**head, **plain(event.fields)}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Row(seq, event.type, event.epoch, data, event.said)


def said_text(said: Said | None) -> str | None:
    """A sentence as the log and the pipe hold it."""
    return None if said is None else json.dumps([said.key, plain(said.params)], ensure_ascii=False, allow_nan=False)


def said_from(text: str | None) -> Said | None:
    """What `said_text` wrote."""
    if text is None:
        return None
    key: str
    params: Mapping[str, int | float | str]
    key, params = json.loads(text)
    return Said(key, params)
