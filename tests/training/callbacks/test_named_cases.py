"""The rules by their names (M1 … C6): what is known of each, by hand, and by real Keras where it can say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.errors import Refusal
from app.training.callbacks import AnyCallback, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau, check
from app.training.simulate import Simulation, simulate

from .oracle import keras_says
from .ours import we_say

NAN = float("nan")


@dataclass(frozen=True)
class Case:
    """A callback over one figure per epoch (None: missing), and what it does in each."""

    rule: str
    callback: AnyCallback
    figures: list[float | None]
    actions: str
    monitor: str = "val_loss"
    lr: list[float] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)


def stopping(**given: Any) -> EarlyStopping:
    return EarlyStopping(**given)


def plateau(**given: Any) -> ReduceLROnPlateau:
    return ReduceLROnPlateau(**{"min_delta": 0.0, "factor": 0.5, **given})


def best(**given: Any) -> ModelCheckpoint:
    return ModelCheckpoint(**{"filepath": "{epoch:02d}", "save_best_only": True, **given})


WORDS = {
    "+": "improved", "w": "waited", "S": "stopped", "r": "reduced", "m": "at_min_lr", "c": "cooldown", "s": "saved",
    "-": "skipped", "y": "not_yet", "?": "monitor_missing", "R": "weights_restored",
}  # fmt: skip

CASES = [
    Case("M1 equal is no improvement", stopping(patience=9), [0.5, 0.5, 0.4], "+w+"),
    Case("M1 just min_delta is none", stopping(patience=9, min_delta=0.1), [0.8, 0.7, 0.69], "+w+"),
    Case("M1 min_delta is absolute", stopping(patience=9, min_delta=-0.1), [0.8, 0.7, 0.69], "+w+"),
    Case("M1 upwards", stopping(patience=9, min_delta=0.1, mode="max"), [0.5, 0.6, 0.61, 0.5], "+w+w"),
    Case("M1 less than float32 can tell", stopping(patience=9), [0.5, 0.5 - 1e-9, 0.4], "+w+"),
    Case("M2 NaN first poisons best", stopping(patience=9), [NAN, 0.5, 0.1], "+ww"),
    Case("M2 NaN later is none", stopping(patience=9), [0.5, NAN, 0.4], "+w+"),
    Case("M3 accuracy goes up", stopping(patience=9, monitor="val_accuracy"), [0.5, 0.6, 0.5], "++w", "val_accuracy"),
    Case("E2 missing leaves the counters", stopping(patience=2), [0.5, 0.6, None, 0.6], "+w?S"),
    Case("E2 before start_from_epoch", stopping(patience=1, start_from_epoch=2), [0.1, 0.2, 0.5, 0.6], "yy+S"),
    Case("E3 patience 0 acts as 1", stopping(patience=0), [0.5, 0.5], "+S"),
    Case("E3 so does 1", stopping(patience=1), [0.5, 0.5], "+S"),
    Case("E4 improving below the baseline", stopping(patience=2, baseline=0.1), [0.9, 0.8, 0.7, 0.6, 0.6], "++++S"),
    Case("E4 baseline beaten", stopping(patience=2, baseline=0.5), [0.9, 0.4, 0.4, 0.4], "++wS"),
    Case("E5 restored after a stop", stopping(patience=1, restore_best_weights=True), [0.5, 0.4, 0.6], "++SR"),
    Case("E5 restored at the end too", stopping(patience=9, restore_best_weights=True), [0.5, 0.4, 0.6], "++wR"),
    Case("E5 nothing seen, nothing restored", stopping(restore_best_weights=True), [None, None], "??"),
    Case("E5 not before start_from_epoch", stopping(restore_best_weights=True, start_from_epoch=5), [0.5], "y"),
    Case("R2 the rate it has put there", plateau(monitor="learning_rate", mode="max", patience=1), [0.5] * 3, "+rr",
         lr=[0.1, 0.1, 0.05]),
    Case("R3 cooldown 2 leaves one out", plateau(patience=1, cooldown=2), [0.5] * 5, "+rcrc",
         lr=[0.1, 0.1, 0.05, 0.05, 0.025]),
    Case("R3 cooldown 1 acts as 0", plateau(patience=1, cooldown=1), [0.5] * 3, "+rr", lr=[0.1, 0.1, 0.05]),
    Case("R3 best moves during cooldown", plateau(patience=1, cooldown=3), [0.5, 0.5, 0.4, 0.45, 0.45], "+r+cr"),
    Case("R4 at the floor", plateau(patience=1, min_lr=0.04, cooldown=3), [0.5] * 7, "+rccrcc",
         lr=[0.1, 0.1, 0.05, 0.05, 0.05, 0.04, 0.04]),
    Case("R4 waiting grows there", plateau(patience=1, min_lr=0.1), [0.5] * 4, "+mmm", lr=[0.1] * 4),
    Case("R5 patience 0 acts as 1", plateau(patience=0), [0.5, 0.5, 0.4], "+r+", lr=[0.1, 0.1, 0.05]),
    Case("C2 every time", best(save_best_only=False), [0.5, 0.6, None], "sss", saved=["01", "02", "03"]),
    Case("C2 only strictly better", best(), [0.5, 0.5, 0.4], "s-s", saved=["01", "03"]),
    Case("C2 threshold", best(initial_value_threshold=0.5), [0.6, 0.5, 0.4], "--s", saved=["03"]),
    Case("C3 missing is saved", best(), [0.5, None, 0.6], "ss-", saved=["01", "02"]),
    Case("C5 overwritten", best(filepath="best"), [0.5, 0.4], "ss", saved=["best", "best"]),
    Case("C1 a leading space", best(filepath="{epoch:2d}"), [0.5], "s", saved=[" 1"]),
]  # fmt: skip


def logs_of(case: Case) -> list[dict[str, float]]:
    return [{"loss": 1.0} | ({} if value is None else {case.monitor: value}) for value in case.figures]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_what_it_does(case: Case) -> None:
    logs = logs_of(case)
    got = simulate([case.callback], logs, 0.1)
    assert [event.fields["action"] for event in got.events] == [WORDS[sign] for sign in case.actions]
    if case.lr:
        assert got.lr == pytest.approx(case.lr)
    assert got.saved == [f"{name}.safetensors" for name in case.saved]
    none: list[list[dict[str, float]]] = [[] for _ in logs]
    assert we_say([case.callback], logs, 0.1, none) == keras_says([case.callback], logs, 0.1, none)


@pytest.mark.parametrize("kind", [EarlyStopping, ReduceLROnPlateau, ModelCheckpoint])
def test_m3_auto_of_an_unknown_figure_is_refused(kind: Any) -> None:
    given = {"filepath": "x"} if kind is ModelCheckpoint else {}
    with pytest.raises(Refusal) as refused:
        check([kind(monitor="f1", **given)], validation=True)
    assert (refused.value.code, refused.value.loc) == ("mode_needed", ("callbacks", 0, "mode"))
    check([kind(monitor="f1", mode="max", **given)], validation=True)


@pytest.mark.parametrize("factor", [1.0, 1.5, 0.0, -0.1])
def test_r1_a_factor_that_does_not_reduce_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="factor"):
        ReduceLROnPlateau(factor=factor)


@pytest.mark.parametrize("every", [0, -1, "batch", 1.5, True])
def test_r1_a_save_freq_that_counts_nothing_is_refused(every: Any) -> None:
    with pytest.raises(ValueError, match="save_freq"):
        ModelCheckpoint(filepath="x", save_freq=every)


def test_c2_best_only_by_batches_compares_running_figures() -> None:
    """Keras fails here with a TypeError."""
    spec = best(filepath="{epoch}-{batch}", monitor="loss", save_freq=1)
    running = [[{"loss": 0.9}, {"loss": 0.8}, {"loss": 0.85}], [{"loss": 0.79}, {"loss": 0.79}]]
    got = we_say([spec], [{"loss": 0.85}, {"loss": 0.79}], 0.1, running)
    assert [name for name, _ in got.saved] == ["1-1", "1-2", "2-1"]


def test_c4_batches_are_counted_across_epochs() -> None:
    spec = ModelCheckpoint(filepath="e{epoch}b{batch}", save_freq=2)
    got = simulate([spec], [{"loss": 0.5}] * 3, 0.1, batches=3)
    assert got.saved == [f"{name}.safetensors" for name in ("e1b2", "e2b1", "e2b3", "e3b2")]
    assert [event.fields["paths"] for event in got.events] == [
        ["e1b2.safetensors"], ["e2b1.safetensors", "e2b3.safetensors"], ["e3b2.safetensors"]
    ]  # fmt: skip


def lines(result: Simulation) -> list[str]:
    return [line for event in result.events for line in event.fields.get("message", "").split("\n") if line]


def test_c6_keras_own_lines() -> None:
    logs = [{"val_loss": 0.5}, {"val_loss": 0.4}, {"val_loss": 0.6}, {"val_loss": 0.6}]
    assert lines(simulate([ModelCheckpoint(filepath="P", verbose=1)], logs[:1], 0.1)) == [
        "Epoch 1: saving model to P.safetensors",
        "Epoch 1: finished saving model to P.safetensors",
    ]
    assert lines(simulate([best(filepath="P", verbose=1)], [logs[0], logs[0]], 0.1)) == [
        "Epoch 1: val_loss improved from None to 0.50000, saving model to P.safetensors",
        "Epoch 1: finished saving model to P.safetensors",
        "Epoch 2: val_loss did not improve from 0.50000",
    ]
    assert lines(simulate([stopping(patience=2, restore_best_weights=True, verbose=1)], logs, 0.1)) == [
        "Epoch 4: early stopping",
        "Restoring model weights from the end of the best epoch: 2.",
    ]
    assert lines(simulate([plateau(patience=2, verbose=1)], logs, 0.1)) == [
        "Epoch 4: ReduceLROnPlateau reducing learning rate to 0.05."
    ]


def test_callbacks_act_after_all_of_an_epoch_have_run() -> None:
    got = simulate([stopping(patience=1), plateau(patience=1), best()], [{"val_loss": 0.5}, {"val_loss": 0.5}], 0.1)
    assert [event.fields["action"] for event in got.events[3:]] == ["stopped", "reduced", "skipped"]
    assert got.stopped_epoch == 1
