"""A run that is continued goes on as if it had never stopped: number for number, byte for byte."""

from __future__ import annotations

import math
from typing import Any

import pytest

from app.training.events import Event
from app.training.files import FilesInMemory
from app.training.snapshot import Snapshot

from .small import LINEAR, flat, little, of, spec, told, trainer

CALLBACKS: list[dict[str, Any]] = [
    {"kind": "reduce_lr_on_plateau", "monitor": "val_loss", "patience": 1, "min_delta": 0.05, "cooldown": 2},
    {"kind": "early_stopping", "monitor": "val_loss", "patience": 5, "restore_best_weights": True, "verbose": 1},
    {"kind": "model_checkpoint", "filepath": "best-{epoch:02d}-{val_loss:.2f}", "save_best_only": True},
    {"kind": "model_checkpoint", "filepath": "{epoch}-{batch}-{loss:.3f}", "save_freq": 3, "save_weights_only": True},
    {"kind": "terminate_on_nan"},
    {"kind": "csv_logger"},
]
OPTIMIZERS: list[dict[str, Any]] = [
    {"kind": "sgd", "lr": 0.1},
    {"kind": "sgd", "lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-3},
    {"kind": "adam", "lr": 0.01},
    {"kind": "adam", "lr": 0.01, "amsgrad": True},
    {"kind": "adamw", "lr": 0.01},
    {"kind": "rmsprop", "lr": 0.01},
    {"kind": "rmsprop", "lr": 0.01, "momentum": 0.9, "centered": True},
]
DATA = little(augment=True)


def resume_of(events: list[Event], epoch: int) -> bytes:
    return of(events, "maps_saved")[epoch].blobs["resume"]


def after(events: list[Event], epoch: int) -> list[tuple[Any, ...]]:
    """What is told from the beginning of that epoch on."""
    place = next(place for place, event in enumerate(events) if event.type == "epoch_started" and event.epoch == epoch)
    return [told(event) for event in events[place:]]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: "-".join(map(str, optimizer.values())))
def test_it_equals_a_run_that_never_stopped(optimizer: dict[str, Any]) -> None:
    """Dropout, batch norm, augmentation, every optimizer's memory and every callback's."""
    wanted = spec(optimizer=optimizer, callbacks=CALLBACKS, epochs=7)
    files = FilesInMemory()
    never_stopped = flat(trainer(wanted, DATA, files=files).run())
    for epoch in (0, 3):
        # What was written before the stop is still there.
        again = FilesInMemory()
        first = trainer(wanted, DATA, files=again)
        events: list[Event] = []
        for moment in first.run():
            events += moment
            if len(of(events, "maps_saved")) > epoch and of(moment, "batch"):
                first.stop()
        second = flat(trainer(wanted, DATA, files=again, resume=resume_of(events, epoch)).run())
        assert second[0].type == "run_continued"
        assert second[0].fields == {"from_epoch": epoch + 1}
        assert [told(event) for event in second[1:]] == after(never_stopped, epoch + 1)
        assert {name: again[name] for name in files} == files


def test_figures_that_are_no_numbers_come_back_too() -> None:
    exploding = [{"kind": "flatten"}, {"kind": "linear", "out_features": 8}, LINEAR[-1]]
    callbacks = [each for each in CALLBACKS if each["kind"] != "terminate_on_nan"]
    wanted = spec(layers=exploding, optimizer={"kind": "sgd", "lr": 1e6}, callbacks=callbacks, epochs=4)
    never_stopped = flat(trainer(wanted, DATA).run())
    assert math.isnan(of(never_stopped, "epoch_ended")[1].fields["logs"]["loss"])
    second = flat(trainer(wanted, DATA, resume=resume_of(never_stopped, 1)).run())
    assert [told(event) for event in second[1:]] == after(never_stopped, 2)


def test_a_change_of_rate_and_patience_lives_on() -> None:
    wanted = spec(callbacks=CALLBACKS, epochs=6)
    run = trainer(wanted, DATA)
    events: list[Event] = []
    for moment in run.run():
        events += moment
        if len(of(events, "batch")) == 7 and not of(events, "run_changed"):
            events += [run.set_learning_rate(0.02), run.set_patience(1, 1)]
    continued = flat(trainer(wanted, DATA, resume=resume_of(events, 1)).run())
    assert [told(event) for event in continued[1:]] == after(events, 2)


@pytest.mark.parametrize(("callback", "reason"), [("early_stopping", "early_stopped"), ("terminate_on_nan", "nan")])
def test_a_run_that_died_just_before_its_end_only_ends(callback: str, reason: str) -> None:
    exploding = [{"kind": "flatten"}, {"kind": "linear", "out_features": 8}, LINEAR[-1]]
    changes: dict[str, dict[str, Any]] = {
        "early_stopping": {"callbacks": [{"kind": callback, "monitor": "loss", "min_delta": 1000}]},
        "terminate_on_nan": {
            "callbacks": [{"kind": callback}],
            "layers": exploding,
            "optimizer": {"kind": "sgd", "lr": 1e6},
        },
    }
    wanted = spec(**changes[callback], epochs=9)
    events = flat(trainer(wanted, DATA).run())
    assert events[-1].fields["reason"] == reason
    continued = flat(trainer(wanted, DATA, resume=resume_of(events, -1)).run())
    assert [event.type for event in continued] == ["run_continued", "run_ended"]
    assert told(continued[-1]) == told(events[-1])


def test_without_a_complete_epoch_it_begins_again() -> None:
    wanted = spec(epochs=1)
    fresh = flat(trainer(wanted).run())
    again = flat(trainer(wanted, continued=True).run())
    assert again[0].fields == {"from_epoch": 0}
    assert list(map(told, again[1:])) == list(map(told, fresh[1:]))


def test_weights_alone_are_nothing_to_go_on_from() -> None:
    events = flat(trainer(spec(epochs=1)).run())
    with pytest.raises(ValueError, match="weights alone"):
        trainer(spec(), resume=of(events, "maps_saved")[0].blobs["weights"])


def test_a_full_checkpoint_is_something_to_go_on_from() -> None:
    saving = {"kind": "model_checkpoint", "filepath": "all", "monitor": "loss"}
    files = FilesInMemory()
    events = flat(trainer(spec(callbacks=[saving], epochs=4), DATA, files=files).run())
    snapshot = Snapshot.read(files["all.safetensors"])
    assert snapshot.progress is not None
    assert (snapshot.meta["epoch"], snapshot.meta["logs"]["loss"]) == (
        3,
        of(events, "epoch_ended")[3].fields["logs"]["loss"],
    )
