"""`strokes`: short lines in four directions, light on dark or dark on light, under noise.

Because either side of a line may be the lighter one, no single weight per pixel can tell the directions apart; filters
that answer to edges can, and a first convolution learns them within a few epochs.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.training.datasets.about import About
from app.training.datasets.data import Data

SIDE = 16
TRAIN, TEST = 2_000, 500
SEED = 1959  # the year in which Hubel and Wiesel reported cells that answer to oriented edges

ABOUT = About("strokes", ("─", "╱", "│", "╲"), (1, SIDE, SIDE), TRAIN, TEST)

Array = NDArray[np.float64]


@lru_cache(maxsize=1)
def load() -> Data:
    """The same pictures every time, drawn at once."""
    chance = np.random.default_rng(SEED)
    count = TRAIN + TEST
    labels = np.arange(count) % len(ABOUT.classes)

    def between(low: float, high: float) -> Array:
        return chance.uniform(low, high, (count, 1, 1))

    angle = np.radians(45 * labels[:, None, None] + between(-12, 12))
    rows, cols = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    x, y = cols - between(-3.5, 3.5), between(-3.5, 3.5) - rows  # y upwards, N×16×16
    along = x * np.cos(angle) + y * np.sin(angle)
    across = y * np.cos(angle) - x * np.sin(angle)
    ink = _inside(np.abs(across), between(0.7, 1.3)) * _inside(np.abs(along), between(4, 8))
    contrast = between(0.25, 0.45) * np.where(chance.random((count, 1, 1)) < 0.5, -1, 1)
    gray = 0.5 + contrast * (2 * ink - 1) + chance.normal(0, 0.12, ink.shape)
    images = np.round(gray.clip(0, 1) * 255).astype(np.uint8)[:, None]  # N×1×16×16
    return Data("strokes", ABOUT.classes, images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])


def _inside(distance: Array, reach: Array) -> Array:
    """1 within reach, 0 beyond it, antialiased over a pixel."""
    return np.clip(reach + 0.5 - distance, 0, 1)
