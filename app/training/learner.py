"""A network with its optimizer: what a run changes with every batch, and what callbacks see and act on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from pydantic import TypeAdapter

from app.layers import AnyLayer, seeded
from app.networks import modules
from app.training.callbacks import CallbackList, Logs, Weights
from app.training.events import EndReason, plain
from app.training.files import Files
from app.training.snapshot import Progress, Snapshot
from app.training.spec import Plan, RunSpec

_LAYERS: TypeAdapter[Any] = TypeAdapter(list[AnyLayer])


class Learner:
    """The `Run` of callbacks.

    Attributes:
        model: in the mode that it was last put in.
        rng: the state of torch's generator with which training begins.
        callbacks: they have been told that it has begun.
        diverged: whether a loss was not finite so far.

    Args:
        spec: what is asked for.
        plan: the same, checked.
        files: where checkpoints go.
        resume: the snapshot of a complete epoch, to go on from.
    """

    def __init__(self, spec: RunSpec, plan: Plan, files: Files, resume: Snapshot | None) -> None:
        with seeded(spec.seed):
            self.model = modules(plan.chain)
            self.rng = torch.get_rng_state()
        self.optimizer = spec.optimizer.build(self.model.parameters())
        self.stop_training = False
        self.diverged = False
        self._reason: EndReason | None = None
        self.callbacks = CallbackList(spec.callbacks, self)
        self._files = files
        self._meta: dict[str, Any] = {
            "layers": _LAYERS.dump_python([step.layer for step in plan.chain.steps], mode="json"),
            "input_shape": list(plan.chain.input_shape),
            "classes": list(plan.classes),
        }
        if resume is None:
            self.callbacks.begin()
        else:
            self._go_on(resume)

    def _go_on(self, resume: Snapshot) -> None:
        if resume.progress is None:
            raise ValueError("a snapshot of weights alone is nothing to go on from")
        self.set_weights(resume.weights)
        resume.progress.restore(self.optimizer, self.callbacks)
        self.rng = resume.progress.rng
        self._reason = resume.meta["reason"]
        self.stop_training = self._reason is not None
        self.diverged = resume.meta["diverged"]

    @property
    def reason(self) -> EndReason | None:
        """Why a callback has asked the run to stop, be it before it was continued; None: none has."""
        return self.callbacks.reason or self._reason

    @property
    def learning_rate(self) -> float:
        """Of the optimizer's one group of parameters."""
        rate: float = self.optimizer.param_groups[0]["lr"]
        return rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.optimizer.param_groups[0]["lr"] = rate

    def step(self, x: torch.Tensor, labels: torch.Tensor) -> tuple[float, torch.Tensor]:
        """One batch, forward, back and into the weights: its mean loss, and the logits before the step."""
        logits = self.model(x)
        loss = torch.nn.functional.cross_entropy(logits, labels)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        mean = loss.item()
        self.diverged = self.diverged or not math.isfinite(mean)
        return mean, logits.detach()

    def get_weights(self) -> Weights:
        """A copy of the present weights and buffers."""
        return {name: tensor.clone() for name, tensor in self.model.state_dict().items()}

    def set_weights(self, weights: Weights) -> None:
        """Puts a copy back; not the optimizer, not the rate."""
        self.model.load_state_dict(weights)

    def snapshot(self, *, epoch: int, logs: Mapping[str, float | str], full: bool) -> bytes:
        """The present weights as a file; with `full`, all that a run needs to go on from here.

        Args:
            epoch: from 0.
            logs: its figures.
            full: whether optimizer, callbacks and generator are in it.
        """
        progress = Progress.of(self.optimizer, self.callbacks) if full else None
        flags = {"reason": self.reason, "diverged": self.diverged} if full else {}
        meta = {**self._meta, "epoch": epoch, "logs": plain(logs), **flags}
        return Snapshot(self.model.state_dict(), meta, progress).write()

    def save(self, name: str, *, epoch: int, logs: Logs, full: bool) -> None:
        """As callbacks want it.

        Raises:
            Refusal: `checkpoints_too_large`.
        """
        self._files.write(name, self.snapshot(epoch=epoch, logs=logs, full=full))

    def write(self, name: str, text: str) -> None:
        """As callbacks want it."""
        self._files.write(name, text.encode())
