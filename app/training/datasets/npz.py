"""A data set as one file: what a run that trains on changeable data keeps, and what its Python script reads."""

from __future__ import annotations

import io

import numpy as np

from app.training.datasets.data import Data


def to_npz(data: Data) -> bytes:
    """The data set as numpy's `.npz`: `images`, `labels`, `test_images`, `test_labels`, `classes`, `id`, `augment`."""
    file = io.BytesIO()
    np.savez(
        file,
        images=data.images,
        labels=data.labels,
        test_images=data.test_images,
        test_labels=data.test_labels,
        classes=np.array(data.classes, dtype=np.str_),
        id=np.array(data.id),
        augment=np.array(data.augment),
    )
    return file.getvalue()


def from_npz(file: bytes) -> Data:
    """What `to_npz` wrote."""
    with np.load(io.BytesIO(file), allow_pickle=False) as stored:
        return Data(
            id=str(stored["id"]),
            classes=tuple(str(name) for name in stored["classes"]),
            images=stored["images"],
            labels=stored["labels"],
            test_images=stored["test_images"],
            test_labels=stored["test_labels"],
            augment=bool(stored["augment"]),
        )
