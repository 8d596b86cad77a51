"""Maps and figures that are kept of each epoch, counted once more by hand."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.networks import build
from app.training import maps as module
from app.training.figures import BINS, WORST, spread
from app.training.snapshot import Snapshot
from app.training.tensorfile import unpack

from .small import CNN, LINEAR, flat, little, of, spec, trainer

# Linear layers alone: a step that is too large grows beyond what float32 holds.
DEEP: list[dict[str, Any]] = [{"kind": "flatten"}, *({"kind": "linear", "out_features": 3} for _ in range(3))]


def last_blobs(**changes: Any) -> dict[str, bytes]:
    return dict(of(flat(trainer(spec(**changes)).run()), "maps_saved")[-1].blobs)


class TestFigures:
    @pytest.mark.parametrize("fraction", [0.4, 0])
    def test_the_confusion_matrix_counts_every_sample(self, fraction: float) -> None:
        figures = json.loads(last_blobs(validation_split=fraction)["figures"])
        labels = little().labels[30:] if fraction else little().labels
        assert figures["classes"] == ["a", "b", "c"]
        assert (figures["of"], figures["nan"]) == ("validation" if fraction else "training", 0)
        assert [sum(row) for row in figures["confusion"]] == np.bincount(labels, minlength=3).tolist()

    def test_it_agrees_with_the_accuracy(self) -> None:
        events = flat(trainer(spec(validation_split=0.4)).run())
        for ended, kept in zip(of(events, "epoch_ended"), of(events, "maps_saved"), strict=True):
            confusion = np.array(json.loads(kept.blobs["figures"])["confusion"])
            assert confusion.trace() / 20 == ended.fields["logs"]["val_accuracy"]

    def test_outputs_that_are_no_numbers_are_counted(self) -> None:
        blobs = last_blobs(validation_split=0.4, layers=DEEP, optimizer={"kind": "sgd", "lr": 1e6})
        figures, (_, maps) = json.loads(blobs["figures"]), unpack(blobs["maps"])
        assert figures["nan"] == 20
        assert [row[0] for row in figures["confusion"]] == [sum(row) for row in figures["confusion"]]
        assert all(mistake["probabilities"] == ["nan"] * 3 for mistake in figures["worst"])
        assert maps["probabilities"] == ["nan"] * 3

    def test_the_worst_are_the_wrong_ones_of_least_probability(self) -> None:
        blobs, data = last_blobs(validation_split=0.4, layers=LINEAR, epochs=1), little()
        worst = json.loads(blobs["figures"])["worst"]
        x, _ = data.tensors()
        model = build(trainer(spec(layers=LINEAR)).plan.chain, seed=0)
        model.load_state_dict(Snapshot.read(blobs["weights"]).weights)
        with torch.no_grad():
            probabilities = model(x).softmax(1).numpy()
        wrong = [n for n in range(30, 50) if probabilities[n].argmax() != data.labels[n]]
        wrong.sort(key=lambda n: probabilities[n, data.labels[n]])
        assert [mistake["index"] for mistake in worst[:WORST]] == wrong[:WORST]
        rest = [mistake["index"] for mistake in worst[WORST:]]
        assert rest == [index for index in wrong[WORST:] if index in rest]
        cells = {(data.labels[n], probabilities[n].argmax()) for n in wrong}
        assert {(mistake["label"], mistake["predicted"]) for mistake in worst} == cells
        for mistake in worst:
            index = mistake["index"]
            assert mistake["label"] == data.labels[index] != mistake["predicted"] == probabilities[index].argmax()
            assert mistake["probabilities"] == pytest.approx(probabilities[index].tolist(), abs=1e-6)
            assert mistake["pixels"] == data.images[index].tolist()

    def test_there_is_a_histogram_of_every_weight_and_its_gradient(self) -> None:
        rows = json.loads(last_blobs()["figures"])["histograms"]
        assert [(row["layer"], row["kind"], row["name"]) for row in rows] == [
            (0, "conv2d", "weight"),
            (0, "conv2d", "bias"),
            (1, "batch_norm2d", "weight"),
            (1, "batch_norm2d", "bias"),
            (6, "linear", "weight"),
            (6, "linear", "bias"),
        ]
        assert [sum(row["weights"]["counts"]) for row in rows] == [27, 3, 3, 3, 81, 3]
        assert [sum(row["gradients"]["counts"]) for row in rows] == [27, 3, 3, 3, 81, 3]

    @given(st.lists(st.floats(width=32), min_size=1, max_size=50))
    def test_any_numbers_can_be_counted(self, numbers: list[float]) -> None:
        told = spread(torch.tensor(numbers, dtype=torch.float32))
        assert json.dumps(told, allow_nan=False)
        assert len(told["counts"]) == BINS
        assert sum(told["counts"]) + told["not_finite"] == len(numbers)
        assert told["low"] < told["high"] or not any(map(np.isfinite, numbers))

    @given(st.sets(st.integers(-1000, 1000), min_size=2, max_size=50))
    def test_they_are_counted_as_numpy_counts(self, whole: set[int]) -> None:
        numbers = [number / 8 for number in whole]
        told = spread(torch.tensor(numbers, dtype=torch.float32))
        assert (told["low"], told["high"]) == (min(numbers), max(numbers))
        expected, edges = np.histogram(numbers, BINS)
        # A number right on an edge may fall to either side of it.
        near = np.array([np.isclose(edge, numbers).sum() for edge in edges[1:]])
        assert (np.abs(np.cumsum(told["counts"]) - np.cumsum(expected)) <= near).all()


class TestMaps:
    def test_they_are_what_the_network_answers_to_the_probe(self) -> None:
        blobs = last_blobs()
        tensors, document = unpack(blobs["maps"])
        network = trainer().plan.chain
        model = build(network, seed=0)
        model.load_state_dict(Snapshot.read(blobs["weights"]).weights)
        x = little().tensors()[0][40][None]
        assert torch.equal(tensors["input"], x[0])
        with torch.no_grad():
            for index, layer in enumerate(model.eval()):
                x = layer(x)
                assert torch.equal(tensors[f"layers.{index}.output"], x[0])
        assert torch.equal(tensors["filters"], tensors["layers.0.weight"])
        assert document["kinds"] == [step.layer.kind for step in network.steps]
        assert (document["epoch"], document["classes"], document["filters_layer"]) == (2, ["a", "b", "c"], 0)
        assert document["probabilities"] == pytest.approx(x[0].softmax(0).tolist(), abs=1e-6)

    def test_the_rows_of_a_linear_layer_on_the_picture_are_pictures(self) -> None:
        tensors, document = unpack(last_blobs(layers=LINEAR)["maps"])
        assert tensors["filters"].shape == (3, 1, 6, 6)
        assert document["filters_layer"] == 1

    def test_only_as_many_numbers_as_the_budget_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "NUMBERS", 230)
        tensors, _ = unpack(last_blobs()["maps"])
        outputs = [name for name in tensors if name.endswith("output")]
        assert outputs == ["layers.0.output", "layers.1.output"]

    def test_the_first_layer_is_always_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "NUMBERS", 1)
        tensors, _ = unpack(last_blobs()["maps"])
        assert tensors.keys() == {"input", "layers.0.output", "filters"}
        assert len(tensors["filters"]) == 1

    def test_a_probe_of_ones_own(self) -> None:
        probe = np.full((1, 6, 6), 0.25, np.float32)
        run = trainer(spec(epochs=1), probe=probe)
        tensors, _ = unpack(of(flat(run.run()), "maps_saved")[0].blobs["maps"])
        assert torch.equal(tensors["input"], torch.from_numpy(probe))
        with pytest.raises(Refusal, match="probe_shape"):
            trainer(probe=np.zeros((3, 6, 6), np.float32))


@pytest.mark.parametrize("budget", [1, 230, 50_000])
@pytest.mark.parametrize("layers", [CNN, LINEAR])
def test_the_plan_knows_how_large_they_may_become(
    budget: int, layers: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "NUMBERS", budget)
    run = trainer(spec(layers=layers, epochs=1))
    tensors, _ = unpack(of(flat(run.run()), "maps_saved")[0].blobs["maps"])
    filters = tensors.pop("filters").numel()
    held = sum(tensor.numel() for tensor in tensors.values())
    assert held + min(filters, budget) <= module.numbers_at_most(run.plan.chain)


def test_maps_leave_the_network_as_it_was() -> None:
    network = trainer().plan.chain
    model = build(network, seed=0)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    module.maps(model, network, torch.rand(1, 6, 6), epoch=0, classes=("a", "b", "c"))
    assert model.training
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())
