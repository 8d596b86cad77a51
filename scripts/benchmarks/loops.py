"""One network trained on the same digits by others: a bare PyTorch loop, Keras' `fit` on torch, ConvNetJS.

SGD with momentum throughout, since ConvNetJS has no Adam: a step is then the same arithmetic everywhere.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from scripts.lib.environment import ROOT
from scripts.lib.steps import ensure_npm_packages, node_home

BATCH, EPOCHS, RATE, MOMENTUM = 64, 3, 0.05, 0.9
LAYERS: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "conv2d", "out_channels": 16, "kernel_size": 3, "padding": 1},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
]
CONVNETJS = Path(__file__).with_name("convnetjs.js")

Pictures = NDArray[np.uint8]
Labels = NDArray[np.int64]


def bare(images: Pictures, labels: Labels, validation: int) -> float:
    """Seconds per epoch of the loop that a person would write, with loss and accuracy of both parts.

    Args:
        images: `N × 1 × 28 × 28`, the last `validation` of them kept for validating.
        labels: `N`.
        validation: how many.
    """
    nn = torch.nn
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(784, 10),
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)
    x, y = torch.from_numpy(images).float() / 255, torch.from_numpy(labels)
    x_train, y_train, x_validation, y_validation = x[:-validation], y[:-validation], x[-validation:], y[-validation:]
    start = time.perf_counter()
    for _ in range(EPOCHS):
        loss_sum, correct = 0.0, 0
        for index in torch.randperm(len(x_train)).split(BATCH):  # type: ignore[no-untyped-call]
            target = y_train[index]
            optimizer.zero_grad()
            logits = model(x_train[index])
            loss = nn.functional.cross_entropy(logits, target)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            loss_sum += loss.item() * len(index)
            correct += int((logits.argmax(1) == target).sum())
        with torch.no_grad():
            for first in range(0, validation, BATCH):
                some, target = x_validation[first : first + BATCH], y_validation[first : first + BATCH]
                logits = model(some)
                loss_sum += nn.functional.cross_entropy(logits, target, reduction="sum").item()
                correct += int((logits.argmax(1) == target).sum())
    return (time.perf_counter() - start) / EPOCHS


def keras_fit(images: Pictures, labels: Labels, validation: int) -> float:
    """Seconds per epoch of Keras' `fit`, torch backend, with the callbacks that a run has."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras  # noqa: PLC0415  the backend is chosen when it is imported

    keras.utils.set_random_seed(0)
    keras.config.set_image_data_format("channels_first")
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((1, 28, 28)),
            layers.Conv2D(8, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    model.compile(
        keras.optimizers.SGD(RATE, momentum=MOMENTUM),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    x = images.astype(np.float32) / 255
    model.train_on_batch(x[:BATCH], labels[:BATCH])  # what is built once is not a step
    watching = keras.callbacks
    with tempfile.TemporaryDirectory() as folder:
        callbacks = [
            watching.EarlyStopping(patience=3, restore_best_weights=True),
            watching.ReduceLROnPlateau(patience=2),
            watching.ModelCheckpoint(f"{folder}/{{epoch:02d}}.keras", save_best_only=True),
            watching.CSVLogger(f"{folder}/training.csv"),
            watching.TerminateOnNaN(),
        ]
        start = time.perf_counter()
        model.fit(
            x,
            labels,
            batch_size=BATCH,
            epochs=EPOCHS,
            validation_split=validation / len(x),
            verbose=0,
            callbacks=callbacks,
        )
        took = time.perf_counter() - start
    return took / EPOCHS


def convnetjs_step() -> float:
    """Seconds per training step of ConvNetJS, validation not counted."""
    ensure_npm_packages()
    node = node_home(ROOT) / "bin" / "node"
    printed = subprocess.run([node, CONVNETJS, "20", str(BATCH)], check=True, capture_output=True, text=True)
    return float(printed.stdout) / 1000
