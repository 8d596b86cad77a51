"""`keras.callbacks.EarlyStopping`: ends the run when the monitored figure has stopped improving."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from app.training.events import Event, Said

from .base import Logs, Parameters, Run, Surroundings, Weights
from .fields import Count, Mode, Monitor, Patience, Verbose, hints
from .monitor import Monitored, check_monitor
from .words import numbers


class EarlyStopping(Parameters):
    """Stops after `patience` epochs without improvement; can put the weights of the best epoch back."""

    kind: Literal["early_stopping"] = "early_stopping"
    monitor: Monitor = "val_loss"
    min_delta: Annotated[float, hints(range=[0, 0.1])] = 0.0
    patience: Patience = 0
    verbose: Verbose = 0
    mode: Mode = "auto"
    baseline: float | None = None
    restore_best_weights: bool = False
    start_from_epoch: Annotated[Count, hints(range=[0, 20])] = 0

    def check(self, around: Surroundings) -> list[Said]:
        return check_monitor(self, around)

    def at_work(self, index: int, run: Run) -> Stopper:
        return Stopper(self, index, run)


class Stopper(Monitored):
    """EarlyStopping at work (E1 to E5)."""

    counters: ClassVar[tuple[str, ...]] = (*Monitored.counters, "patience", "wait", "stopped_epoch")

    patience: int

    def __init__(self, parameters: EarlyStopping, index: int, run: Run) -> None:
        super().__init__(parameters, index, run)
        self.patience = parameters.patience
        self.baseline = parameters.baseline
        self.restores = parameters.restore_best_weights
        self.on_train_begin()

    def on_train_begin(self) -> None:
        self.wait = 0
        self.stopped_epoch: int | None = None
        self.best = None
        self.best_epoch = None
        self.best_weights: Weights | None = None

    def on_epoch_end(self, epoch: int, logs: Logs) -> Event:
        value = logs.get(self.monitor)
        if value is None:
            said = Said("callbacks.said.stopping.missing", {**self.missing(logs), **self._waiting()})
            return self._thought("monitor_missing", epoch, None, said)
        if epoch < self.parameters.start_from_epoch:
            return self._thought("not_yet", epoch, value, self._not_yet(value))
        if self.restores and self.best_weights is None:
            self._snapshot()
        self.wait += 1
        if self.improves(value, self.best):
            return self._improved(epoch, value)
        why = self.why_not(value)
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.stop("early_stopped")
            said = Said(f"callbacks.said.stopping.stopped.{why}", {**self.observed(value), **self._waiting()})
            message = f"Epoch {epoch + 1}: early stopping" if self.parameters.verbose else None
            return self._thought("stopped", epoch, value, said, message=message)
        said = Said(f"callbacks.said.stopping.waited.{why}", {**self.observed(value), **self._waiting()})
        return self._thought("waited", epoch, value, said)

    def _improved(self, epoch: int, value: float) -> Event:
        meets = self.baseline is None or self.improves(value, self.baseline)
        if meets:
            self.wait = 0
        said = self._said_improved(value, meets)
        self.best = value
        self.best_epoch = epoch
        if self.restores:
            self._snapshot()
        return self._thought("improved", epoch, value, said)

    def _said_improved(self, value: float, meets: bool) -> Said:
        """Before `best` is replaced."""
        how = "better" if self.best is not None else "first_nan" if math.isnan(value) else "first"
        words = {**self.observed(value), **self._waiting()}
        if self.baseline is not None and how != "first_nan":
            how += "_baseline" if meets else "_below_baseline"
            if self.best is None:
                words["value"], words["baseline"] = numbers(value, self.baseline)
            else:
                words["value"], words["best"], words["baseline"] = numbers(value, self.best, self.baseline)
        return Said(f"callbacks.said.stopping.{how}", words)

    def _not_yet(self, value: float) -> Said:
        start = self.parameters.start_from_epoch
        return Said(
            "callbacks.said.stopping.not_yet",
            {"monitor": self.monitor, "value": numbers(value)[0], "start": start, "first": start + 1},
        )

    def on_train_end(self, epoch: int) -> Event | None:
        if self.best_weights is None or self.best_epoch is None or self.best is None:
            return None
        self.run.set_weights(self.best_weights)
        line = f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}."
        return self._thought(
            "weights_restored",
            epoch,
            None,
            Said(
                "callbacks.said.stopping.restored",
                {"monitor": self.monitor, "value": numbers(self.best)[0], "epoch": self.best_epoch + 1},
            ),
            message=line if self.parameters.verbose else None,
        )

    def weights(self) -> Weights | None:
        return self.best_weights

    def restore(self, state: Mapping[str, Any], weights: Weights | None) -> None:
        super().restore(state, weights)
        self.best_weights = weights

    def _snapshot(self) -> None:
        self.best_weights = self.run.get_weights()

    def _waiting(self) -> dict[str, int]:
        # Keras tests `wait >= patience` after raising wait, so that a patience of 0 waits as long as one of 1 (E3).
        return {"wait": self.wait, "patience": max(self.patience, 1)}

    def _thought(self, action: Any, epoch: int, value: float | None, said: Said, **fields: Any) -> Event:
        return self.thought(action, epoch, value, said, wait=self.wait, patience=self.patience, **fields)
