"""`shapes`: a circle, a square or a triangle in red, green or blue; nine classes, 32×32 RGB.

Size, place and turn vary, the ground is dark with a tint of its own, and everything is under noise. Colour is
learned at once and form takes longer, so that the confusion matrix shows blocks of one colour that fade.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.training.datasets.about import About
from app.training.datasets.data import Data

SIDE = 32
TRAIN, TEST = 2_700, 540
SEED = 1915  # the year of Malevich's squares and circles

FORMS = "●■▲"
COLOURS = {"R": (0.85, 0.22, 0.18), "G": (0.2, 0.68, 0.28), "B": (0.2, 0.34, 0.88)}

ABOUT = About("shapes", tuple(name + form for form in FORMS for name in COLOURS), (3, SIDE, SIDE), TRAIN, TEST)

Array = NDArray[np.float32]


@lru_cache(maxsize=1)
def load() -> Data:
    """The same pictures every time, drawn at once."""
    chance = np.random.default_rng(SEED)
    count = TRAIN + TEST
    labels = np.arange(count) % len(ABOUT.classes)
    form, colour = np.divmod(labels, len(COLOURS))

    def between(low: float, high: float, *axes: int) -> Array:
        return chance.uniform(low, high, (count, *axes)).astype(np.float32)

    rows, cols = np.mgrid[:SIDE, :SIDE].astype(np.float32) - (SIDE - 1) / 2
    x, y = cols - between(-4, 4, 1, 1), rows - between(-4, 4, 1, 1)  # N×32×32, from the middle of the form
    turn = between(-0.2, 0.2, 1, 1)
    x, y = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    share = (between(7, 10, 1, 1) + 0.5 - _distance(form, x, y)).clip(0, 1)[:, None]  # antialiased over a pixel

    ground = between(0.05, 0.45, 1, 1, 1) + between(-0.1, 0.1, 3, 1, 1)
    ink = np.array(list(COLOURS.values()), np.float32)[colour][:, :, None, None] + between(-0.12, 0.12, 3, 1, 1)
    picture = ground + share * (ink - ground)  # N×3×32×32
    picture += 0.05 * chance.standard_normal(picture.shape, np.float32)
    images = np.rint(picture.clip(0, 1) * 255).astype(np.uint8)
    return Data("shapes", ABOUT.classes, images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])


def _distance(form: NDArray[np.int64], x: Array, y: Array) -> Array:
    """How far out each place lies, in units in which all three forms of one size have about the same area."""
    out = np.empty_like(x)
    circle, square, triangle = (form == index for index in range(len(FORMS)))
    out[circle] = np.hypot(x[circle], y[circle])
    out[square] = 1.13 * np.maximum(np.abs(x[square]), np.abs(y[square]))
    # Three edges, each half as far from the middle as the corners are.
    x, y = 0.866 * x[triangle], y[triangle]
    out[triangle] = 1.29 * np.maximum(y, np.abs(x) - 0.5 * y)
    return out
