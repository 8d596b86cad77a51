"""`keras.callbacks.ModelCheckpoint`: writes the model to a file after an epoch or every so many batches."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from app.errors import Refusal
from app.layers import inside
from app.training.events import Event, Said

from .base import Logs, Parameters, Run, Surroundings
from .fields import Mode, Monitor, Verbose
from .filename import Template
from .monitor import Monitored, check_monitor

AT_BATCHES = ("loss", "accuracy")
"""The figures that are known after a batch."""


class ModelCheckpoint(Parameters):
    """Saves every time, or only when the monitored figure is better than ever before."""

    kind: Literal["model_checkpoint"] = "model_checkpoint"
    filepath: Annotated[str, Field(min_length=1, max_length=200)]
    monitor: Monitor = "val_loss"
    verbose: Verbose = 0
    save_best_only: bool = False
    save_weights_only: bool = False
    mode: Mode = "auto"
    save_freq: Literal["epoch"] | Annotated[int, Field(ge=1, le=2**31 - 1)] = "epoch"
    initial_value_threshold: float | None = None

    def check(self, around: Surroundings) -> list[Said]:
        """C1: a figure that no epoch can have is refused here, where Keras fails in the midst of the run."""
        with inside("filepath"):
            names = Template(self.filepath).names
            if self.save_freq == "epoch" and "batch" in names:
                raise Refusal("file_name_batch")
            measured = sorted(name for name in names if name.startswith("val_"))
            if measured and self.save_freq != "epoch":
                raise Refusal("file_name_unknown_at_batches", figure=measured[0])
            if measured and not around.validation:
                raise Refusal("file_name_needs_validation", figure=measured[0])
        warnings = check_monitor(self, around)  # Keras asks for the direction even where it saves every time
        if not self.save_best_only:
            return []
        if self.save_freq != "epoch" and self.monitor not in AT_BATCHES:
            return [Said("callbacks.warnings.monitor_at_batches", {"monitor": self.monitor})]
        return warnings

    def at_work(self, index: int, run: Run) -> Saver:
        return Saver(self, index, run)


class Saver(Monitored):
    """ModelCheckpoint at work (C1 to C6)."""

    counters: ClassVar[tuple[str, ...]] = (*Monitored.counters, "batches_seen")

    def __init__(self, parameters: ModelCheckpoint, index: int, run: Run) -> None:
        super().__init__(parameters, index, run)
        self.template = Template(parameters.filepath)
        self.best = parameters.initial_value_threshold  # Keras does not reset it when training begins (C2)
        self.batches_seen = 0
        """Batches since the last time that was due, across epochs (C4)."""
        self.epoch = 0
        self._begin_epoch()

    def on_epoch_begin(self, epoch: int) -> None:
        self.epoch = epoch
        self._begin_epoch()

    def _begin_epoch(self) -> None:
        self.paths: list[str] = []
        self.lines: list[str] = []
        self.checks = 0
        """How often saving was due in this epoch."""

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        if self.parameters.save_freq == "epoch":
            return
        self.batches_seen += 1
        if self.batches_seen >= self.parameters.save_freq:
            self.batches_seen = 0
            self._save(self.epoch, batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs) -> Event:
        if self.parameters.save_freq != "epoch":
            return self._gathered(epoch, logs)
        said = self._save(epoch, None, logs)
        return self._thought(epoch, logs.get(self.monitor), said)

    def on_train_end(self, epoch: int) -> Event | None:
        """Where the run was stopped in the midst of an epoch: the files written in that epoch."""
        if self.parameters.save_freq == "epoch" or not self.paths:
            return None
        return self._gathered(epoch, {})

    def _save(self, epoch: int, batch: int | None, logs: Logs) -> Said:
        """Decides, and writes the file if that is the decision."""
        self.checks += 1
        figures = {"learning_rate": self.run.learning_rate, **logs}
        path = self.template.name(epoch=epoch, batch=batch, logs=figures)
        saves, how, words = self._decide(epoch, logs, path)
        if saves:
            self.run.save(path, epoch=epoch, logs=dict(logs), full=not self.parameters.save_weights_only)
            self.paths.append(path)
            self._print(f"Epoch {epoch + 1}: finished saving model to {path}")
        return self._said(how, saves, {**words, "path": path})

    def _decide(self, epoch: int, logs: Logs, path: str) -> tuple[bool, str, dict[str, Any]]:
        """Whether to save, the key of the sentence, and its words; a new best is taken."""
        if not self.parameters.save_best_only:
            self._print(f"Epoch {epoch + 1}: saving model to {path}")
            return True, "every", {}
        value = logs.get(self.monitor)
        if value is None:
            return True, "missing", self.missing(logs)
        words = self.observed(value)
        told_best = "None" if self.best is None else f"{self.best:.5f}"
        given = self.best is not None and self.best_epoch is None
        if not self.improves(value, self.best):
            self._print(f"Epoch {epoch + 1}: {self.monitor} did not improve from {told_best}")
            why = self.why_not(value)
            return False, f"skipped.{'threshold' if given and why != 'nan' else why}", words
        change = f"improved from {told_best} to {value:.5f}"
        self._print(f"Epoch {epoch + 1}: {self.monitor} {change}, saving model to {path}")
        how = "better" if self.best is not None else "first_nan" if math.isnan(value) else "first"
        self.best = value
        self.best_epoch = epoch
        return True, "threshold" if given else how, words

    def _gathered(self, epoch: int, logs: Logs) -> Event:
        """One event for all batches of an epoch: what was written, or why nothing was."""
        every = self.parameters.save_freq
        words: dict[str, Any] = {"every": every, "checks": self.checks, "monitor": self.monitor}
        if self.paths:
            how = "batches_best" if self.parameters.save_best_only else "batches"
            words |= {"files": len(self.paths), "path": self.paths[-1]}
        elif self.checks:
            how = "batches_skipped"
        else:
            how, words["seen"] = "batches_none", self.batches_seen
        event = self._thought(epoch, logs.get(self.monitor), self._said(how, bool(self.paths), words))
        self._begin_epoch()
        return event

    def _said(self, how: str, saves: bool, words: dict[str, Any]) -> Said:
        if saves and self.template.replaced:
            return Said(f"callbacks.said.saving_renamed.{how}", {**words, "ending": self.template.replaced})
        return Said(f"callbacks.said.saving.{how}", words)

    def _thought(self, epoch: int, value: float | None, said: Said) -> Event:
        by_batch = self.parameters.save_freq != "epoch"
        event = self.thought(
            "saved" if self.paths else "skipped",
            epoch,
            None if by_batch else value,
            said,
            best=self.best if self.parameters.save_best_only else None,
            path=self.paths[-1] if self.paths else None,
            paths=list(self.paths) if by_batch and self.paths else None,
            replaced_ending=self.template.replaced if self.paths and self.template.replaced else None,
            message="\n".join(self.lines) if self.lines else None,
        )
        if not by_batch:
            self._begin_epoch()
        return event

    def _print(self, line: str) -> None:
        if self.parameters.verbose:
            self.lines.append(line)
