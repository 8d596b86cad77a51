"""What is known of a run at one moment, for lists and for pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from app.training.events import EndReason, Said

State: TypeAlias = Literal["queued", "running", "paused", "stopped", "finished", "failed", "interrupted"]
Unit: TypeAlias = Literal["batch", "epoch"]

ENDS: dict[EndReason, State] = {
    "completed": "finished",
    "early_stopped": "finished",
    "nan": "finished",
    "stopped": "stopped",
    "failed": "failed",
    "interrupted": "interrupted",
}
"""The state in which a run is left by each reason to end."""


@dataclass(frozen=True)
class RunView:
    """A run as it is now.

    Attributes:
        id: 12 hexadecimal digits.
        name: what a person called it; empty where nobody did.
        state: the contract's word.
        reason: why it ended; None until then, and again once it is continued.
        detail: the same as a sentence; of one that is queued: for what it waits.
        spec: the body that it was submitted with, as JSON has it.
        place: in the queue, from 1; None elsewhere.
        created: seconds since 1970.
        latest: `epoch` and the figures of the last complete epoch.
        best: the same of the epoch with the lowest `val_loss` (`loss` where nothing is validated).
        epoch: the one under way or the last one, from 0.
        epochs: how many were asked for.
        stopping: whether a stop has been asked for and is not done yet.
    """

    id: str
    name: str
    state: State
    reason: EndReason | None
    detail: Said | None
    spec: dict[str, Any]
    place: int | None
    created: float
    latest: dict[str, Any] | None
    best: dict[str, Any] | None
    epoch: int | None
    epochs: int
    stopping: bool = False
