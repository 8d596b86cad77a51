"""`keras.callbacks.ReduceLROnPlateau`: lowers the learning rate when the monitored figure has stopped improving."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from app.training.events import Event, Said

from .base import Logs, Parameters, Run, Surroundings
from .fields import Count, Mode, Monitor, Patience, Verbose, hints
from .monitor import Monitored, check_monitor, float32
from .words import rate


class ReduceLROnPlateau(Parameters):
    """Multiplies the learning rate by `factor` after `patience` epochs without improvement, down to `min_lr`."""

    kind: Literal["reduce_lr_on_plateau"] = "reduce_lr_on_plateau"
    monitor: Monitor = "val_loss"
    factor: Annotated[float, Field(gt=0, lt=1), hints(range=[0.05, 0.95])] = 0.1
    patience: Patience = 10
    verbose: Verbose = 0
    mode: Mode = "auto"
    min_delta: Annotated[float, hints(range=[0, 0.1])] = 1e-4
    cooldown: Annotated[Count, hints(range=[0, 20])] = 0
    min_lr: Annotated[float, Field(ge=0), hints(range=[0, 0.01])] = 0.0

    def check(self, around: Surroundings) -> list[Said]:
        around.figures.add("learning_rate")  # R2; there when it reads its own monitor too
        return check_monitor(self, around)

    def at_work(self, index: int, run: Run) -> Reducer:
        return Reducer(self, index, run)


class Reducer(Monitored):
    """ReduceLROnPlateau at work (R2 to R5)."""

    counters: ClassVar[tuple[str, ...]] = (*Monitored.counters, "patience", "wait", "cooldown")

    patience: int

    def __init__(self, parameters: ReduceLROnPlateau, index: int, run: Run) -> None:
        super().__init__(parameters, index, run)
        self.patience = parameters.patience
        self.on_train_begin()

    def on_train_begin(self) -> None:
        self.wait = 0
        self.cooldown = 0
        self.best = None
        self.best_epoch = None

    def on_epoch_end(self, epoch: int, logs: Logs) -> Event:
        logs["learning_rate"] = self.run.learning_rate
        value = logs.get(self.monitor)
        if value is None:
            said = Said("callbacks.said.plateau.missing", {**self.missing(logs), **self._waiting()})
            return self._thought("monitor_missing", epoch, None, said)
        if self.cooldown > 0:
            self.cooldown -= 1
            self.wait = 0
        if self.improves(value, self.best):
            return self._improved(epoch, value)
        words = {**self.observed(value), "left": self.cooldown}
        why = self.why_not(value)
        if self.cooldown > 0:
            return self._thought("cooldown", epoch, value, Said(f"callbacks.said.plateau.cooldown.{why}", words))
        self.wait += 1
        words |= self._waiting()
        if self.wait < self.patience:
            return self._thought("waited", epoch, value, Said(f"callbacks.said.plateau.waited.{why}", words))
        return self._reduce(epoch, value, why, words)

    def _improved(self, epoch: int, value: float) -> Event:
        self.wait = 0
        how = "better" if self.best is not None else "first_nan" if math.isnan(value) else "first"
        if how == "better" and self.cooldown > 0:
            how = "better_in_cooldown"
        said = Said(f"callbacks.said.plateau.{how}", {**self.observed(value), **self._waiting(), "left": self.cooldown})
        self.best = value
        self.best_epoch = epoch
        return self._thought("improved", epoch, value, said)

    def _reduce(self, epoch: int, value: float, why: str, words: dict[str, Any]) -> Event:
        old, floor = self.run.learning_rate, self.parameters.min_lr
        if not float32(old) > float32(floor):  # in float32, as numpy compares the two in Keras
            said = Said(f"callbacks.said.plateau.at_min_lr.{why}", {**words, "min_lr": rate(floor)})
            return self._thought("at_min_lr", epoch, value, said, old_lr=old)
        new = max(old * self.parameters.factor, floor)
        self.run.learning_rate = new
        self.cooldown = self.parameters.cooldown
        self.wait = 0
        line = f"Epoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}."
        return self._thought(
            "reduced",
            epoch,
            value,
            Said(f"callbacks.said.plateau.reduced.{why}", {**words, "old": rate(old), "new": rate(new)}),
            old_lr=old,
            new_lr=new,
            message=line if self.parameters.verbose else None,
        )

    def _waiting(self) -> dict[str, int]:
        return {"wait": self.wait, "patience": max(self.patience, 1)}  # a patience of 0 acts as 1 (R5)

    def _thought(self, action: Any, epoch: int, value: float | None, said: Said, **fields: Any) -> Event:
        counters = {"wait": self.wait, "patience": self.patience, "cooldown": self.cooldown}
        return self.thought(action, epoch, value, said, **counters, **fields)
