"""`drawings`: what the user has drawn, as a data set that training batches augment."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.errors import Refusal
from app.training.datasets.about import About
from app.training.datasets.data import Data, no_images
from app.training.drawings import SIDE, Drawing, DrawingStore

FEWEST_CLASSES = 2
FEWEST_EACH = 3


def summary(folder: Path) -> About:
    """What has been drawn so far, be it enough to train on or not."""
    classes = DrawingStore(folder).classes()
    return _about({label: len(names) for label, names in classes.items()})


def about(folder: Path) -> About:
    """What has been drawn, if it is enough.

    Raises:
        Refusal: `drawings_too_few`.
    """
    classes = DrawingStore(folder).classes()
    counts = {label: len(names) for label, names in classes.items()}
    _check(counts)
    return _about(counts)


def load(folder: Path) -> Data:
    """All drawings; none is held back for testing, since there are few.

    Raises:
        Refusal: `drawings_too_few`.
    """
    drawings = DrawingStore(folder).all()
    groups: dict[str, list[Drawing]] = {}
    for drawing in drawings:
        groups.setdefault(drawing.label, []).append(drawing)
    _check({label: len(group) for label, group in groups.items()})
    # Every class spread evenly over the whole: validation takes the last part, which then has all classes too.
    spread = sorted(
        ((place + 0.5) / len(group), label, drawing.pixels)
        for label, (_, group) in enumerate(groups.items())
        for place, drawing in enumerate(group)
    )
    images = np.stack([pixels for _, _, pixels in spread])[:, None]
    labels = np.array([label for _, label, _ in spread], np.int64)
    return Data("drawings", tuple(groups), images, labels, no_images((1, SIDE, SIDE)), augment=True)


def _about(counts: dict[str, int]) -> About:
    return About("drawings", tuple(counts), (1, SIDE, SIDE), sum(counts.values()), 0)


def _check(counts: dict[str, int]) -> None:
    few = [label for label, count in counts.items() if count < FEWEST_EACH]
    if len(counts) < FEWEST_CLASSES:
        raise Refusal("drawings_too_few", classes=len(counts), fewest_classes=FEWEST_CLASSES, fewest=FEWEST_EACH)
    if few:
        raise Refusal("drawings_class_too_small", few=few, fewest=FEWEST_EACH)
