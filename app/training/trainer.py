"""One run: a plain PyTorch loop as a generator of what happens in it.

The order is that of Keras's `fit`: batches with `on_train_batch_end` after each; a stop asked for there breaks the
epoch off, which still ends and is validated; then `on_epoch_end` of all callbacks, and a stop asked for there ends the
run. What a person stops ends after the present batch, without the end of an epoch.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import torch

from app.errors import Refusal
from app.layers.numbers import Float32
from app.training.callbacks import Logs
from app.training.callbacks.words import rate
from app.training.datasets import About, Data, augment
from app.training.evaluation import Figures, evaluate, probabilities
from app.training.events import EndReason, Event, EventType, Moment, Said
from app.training.figures import Answers, figures
from app.training.files import Files, FilesInMemory
from app.training.learner import Learner
from app.training.maps import maps
from app.training.optimizers import LARGEST_RATE
from app.training.snapshot import Snapshot
from app.training.spec import Limits, RunSpec, plan
from app.training.stopwatch import Stopwatch


class Trainer:
    """One run, to be driven by whoever iterates over `run`; everything else is called between two of its moments.

    Torch's global generator belongs to the run as long as it lasts.

    Args:
        spec: what is asked for.
        data: what it trains on.
        files: where checkpoints go.
        limits: what is refused.
        probe: C×H×W in 0 … 1, whose feature maps are saved; None: the first picture of the validation data.
        resume: the blob of a run's last complete epoch, from which this one goes on.
        continued: the run goes on though no epoch of it is complete, from its beginning.

    Raises:
        Refusal: as `spec.plan`; `probe_shape`.
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
        self.spec = spec
        self.plan = plan(spec, _facts(data), limits)
        self._data = data
        self._limits = limits
        self._x, self._labels = data.tensors()
        # Without a picture of its own: the first one of the validation data, or of all where there is none.
        own = self._x[self.plan.train % len(self._x)]
        self._probe = own if probe is None else torch.from_numpy(probe)
        if self._probe.shape != own.shape:
            raise Refusal("probe_shape", loc=("probe",), given=_times(self._probe.shape), expected=_times(own.shape))
        snapshot = None if resume is None else Snapshot.read(resume)
        self._learner = Learner(spec, self.plan, files, snapshot)
        self._callbacks = self._learner.callbacks
        self._continued = continued or snapshot is not None
        # The epoch and batch that come next; the figures of the last complete epoch.
        self._epoch, self._batch = (0 if snapshot is None else int(snapshot.meta["epoch"]) + 1), 0
        self._logs: Mapping[str, float | str] = {} if snapshot is None else snapshot.meta["logs"]
        self._stopwatch = Stopwatch()
        self._stop = threading.Event()

    # ---- what may be called between two moments ----

    @property
    def over(self) -> bool:
        """Whether no epoch is left, and none is under way: all that comes is the end."""
        return self._epoch >= self.spec.epochs or (self._learner.stop_training and not self._batch)

    def stop(self) -> None:
        """Ends the run in order after the present batch."""
        self._stop.set()

    def set_learning_rate(self, lr: float) -> Event:
        """Changes the rate from the next batch on; the event `run_changed`.

        Raises:
            Refusal: `learning_rate_range`.
        """
        if not 0 <= lr <= LARGEST_RATE:
            raise Refusal("learning_rate_range", loc=("lr",), largest=LARGEST_RATE)
        old, self._learner.learning_rate = self._learner.learning_rate, lr
        said = Said("training.changed.learning_rate", {"old": rate(old), "new": rate(lr)})
        return self._event("run_changed", {"batch": self._batch, "learning_rate": [old, lr]}, said)

    def set_patience(self, index: int, patience: int) -> Event:
        """Changes a callback's patience; the event `run_changed`.

        Raises:
            Refusal: as `CallbackList.set_patience`.
        """
        old, new = self._callbacks.set_patience(index, patience)
        kind = self.spec.callbacks[index].kind
        said = Said("training.changed.patience", {"kind": kind, "old": old, "new": new})
        fields = {"batch": self._batch, "callback": kind, "index": index, "patience": [old, new]}
        return self._event("run_changed", fields, said)

    def predict(self, x: torch.Tensor | Float32) -> list[float]:
        """The classes' probabilities under the present weights; changes nothing of the run.

        Raises:
            Refusal: `input_shape_disagrees`.
        """
        return probabilities(self._learner.model, self.plan.chain.input_shape, x)

    # ---- the run ----

    def run(self) -> Iterator[Moment]:
        """What happens, a moment per batch; empty moments where it only draws breath. Ends with `run_ended`."""
        return self._stopwatch.over(self._moments())

    def _moments(self) -> Iterator[Moment]:
        torch.set_rng_state(self._learner.rng)
        yield [self._began()]
        reason: EndReason = "completed"
        said = None
        try:
            while not self.over:
                if self._stop.is_set() or not (yield from self._one_epoch()):
                    reason = "stopped"
                    break
            else:
                if self._learner.stop_training:
                    reason = self._learner.reason or "early_stopped"
        except Refusal as refusal:
            reason, said = "failed", Said(f"errors.{refusal.code}.detail", _words(refusal))
        yield self._ended(reason, said)

    def _one_epoch(self) -> Generator[Moment, None, bool]:
        """One epoch's moments; returns whether it is complete.

        Raises:
            Refusal: `run_too_long`; what callbacks raise.
        """
        began, classes = self._stopwatch.seconds, len(self.plan.classes)
        self._callbacks.epoch_begin(self._epoch)
        yield [self._event("epoch_started")]
        # One generator for the order of the samples and for augmentation: a continued run draws the same again.
        chance = torch.Generator().manual_seed(epoch_seed(self.spec.seed, self._epoch))
        order = torch.randperm(self.plan.train, generator=chance)
        train = Figures(self.plan.train, classes)
        yield from self._batches(order, chance, train)
        if self._stop.is_set():
            return False
        logs: Logs = {"loss": train.loss, "accuracy": train.accuracy}
        seen = order[: train.samples]
        answers = Answers(train.logits, self._labels[seen], seen, of="training")
        if self.plan.validation:
            validation = Figures(self.plan.validation, classes)
            x, labels = self._x[self.plan.train :], self._labels[self.plan.train :]
            for _ in evaluate(self._learner.model.eval(), x, labels, self.spec.batch_size, validation):
                yield []
                if self._stop.is_set():
                    return False
            logs |= {"val_loss": validation.loss, "val_accuracy": validation.accuracy}
            indices = torch.arange(self.plan.train, len(self._x))
            answers = Answers(validation.logits, labels, indices, of="validation")
        yield self._epoch_ended(logs, answers, began)
        return True

    def _batches(self, order: torch.Tensor, chance: torch.Generator, train: Figures) -> Iterator[Moment]:
        learner = self._learner
        learner.model.train()
        for batch, chosen in enumerate(torch.split(order, self.spec.batch_size)):
            x, labels = self._x[chosen], self._labels[chosen]
            if self._data.augment:
                x = augment(x, chance)
            lr, diverged = learner.learning_rate, learner.diverged
            loss, logits = learner.step(x, labels)
            train.add(loss, logits, labels)
            logs: Logs = {"loss": train.loss, "accuracy": train.accuracy}
            self._callbacks.batch_end(batch, logs)
            self._batch = batch + 1
            step = self._epoch * self.plan.batches + batch
            moment = [self._event("batch", {"batch": batch, "step": step, "logs": logs, "learning_rate": lr})]
            if learner.diverged and not diverged:
                said = Said("training.diverged", {"epoch": self._epoch + 1, "batch": batch + 1})
                moment.append(self._event("diverged", {"batch": batch}, said))
            yield moment
            if self._stop.is_set() or learner.stop_training:
                return
            if self._stopwatch.seconds > self._limits.seconds:
                raise Refusal("run_too_long", limit=self._limits.seconds)

    # ---- what is said ----

    def _event(self, kind: EventType, fields: Mapping[str, Any] | None = None, said: Said | None = None) -> Event:
        return Event(kind, fields or {}, said, self._epoch)

    def _began(self) -> Event:
        if self._continued:
            said = Said("training.continued", {"epoch": self._epoch + 1})
            return Event("run_continued", {"from_epoch": self._epoch}, said)
        plan = self.plan
        layers = [
            {"kind": step.layer.kind, "output_shape": list(step.output_shape), "parameters": step.parameters}
            for step in plan.chain.steps
        ]
        fields = {
            "dataset": self.spec.dataset,
            "fingerprint": self._data.fingerprint,
            "classes": list(plan.classes),
            "input_shape": list(plan.chain.input_shape),
            "train": plan.train,
            "validation": plan.validation,
            "batches": plan.batches,
            "epochs": self.spec.epochs,
            "parameters": plan.chain.parameters,
            "layers": layers,
            "warnings": [{"key": said.key, "params": dict(said.params)} for said in plan.warnings],
        }
        return Event("run_started", fields)

    def _epoch_ended(self, logs: Logs, answers: Answers, began: float) -> Moment:
        """The end of an epoch, what the callbacks thought of it, and what is kept of it."""
        epoch, model, network = self._epoch, self._learner.model, self.plan.chain
        self._logs = {**logs, "learning_rate": self._learner.learning_rate}
        seconds = self._stopwatch.seconds - began
        ended = self._event("epoch_ended", {"logs": dict(self._logs), "seconds": round(seconds, 4)})
        thoughts = self._callbacks.epoch_end(epoch, logs)
        blobs = {
            "maps": maps(model, network, self._probe, epoch=epoch, classes=self.plan.classes),
            "figures": figures(model, network, self._data, answers, epoch=epoch),
            "weights": self._learner.snapshot(epoch=epoch, logs=self._logs, full=False),
            "resume": self._learner.snapshot(epoch=epoch, logs=self._logs, full=True),
        }
        self._epoch, self._batch = epoch + 1, 0
        return [ended, *thoughts, Event("maps_saved", epoch=epoch, blobs=blobs)]

    def _ended(self, reason: EndReason, said: Said | None) -> Moment:
        """The end of the run. The blob `final` is the weights as they are now: restored ones, or of a broken epoch."""
        restored = self._callbacks.train_end()
        last = max(self._epoch - 1, 0)
        blobs = {"final": self._learner.snapshot(epoch=last, logs=self._logs, full=False)}
        said = said or Said(f"training.ended.{reason}", {"epochs": self._epoch})
        return [*restored, Event("run_ended", {"reason": reason, "epochs": self._epoch}, said, last, blobs)]


def epoch_seed(seed: int, epoch: int) -> int:
    """What an epoch's own generator begins with; neighbouring seeds have no epoch in common."""
    return (seed * 1_000_003 + epoch) % 2**63


def train(
    spec: RunSpec, data: Data, *, files: Files | None = None, limits: Limits | None = None, probe: Float32 | None = None
) -> Iterator[Event]:
    """A whole run, event by event: for notebooks and tests.

    Raises:
        Refusal: as `Trainer`, before the first event.
    """
    files = FilesInMemory() if files is None else files
    trainer = Trainer(spec, data, files=files, limits=limits or Limits(), probe=probe)
    return (event for moment in trainer.run() for event in moment)


def _facts(data: Data) -> About:
    return About(data.id, data.classes, data.shape, len(data.images), len(data.test_images))


def _times(shape: torch.Size) -> str:
    return "×".join(map(str, shape))


def _words(refusal: Refusal) -> dict[str, int | float | str]:
    """The numbers of a refusal, fit for a sentence that is written down."""
    return {
        name: value if isinstance(value, int | float | str) else ", ".join(map(str, value))
        for name, value in refusal.params.items()
    }
