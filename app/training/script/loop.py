"""The training loop of a script; its source goes into the script as it stands, so it needs numpy and torch alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn


class Run:
    """What callbacks see and act on."""

    def __init__(self, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        self.model = model
        self.optimizer = optimizer
        self.stop_training = False

    @property
    def learning_rate(self) -> float:
        """Of the optimizer's only group of parameters."""
        rate: float = self.optimizer.param_groups[0]["lr"]
        return rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.optimizer.param_groups[0]["lr"] = rate


class Callback:
    """Hooks that do nothing. Epochs and batches count from 0."""

    run: Run
    patience: int
    """Of those that wait."""

    def on_epoch_begin(self, epoch: int) -> None:
        """Before the first batch."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """After a batch, with the running means of the epoch."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """After validation."""

    def on_train_end(self) -> None:
        """At the very end."""


class Means:
    """Loss and accuracy as means over the samples so far."""

    def __init__(self) -> None:
        self.samples, self.loss_sum, self.right = 0, 0.0, 0

    def add(self, loss: float, logits: torch.Tensor, labels: torch.Tensor) -> None:
        """Takes in a batch with its mean loss."""
        self.samples += len(labels)
        self.loss_sum += loss * len(labels)
        self.right += int((logits.argmax(1) == labels).sum())

    def logs(self, prefix: str = "") -> dict[str, float]:
        """Both figures by their names."""
        return {f"{prefix}loss": self.loss_sum / self.samples, f"{prefix}accuracy": self.right / self.samples}


def load(path: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures as float32 N×C×H×W in 0 … 1, and their labels."""
    with np.load(path) as data:
        return torch.from_numpy(data["images"]).float() / 255, torch.from_numpy(data["labels"])


def fit(
    run: Run,
    callbacks: Sequence[Callback],
    x: torch.Tensor,
    labels: torch.Tensor,
    *,
    train: int,
    epochs: int,
    batch_size: int,
    seed: int,
    augment: Callable[[torch.Tensor, torch.Generator], torch.Tensor] | None,
    changes: Sequence[dict[str, Any]],
) -> list[dict[str, float]]:
    """Trains on the first samples and validates on the others; the figures of every epoch."""
    history: list[dict[str, float]] = []
    for callback in callbacks:
        callback.run = run
    for epoch in range(epochs):
        # One generator for the order of the samples and for augmentation, anew in every epoch.
        chance = torch.Generator().manual_seed((seed * 1_000_003 + epoch) % 2**63)
        batches = torch.split(torch.randperm(train, generator=chance), batch_size)
        drawn = ((augment(x[each], chance) if augment else x[each], labels[each]) for each in batches)
        logs = train_epoch(run, callbacks, drawn, [change for change in changes if change["epoch"] == epoch], epoch)
        if train < len(x):
            logs |= validate(run.model, x[train:], labels[train:], batch_size)
        history.append({**logs, "learning_rate": run.learning_rate})
        print(f"epoch {epoch + 1}: " + ", ".join(f"{name} {value!r}" for name, value in history[-1].items()))
        for callback in callbacks:
            callback.on_epoch_end(epoch, logs)
        if run.stop_training:
            break
    for callback in callbacks:
        callback.on_train_end()
    return history


def train_epoch(
    run: Run,
    callbacks: Sequence[Callback],
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    changes: Sequence[dict[str, Any]],
    epoch: int,
) -> dict[str, float]:
    """All batches once; the means over the samples, as they were on each batch's way."""
    means = Means()
    run.model.train()
    for callback in callbacks:
        callback.on_epoch_begin(epoch)
    apply_changes(changes, 0, run, callbacks)
    for batch, (x, labels) in enumerate(batches):
        logits = run.model(x)
        loss = nn.functional.cross_entropy(logits, labels)
        run.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        run.optimizer.step()
        means.add(loss.item(), logits, labels)
        for callback in callbacks:
            callback.on_train_batch_end(batch, means.logs())
        apply_changes(changes, batch + 1, run, callbacks)
        if run.stop_training:
            break
    return means.logs()


def validate(model: nn.Module, x: torch.Tensor, labels: torch.Tensor, batch_size: int) -> dict[str, float]:
    """The figures on samples that are not trained on."""
    means = Means()
    model.eval()
    with torch.inference_mode():
        for pictures, answers in zip(torch.split(x, batch_size), torch.split(labels, batch_size), strict=True):
            logits = model(pictures)
            means.add(nn.functional.cross_entropy(logits, answers).item(), logits, answers)
    return means.logs("val_")


def apply_changes(changes: Sequence[dict[str, Any]], batch: int, run: Run, callbacks: Sequence[Callback]) -> None:
    """What somebody changed by hand before this batch."""
    for change in changes:
        if change["batch"] != batch:
            continue
        if "learning_rate" in change:
            run.learning_rate = change["learning_rate"]
        else:
            callbacks[change["callback"]].patience = change["patience"]
