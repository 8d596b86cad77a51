"""Real `keras.callbacks`, driven by the loop of Keras's `fit` over a model that only keeps a record."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import keras
import pytest
from keras.src.trainers.compile_utils import MetricsList
from keras.src.utils import io_utils

from app.training.callbacks import AnyCallback
from app.training.callbacks.base import Logs

METRICS = MetricsList([keras.metrics.SparseCategoricalAccuracy(name="accuracy")])
ENDING = ".safetensors"


@dataclass
class Outcome:
    """What a run came to; the same record of both sides.

    Attributes:
        counters: per epoch that ran and per callback, its counters after the epoch.
        lr: the rate used in each epoch.
        saved: names without their ending, and whether more than weights.
        lines: what was printed, sorted: Keras tells an early stop when training has ended, ours when it happens.
    """

    counters: list[list[dict[str, Any]]] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    saved: list[tuple[str, bool]] = field(default_factory=list)
    stopped: bool = False
    restored: int | None = None
    lines: list[str] = field(default_factory=list)


class Optimizer:
    learning_rate: float


class Model:
    """As much of `keras.Model` as callbacks touch."""

    metrics = (METRICS,)

    def __init__(self, lr: float, outcome: Outcome) -> None:
        self.optimizer = Optimizer()
        self.optimizer.learning_rate = lr
        self.stop_training = False
        self.epoch = 0
        self.outcome = outcome

    def get_weights(self) -> int:
        return self.epoch

    def set_weights(self, weights: int) -> None:
        self.outcome.restored = weights

    def save(self, path: str, *, overwrite: bool) -> None:
        assert overwrite
        self.outcome.saved.append((path.removesuffix(".keras"), True))

    def save_weights(self, path: str, *, overwrite: bool) -> None:
        assert overwrite
        self.outcome.saved.append((path.removesuffix(".weights.h5"), False))


def keras_says(
    specs: Sequence[AnyCallback], logs: Sequence[Mapping[str, float]], lr: float, batches: Sequence[Sequence[Logs]]
) -> Outcome:
    """The outcome of Keras's own callbacks.

    Args:
        specs: our parameters of them.
        logs: the figures at each epoch's end.
        lr: the first rate.
        batches: the running figures after each batch of each epoch.
    """
    outcome = Outcome()
    model = Model(lr, outcome)
    made = [_keras(spec) for spec in specs]
    listed = keras.callbacks.CallbackList(made, model=model)
    with warnings.catch_warnings(), _printing() as lines:
        warnings.simplefilter("ignore", UserWarning)  # of missing figures; ours says so in an event
        listed.on_train_begin()
        for epoch, figures in enumerate(logs):
            model.epoch = epoch
            outcome.lr.append(model.optimizer.learning_rate)
            listed.on_epoch_begin(epoch)
            for batch, running in enumerate(batches[epoch]):
                listed.on_train_batch_begin(batch)
                listed.on_train_batch_end(batch, running)
                if model.stop_training:
                    break
            listed.on_epoch_end(epoch, figures)
            outcome.counters.append([_counters(each) for each in made])
            if model.stop_training:
                break
        listed.on_train_end()
    outcome.stopped = model.stop_training
    outcome.lines = sorted(line.strip().replace(".keras", "").replace(".weights.h5", "") for line in lines)
    return outcome


def _keras(spec: AnyCallback) -> Any:
    given = spec.model_dump(exclude={"kind"})
    if spec.kind == "model_checkpoint":
        given["filepath"] += ".weights.h5" if spec.save_weights_only else ".keras"
    names = {
        "early_stopping": "EarlyStopping",
        "reduce_lr_on_plateau": "ReduceLROnPlateau",
        "model_checkpoint": "ModelCheckpoint",
        "terminate_on_nan": "TerminateOnNaN",
        "csv_logger": "CSVLogger",
    }
    return getattr(keras.callbacks, names[spec.kind])(**given)


def _counters(made: Any) -> dict[str, Any]:
    match made:
        case keras.callbacks.EarlyStopping():
            epoch = None if made.best is None else made.best_epoch
            return {"wait": made.wait, "best": same(made.best), "best_epoch": epoch}
        case keras.callbacks.ReduceLROnPlateau():
            return {"wait": made.wait, "best": same(made.best), "cooldown": made.cooldown_counter}
        case keras.callbacks.ModelCheckpoint():
            return {"best": same(made.best)} if made.save_best_only else {}
    return {}


def same(value: float | None) -> float | str | None:
    """A number that equals itself."""
    return "nan" if value is not None and math.isnan(value) else value


@contextmanager
def _printing() -> Iterator[list[str]]:
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io_utils, "print_msg", lambda message, **_: lines.append(message))
        yield lines
