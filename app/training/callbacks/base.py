"""What a callback is: Keras's hooks, and what a callback may see and do of the run that it watches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

import torch
from pydantic import BaseModel, ConfigDict

from app.training.events import Event

Logs: TypeAlias = dict[str, float]
"""The figures of an epoch (or of the batches so far), shared by all callbacks of that epoch."""
Weights: TypeAlias = dict[str, torch.Tensor]
"""A copy of every parameter and buffer by its name in the `state_dict`."""


class Run(Protocol):
    """The run as callbacks see it; Keras's `self.model`."""

    stop_training: bool
    """Set by a callback; acts after all callbacks of the epoch (or batch) have run."""
    learning_rate: float
    """Of every parameter group; setting it takes effect with the next batch."""

    def get_weights(self) -> Weights:
        """A copy of the present weights and buffers."""

    def set_weights(self, weights: Weights) -> None:
        """Puts a copy back; not the optimizer, not the rate."""

    def save(self, name: str, *, epoch: int, logs: Logs, full: bool) -> None:
        """Writes a checkpoint file of that name into the run's own folder, over an existing one.

        Raises:
            Refusal: `checkpoints_too_large`.
        """

    def write(self, name: str, text: str) -> None:
        """Writes a text file of that name into the run's own folder, over an existing one."""


class Parameters(BaseModel):
    """The parameters of a callback: Keras's names and defaults. Frozen and strict."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    kind: str


class Callback:
    """Keras's hooks, none of which does anything here. One object watches one run.

    Args:
        parameters: what was asked for.
        index: its place in the list.
        run: what it watches and acts on.
    """

    def __init__(self, parameters: Any, index: int, run: Run) -> None:
        self.parameters = parameters
        self.index = index
        self.run = run

    def on_train_begin(self) -> None:
        """Counters are reset here."""

    def on_epoch_begin(self, epoch: int) -> None:
        """Epochs count from 0."""

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Batches count from 0; `logs` are the running figures of the epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> Event | None:
        """What it thought; what it adds to `logs`, later callbacks see."""
        return None

    def on_train_end(self) -> Event | None:
        """Called for whatever reason training ended."""
        return None

    def state(self) -> dict[str, Any]:
        """The counters, fit for JSON: with `weights`, all that a continued run needs."""
        return {}

    def weights(self) -> Weights | None:
        """The weights that it keeps."""
        return None

    def restore(self, state: Mapping[str, Any], weights: Weights | None) -> None:
        """Takes back what `state` and `weights` gave; called instead of `on_train_begin`."""
