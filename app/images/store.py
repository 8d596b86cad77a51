"""The uploaded pictures: PNG files on a shelf. Width, height and channels are read from the PNG header."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.errors import Refusal
from app.shelf import KeptError, Shelf


@dataclass(frozen=True)
class Picture:
    """What is known of a picture without decoding it."""

    id: str
    width: int
    height: int
    channels: int


class PictureStore:
    """Pictures by id, within a number of bytes; as `Shelf`."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._shelf = Shelf(folder, ".png", max_bytes)

    def add(self, image: Image.Image) -> Picture:
        """Store a picture (`L` or `RGB`); the same pixels have the same id.

        Raises:
            Refusal: `store_too_small` (413) where it alone is larger than the store; `store_unwritable` (507) where
                the disk is full, or the folder may not be written to.
        """
        digest = hashlib.sha256(f"{image.mode} {image.width}x{image.height} ".encode())
        digest.update(image.tobytes())
        name = digest.hexdigest()[:32]
        if not self._shelf.touch(name):
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
        data = self._shelf.read(name)
        if data is None:
            raise _unknown()
        return data

    def touch(self, name: str) -> bool:
        """Whether the picture is here; if so it counts as used now."""
        return self._shelf.touch(name)

    def delete(self, name: str) -> None:
        """Drop a picture.

        Raises:
            Refusal: `picture_unknown` (404), `picture_kept` (409).
        """
        try:
            self._shelf.delete(name)
        except KeyError as error:
            raise _unknown() from error
        except KeptError as error:
            raise Refusal("picture_kept", status=409) from error

    def keep(self, name: str) -> None:
        """Do not drop this picture until it has been released as often as it was kept.

        Raises:
            Refusal: `picture_unknown` (404).
        """
        try:
            self._shelf.keep(name)
        except KeyError as error:
            raise _unknown() from error

    def release(self, name: str) -> None:
        """Take back one `keep`."""
        self._shelf.release(name)

    def _open(self, name: str) -> Image.Image:
        return Image.open(io.BytesIO(self.png(name)), formats=("PNG",))

    def _write(self, name: str, data: bytes) -> None:
        if len(data) > self._shelf.max_bytes:
            raise Refusal("store_too_small", status=413, bytes=len(data), limit=self._shelf.max_bytes)
        try:
            self._shelf.write(name, data)
        except OSError as error:
            raise Refusal("store_unwritable", status=507) from error


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)  # three times faster than the default for a tenth more bytes
    return file.getvalue()


def _unknown() -> Refusal:
    return Refusal("picture_unknown", status=404)
