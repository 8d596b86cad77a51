from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.errors import Refusal
from app.training.datasets import about, catalogue, from_npz, load, to_npz
from app.training.drawings import DrawingStore


def dot(place: int) -> Image.Image:
    """White on black; the place tells drawings apart."""
    pixels = np.zeros((28, 28), np.uint8)
    pixels.flat[place : place + 3] = 255
    return Image.fromarray(pixels)


def draw(folder: Path, **counts: int) -> None:
    store, place = DrawingStore(folder), 40
    for label, count in counts.items():
        for _ in range(count):
            store.add(label, dot(place))
            place += 3


def test_drawings_are_a_data_set(tmp_path: Path) -> None:
    draw(tmp_path, cat=12, dog=4)
    data = load("drawings", tmp_path)
    assert (data.classes, data.shape, data.augment) == (("cat", "dog"), (1, 28, 28), True)
    assert data.images.shape == (16, 1, 28, 28)
    assert len(data.test_images) == len(data.test_labels) == 0
    # Each picture has its own label: cats were drawn first.
    first = data.images.reshape(16, -1).argmax(1)
    assert np.array_equal(data.labels, (first >= 40 + 12 * 3).astype(np.int64))
    # Every quarter has a dog, so the last part does too.
    assert all((stretch == 1).sum() == 1 for stretch in np.split(data.labels, 4))
    known = about("drawings", tmp_path)
    assert (known.classes, known.train, known.test) == (data.classes, 16, 0)


@pytest.mark.parametrize(
    ("counts", "code", "params"),
    [
        ({}, "drawings_too_few", {"classes": 0, "fewest_classes": 2, "fewest": 3}),
        ({"a": 9}, "drawings_too_few", {"classes": 1, "fewest_classes": 2, "fewest": 3}),
        ({"a": 9, "b": 2, "c": 3}, "drawings_class_too_small", {"few": ["b"], "fewest": 3}),
    ],
)
def test_too_few_drawings_are_no_data_set_yet(
    counts: dict[str, int], code: str, params: dict[str, object], tmp_path: Path
) -> None:
    draw(tmp_path, **counts)
    for ask in (about, load):
        with pytest.raises(Refusal) as caught:
            ask("drawings", tmp_path)
        assert (caught.value.code, caught.value.params, caught.value.loc) == (code, params, ("dataset",))
    known = next(known for known in catalogue(tmp_path) if known.id == "drawings")
    assert (list(known.classes), known.train) == (list(counts), sum(counts.values()))


def test_a_file_keeps_the_whole_data_set(tmp_path: Path) -> None:
    draw(tmp_path, 고양이=3, dog=4)
    data = load("drawings", tmp_path)
    again = from_npz(to_npz(data))
    assert (again.id, again.classes, again.augment, again.shape) == (data.id, data.classes, True, data.shape)
    for name in ("images", "labels", "test_images", "test_labels"):
        kept, before = getattr(again, name), getattr(data, name)
        assert kept.dtype == before.dtype
        assert np.array_equal(kept, before)
    again.tensors()
