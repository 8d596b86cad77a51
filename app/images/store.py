"""The uploaded pictures: PNG files in a folder, named by their content, the least recently used dropped for new ones.

The folder is the only truth: names are ids, modification times are the times of last use, so that a restarted server
goes on where it stopped. Width, height and channels are read from the PNG header.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.errors import Refusal

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Picture:
    """What is known of a picture without decoding it."""

    id: str
    width: int
    height: int
    channels: int


class PictureStore:
    """Pictures by id, within a number of bytes. Thread-safe; one process at a time writes to the folder.

    Kept pictures (`keep`) are never dropped and count towards the bound, so the store holds at most `max_bytes` beside
    them. Keeping lasts as long as this object: whoever relies on a picture keeps it again after a restart.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._kept: Counter[str] = Counter()
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob("*.part"):  # of a write that a crash cut off
            leftover.unlink(missing_ok=True)
        paths = [path for path in folder.glob("*.png") if _ID.fullmatch(path.stem)]
        # Least recently used first; dict order is the order of use from here on.
        self._bytes = {p.stem: p.stat().st_size for p in sorted(paths, key=lambda path: path.stat().st_mtime_ns)}
        with self._lock:
            self._shrink()

    def add(self, image: Image.Image) -> Picture:
        """Store a picture (`L` or `RGB`); the same pixels have the same id.

        Raises:
            Refusal: `store_too_small` (413) where it alone is larger than the store; `store_unwritable` (507) where
                the disk is full, or the folder may not be written to.
        """
        digest = hashlib.sha256(f"{image.mode} {image.width}x{image.height} ".encode())
        digest.update(image.tobytes())
        name = digest.hexdigest()[:32]
        with self._lock:
            known = self._use(name)
        if not known:
            self._write(name, _png(image))
        return Picture(name, image.width, image.height, len(image.getbands()))

    def find(self, name: str) -> Picture:
        """What is known of a picture.

        Raises:
            Refusal: `picture_unknown` (404).
        """
        with self._open(name) as image:
            return Picture(name, image.width, image.height, len(image.getbands()))

    def get(self, name: str) -> Image.Image:
        """The picture, decoded.

        Raises:
            Refusal: `picture_unknown` (404).
        """
        with self._open(name) as image:
            image.load()
            return image

    def png(self, name: str) -> bytes:
        """The picture as a PNG file.

        Raises:
            Refusal: `picture_unknown` (404).
        """
        with self._lock:
            if not self._use(name):
                raise _unknown()
            try:
                return self._path(name).read_bytes()
            except FileNotFoundError as error:  # another process has dropped it meanwhile
                del self._bytes[name]
                raise _unknown() from error

    def touch(self, name: str) -> bool:
        """Whether the picture is here; if so it counts as used now."""
        with self._lock:
            return self._use(name)

    def delete(self, name: str) -> None:
        """Drop a picture.

        Raises:
            Refusal: `picture_unknown` (404), `picture_kept` (409).
        """
        with self._lock:
            if name not in self._bytes:
                raise _unknown()
            if self._kept[name] > 0:
                raise Refusal("picture_kept", status=409)
            self._drop(name)

    def keep(self, name: str) -> None:
        """Do not drop this picture until it has been released as often as it was kept.

        Raises:
            Refusal: `picture_unknown` (404).
        """
        with self._lock:
            if name not in self._bytes:
                raise _unknown()
            self._kept[name] += 1

    def release(self, name: str) -> None:
        """Take back one `keep`."""
        with self._lock:
            self._kept[name] -= 1
            if self._kept[name] <= 0:
                del self._kept[name]
            self._shrink()

    def _open(self, name: str) -> Image.Image:
        return Image.open(io.BytesIO(self.png(name)), formats=("PNG",))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.png"

    def _use(self, name: str) -> bool:
        """Note that a picture is used now; False where it is not here (or somebody has removed its file)."""
        size = self._bytes.pop(name, None)
        if size is None or not self._path(name).exists():
            return False
        with suppress(OSError):  # where the folder can only be read, all that is lost is the order after a restart
            os.utime(self._path(name))
        self._bytes[name] = size
        return True

    def _write(self, name: str, data: bytes) -> None:
        if len(data) > self._max_bytes:
            raise Refusal("store_too_small", status=413, bytes=len(data), limit=self._max_bytes)
        try:
            part = self._part(data)
            with self._lock:
                part.replace(self._path(name))  # whole or not at all, for whoever reads meanwhile
                self._bytes.pop(name, None)
                self._bytes[name] = len(data)
                self._shrink(spare=name)
        except OSError as error:
            raise Refusal("store_unwritable", status=507) from error

    def _part(self, data: bytes) -> Path:
        """The bytes in a file of their own, beside their later place; none is left behind where the disk is full."""
        descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        return part

    def _shrink(self, spare: str | None = None) -> None:
        """Drop the least recently used until the rest fits; `spare` stays."""
        total = sum(self._bytes.values())
        for name in list(self._bytes):
            if total <= self._max_bytes:
                return
            if name != spare and self._kept[name] <= 0:
                total -= self._bytes[name]
                self._drop(name)

    def _drop(self, name: str) -> None:
        del self._bytes[name]
        self._path(name).unlink(missing_ok=True)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)  # three times faster than the default for a tenth more bytes
    return file.getvalue()


def _unknown() -> Refusal:
    return Refusal("picture_unknown", status=404)
