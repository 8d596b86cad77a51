from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from app.errors import Refusal
from app.training.datasets import Data, about, catalogue, digits, examples, load, shapes, strokes

NAMES = ["mnist", "strokes", "shapes"]


@pytest.mark.parametrize("name", NAMES)
def test_the_pictures_are_as_the_catalogue_says(name: str, tmp_path: Path) -> None:
    known, data = about(name, tmp_path), load(name, tmp_path)
    assert (data.id, data.classes, data.shape, data.augment) == (name, known.classes, known.shape, False)
    assert data.images.shape == (known.train, *known.shape)
    assert data.test_images.shape == (known.test, *known.shape)
    for images, labels in ((data.images, data.labels), (data.test_images, data.test_labels)):
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert len(images) == len(labels)
        assert set(labels.tolist()) == set(range(len(known.classes)))


@pytest.mark.parametrize("name", NAMES)
def test_every_stretch_holds_every_class(name: str, tmp_path: Path) -> None:
    """Validation takes the last part, whatever its size."""
    data = load(name, tmp_path)
    for stretch in np.array_split(data.labels, 10):
        counts = np.bincount(stretch, minlength=len(data.classes))
        assert counts.min() > 0.5 * len(stretch) / len(data.classes)


def test_the_digits_are_split_the_same_way_for_ever() -> None:
    data = digits.load()
    assert hashlib.sha256(data.labels.tobytes()).hexdigest()[:16] == "d09fa02ea705831f"
    assert hashlib.sha256(data.images.tobytes()).hexdigest()[:16] == "cbf763231357575f"
    every = np.concatenate([data.images, data.test_images]).reshape(10_000, -1)
    assert len(np.unique(every, axis=0)) > 9_990  # none is in both parts but for twins in the source


@pytest.mark.parametrize("draw", [strokes.load.__wrapped__, shapes.load.__wrapped__], ids=["strokes", "shapes"])
def test_what_is_drawn_by_code_is_drawn_the_same_every_time(draw: Callable[[], Data]) -> None:
    first, second = draw(), draw()
    assert np.array_equal(first.images, second.images)
    assert np.array_equal(first.test_images, second.test_images)


def test_tensors_are_bytes_over_255(tmp_path: Path) -> None:
    data = load("strokes", tmp_path)
    x, y = data.tensors()
    assert (x.dtype, y.dtype) == (torch.float32, torch.int64)
    assert np.array_equal(x.numpy(), data.images.astype(np.float32) / np.float32(255))
    assert np.array_equal(y.numpy(), data.labels)
    x, y = data.test_tensors()
    assert len(x) == len(y) == 500
    assert data.images.max() > 1  # the pictures themselves were left alone


def test_a_linear_model_cannot_tell_the_strokes_apart_but_edges_can(tmp_path: Path) -> None:
    """What the data set is for: a small convolution learns it, one weight per pixel does not."""
    data = load("strokes", tmp_path)
    flat = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(256, 4))
    seeing = torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 5, padding=2), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(8, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Flatten(), torch.nn.Linear(256, 4),
    )  # fmt: skip
    assert accuracy_after(flat, data, epochs=6) < 0.6
    assert accuracy_after(seeing, data, epochs=6) > 0.9


def test_the_shapes_can_be_learned(tmp_path: Path) -> None:
    data = load("shapes", tmp_path)
    model = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(4), torch.nn.Flatten(),
        torch.nn.Linear(512, 9),
    )  # fmt: skip
    assert 0.5 < accuracy_after(model, data, epochs=5) < 0.99


def accuracy_after(model: torch.nn.Module, data: Data, epochs: int) -> float:
    x, y = data.tensors()
    test_x, test_y = data.test_tensors()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        for module in model.modules():
            if isinstance(module, torch.nn.Linear | torch.nn.Conv2d):
                module.reset_parameters()
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
        for _ in range(epochs):
            for batch in torch.randperm(len(x)).split(64):  # type: ignore[no-untyped-call]
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
    with torch.no_grad():
        return float((model(test_x).argmax(1) == test_y).float().mean())


def test_the_catalogue_lists_what_can_be_named(tmp_path: Path) -> None:
    assert [known.id for known in catalogue(tmp_path)] == [*NAMES, "drawings"]
    assert not list(tmp_path.iterdir())  # asking makes no file


@pytest.mark.parametrize("name", ["", "mnist ", "MNIST", "idx:", "idx:none", "idx:../secret", "idx", "x" * 500, "a\0b"])
def test_an_unknown_name_is_told_what_there_is(name: str, tmp_path: Path) -> None:
    for ask in (about, load):
        with pytest.raises(Refusal) as caught:
            ask(name, tmp_path)
        assert (caught.value.code, caught.value.loc) == ("dataset_unknown", ("dataset",))
        assert caught.value.params["known"] == [*NAMES, "drawings"]


def test_a_look_has_the_first_of_every_class(tmp_path: Path) -> None:
    data, look = load("shapes", tmp_path), examples("shapes", tmp_path, 3)
    assert look.images.shape == (27, 3, 32, 32)
    assert look.labels.tolist() == [label for label in range(9) for _ in range(3)]
    assert np.array_equal(look.images[:3], data.images[data.labels == 0][:3])
