"""Parameters and figures for the callbacks, close to where decisions turn."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from app.training.callbacks import (
    AnyCallback,
    EarlyStopping,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from app.training.callbacks.base import Logs

DELTAS = (0.0, 0.1, -0.1, 1e-4, 1e-9)

edges = st.sampled_from([1e-46, 1e39, -1e39, 3.4028235677973366e38, 16777217.0, 16777216.0, -0.0])
odd = st.sampled_from([float("nan"), float("inf"), float("-inf")])
anything = st.one_of(edges, odd, st.floats(width=32), st.floats(0, 1))
finite = st.one_of(st.floats(0, 1), edges)
STEPS = (0.0, 0.0, 0.1, -0.1, -0.2, 0.2, -0.3, 1e-4, -1e-4, 1e-8, -1e-8, 1e-9, -1e-9)


def values(around: float) -> st.SearchStrategy[float]:
    """Figures that differ from each other by nothing, by just a min_delta or by what float32 cannot tell."""
    near = st.sampled_from(STEPS).map(lambda step: around + step)
    between = st.sampled_from([float(np.nextafter(np.float32(around), np.float32(2))), around])
    return st.one_of(near, near, near, between, anything)


monitors = st.sampled_from(["val_loss", "val_loss", "val_accuracy", "accuracy", "loss"])
modes = st.sampled_from(["auto", "auto", "min", "max"])
deltas = st.one_of(st.sampled_from(DELTAS), st.sampled_from(DELTAS), st.floats(0, 1))
counts = st.integers(0, 4)


def _watching(given: dict[str, Any]) -> dict[str, Any]:
    """The parameters with a mode where `auto` would be refused."""
    known = given["monitor"] in {"loss", "accuracy", "val_loss", "val_accuracy"}
    return given if known or given["mode"] != "auto" else {**given, "mode": "min"}


def watching(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Parameters of what watches a figure: often a usual one, at times one that nobody measures, or the rate."""
    monitor = st.one_of(monitors, monitors, monitors, st.sampled_from(["f1", "learning_rate"]))
    given = st.fixed_dictionaries({"monitor": monitor, "mode": modes, "verbose": st.sampled_from([0, 1]), **more})
    return given.map(_watching)


stoppings: st.SearchStrategy[AnyCallback] = watching(
    min_delta=deltas,
    patience=counts,
    baseline=st.one_of(st.none(), st.sampled_from([0.4, 0.5, 0.7, 0.8]), finite),
    restore_best_weights=st.booleans(),
    start_from_epoch=st.sampled_from([0, 0, 1, 3]),
).map(lambda given: EarlyStopping(**given))

reducings: st.SearchStrategy[AnyCallback] = watching(
    min_delta=deltas,
    patience=counts,
    factor=st.one_of(st.sampled_from([0.1, 0.5]), st.floats(0.01, 0.99)),
    cooldown=counts,
    min_lr=st.sampled_from([0.0, 1e-4, 0.001, 0.01, 0.05, 0.2]),
).map(lambda given: ReduceLROnPlateau(**given))

NAMES = ["{epoch:02d}-{loss:.2f}", "{epoch:2d}", "best", "{loss}-{accuracy:+.1e}", "{{{epoch}}}"]

savings: st.SearchStrategy[AnyCallback] = st.one_of(
    watching(
        filepath=st.sampled_from(NAMES),
        save_best_only=st.booleans(),
        save_weights_only=st.booleans(),
        initial_value_threshold=st.one_of(st.none(), st.sampled_from([0.5, 0.7]), finite),
    ),
    # With save_best_only Keras fails here (C2).
    watching(filepath=st.sampled_from([*NAMES, "e{epoch}b{batch:03d}"]), save_freq=st.integers(1, 7)),
).map(lambda given: ModelCheckpoint(**given))

callbacks = st.lists(
    st.one_of(stoppings, stoppings, reducings, reducings, savings, st.just(TerminateOnNaN())), max_size=4
)


@st.composite
def epochs(draw: st.DrawFn) -> list[tuple[Logs, list[Logs]]]:
    """Figures of each epoch, in which those of validation can be missing, and those after each batch."""
    missing = draw(st.sampled_from([0.0, 0.0, 0.2]))
    around = values(draw(st.sampled_from([0.5, 0.8, 0.3])))

    def figures() -> Logs:
        logs = {"loss": draw(around), "accuracy": draw(around)}
        for name in ("val_loss", "val_accuracy"):
            if not missing or draw(st.floats(0, 1)) > missing:
                logs[name] = draw(around)
        return logs

    def batches() -> list[Logs]:
        return [{"loss": draw(finite), "accuracy": draw(finite)} for _ in range(draw(st.integers(0, 3)))]

    return [(figures(), batches()) for _ in range(draw(st.integers(0, 12)))]


rates = st.sampled_from([0.1, 0.01, 0.001])
