"""The user's own drawings: 28×28 gray pictures in named classes, white strokes on black as the MNIST digits are.

They lie in one SQLite file of the data folder, opened for each question, so that several threads and processes may
ask. Nothing is made before the first drawing is kept.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import Refusal
from app.training import labels

SIDE = 28
MAX_CLASSES = 20
MAX_DRAWINGS = 2_000
MAX_LABEL = 24
"""Characters of a class's name."""
FAINTEST = 32
"""Of 255: a picture without a pixel this far from its ground has nothing on it."""

PATIENCE = 5.0
"""Seconds to wait for another writer."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS drawings (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    class TEXT NOT NULL,
    pixels BLOB NOT NULL CHECK (length(pixels) = 784)
)
"""


@dataclass(frozen=True)
class Drawing:
    """One drawing: `pixels` are 28×28 bytes."""

    id: str
    label: str
    pixels: NDArray[np.uint8]


class DrawingStore:
    """Drawings by id, in the order in which they were made. Thread-safe.

    Every method raises `drawings_unusable` (507) where the file cannot be read or written: a full disk, a damaged
    file, another program that holds it.

    Args:
        folder: the server's data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "drawings.db"

    def add(self, label: str, image: Image.Image) -> Drawing:
        """Keep a picture as an example of a class, whose name is tidied first.

        Raises:
            Refusal: `label_invalid`, `drawing_empty`, `too_many_classes`, `too_many_drawings`.
        """
        drawing = Drawing(secrets.token_hex(16), tidy(label), as_drawing(image))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._open(write=True) as db:
            counts = dict(db.execute("SELECT class, COUNT(*) FROM drawings GROUP BY class"))
            if sum(counts.values()) >= MAX_DRAWINGS:
                raise Refusal("too_many_drawings", limit=MAX_DRAWINGS)
            if drawing.label not in counts and len(counts) >= MAX_CLASSES:
                raise Refusal("too_many_classes", loc=("class",), limit=MAX_CLASSES)
            values = (drawing.id, drawing.label, drawing.pixels.tobytes())
            db.execute("INSERT INTO drawings (id, class, pixels) VALUES (?, ?, ?)", values)
        return drawing

    def all(self) -> list[Drawing]:
        """Every drawing."""
        if not self._file.exists():
            return []
        with self._open() as db:
            rows = db.execute("SELECT id, class, pixels FROM drawings ORDER BY seq").fetchall()
        return [Drawing(name, label, _pixels(pixels)) for name, label, pixels in rows]

    def classes(self) -> dict[str, list[str]]:
        """The ids of the drawings of each class, the class that was begun first in front."""
        if not self._file.exists():
            return {}
        with self._open() as db:
            rows = db.execute("SELECT id, class FROM drawings ORDER BY seq").fetchall()
        found: dict[str, list[str]] = {}
        for name, label in rows:
            found.setdefault(label, []).append(name)
        return found

    def get(self, name: str) -> Drawing:
        """One drawing.

        Raises:
            Refusal: `drawing_unknown` (404).
        """
        row = None
        if self._file.exists():
            with self._open() as db:
                row = db.execute("SELECT id, class, pixels FROM drawings WHERE id = ?", (name,)).fetchone()
        if row is None:
            raise Refusal("drawing_unknown", status=404)
        return Drawing(row[0], row[1], _pixels(row[2]))

    def delete(self, name: str) -> None:
        """Forget one drawing.

        Raises:
            Refusal: `drawing_unknown` (404).
        """
        if not self._delete("DELETE FROM drawings WHERE id = ?", name):
            raise Refusal("drawing_unknown", status=404)

    def delete_class(self, label: str) -> None:
        """Forget all drawings of a class.

        Raises:
            Refusal: `class_unknown` (404), `label_invalid`.
        """
        if not self._delete("DELETE FROM drawings WHERE class = ?", tidy(label)):
            raise Refusal("class_unknown", status=404)

    def _delete(self, statement: str, value: str) -> int:
        if not self._file.exists():
            return 0
        with self._open(write=True) as db:
            return db.execute(statement, (value,)).rowcount

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction; a writing one keeps other writers out from its beginning."""
        try:
            with closing(sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)) as db:
                db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                db.execute(_SCHEMA)
                yield db
                db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise Refusal("drawings_unusable", status=507, reason=str(error)) from error


def tidy(label: str) -> str:
    """A class's name as it is kept; see `labels.tidy`.

    Raises:
        Refusal: `label_invalid` where it is empty, too long, or has characters that cannot be seen.
    """
    name = labels.tidy(label)
    if not name or len(name) > MAX_LABEL:
        raise Refusal("label_invalid", loc=("class",), limit=MAX_LABEL)
    return name


def as_drawing(image: Image.Image) -> NDArray[np.uint8]:
    """A picture as 28×28 gray bytes: whole, with its ground around it where it is no square, light on dark.

    Ink on paper (an edge that is light in the middle) is turned into its negative.

    Raises:
        Refusal: `drawing_empty` where nothing is on it.
    """
    gray = image.convert("L")
    pixels = np.asarray(gray)
    ground = int(np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])))
    if gray.width != gray.height:
        side = max(gray.size)
        square = Image.new("L", (side, side), ground)
        square.paste(gray, ((side - gray.width) // 2, (side - gray.height) // 2))
        gray = square
    if gray.width != SIDE:
        gray = gray.resize((SIDE, SIDE), Image.Resampling.BILINEAR)  # antialiases when it shrinks
    drawn = np.array(gray)
    if np.abs(drawn.astype(int) - ground).max() < FAINTEST:
        raise Refusal("drawing_empty", loc=("image",))
    return 255 - drawn if ground > 127 else drawn


def _pixels(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(bytearray(data), np.uint8).reshape(SIDE, SIDE)
