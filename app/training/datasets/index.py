"""Which data sets there are, and the way from a name to the pictures."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.errors import Refusal
from app.layers import inside
from app.training.datasets import digits, drawn, idx, shapes, strokes
from app.training.datasets.about import About
from app.training.datasets.data import Data

BUILT_IN: dict[str, tuple[About, Callable[[], Data]]] = {
    "mnist": (digits.ABOUT, digits.load),
    "strokes": (strokes.ABOUT, strokes.load),
    "shapes": (shapes.ABOUT, shapes.load),
}
"""Data sets that never change and need no folder."""
FOLDER = "datasets"
"""Of the data folder: where `idx:<name>` is looked for."""


def catalogue(folder: Path) -> list[About]:
    """Every data set that can be named now, in the order of a list for people; drawings also while they are too few.

    Args:
        folder: the server's data folder.
    """
    found = [known for known, _ in BUILT_IN.values()] + [drawn.summary(folder)]
    return found + [known for _, known in idx_folders(folder) if isinstance(known, About)]


def idx_folders(folder: Path) -> list[tuple[str, About | Refusal]]:
    """Every folder in which an `idx` data set may lie, by name, and what is known of it or what is wrong with it."""
    found: list[tuple[str, About | Refusal]] = []
    for name in idx.names(folder / FOLDER):
        try:
            found.append((name, idx.about(idx.find(name, folder / FOLDER))))
        except Refusal as refusal:
            found.append((name, refusal))
    return found


def about(name: str, folder: Path) -> About:
    """What is known of one data set that can be trained on, without loading its pictures.

    Raises:
        Refusal: with `dataset` in `loc`: `dataset_unknown`, `dataset_incomplete`, `dataset_unreadable`, `idx_…` for
            files in MNIST's format; `drawings_too_few`, `drawings_class_too_small`.
    """
    with inside("dataset"):
        return _source(name, folder).about()


def load(name: str, folder: Path) -> Data:
    """The pictures of one data set. Those of built-in ones are made once and shared.

    Raises:
        Refusal: what `about` raises.
    """
    with inside("dataset"):
        return _source(name, folder).load()


def version(name: str, folder: Path) -> Hashable:
    """Another value once the files of a data set have changed; those of drawings are not looked at.

    Raises:
        Refusal: as `about`.
    """
    with inside("dataset"):
        return _source(name, folder).version()


@dataclass(frozen=True)
class _Source:
    """Where the pictures of a name come from."""

    about: Callable[[], About]
    load: Callable[[], Data]
    version: Callable[[], Hashable] = lambda: None


def _source(name: str, folder: Path) -> _Source:
    if name in BUILT_IN:
        known, make = BUILT_IN[name]
        return _Source(lambda: known, make)
    if name == "drawings":
        return _Source(partial(drawn.about, folder), partial(drawn.load, folder))
    place = folder / FOLDER
    kind, _, rest = name.partition(":")
    if kind != "idx" or rest not in idx.names(place):
        raise Refusal("dataset_unknown", known=[*BUILT_IN, "drawings", *(f"idx:{other}" for other in idx.names(place))])
    files = idx.find(rest, place)
    return _Source(partial(idx.about, files), partial(idx.load, files), lambda: files.stamp)
