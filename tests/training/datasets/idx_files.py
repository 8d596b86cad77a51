"""Files in MNIST's format, made for tests."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.training.datasets import FILES


def idx(array: Any) -> bytes:
    """An array of bytes in the format."""
    values: NDArray[np.uint8] = np.asarray(array, np.uint8)
    return bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def contents(train: int = 40, test: int = 10, side: int = 12) -> list[bytes]:
    """The four files of a data set of three classes."""
    chance = np.random.default_rng(0)
    made = []
    for count in (train, test):
        made.append(idx(chance.integers(0, 256, (count, side, side + 1))))
        made.append(idx(np.arange(count) * 3 // count))  # sorted by class, as some are
    return made


def lay(folder: Path, name: str = "tiny", packed: bool = False, files: list[bytes] | None = None) -> Path:
    """Lays a data set's files where the server looks for them."""
    place = folder / "datasets" / name
    place.mkdir(parents=True)
    for file, data in zip(FILES, files or contents(), strict=True):
        (place / (f"{file}.gz" if packed else file)).write_bytes(gzip.compress(data) if packed else data)
    return place
