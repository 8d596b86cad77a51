"""Which data sets there are, and the way from a name to the pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.errors import Refusal
from app.training.datasets import digits
from app.training.datasets.about import About
from app.training.datasets.data import Data

BUILT_IN: dict[str, tuple[About, Callable[[], Data]]] = {"mnist": (digits.ABOUT, digits.load)}
"""Data sets that never change and need no folder."""


def catalogue(folder: Path) -> list[About]:
    """Every data set that can be named now, in the order of a list for people.

    Args:
        folder: the server's data folder.
    """
    del folder
    return [known for known, _ in BUILT_IN.values()]


def about(name: str, folder: Path) -> About:
    """What is known of one data set, without loading it.

    Raises:
        Refusal: `dataset_unknown`, `dataset_incomplete`, `dataset_damaged`, with `dataset` in `loc`.
    """
    del folder
    if name in BUILT_IN:
        return BUILT_IN[name][0]
    raise Refusal("dataset_unknown", loc=("dataset",), known=list(BUILT_IN))


def load(name: str, folder: Path) -> Data:
    """The pictures of one data set.

    Raises:
        Refusal: what `about` raises, and `drawings_too_few`.
    """
    del folder
    if name in BUILT_IN:
        return BUILT_IN[name][1]()
    raise Refusal("dataset_unknown", loc=("dataset",), known=list(BUILT_IN))
