"""`mnist`: the 10,000 handwritten digits that the install brings, always split the same way."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.paths import VENDOR
from app.training.datasets.about import About
from app.training.datasets.data import Data

TEST = 2_000
SEED = 1998  # the year of "Gradient-based learning applied to document recognition"

ABOUT = About("mnist", tuple("0123456789"), (1, 28, 28), 10_000 - TEST, TEST)


@lru_cache(maxsize=1)
def load() -> Data:
    """8,000 digits to train on, 2,000 to test on."""
    with np.load(VENDOR / "digits.npz") as digits:
        images, labels = digits["images"][:, None], digits["labels"].astype(np.int64)
    # The file has them digit by digit. Numpy promises the raw stream of a bit generator, and nothing more, for ever.
    order = np.argsort(np.random.PCG64(SEED).random_raw(len(labels)), kind="stable")
    test, train = order[:TEST], order[TEST:]
    return Data("mnist", ABOUT.classes, images[train], labels[train], images[test], labels[test])
