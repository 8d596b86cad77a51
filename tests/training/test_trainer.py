"""The loop: its order, its figures, and what may be done to it while it runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from app.errors import Refusal
from app.i18n.catalogue import catalogue
from app.layers import seeded
from app.networks import modules
from app.training.evaluation import predict
from app.training.events import Event
from app.training.files import FilesInMemory
from app.training.spec import Limits
from app.training.trainer import epoch_seed, train

from .small import LINEAR, flat, little, of, spec, told, trainer

STOPPING = {"kind": "early_stopping", "monitor": "loss", "patience": 1, "min_delta": 1000, "restore_best_weights": True}
NAN = {"kind": "terminate_on_nan"}
EXPLODING: dict[str, Any] = {
    "layers": [{"kind": "flatten"}, {"kind": "linear", "out_features": 8}, {"kind": "linear", "out_features": 3}],
    "optimizer": {"kind": "sgd", "lr": 1e6},
}


def kinds(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def test_events_come_in_their_order() -> None:
    moments = list(trainer(spec(callbacks=[STOPPING, NAN], epochs=2, batch_size=20)).run())
    epoch = [["epoch_started"], ["batch"], ["batch"], [], ["epoch_ended", "callback", "callback", "maps_saved"]]
    assert [kinds(moment) for moment in moments] == [["run_started"], *epoch, *epoch, ["callback", "run_ended"]]
    events = flat(moments)
    assert [event.epoch for event in of(events, "batch")] == [0, 0, 1, 1]
    assert [event.fields["batch"] for event in of(events, "batch")] == [0, 1, 0, 1]
    assert [event.fields["step"] for event in of(events, "batch")] == [0, 1, 2, 3]
    assert of(events, "callback")[-1].fields["action"] == "weights_restored"


def test_it_begins_by_saying_what_it_trains() -> None:
    (started,) = of(list(train(spec(epochs=1), little())), "run_started")
    fields = dict(started.fields)
    layers = fields.pop("layers")
    assert fields == {
        "dataset": "little",
        "fingerprint": little().fingerprint,
        "classes": ["a", "b", "c"],
        "input_shape": [1, 6, 6],
        "train": 40,
        "validation": 10,
        "batches": 5,
        "epochs": 1,
        "parameters": 30 + 6 + 84,
        "warnings": [],
    }
    assert layers[0] == {"kind": "conv2d", "output_shape": [3, 6, 6], "parameters": 30}


def test_the_same_seed_trains_to_the_same_numbers() -> None:
    wanted = spec(callbacks=[STOPPING])
    first, second = (list(map(told, train(wanted, little(augment=True)))) for _ in range(2))
    assert first == second
    other = list(map(told, train(spec(seed=1, callbacks=[STOPPING]), little(augment=True))))
    assert other != first


def test_it_is_the_plain_loop() -> None:
    """Written out once more, with torch alone; the figures are equal to the last bit."""
    data, wanted = little(), spec(epochs=2)
    torch.manual_seed(wanted.seed)
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 3, 3, padding="same"),
        torch.nn.BatchNorm2d(3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Dropout(0.3),
        torch.nn.Flatten(),
        torch.nn.Linear(27, 3),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    x, y = torch.from_numpy(data.images).float() / 255, torch.from_numpy(data.labels)
    expected = []
    for epoch in range(2):
        order = torch.randperm(40, generator=torch.Generator().manual_seed(epoch_seed(0, epoch)))
        model.train()
        total = right = 0.0
        for start in range(0, 40, 8):
            chosen = order[start : start + 8]
            logits = model(x[chosen])
            loss = torch.nn.functional.cross_entropy(logits, y[chosen])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            total += loss.item() * 8
            right += int((logits.argmax(1) == y[chosen]).sum())
        model.eval()
        val_total = val_right = 0.0
        with torch.no_grad():
            for start in (40, 48):
                logits, labels = model(x[start : start + 8]), y[start : start + 8]
                val_total += torch.nn.functional.cross_entropy(logits, labels).item() * len(labels)
                val_right += int((logits.argmax(1) == labels).sum())
        figures = {
            "loss": total / 40,
            "accuracy": right / 40,
            "val_loss": val_total / 10,
            "val_accuracy": val_right / 10,
        }
        expected.append({**figures, "learning_rate": 0.01})
    assert [event.fields["logs"] for event in of(list(train(wanted, data)), "epoch_ended")] == expected


def test_batch_figures_are_running_means() -> None:
    events = list(train(spec(epochs=1), little()))
    last = of(events, "batch")[-1].fields["logs"]
    assert last == {name: of(events, "epoch_ended")[0].fields["logs"][name] for name in ("loss", "accuracy")}


def test_without_validation_the_figures_are_the_training_datas_own() -> None:
    events = list(train(spec(validation_split=0, epochs=1), little()))
    assert set(of(events, "epoch_ended")[0].fields["logs"]) == {"loss", "accuracy", "learning_rate"}
    assert of(events, "maps_saved")[0].blobs["figures"].count(b"[") > 1


def test_a_callback_stops_it_after_the_epoch() -> None:
    events = list(train(spec(callbacks=[STOPPING], epochs=9), little()))
    end = events[-1]
    assert (end.fields["reason"], end.fields["epochs"]) == ("early_stopped", 2)
    assert end.said is not None
    assert end.said.key in catalogue("en")


def test_a_person_stops_it_within_an_epoch() -> None:
    run = trainer(spec(callbacks=[STOPPING]))
    events: list[Event] = []
    for moment in run.run():
        events += moment
        if len(of(events, "batch")) == 7:
            run.stop()
    assert len(of(events, "batch")) == 7
    assert len(of(events, "epoch_ended")) == 1
    assert kinds(events)[-3:] == ["batch", "callback", "run_ended"]
    assert (events[-1].fields["reason"], events[-1].fields["epochs"]) == ("stopped", 1)
    # The weights of the best epoch are back, and they are what it leaves.
    (saved,) = of(events, "maps_saved")
    x = np.full((1, 6, 6), 0.5, np.float32)
    assert predict(events[-1].blobs["final"], x) == predict(saved.blobs["weights"], x) == run.predict(x)


@pytest.mark.parametrize("place", ["run_started", "epoch_started", "breath", "maps_saved"])
def test_it_can_be_stopped_anywhere(place: str) -> None:
    run = trainer()
    events: list[Event] = []
    for moment in run.run():
        events += moment
        if place in kinds(moment) or (place == "breath" and not moment):
            run.stop()
    assert events[-1].fields["reason"] == "stopped"
    assert len(of(events, "epoch_ended")) == (1 if place == "maps_saved" else 0)


def test_a_stop_after_the_last_epoch_changes_nothing() -> None:
    run = trainer(spec(epochs=1))
    events: list[Event] = []
    for moment in run.run():
        events += moment
        if "maps_saved" in kinds(moment):
            run.stop()
    assert events[-1].fields["reason"] == "completed"


class TestDivergence:
    def test_it_is_told_once_and_goes_on(self) -> None:
        events = list(train(spec(**EXPLODING), little()))
        (diverged,) = of(events, "diverged")
        first = next(event for event in of(events, "batch") if not math.isfinite(event.fields["logs"]["loss"]))
        assert (diverged.epoch, diverged.fields["batch"]) == (first.epoch, first.fields["batch"])
        assert events[-1].fields["reason"] == "completed"

    def test_terminate_on_nan_breaks_the_epoch_off_which_still_ends(self) -> None:
        events = list(train(spec(**EXPLODING, batch_size=4, callbacks=[NAN]), little()))
        (ended,) = of(events, "epoch_ended")
        assert ended.fields["logs"].keys() >= {"loss", "val_loss"}
        assert len(of(events, "batch")) < 10
        assert events[-1].fields["reason"] == "nan"
        assert len(of(events, "maps_saved")) == 1


def test_asking_changes_nothing() -> None:
    """A prediction between any two moments: the numbers are those of a run that nobody asks."""
    run = trainer()
    x = np.random.default_rng(1).random((1, 6, 6), np.float32)
    events: list[Event] = []
    for moment in run.run():
        events += moment
        before = torch.get_rng_state()
        assert sum(run.predict(x)) == pytest.approx(1)
        assert torch.equal(before, torch.get_rng_state())
    assert list(map(told, events)) == list(map(told, flat(trainer().run())))


def test_an_input_of_another_shape_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        trainer().predict(np.zeros((1, 5, 6), np.float32))
    assert (caught.value.code, caught.value.params) == (
        "input_shape_disagrees",
        {"given": "1×5×6", "expected": "1×6×6"},
    )


class TestChanges:
    def test_the_rate_holds_from_the_next_batch_on(self) -> None:
        run = trainer(spec(epochs=1))
        rates, changed = [], None
        for moment in run.run():
            rates += [event.fields["learning_rate"] for event in moment if event.type == "batch"]
            if len(rates) == 2 and changed is None:
                changed = run.set_learning_rate(0.5)
        assert rates == [0.01, 0.01, 0.5, 0.5, 0.5]
        assert changed is not None
        assert (changed.epoch, changed.fields) == (0, {"batch": 2, "learning_rate": [0.01, 0.5]})

    @pytest.mark.parametrize("rate", [-1.0, math.nan, math.inf])
    def test_a_rate_that_is_none_is_refused(self, rate: float) -> None:
        with pytest.raises(Refusal, match="learning_rate_range"):
            trainer().set_learning_rate(rate)

    def test_patience(self) -> None:
        run = trainer(spec(callbacks=[STOPPING, NAN], epochs=9))
        events: list[Event] = []
        for moment in run.run():
            events += moment
            if "run_started" in kinds(moment):
                events.append(run.set_patience(0, 4))
        (changed,) = of(events, "run_changed")
        assert changed.fields == {"batch": 0, "callback": "early_stopping", "index": 0, "patience": [1, 4]}
        assert events[-1].fields == {"reason": "early_stopped", "epochs": 5}
        with pytest.raises(Refusal, match="no_patience"):
            run.set_patience(1, 4)


def test_files_that_grow_too_large_end_the_run_with_that_reason() -> None:
    saving = {"kind": "model_checkpoint", "filepath": "{epoch}", "monitor": "loss"}
    events = flat(trainer(spec(callbacks=[saving]), files=FilesInMemory(limit=10_000)).run())
    assert events[-1].fields["reason"] == "failed"
    assert events[-1].said is not None
    assert events[-1].said.key == "errors.checkpoints_too_large.detail"


def test_time_that_is_up_ends_the_run_with_that_reason() -> None:
    events = flat(trainer(limits=Limits(seconds=0)).run())
    assert (len(of(events, "batch")), events[-1].fields["reason"]) == (1, "failed")
    assert events[-1].said is not None
    assert events[-1].said.key == "errors.run_too_long.detail"


def test_the_weights_begin_as_torch_makes_them_under_the_seed() -> None:
    run = trainer(spec(layers=LINEAR, seed=5))
    with seeded(5):
        expected = modules(run.plan.chain)(torch.full((1, 1, 6, 6), 0.5)).softmax(1)[0].tolist()
    assert run.predict(np.full((1, 6, 6), 0.5, np.float32)) == expected


@pytest.mark.parametrize("changes", [{"validation_split": 0}, {"batch_size": 50}, {"batch_size": 1}, {"epochs": 1}])
def test_unusual_sizes(changes: dict[str, Any]) -> None:
    assert flat(trainer(spec(**changes)).run())[-1].fields["reason"] == "completed"
