"""Every action of every callback says why, in both languages, with numbers that can be told apart."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from app.i18n import has, translate
from app.i18n.catalogue import PLACEHOLDER, catalogue
from app.training import callbacks as room
from app.training.callbacks import KINDS, AnyCallback, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau, check
from app.training.callbacks.base import Logs
from app.training.callbacks.words import numbers, rate
from app.training.events import Event, plain
from app.training.simulate import simulate

from .ours import Recorder, epoch
from .strategies import callbacks, epochs, rates

FIELDS = {
    "callback", "index", "action", "monitor", "value", "best", "wait", "patience", "old_lr", "new_lr", "path",
    "best_epoch", "message", "paths", "cooldown", "replaced_ending", "batch",
}  # fmt: skip


def sentences(event: Event) -> tuple[str, str]:
    assert event.said is not None
    for language in ("en", "ko"):
        assert set(PLACEHOLDER.findall(catalogue(language)[event.said.key])) <= event.said.params.keys()
    return translate("en", event.said.key, **event.said.params), translate("ko", event.said.key, **event.said.params)


@given(callbacks, epochs(), rates)
def test_every_event_can_be_told_and_written(
    specs: list[AnyCallback], drawn: list[tuple[Logs, list[Logs]]], lr: float
) -> None:
    run = Recorder(lr)
    watching = room.CallbackList(specs, run)
    watching.begin()
    events: list[Event] = []
    for number, (figures, running) in enumerate(drawn):
        thoughts = epoch(run, watching, number, figures, running)
        assert [event.fields["index"] for event in thoughts] == list(range(len(specs)))
        events += thoughts
        if run.stop_training:
            break
    for event in [*events, *watching.train_end()]:
        assert all(sentences(event))
        assert event.fields.keys() <= FIELDS
        assert None not in event.fields.values()
        json.dumps(plain(event.fields), allow_nan=False)


def said(spec: AnyCallback, *values: float | None, **given: Any) -> list[str]:
    logs = [{"loss": 1.0} | ({} if value is None else {"val_loss": value}) for value in values]
    return [sentences(event)[0] for event in simulate([spec], logs, **{"lr": 0.01, **given}).events]


def test_what_it_sounds_like() -> None:
    assert said(EarlyStopping(patience=3), 0.412, 0.4312, 0.4312)[2] == (
        "val_loss 0.4312 did not beat 0.4120 (epoch 1): waited 2 of 3."
    )
    assert said(EarlyStopping(min_delta=0.1, patience=2), 0.8, 0.7)[1] == (
        "val_loss 0.7000 is better than 0.8000 (epoch 1), but not by more than 0.1 (min_delta): waited 1 of 2."
    )
    assert said(ReduceLROnPlateau(patience=1), 0.5, 0.5)[1] == (
        "val_loss 0.5000 did not beat 0.5000 (epoch 1): waited 1 of 1, so the learning rate falls from 0.01 to 0.001."
    )
    assert said(ModelCheckpoint(filepath="{epoch:02d}.h5", save_best_only=True), 0.5)[0] == (
        "val_loss 0.5000 is the first value seen, and so the best: saved as 01.safetensors"
        " (safetensors takes the place of .h5)."
    )
    assert "cannot beat the first value seen, which was NaN" in said(EarlyStopping(patience=5), float("nan"), 0.1)[1]
    assert "less than float32 can tell" in said(EarlyStopping(patience=5), 0.5, 0.5 - 1e-9)[1]
    assert "(loss)" in said(EarlyStopping(), None)[0]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((0.5, 0.25), ["0.5000", "0.2500"]),
        ((0.41201, 0.41199), ["0.41201", "0.41199"]),
        ((0.5, 0.5), ["0.5000", "0.5000"]),
        ((2.5e-5, 0.0), ["2.500e−5", "0.0000"]),
        ((0.03125, -0.5), ["0.0312", "−0.5000"]),
        ((float("nan"), float("inf"), float("-inf")), ["NaN", "∞", "−∞"]),
        ((1e300,), ["1.000e300"]),
    ],
)
def test_numbers_look_as_different_as_they_are(values: tuple[float, ...], texts: list[str]) -> None:
    assert numbers(*values) == texts


def test_rates_are_short() -> None:
    assert [rate(value) for value in (0.01, 3.90625e-5, 5e-7, 1e5, 1e6, 0.0)] == [
        "0.01",
        "3.90625e−5",
        "5e−7",
        "100000",
        "1e6",
        "0",
    ]


def test_every_key_of_the_sentences_is_used_somewhere() -> None:
    """The families of keys that the code names, and no other."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(inspect.getfile(room)).parent.glob("*.py"))
    named = {
        node.value.removeprefix("callbacks.said.").split(".")[0]
        for node in ast.walk(ast.parse(source.replace("from __future__ import annotations", "")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("callbacks.said.")
    }
    assert {key.split(".")[2] for key in catalogue("en") if key.startswith("callbacks.said.")} == named


def test_every_parameter_has_its_help_and_every_kind_its_title() -> None:
    for kind, model in KINDS.items():
        assert has(f"callbacks.{kind}.title")
        assert has(f"callbacks.{kind}.summary")
        for name in model.model_fields:
            assert name == "kind" or has(f"callbacks.params.{kind}.{name}") or has(f"callbacks.params.{name}")


def test_warnings() -> None:
    def keys(*specs: AnyCallback, validation: bool = True) -> list[str]:
        found = check(specs, validation=validation)
        assert all(translate("ko", each.key, **each.params).count("{") == 0 for each in found)
        return [each.key.removeprefix("callbacks.warnings.") for each in found]

    rate = EarlyStopping(monitor="learning_rate", mode="min")
    assert keys(EarlyStopping(), ReduceLROnPlateau(), ModelCheckpoint(filepath="x", save_best_only=True)) == []
    assert keys(EarlyStopping(), validation=False) == ["monitor_never"]
    assert keys(ModelCheckpoint(filepath="x"), validation=False) == []
    assert keys(EarlyStopping(mode="max")) == ["mode_turned"]
    assert keys(rate) == ["monitor_never"]
    assert keys(ReduceLROnPlateau(), rate) == []
    by_batches = ModelCheckpoint(filepath="x", save_best_only=True, save_freq=5)
    assert keys(by_batches) == ["monitor_at_batches"]
    assert keys(by_batches.model_copy(update={"monitor": "loss"})) == []
