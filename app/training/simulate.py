"""Callbacks over figures that somebody typed or drew: the code of a real run, without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .callbacks import AnyCallback
from .events import Event


@dataclass(frozen=True)
class Simulation:
    """What would have happened.

    Attributes:
        events: the callbacks' events in order.
        stopped_epoch: after which a callback stopped the run, from 0; None: it ran to the end.
        restored_epoch: whose weights were put back at the end.
        lr: the rate used in each epoch that ran.
        saved: the names of the checkpoint files in the order of their writing.
    """

    events: list[Event]
    stopped_epoch: int | None
    restored_epoch: int | None
    lr: list[float]
    saved: list[str]


def simulate(
    callbacks: Sequence[AnyCallback], logs: Sequence[Mapping[str, float]], lr: float, batches: int = 1
) -> Simulation:
    """Runs the callbacks over one log per epoch.

    Raises:
        Refusal: what `callbacks.check` refuses; a file name that needs a figure which its epoch lacks.
    """
    raise NotImplementedError
