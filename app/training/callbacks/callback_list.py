"""The callbacks of one run, called in their order: Keras's `CallbackList`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.training.events import EndReason, Event

from .base import Logs, Run, Weights
from .kinds import AnyCallback


class CallbackList:
    """Calls every callback's hooks in list order and gathers what they say.

    Args:
        specs: what was asked for, as `check` has let it through.
        run: what they watch and act on.
    """

    def __init__(self, specs: Sequence[AnyCallback], run: Run) -> None:
        self.specs = specs
        self.run = run

    @property
    def reason(self) -> EndReason | None:
        """Why a callback has asked the run to stop: `nan` or `early_stopped`; None: none has."""
        return None

    def begin(self) -> None:
        """Keras's `on_train_begin`; not for a run that is continued (see `restore`)."""

    def epoch_begin(self, epoch: int) -> None:
        """Epochs count from 0."""

    def batch_end(self, batch: int, logs: Logs) -> None:
        """After a batch, with the running figures of the epoch; batches count from 0 in each epoch.

        Raises:
            Refusal: `nan_loss`, where `terminate_on_nan` was told to raise; what `Run.save` raises.
        """

    def epoch_end(self, epoch: int, logs: Logs) -> list[Event]:
        """What each thought of the epoch: one event per callback.

        Args:
            epoch: from 0.
            logs: the epoch's figures, without `learning_rate`: as in Keras, a ReduceLROnPlateau adds that for those
                behind it. The dict is shared and changed.

        Raises:
            Refusal: what `Run.save` raises.
        """
        return []

    def train_end(self) -> list[Event]:
        """For whatever reason training ended; one event for each callback that put weights back."""
        return []

    def state(self) -> list[dict[str, Any]]:
        """Every callback's counters, fit for JSON."""
        return []

    def weights(self) -> dict[int, Weights]:
        """The weights that callbacks keep, by the callback's index."""
        return {}

    def restore(self, states: Sequence[Mapping[str, Any]], weights: Mapping[int, Weights]) -> None:
        """Takes back what `state` and `weights` gave, instead of `begin`, when a run is continued."""

    def set_patience(self, index: int, patience: int) -> tuple[int, int]:
        """Changes a callback's patience while it runs; the old one and the new one.

        Raises:
            Refusal: `callback_unknown`, `no_patience`, `patience_range`.
        """
        raise NotImplementedError
