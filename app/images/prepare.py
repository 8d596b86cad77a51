"""From a picture to the tensor that a layer reads: crop, then colour, then size, then bytes / 255."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import Refusal

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Preparation:
    """What is done to a picture, in this order.

    Attributes:
        crop: top, left, height, width in pixels of the picture; None keeps all of it.
        color: `rgb` gives three channels (a grey picture three equal ones), `gray` one, by Rec. 601.
        size: height, width after antialiased bilinear resizing; None keeps it.
    """

    crop: tuple[int, int, int, int] | None = None
    color: Literal["rgb", "gray"] = "rgb"
    size: tuple[int, int] | None = None

    def shape(self, height: int, width: int) -> tuple[int, int, int]:
        """C, H, W of the result for a picture of this size; plain arithmetic, so that budgets come before work.

        Raises:
            Refusal: `crop_outside` where the crop reaches beyond the picture; `loc` is relative to this.
        """
        if self.crop is not None:
            top, left, rows, columns = self.crop
            if min(top, left) < 0 or min(rows, columns) < 1 or top + rows > height or left + columns > width:
                raise Refusal("crop_outside", loc=("crop",), crop=list(self.crop), size=[height, width])
            height, width = rows, columns
        return (3 if self.color == "rgb" else 1), *(self.size or (height, width))


def prepare(image: Image.Image, preparation: Preparation) -> Array:
    """The picture as float32 C×H×W in 0 … 1, contiguous.

    Raises:
        Refusal: `crop_outside`, as `Preparation.shape`.
    """
    preparation.shape(image.height, image.width)
    if preparation.crop is not None:
        top, left, height, width = preparation.crop
        image = image.crop((left, top, left + width, top + height))
    image = image.convert("RGB" if preparation.color == "rgb" else "L")  # Pillow's L is Rec. 601
    if preparation.size is not None:
        height, width = preparation.size
        image = image.resize((width, height), Image.Resampling.BILINEAR)  # antialiases when it shrinks
    pixels = np.asarray(image)  # H × W or H × W × C
    planes = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return np.ascontiguousarray(planes, np.float32) / np.float32(255)


class PreparedCache:
    """The prepared pictures of late, bounded by their bytes; the least recently used go first. Thread-safe.

    A control that is dragged asks for the same input again and again: decoding it each time would cost ten times the
    layer. Its arrays are shared by requests; whoever computes with them leaves them as they are.
    """

    def __init__(self, max_bytes: int = 24 * 1024 * 1024) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._arrays: OrderedDict[tuple[str, Preparation], Array] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, picture: str, preparation: Preparation) -> Array | None:
        """The prepared picture, if it is here."""
        key = picture, preparation
        with self._lock:
            array = self._arrays.get(key)
            if array is not None:
                self._arrays.move_to_end(key)
            return array

    def put(self, picture: str, preparation: Preparation, array: Array) -> None:
        """Remember a prepared picture; one that is larger than the whole cache is not."""
        key = picture, preparation
        with self._lock:
            if array.nbytes > self._max_bytes or key in self._arrays:
                return
            self._arrays[key] = array
            self._bytes += array.nbytes
            while self._bytes > self._max_bytes:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes

    def drop(self, picture: str) -> None:
        """Forget all that was made of a picture."""
        with self._lock:
            for key in [key for key in self._arrays if key[0] == picture]:
                self._bytes -= self._arrays.pop(key).nbytes
