"""Every kind of file that people upload, and every way in which one can be broken."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.errors import Refusal
from app.images import MAX_FILE_BYTES, decode

RED, WHITE = (255, 0, 0), (255, 255, 255)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def refusal(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        decode(data)
    return caught.value


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_the_five_kinds_are_read(kind: str) -> None:
    image = decode(encoded(Image.new("RGB", (5, 3), RED), kind))
    assert (image.mode, image.size) == ("RGB", (5, 3))
    assert np.abs(np.asarray(image, int) - RED).max() <= 3


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO", "TGA"])
def test_other_kinds_are_not(kind: str) -> None:
    said = refusal(encoded(Image.new("RGB", (32, 32), RED), kind))
    assert (said.code, said.status) == ("not_an_image", 415)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\0" * 5000]
)
def test_what_is_no_picture_is_415(data: bytes) -> None:
    assert (refusal(data).code, refusal(data).status) == ("not_an_image", 415)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9])
def test_a_truncated_file_is_damaged(kind: str, kept: float) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8))
    data = encoded(noise, kind)
    said = refusal(data[: max(16, int(len(data) * kept))])
    assert (said.code, said.status, said.params) == ("image_damaged", 422, {"format": kind})


def test_damage_in_the_middle_is_found() -> None:
    data = bytearray(encoded(Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)), "PNG"))
    data[len(data) // 2] ^= 0xFF
    assert refusal(bytes(data)).code == "image_damaged"


def test_16_bits_are_scaled_not_clipped() -> None:
    values = np.array([[0, 257, 32896, 65535]], np.uint16)
    image = decode(encoded(Image.fromarray(values), "PNG"))
    assert image.mode == "L"
    assert np.asarray(image).tolist() == [[0, 1, 128, 255]]


def test_cmyk_becomes_rgb() -> None:
    image = decode(encoded(Image.new("CMYK", (4, 4), (0, 255, 255, 0)), "JPEG"))
    assert image.mode == "RGB"
    red, green, blue = np.asarray(image)[0, 0].tolist()
    assert red > 200
    assert max(green, blue) < 60


def test_a_palette_becomes_rgb_and_its_transparency_white() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    assert np.asarray(decode(encoded(image, "PNG"))).tolist() == [[[255, 0, 0], [0, 0, 255]]]
    assert np.asarray(decode(encoded(image, "PNG", transparency=1))).tolist() == [[[255, 0, 0], [255, 255, 255]]]


def test_alpha_lies_on_white() -> None:
    pixels = np.array([[[255, 0, 0, 255], [255, 0, 0, 0], [0, 0, 0, 128]]], np.uint8)
    assert np.asarray(decode(encoded(Image.fromarray(pixels), "PNG"))).tolist() == [
        [[255, 0, 0], [255, 255, 255], [127, 127, 127]]
    ]


def test_grey_with_alpha_stays_grey() -> None:
    pixels = np.array([[[10, 255], [10, 0]]], np.uint8)
    image = decode(encoded(Image.fromarray(pixels, "LA"), "PNG"))
    assert image.mode == "L"
    assert np.asarray(image).tolist() == [[10, 255]]


def test_black_and_white_is_grey() -> None:
    image = decode(encoded(Image.new("1", (3, 2), 1), "PNG"))
    assert (image.mode, np.asarray(image).max()) == ("L", 255)


def test_exif_turns_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90° when taken
    image = decode(encoded(Image.new("RGB", (40, 20), RED), "JPEG", exif=exif))
    assert image.size == (20, 40)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_shows_its_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in (RED, (0, 255, 0), (0, 0, 255))]
    image = decode(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert np.abs(np.asarray(image, int) - RED).max() <= 3


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1)])
def test_thin_pictures_are_fine(size: tuple[int, int]) -> None:
    assert decode(encoded(Image.new("L", size, 7), "PNG")).size == size


def test_the_largest_picture_is_16_megapixels() -> None:
    assert decode(encoded(Image.new("1", (4000, 4000)), "PNG")).size == (4000, 4000)
    said = refusal(encoded(Image.new("1", (4001, 4000)), "PNG"))
    assert (said.code, said.status, said.params["width"]) == ("image_too_large", 422, 4001)


def test_the_largest_file_is_10_mib() -> None:
    picture = encoded(Image.new("L", (9, 9)), "PNG")
    assert decode(picture.ljust(MAX_FILE_BYTES, b"\0")).size == (9, 9)
    said = refusal(picture.ljust(MAX_FILE_BYTES + 1, b"\0"))
    assert (said.code, said.status) == ("file_too_large", 413)


def png_bomb(side: int) -> bytes:
    """A picture of side × side black pixels, packed row by row so that making it takes no memory either."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    pack = zlib.compressobj(9)
    row = b"\0" * (3 * side + 1)
    pixels = b"".join(pack.compress(row) for _ in range(side)) + pack.flush()
    head = side.to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def webp_bomb() -> bytes:
    """The beginning of a WebP file that says it is 16,383 × 16,383."""
    data = bytearray(encoded(Image.new("RGB", (8, 8)), "WEBP", lossless=True))
    assert data[12:16] == b"VP8L"
    data[21:25] = (int.from_bytes(data[21:25], "little") & ~0xFFFFFFF | 16382 | 16382 << 14).to_bytes(4, "little")
    return bytes(data)


def gif_bomb() -> bytes:
    data = bytearray(encoded(Image.new("L", (8, 8)), "GIF"))
    data[6:10] = (65535).to_bytes(2, "little") * 2
    return bytes(data)


MEASURE = """
import resource, sys
from app.errors import Refusal
from app.images import decode
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    decode(data)
except Refusal as refusal:
    print(refusal.code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("bomb", [lambda: png_bomb(30_000), webp_bomb, gif_bomb], ids=["PNG", "WebP", "GIF"])
def test_a_bomb_is_refused_before_it_is_decoded(bomb: Any) -> None:
    run = subprocess.run([sys.executable, "-c", MEASURE], input=bomb(), capture_output=True, check=True)
    code, kilobytes = run.stdout.split()
    assert code == b"image_too_large"
    assert int(kilobytes) < 100 * 1024
