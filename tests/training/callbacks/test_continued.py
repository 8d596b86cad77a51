"""A run that is continued from any epoch thinks as if it had never stopped; a patience can be changed within it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.training.callbacks import (
    AnyCallback,
    CallbackList,
    CSVLogger,
    EarlyStopping,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from app.training.callbacks.base import Logs
from app.training.events import Event, plain

from .ours import Recorder, epoch
from .strategies import callbacks, epochs, rates

Epochs = list[tuple[Logs, list[Logs]]]


def told(events: list[Event]) -> Any:
    return [(event.epoch, plain(event.fields), event.said) for event in events]


@given(callbacks, epochs(), rates, st.data())
@settings(max_examples=150)
def test_continued_equals_never_stopped(
    specs: list[AnyCallback], drawn: Epochs, lr: float, choose: st.DataObject
) -> None:
    specs = [*specs, CSVLogger()]
    run = Recorder(lr)
    watching = CallbackList(specs, run)
    watching.begin()
    snapshots = []
    events: list[list[Event]] = []
    for number, (figures, running) in enumerate(drawn):
        events.append(epoch(run, watching, number, figures, running))
        snapshots.append((json.dumps(watching.state(), allow_nan=False), watching.weights(), run.learning_rate))
        if run.stop_training:
            break
    if not snapshots:
        return
    end = watching.train_end()
    at = choose.draw(st.integers(0, len(snapshots) - 1))
    state, weights, rate = snapshots[at]
    again = Recorder(rate)
    continued = CallbackList(specs, again)
    continued.restore(json.loads(state), weights)
    for number in range(at + 1, len(snapshots)):
        figures, running = drawn[number]
        assert told(epoch(again, continued, number, figures, running)) == told(events[number])
    if at + 1 < len(snapshots):
        assert told(continued.train_end()) == told(end)
        assert (again.restored, again.texts) == (run.restored, run.texts)


def stop_epoch(patience: int, changed: dict[int, int]) -> int:
    run = Recorder(0.1)
    watching = CallbackList([EarlyStopping(patience=patience)], run)
    watching.begin()
    for number in range(20):
        if number in changed:
            assert watching.set_patience(0, changed[number]) == (patience, changed[number])
        epoch(run, watching, number, {"val_loss": 0.5}, [])
        if run.stop_training:
            return number
    return -1


def test_patience_changed_while_it_runs() -> None:
    assert stop_epoch(3, {}) == 3
    assert stop_epoch(3, {2: 6}) == 6
    assert stop_epoch(9, {5: 2}) == 5  # it has waited longer already


def test_what_cannot_be_changed() -> None:
    specs: list[AnyCallback] = [ReduceLROnPlateau(), ModelCheckpoint(filepath="x"), TerminateOnNaN()]
    watching = CallbackList(specs, Recorder(0.1))
    for index, patience, code in [
        (1, 2, "no_patience"), (2, 2, "no_patience"), (3, 2, "callback_unknown"), (-1, 2, "callback_unknown"),
        (0, -1, "patience_range"), (0, 10**9, "patience_range"),
    ]:  # fmt: skip
        with pytest.raises(Refusal) as refused:
            watching.set_patience(index, patience)
        assert refused.value.code == code


def test_files_of_an_epoch_that_was_broken_off_are_told_at_the_end() -> None:
    run = Recorder(0.1)
    watching = CallbackList([ModelCheckpoint(filepath="e{epoch}b{batch}", save_freq=1)], run)
    watching.begin()
    watching.epoch_begin(0)
    watching.batch_end(0, {"loss": 1.0})
    (event,) = watching.train_end()
    assert (event.fields["action"], event.fields["paths"]) == ("saved", ["e1b1.safetensors"])


def test_raise_error_lets_the_run_fail_and_nothing_is_restored() -> None:
    run = Recorder(0.1)
    specs: list[AnyCallback] = [EarlyStopping(restore_best_weights=True), TerminateOnNaN(raise_error=True)]
    watching = CallbackList(specs, run)
    watching.begin()
    epoch(run, watching, 0, {"val_loss": 0.5}, [{"loss": 1.0}])
    watching.epoch_begin(1)
    with pytest.raises(Refusal) as refused:
        watching.batch_end(0, {"loss": float("inf")})
    assert refused.value.code == "nan_loss"
    assert (watching.train_end(), run.restored) == ([], None)


def test_why_a_run_was_stopped() -> None:
    run = Recorder(0.1)
    watching = CallbackList([EarlyStopping(patience=1), TerminateOnNaN()], run)
    watching.begin()
    reasons = []
    for number, loss in enumerate([1.0, 1.0, float("nan")]):
        epoch(run, watching, number, {"val_loss": 0.5}, [{"loss": loss}])
        reasons.append(watching.reason)
    assert reasons == [None, "early_stopped", "nan"]
