"""The callbacks of one run, called in their order: Keras's `CallbackList`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import Refusal
from app.training.events import EndReason, Event

from .base import Callback, Logs, Parameters, Run, Weights
from .fields import MOST_EPOCHS
from .kinds import AnyCallback


class CallbackList:
    """Calls every callback's hooks in list order and gathers what they say.

    Args:
        specs: what was asked for, as `check` has let it through.
        run: what they watch and act on.
    """

    def __init__(self, specs: Sequence[AnyCallback], run: Run) -> None:
        self._callbacks: list[Callback] = [spec.at_work(index, run) for index, spec in enumerate(specs)]
        # Batches are many and short: only those are called that look at them.
        idle = Callback.on_train_batch_end
        self._at_batches = [each for each in self._callbacks if type(each).on_train_batch_end is not idle]
        self._epoch = 0

    @property
    def reason(self) -> EndReason | None:
        """Why a callback has asked the run to stop: `nan` or `early_stopped`; None: none has."""
        reasons = {each.reason for each in self._callbacks}
        return "nan" if "nan" in reasons else "early_stopped" if "early_stopped" in reasons else None

    def begin(self) -> None:
        """Keras's `on_train_begin`; not for a run that is continued (see `restore`)."""
        for each in self._callbacks:
            each.on_train_begin()

    def epoch_begin(self, epoch: int) -> None:
        """Epochs count from 0."""
        self._epoch = epoch
        for each in self._callbacks:
            each.on_epoch_begin(epoch)

    def batch_end(self, batch: int, logs: Logs) -> None:
        """After a batch, with the running figures of the epoch; batches count from 0 in each epoch.

        Raises:
            Refusal: `nan_loss`, where `terminate_on_nan` was told to raise; what `Run.save` raises.
        """
        for each in self._at_batches:
            each.on_train_batch_end(batch, logs)

    def epoch_end(self, epoch: int, logs: Logs) -> list[Event]:
        """What each thought of the epoch: one event per callback.

        Args:
            epoch: from 0.
            logs: the epoch's figures, without `learning_rate`: as in Keras, a ReduceLROnPlateau adds that for those
                behind it. The dict is shared and changed.

        Raises:
            Refusal: what `Run.save` raises.
        """
        return [each.on_epoch_end(epoch, logs) for each in self._callbacks]

    def train_end(self) -> list[Event]:
        """For whatever reason training ended; one event for each callback that put weights back.

        A checkpoint that counts batches adds one where the run was stopped within an epoch in which it had saved. Where
        `terminate_on_nan` raised, nothing is done, as in Keras.
        """
        if any(each.aborted for each in self._callbacks):
            return []
        events = (each.on_train_end(self._epoch) for each in self._callbacks)
        return [event for event in events if event is not None]

    def state(self) -> list[dict[str, Any]]:
        """Every callback's counters, fit for JSON."""
        return [each.state() for each in self._callbacks]

    def weights(self) -> dict[int, Weights]:
        """The weights that callbacks keep, by the callback's index."""
        kept = ((each.index, each.weights()) for each in self._callbacks)
        return {index: weights for index, weights in kept if weights is not None}

    def restore(self, states: Sequence[Mapping[str, Any]], weights: Mapping[int, Weights]) -> None:
        """Takes back what `state` and `weights` gave, instead of `begin`, when a run is continued."""
        for each, state in zip(self._callbacks, states, strict=True):
            each.restore(state, weights.get(each.index))

    def set_patience(self, index: int, patience: int) -> tuple[int, int]:
        """Changes a callback's patience while it runs; the old one and the new one.

        Raises:
            Refusal: `callback_unknown`, `no_patience`, `patience_range`.
        """
        check_patience([each.parameters for each in self._callbacks], index, patience)
        callback = self._callbacks[index]
        old, callback.patience = callback.patience, patience
        return int(old or 0), patience


def check_patience(watching: Sequence[Parameters], index: int, patience: int) -> None:
    """Whether the patience of that callback may be changed so.

    Raises:
        Refusal: `callback_unknown`, `no_patience`, `patience_range`.
    """
    place = ("callbacks", str(index), "patience")
    if not 0 <= index < len(watching):
        raise Refusal("callback_unknown", loc=place[:2], index=index, count=len(watching))
    if not hasattr(watching[index], "patience"):
        raise Refusal("no_patience", loc=place, callback=watching[index].kind)
    if not 0 <= patience <= MOST_EPOCHS:
        raise Refusal("patience_range", loc=place, patience=patience, limit=MOST_EPOCHS)
