"""`keras.callbacks.TerminateOnNaN`: ends the run when the loss is no longer a finite number."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from app.errors import Refusal
from app.training.events import Event, Said

from .base import Callback, Logs, Parameters, Run
from .words import numbers


class TerminateOnNaN(Parameters):
    """Looks at the loss after every batch; `raise_error` lets the run fail instead of ending in order."""

    kind: Literal["terminate_on_nan"] = "terminate_on_nan"
    raise_error: bool = False

    def at_work(self, index: int, run: Run) -> Terminator:
        return Terminator(self, index, run)


class Terminator(Callback):
    """TerminateOnNaN at work. The epoch in which it happens still ends, as in Keras."""

    counters: ClassVar[tuple[str, ...]] = ("batch", "value")

    def __init__(self, parameters: TerminateOnNaN, index: int, run: Run) -> None:
        super().__init__(parameters, index, run)
        self.on_train_begin()

    def on_train_begin(self) -> None:
        self.batch: int | None = None
        self.value: float | None = None

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        loss = logs.get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.parameters.raise_error:
            self.aborted = True
            raise Refusal("nan_loss", value=numbers(loss)[0], batch=batch + 1)
        self.batch, self.value = batch, loss
        self.stop("nan")

    def on_epoch_end(self, epoch: int, logs: Logs) -> Event:
        if self.batch is None or self.value is None:
            return self.event("skipped", epoch, Said("callbacks.said.nan.finite"), monitor="loss")
        said = Said("callbacks.said.nan.stopped", {"value": numbers(self.value)[0], "batch": self.batch + 1})
        line = f"Batch {self.batch}: Invalid loss, terminating training"  # Keras counts from 0 here, and always prints
        return self.event("stopped", epoch, said, monitor="loss", value=self.value, batch=self.batch, message=line)
