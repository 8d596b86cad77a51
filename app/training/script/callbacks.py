"""Keras's callbacks, short; their source goes into a script as it stands, so it needs numpy and torch alone.

`app.training.callbacks` decides the same and says why; a test holds the two together.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .loop import Callback

FOLDER = Path("files")
"""Where checkpoints and logs go."""


def improves(value: float, reference: float | None, mode: str, min_delta: float = 0.0) -> bool:
    """Keras's rule: better by more than min_delta, compared as float32; the first value always is."""
    if reference is None:
        return True
    with np.errstate(over="ignore"):
        if mode == "min":
            return bool(np.float32(value + abs(min_delta)) < np.float32(reference))
        return bool(np.float32(value - abs(min_delta)) > np.float32(reference))


class EarlyStopping(Callback):
    """Stops when the figure has stopped improving; can put the best weights back."""

    def __init__(
        self,
        monitor: str,
        mode: str,
        *,
        min_delta: float = 0.0,
        patience: int = 0,
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        self.monitor, self.mode, self.min_delta, self.patience = monitor, mode, min_delta, patience
        self.baseline, self.restores, self.start = baseline, restore_best_weights, start_from_epoch
        self.wait = 0
        self.best: float | None = None
        self.best_epoch = 0
        self.best_weights: dict[str, torch.Tensor] | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        value = logs.get(self.monitor)
        if value is None or epoch < self.start:
            return
        self.wait += 1
        if improves(value, self.best, self.mode, self.min_delta):
            self.best, self.best_epoch = value, epoch
            if self.restores:
                self.best_weights = {name: each.clone() for name, each in self.run.model.state_dict().items()}
            if self.baseline is None or improves(value, self.baseline, self.mode, self.min_delta):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            print(f"Epoch {epoch + 1}: early stopping")
            self.run.stop_training = True

    def on_train_end(self) -> None:
        if self.best_weights is not None:
            print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.run.model.load_state_dict(self.best_weights)


class ReduceLROnPlateau(Callback):
    """Lowers the learning rate when the figure has stopped improving."""

    def __init__(
        self,
        monitor: str,
        mode: str,
        *,
        factor: float = 0.1,
        patience: int = 10,
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        self.monitor, self.mode, self.min_delta, self.patience = monitor, mode, min_delta, patience
        self.factor, self.cooldown, self.min_lr = factor, cooldown, min_lr
        self.wait = 0
        self.cooling = 0
        self.best: float | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        old = logs["learning_rate"] = self.run.learning_rate
        value = logs.get(self.monitor)
        if value is None:
            return
        if self.cooling > 0:
            self.cooling -= 1
            self.wait = 0
        if improves(value, self.best, self.mode, self.min_delta):
            self.best, self.wait = value, 0
        elif self.cooling == 0:
            self.wait += 1
            if self.wait >= self.patience and np.float32(old) > np.float32(self.min_lr):
                self.run.learning_rate = max(old * self.factor, self.min_lr)
                self.cooling, self.wait = self.cooldown, 0
                print(f"Epoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {self.run.learning_rate}.")


class ModelCheckpoint(Callback):
    """Saves the model after an epoch or every so many batches, always or when it is the best so far."""

    def __init__(
        self,
        filepath: str,
        monitor: str,
        mode: str,
        *,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        self.filepath, self.monitor, self.mode = filepath, monitor, mode
        self.best_only, self.weights_only, self.every = save_best_only, save_weights_only, save_freq
        self.best = initial_value_threshold
        self.epoch = 0
        self.batches_seen = 0

    def on_epoch_begin(self, epoch: int) -> None:
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        if isinstance(self.every, int):
            self.batches_seen += 1
            if self.batches_seen >= self.every:
                self.batches_seen = 0
                self.save({"batch": batch + 1}, logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        if self.every == "epoch":
            self.save({}, logs)

    def save(self, counts: dict[str, int], logs: dict[str, float]) -> None:
        """Writes the file if this is the moment for it."""
        value = logs.get(self.monitor)
        if self.best_only and value is not None:
            if not improves(value, self.best, self.mode):
                return
            self.best = value
        figures: dict[str, float] = {"learning_rate": self.run.learning_rate, **logs, **counts, "epoch": self.epoch + 1}
        kept: dict[str, Any] = {"model": self.run.model.state_dict(), "epoch": self.epoch, "logs": dict(logs)}
        if not self.weights_only:
            kept["optimizer"] = self.run.optimizer.state_dict()
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / self.filepath.format(**figures)
        torch.save(kept, path)
        print(f"Epoch {self.epoch + 1}: saved {path}")


class TerminateOnNaN(Callback):
    """Stops when the loss is no longer a finite number."""

    def __init__(self, *, raise_error: bool = False) -> None:
        self.raise_error = raise_error

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        if not math.isfinite(logs["loss"]):
            if self.raise_error:
                raise RuntimeError(f"the loss is {logs['loss']} after batch {batch + 1}")
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.run.stop_training = True


class CSVLogger(Callback):
    """Writes the figures of every epoch to a CSV file."""

    def __init__(self, filename: str, *, separator: str = ",") -> None:
        self.path, self.separator = FOLDER / filename, separator
        self.keys: list[str] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        first = not self.keys
        if first:
            self.keys = sorted(logs)
            if not any(key.startswith("val_") for key in self.keys):
                self.keys += [f"val_{key}" for key in self.keys]
        FOLDER.mkdir(exist_ok=True)
        with self.path.open("w" if first else "a", newline="") as file:
            writer = csv.writer(file, delimiter=self.separator)
            if first:
                writer.writerow(["epoch", *self.keys])
            writer.writerow([epoch, *(logs.get(key, "NA") for key in self.keys)])
