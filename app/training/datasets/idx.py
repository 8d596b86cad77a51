"""`idx:<name>`: any data set in MNIST's format whose four files lie in `<data>/datasets/<name>/`.

The format: two zero bytes, 8 (unsigned bytes), the number of axes, each axis as a big-endian 32-bit number, then the
bytes. Source: "The MNIST database of handwritten digits", "File formats for the MNIST database". Nothing in a file is
believed before it is checked: not its numbers, not its length, and not what it unpacks to.
"""

from __future__ import annotations

import gzip
import math
import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np

from app.errors import Refusal
from app.training.datasets.about import About
from app.training.datasets.data import Data, Images, Labels

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
"""Each may end in `.gz`, and some archives write `.idx` for `-idx`."""
CLASSES = "classes.txt"
"""May lie beside them: the name of label 0 in its first line, and so on."""
LIMIT = 256 * 1024 * 1024
"""Bytes of a file once it is unpacked."""
LARGEST_SIDE = 256
LONGEST_NAME = 40
SEED = 1998

Stamp: TypeAlias = tuple[tuple[int, int], ...]
"""Sizes and times of files: what is read once is read again when one of them has changed."""


@dataclass(frozen=True)
class IdxSet:
    """The files of one data set, found but not read."""

    name: str
    paths: tuple[Path, Path, Path, Path]
    classes: Path | None

    @property
    def stamp(self) -> Stamp:
        """Another one after a file has changed.

        Raises:
            Refusal: `dataset_unreadable` where one was removed since it was found.
        """
        return tuple(map(_stamp, (*self.paths, self.classes) if self.classes else self.paths))


def names(folder: Path) -> list[str]:
    """The folders that can be named, complete or not."""
    try:
        return sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir())
    except OSError:  # there is no such folder until somebody makes it
        return []


def find(name: str, folder: Path) -> IdxSet:
    """The files of a data set.

    Raises:
        Refusal: `dataset_unknown` where the name or its folder is none, `dataset_incomplete` where files are missing.
    """
    place = folder / name
    if not NAME.fullmatch(name) or not place.is_dir():
        raise Refusal("dataset_unknown", known=[f"idx:{other}" for other in names(folder)])
    found = [_variant(place, file) for file in FILES]
    there = [path for path in found if path is not None]
    if len(there) < len(FILES):
        missing = [file for file, path in zip(FILES, found, strict=True) if path is None]
        raise Refusal("dataset_incomplete", name=name, missing=missing)
    first, second, third, fourth = there
    classes = place / CLASSES
    return IdxSet(name, (first, second, third, fourth), classes if classes.is_file() else None)


def about(files: IdxSet) -> About:
    """What the headers and the labels say.

    Raises:
        Refusal: `idx_…` where a file is not what it should be, `dataset_unreadable`, each naming the file.
    """
    return _about(files, files.stamp)


@lru_cache(maxsize=64)
def _about(files: IdxSet, _stamp: Stamp) -> About:
    train, test = (_shape(path) for path in (files.paths[0], files.paths[2]))
    _, classes = _labels(files)
    if train[1:] != test[1:]:
        raise Refusal("idx_other_size", file=files.paths[2].name)
    _, height, width = train
    return About(f"idx:{files.name}", classes, (1, height, width), train[0], test[0], {"name": files.name})


def load(files: IdxSet) -> Data:
    """All pictures, the training ones in a fixed shuffled order: some files are sorted by class.

    Raises:
        Refusal: what `about` raises.
    """
    known = about(files)
    (labels, test_labels), _ = _labels(files)
    images, test_images = (_read(path, 3)[:, None] for path in (files.paths[0], files.paths[2]))
    order = np.argsort(np.random.PCG64(SEED).random_raw(len(labels)), kind="stable")
    return Data(known.id, known.classes, images[order], labels[order], test_images, test_labels)


def _labels(files: IdxSet) -> tuple[tuple[Labels, Labels], tuple[str, ...]]:
    """The labels of both splits as 0 … classes − 1, and what the classes are called."""
    both = []
    for images, labels in (files.paths[:2], files.paths[2:]):
        values = _read(labels, 1)
        if len(values) != _shape(images)[0]:
            raise Refusal("idx_other_count", file=labels.name)
        both.append(values)
    values, places = np.unique(np.concatenate(both), return_inverse=True)  # some count from 1
    train, test = np.split(places.astype(np.int64), [len(both[0])])
    return (train, test), _class_names(files.classes, [int(value) for value in values])


def _class_names(path: Path | None, values: list[int]) -> tuple[str, ...]:
    if path is None:
        return tuple(str(value) for value in values)
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("idx_classes", file=path.name) from error
    if len(lines) <= max(values) or not all(0 < len(lines[value]) <= LONGEST_NAME for value in values):
        raise Refusal("idx_classes", file=path.name)
    return tuple(lines[value] for value in values)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return stat.st_size, stat.st_mtime_ns


def _variant(place: Path, file: str) -> Path | None:
    spellings = (file, file.replace("-idx", ".idx"))
    paths = [place / f"{name}{ending}" for name in spellings for ending in ("", ".gz")]
    return next((path for path in paths if path.is_file()), None)


def _shape(path: Path) -> tuple[int, ...]:
    """The axes that an image file's header names."""
    try:
        with _open(path) as file:
            return _header(path, file, 3)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def _read(path: Path, axes: int) -> Images:
    """The bytes of a file in the shape that its header names."""
    try:
        with _open(path) as file:
            shape = _header(path, file, axes)
            count = math.prod(shape)
            data = file.read(count)
            if len(data) != count or file.read(1):
                raise Refusal("idx_length", file=path.name)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error
    return np.frombuffer(bytearray(data), np.uint8).reshape(shape)  # a bytearray, so that torch may view it


def _header(path: Path, file: BinaryIO, axes: int) -> tuple[int, ...]:
    head = file.read(4 + 4 * axes)
    if len(head) != 4 + 4 * axes or head[:4] != bytes((0, 0, 8, axes)):
        raise Refusal("idx_magic", file=path.name)
    shape = struct.unpack(f">{axes}I", head[4:])
    if min(shape) < 1 or max(shape[1:], default=1) > LARGEST_SIDE:
        raise Refusal("idx_sides", file=path.name)
    if math.prod(shape) > LIMIT:
        raise Refusal("idx_too_large", file=path.name, bytes=math.prod(shape), limit=LIMIT)
    return shape


def _open(path: Path) -> BinaryIO:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _unreadable(path: Path, error: Exception) -> Refusal:
    if isinstance(error, OSError) and error.strerror:
        return Refusal("dataset_unreadable", file=path.name, reason=error.strerror)
    return Refusal("idx_packed", file=path.name)
