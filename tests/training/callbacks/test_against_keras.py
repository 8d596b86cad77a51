"""Every decision of our callbacks equals that of `keras.callbacks`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.training.callbacks import AnyCallback, CallbackList, CSVLogger, ReduceLROnPlateau, TerminateOnNaN
from app.training.callbacks.base import Logs

from .oracle import Outcome, keras_says
from .ours import Recorder, epoch, we_say
from .strategies import callbacks, epochs, odd, rates, reducings, savings, stoppings

Epochs = list[tuple[Logs, list[Logs]]]


def assert_agreement(specs: list[AnyCallback], drawn: Epochs, lr: float) -> Outcome:
    logs, batches = [figures for figures, _ in drawn], [running for _, running in drawn]
    ours, theirs = we_say(specs, logs, lr, batches), keras_says(specs, logs, lr, batches)
    assert ours == theirs
    return ours


@given(stoppings, epochs())
def test_early_stopping(spec: AnyCallback, drawn: Epochs) -> None:
    assert_agreement([spec], drawn, 0.1)


@given(reducings, epochs(), rates)
def test_reduce_lr_on_plateau(spec: AnyCallback, drawn: Epochs, lr: float) -> None:
    assert_agreement([spec], drawn, lr)


@given(savings, epochs())
def test_model_checkpoint(spec: AnyCallback, drawn: Epochs) -> None:
    assert_agreement([spec], drawn, 0.1)


@given(callbacks, epochs(), rates)
def test_lists_of_callbacks_that_share_one_log(specs: list[AnyCallback], drawn: Epochs, lr: float) -> None:
    assert_agreement(specs, drawn, lr)


@given(epochs(), st.integers(0, 4), st.integers(0, 2), odd)
@settings(max_examples=50)
def test_terminate_on_nan(drawn: Epochs, at: int, batch: int, loss: float) -> None:
    if at < len(drawn) and batch < len(drawn[at][1]):
        drawn[at][1][batch]["loss"] = loss
    assert_agreement([TerminateOnNaN()], drawn, 0.1)


@given(epochs(), st.sampled_from([",", ";", "\t"]), st.booleans(), rates)
@settings(max_examples=50)
def test_csv_logger(drawn: Epochs, separator: str, with_rate: bool, lr: float) -> None:
    before: list[AnyCallback] = [ReduceLROnPlateau(patience=1)] if with_rate else []
    logs, batches = [figures for figures, _ in drawn], [running for _, running in drawn]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        keras_says([*before, CSVLogger.model_construct(filename=str(path), separator=separator)], logs, lr, batches)
        theirs = path.read_bytes().decode()
    run = Recorder(lr)
    ours = CSVLogger.model_validate({"filename": "log.csv", "separator": separator})
    watching = CallbackList([*before, ours], run)
    watching.begin()
    for number, (figures, running) in enumerate(drawn):
        epoch(run, watching, number, figures, running)
    assert run.texts.get("log.csv", "") == theirs
