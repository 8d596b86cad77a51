"""From the bytes of a file to an upright picture in `RGB` or `L`, with nothing trusted on the way.

Pillow opens lazily: the header alone tells kind and size, so that a picture of 30,000 × 30,000 pixels is refused before
one of them is decoded.
"""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from app.errors import Refusal

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 16_000_000

# Pillow's own limit is a warning at 89 and an error at 179 megapixels; ours is lower and checked at the same place.
Image.MAX_IMAGE_PIXELS = None


def decode(data: bytes) -> Image.Image:
    """The picture in a file: EXIF orientation applied, first frame, alpha on white.

    Returns:
        `L` where the file is grey (16 bits are scaled to 8), else `RGB`.

    Raises:
        Refusal: `file_too_large` (413), `not_an_image` (415), `image_too_large`, `image_damaged` (422).
    """
    if len(data) > MAX_FILE_BYTES:
        raise Refusal("file_too_large", status=413, loc=("file",), bytes=len(data), limit=MAX_FILE_BYTES)
    _check_size(*_webp_size(data))
    image = _open(data)
    _check_size(*image.size)
    kind = image.format or ""
    try:
        image.load()
        return _flatten(ImageOps.exif_transpose(image))
    except Exception as error:
        # Decoders meet hostile bytes here and raise whatever they trip over (OSError, SyntaxError, IndexError, …).
        raise _damaged(kind) from error


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        kind = _signature(data)
        if kind:
            raise _damaged(kind) from error
        raise Refusal("not_an_image", status=415, loc=("file",), formats=list(FORMATS)) from error
    except Exception as error:  # as above: a header can be broken in any way
        raise _damaged(_signature(data) or "?") from error


def _damaged(kind: str) -> Refusal:
    return Refusal("image_damaged", loc=("file",), format=kind)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Refusal("image_too_large", loc=("file",), width=width, height=height, limit=MAX_PIXELS)


def _signature(data: bytes) -> str | None:
    """Which kind of picture these bytes begin like."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    starts = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF87a": "GIF", b"GIF89a": "GIF", b"BM": "BMP"}
    return next((kind for start, kind in starts.items() if data.startswith(start)), None)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height of a WebP file, (0, 0) for others: Pillow allocates its canvas as soon as it opens one.

    Source: RFC 9649, sections 2.5 to 2.7.
    """
    if len(data) < 30 or _signature(data) != "WEBP":
        return 0, 0
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _flatten(image: Image.Image) -> Image.Image:
    """Any of Pillow's modes as `L` or `RGB`; what is transparent lies on white."""
    if image.mode.startswith("I"):  # "I;16" and its relatives: convert() would clip instead of scaling
        return _from_16_bits(image)
    gray = image.mode in ("1", "L", "LA", "La")
    if not image.has_transparency_data:
        return image.convert("L" if gray else "RGB")
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, rgba).convert("L" if gray else "RGB")


def _from_16_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image).astype(np.uint32)  # H × W, 0 … 65535
    scaled = ((values.clip(0, 65535) + 128) // 257).astype(np.uint8)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        scaled[values == transparent] = 255
    return Image.fromarray(scaled)
