"""What a callback is: Keras's hooks, and what a callback may see and do of the run that it watches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol, TypeAlias

import torch
from pydantic import BaseModel, ConfigDict

from app.training.events import EndReason, Event, Said, plain

Logs: TypeAlias = dict[str, float]
"""The figures of an epoch (or of the batches so far), shared by all callbacks of that epoch."""
Weights: TypeAlias = dict[str, torch.Tensor]
"""A copy of every parameter and buffer by its name in the `state_dict`."""
Action: TypeAlias = Literal[
    "improved",
    "waited",
    "stopped",
    "weights_restored",
    "reduced",
    "at_min_lr",
    "cooldown",
    "saved",
    "skipped",
    "not_yet",
    "monitor_missing",
]
"""What a callback did of an epoch."""


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

        Args:
            name: as `filename.Template` made it, with its ending.
            epoch: from 0.
            logs: the figures that go into the file's metadata.
            full: whether layers, optimizer and callbacks go with the weights, so that the run can be continued.

        Raises:
            Refusal: `checkpoints_too_large`.
        """

    def write(self, name: str, text: str) -> None:
        """Writes a text file of that name into the run's own folder, over an existing one."""


@dataclass
class Surroundings:
    """What a callback finds in the run that it is meant for.

    Attributes:
        validation: whether there are validation data.
        figures: what an epoch's logs hold where the callback stands in the list.
        files: the names of text files that earlier callbacks write, case folded.
    """

    validation: bool
    figures: set[str]
    files: set[str] = field(default_factory=set)


class Parameters(BaseModel, ABC):
    """The parameters of a callback: Keras's names and defaults. Frozen and strict."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    kind: str

    def check(self, around: Surroundings) -> list[Said]:
        """Refuses what could only fail during the run, and adds to its surroundings what later callbacks find.

        Returns:
            Warnings; their params take `callback` and `place` from `check.check`.

        Raises:
            Refusal: with the field in `loc`.
        """
        return []

    @abstractmethod
    def at_work(self, index: int, run: Run) -> Callback:
        """The callback that does what these parameters ask, in its place in the list of a run."""


class Callback(ABC):
    """Keras's hooks; only `on_epoch_end` has to do something, since every callback says what it thought of an epoch.

    One object watches one run.

    Args:
        parameters: what was asked for.
        index: its place in the list.
        run: what it watches and acts on.
    """

    counters: ClassVar[tuple[str, ...]] = ()
    """The attributes that make up its state: numbers, texts, or None."""
    reason: EndReason | None = None
    """Why it has asked the run to stop."""
    aborted = False
    """Whether it let the run fail at once, so that no callback's `on_train_end` is called."""
    patience: int | None = None
    """How many epochs it waits, for one that waits; may be changed while it runs."""

    def __init__(self, parameters: Any, index: int, run: Run) -> None:
        self.parameters = parameters
        self.index = index
        self.run = run

    # ---- hooks ----

    def on_train_begin(self) -> None:  # noqa: B027  free to do nothing
        """Counters are reset here."""

    def on_epoch_begin(self, epoch: int) -> None:  # noqa: B027  free to do nothing
        """Epochs count from 0."""

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:  # noqa: B027  free to do nothing
        """Batches count from 0; `logs` are the running figures of the epoch."""

    @abstractmethod
    def on_epoch_end(self, epoch: int, logs: Logs) -> Event:
        """What it thought; what it adds to `logs`, later callbacks see."""

    def on_train_end(self, epoch: int) -> Event | None:
        """Called for whatever reason training ended; `epoch` is the last that had begun."""
        return None

    def weights(self) -> Weights | None:
        """The weights that it keeps."""
        return None

    # ---- what hooks are written with ----

    def stop(self, reason: EndReason) -> None:
        """Asks the run to stop; it does after all callbacks have run."""
        self.reason = reason
        self.run.stop_training = True

    def event(self, action: Action, epoch: int, said: Said, **fields: Any) -> Event:
        """The event that says it; what is None stays out."""
        told = {name: value for name, value in fields.items() if value is not None}
        named = {"callback": self.parameters.kind, "index": self.index, "action": action}
        return Event("callback", {**named, **told}, said, epoch)

    # ---- a run that is continued ----

    def state(self) -> dict[str, Any]:
        """The counters, fit for JSON: with `weights`, all that a continued run needs."""
        return {name: plain(getattr(self, name)) for name in self.counters}

    def restore(self, state: Mapping[str, Any], weights: Weights | None) -> None:
        """Takes back what `state` and `weights` gave; called instead of `on_train_begin`."""
        for name in self.counters:
            value = state[name]
            setattr(self, name, float(value) if value in ("nan", "inf", "-inf") else value)
