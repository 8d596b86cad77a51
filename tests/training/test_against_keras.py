"""The figures of `keras.Model.fit` on the torch backend, with the same weights, batches and split."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch

from app.networks import build
from app.training.trainer import epoch_seed, train

from .small import LINEAR, little, of, spec, trainer


class Recorder(keras.callbacks.Callback):  # type: ignore[misc]
    """The figures as Keras hands them to callbacks."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[dict[str, float]] = []
        self.epochs: list[dict[str, float]] = []
        self.order: list[str] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.batches.append({name: float(value) for name, value in logs.items()})
        self.order.append("batch")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epochs.append({name: float(value) for name, value in logs.items()})
        self.order.append("epoch_ended")


def keras_figures(batch_size: int, epochs: int) -> Recorder:
    """50 samples in our order, the last 20 % for validation, plain gradient descent."""
    data = little()
    x, y = (tensor.numpy() for tensor in data.tensors())
    weights = build(trainer(spec(layers=LINEAR)).plan.chain, seed=0).state_dict()
    dense = keras.layers.Dense(3)
    model = keras.Sequential([keras.Input((1, 6, 6)), keras.layers.Flatten(), dense])
    dense.set_weights([weights["1.weight"].numpy().T, weights["1.bias"].numpy()])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.5), loss, metrics=["accuracy"])
    recorder = Recorder()
    for epoch in range(epochs):
        order = torch.randperm(40, generator=torch.Generator().manual_seed(epoch_seed(0, epoch))).numpy()
        placed = np.concatenate([order, np.arange(40, 50)])
        kept = {"validation_split": 0.2, "shuffle": False, "verbose": 0, "callbacks": [recorder]}
        model.fit(x[placed], y[placed], batch_size=batch_size, epochs=1, **kept)
    return recorder


@pytest.mark.parametrize("batch_size", [7, 8, 40])
def test_losses_and_accuracies_are_those_of_fit(batch_size: int) -> None:
    """7 does not divide 40: a mean over batches would differ from one over samples."""
    wanted = spec(layers=LINEAR, optimizer={"kind": "sgd", "lr": 0.5}, batch_size=batch_size)
    events = list(train(wanted, little()))
    theirs = keras_figures(batch_size, epochs=3)
    assert [event.type for event in events if event.type in {"batch", "epoch_ended"}] == theirs.order
    for event, logs in zip(of(events, "batch"), theirs.batches, strict=True):
        assert event.fields["logs"] == pytest.approx(logs, abs=1e-6)
    for event, logs in zip(of(events, "epoch_ended"), theirs.epochs, strict=True):
        assert event.fields["logs"] == pytest.approx({**logs, "learning_rate": 0.5}, abs=1e-6)
