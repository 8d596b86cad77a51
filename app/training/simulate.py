"""Callbacks over figures that somebody typed or drew: the code of a real run, without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from app.layers import inside

from .callbacks import AnyCallback, CallbackList, Logs, Weights, check
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


class PretendedRun:
    """A run whose weights are the number of its epoch, so that what was put back can be seen."""

    def __init__(self, lr: float) -> None:
        self.stop_training = False
        self.learning_rate = lr
        self.epoch = 0
        self.restored: int | None = None
        self.saved: list[str] = []

    def get_weights(self) -> Weights:
        return {"epoch": torch.tensor(self.epoch)}

    def set_weights(self, weights: Weights) -> None:
        self.restored = int(weights["epoch"])

    def save(self, name: str, *, epoch: int, logs: Logs, full: bool) -> None:
        self.saved.append(name)

    def write(self, name: str, text: str) -> None:
        """Nothing is kept of it."""


def simulate(
    callbacks: Sequence[AnyCallback], logs: Sequence[Mapping[str, float]], lr: float, batches: int = 1
) -> Simulation:
    """Runs the callbacks over one log per epoch.

    Args:
        callbacks: in their order.
        logs: the figures of each epoch; one that is missing is an absent key.
        lr: the rate of the first epoch.
        batches: of an epoch; after each, callbacks that look at batches see the epoch's training figures.

    Raises:
        Refusal: what `callbacks.check` refuses; a file name that needs a figure which its epoch lacks; `nan_loss`,
            where `terminate_on_nan` was told to raise.
    """
    check(callbacks, validation=not logs or any(name.startswith("val_") for figures in logs for name in figures))
    run = PretendedRun(lr)
    watching = CallbackList(callbacks, run)
    watching.begin()
    events: list[Event] = []
    rates: list[float] = []
    for epoch, figures in enumerate(logs):
        run.epoch = epoch
        rates.append(run.learning_rate)
        with inside("logs", epoch):
            watching.epoch_begin(epoch)
            for batch in range(batches):
                watching.batch_end(batch, {k: v for k, v in figures.items() if not k.startswith("val_")})
                if run.stop_training:
                    break
            events += watching.epoch_end(epoch, dict(figures))
        if run.stop_training:
            break
    events += watching.train_end()
    stopped = len(rates) - 1 if run.stop_training else None
    return Simulation(events, stopped, run.restored, rates, run.saved)
