"""A look at a data set: a few pictures of every class."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from app.training.datasets.data import Images, Labels
from app.training.datasets.index import about, load, version

MOST_NUMBERS = 2_000_000
"""Of a look; where pictures are large or classes many, there are fewer of each."""


@dataclass(frozen=True)
class Examples:
    """Pictures (K×C×H×W, class by class) with their labels."""

    classes: tuple[str, ...]
    images: Images
    labels: Labels


def examples(name: str, folder: Path, per_class: int) -> Examples:
    """The first pictures of each class to train on, at most `per_class` of each.

    Raises:
        Refusal: as `about` and `load`.
    """
    look = _examples.__wrapped__ if name == "drawings" else _examples
    return look(name, folder, per_class, version(name, folder))


@lru_cache(maxsize=16)
def _examples(name: str, folder: Path, per_class: int, _version: Hashable) -> Examples:
    known = about(name, folder)
    each = max(1, min(per_class, MOST_NUMBERS // (len(known.classes) * int(np.prod(known.shape)))))
    data = load(name, folder)
    chosen = np.concatenate([np.flatnonzero(data.labels == label)[:each] for label in range(len(data.classes))])
    return Examples(data.classes, data.images[chosen], data.labels[chosen])
