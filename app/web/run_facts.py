"""What a run's own first event says of its data."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Refusal
from app.layers import Shape
from app.runs import Runs


@dataclass(frozen=True)
class Facts:
    """The classes that it tells apart, and the shape of what it reads."""

    classes: list[str]
    shape: Shape


def facts_of(runs: Runs, name: str) -> Facts:
    """From the log; the data set itself may be another one by now, or gone.

    Raises:
        Refusal: `run_unknown` (404); `not_begun` (409) where the run still waits for its first batch.
    """
    started = runs.rows(name, types={"run_started"})
    if not started:
        raise Refusal("not_begun", status=409)
    fields = started[0].fields
    return Facts(fields["classes"], tuple(fields["input_shape"]))
