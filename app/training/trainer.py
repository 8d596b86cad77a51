"""One run: a plain PyTorch loop as a generator of what happens in it."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from app.layers.numbers import Float32
from app.training.datasets import Data
from app.training.events import Event, Moment
from app.training.files import Files
from app.training.spec import Limits, RunSpec


class Trainer:
    """One run, to be driven by whoever iterates over `run`; everything else is called between two of its moments.

    Args:
        spec: what is asked for.
        data: what it trains on.
        probe: C×H×W in 0 … 1, whose feature maps are saved; None: the first picture of the validation data.
        files: where checkpoints go.
        limits: what is refused.
        resume: the blob of a run's last complete epoch, from which this one goes on.
        continued: the run goes on though no epoch of it is complete.

    Raises:
        Refusal: as `spec.plan`.
    """

    def __init__(
        self,
        spec: RunSpec,
        data: Data,
        *,
        files: Files,
        limits: Limits,
        probe: Float32 | None = None,
        resume: bytes | None = None,
        continued: bool = False,
    ) -> None:
        raise NotImplementedError

    def run(self) -> Iterator[Moment]:
        """What happens, a moment per batch; empty moments where it only draws breath. Ends with `run_ended`."""
        raise NotImplementedError

    def stop(self) -> None:
        """Ends the run in order after the present batch."""

    def set_learning_rate(self, lr: float) -> Event:
        """Changes the rate from the next batch on; the event `run_changed`."""
        raise NotImplementedError

    def set_patience(self, index: int, patience: int) -> Event:
        """Changes a callback's patience; the event `run_changed`.

        Raises:
            Refusal: as `CallbackList.set_patience`.
        """
        raise NotImplementedError

    def predict(self, x: torch.Tensor | Float32) -> list[float]:
        """The classes' probabilities under the present weights; changes nothing of the run.

        Raises:
            Refusal: `input_shape_disagrees`.
        """
        raise NotImplementedError


def train(
    spec: RunSpec, data: Data, *, files: Files | None = None, limits: Limits | None = None, probe: Float32 | None = None
) -> Iterator[Event]:
    """A whole run, event by event: for notebooks and tests."""
    raise NotImplementedError
