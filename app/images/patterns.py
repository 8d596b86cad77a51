"""Pictures drawn by code: each shows one thing about a layer that a photograph hides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 64
_OVER = 8  # drawn this many times larger and averaged down, so that slanted edges are smooth

Mask = NDArray[np.bool_]


def impulse() -> Image.Image:
    """One white pixel on black: the output is the kernel itself, turned by 180° (cross-correlation)."""
    pixels = np.zeros((15, 15), np.uint8)
    pixels[7, 7] = 255
    return Image.fromarray(pixels)


def checkerboard() -> Image.Image:
    """Squares of 8 pixels: corners, and what a stride of the same period sees of them."""
    rows, columns = np.indices((SIDE, SIDE)) // 8
    return Image.fromarray(np.where((rows + columns) % 2, 255, 0).astype(np.uint8))


def stripes() -> Image.Image:
    """Vertical stripes that get finer to the right: edges in one direction, aliasing under a stride."""
    x = (np.arange(SIDE * _OVER) + 0.5) / (SIDE * _OVER)
    bright = np.sin(2 * np.pi * (2 * x + 9 * x * x)) > 0
    return _averaged(np.broadcast_to(bright, (SIDE * _OVER, SIDE * _OVER)))


def siemens_star() -> Image.Image:
    """Spokes: every direction at every fineness."""
    y, x = _plane()
    return _averaged((np.sin(16 * np.arctan2(y, x)) > 0) & (np.hypot(y, x) < 0.94))


def gradient() -> Image.Image:
    """Red grows to the right, green downwards, blue against both: three channels that differ everywhere."""
    rows, columns = np.indices((SIDE, SIDE)) * 255 // (SIDE - 1)
    return Image.fromarray(np.stack([columns, rows, 255 - (rows + columns) // 2], axis=2).astype(np.uint8))


def circle() -> Image.Image:
    """A white disc: an edge in every direction."""
    y, x = _plane()
    return _averaged(np.hypot(y, x) < 0.7)


def letters() -> Image.Image:
    """A, F and R in three colours, drawn from strokes: shapes that show a flip or a turn at once."""
    y, x = _plane()
    pixels = np.full((SIDE, SIDE, 3), 255, np.float64)
    for index, (strokes, color) in enumerate(((_A, (43, 107, 224)), (_F, (201, 122, 0)), (_R, (22, 133, 90)))):
        ink = np.zeros(x.shape, bool)
        for x0, y0, x1, y1 in strokes:
            ink |= _stroke(x - (index - 1) * 0.62, y, (x0, y0), (x1, y1))
        cover = np.asarray(_averaged(ink), np.float64)[..., None] / 255
        pixels = pixels * (1 - cover) + np.array(color, np.float64) * cover
    return Image.fromarray(pixels.round().astype(np.uint8))


_A = ((-0.24, 0.45, 0, -0.45), (0, -0.45, 0.24, 0.45), (-0.13, 0.13, 0.13, 0.13))
_F = ((-0.2, 0.45, -0.2, -0.45), (-0.2, -0.45, 0.2, -0.45), (-0.2, -0.03, 0.12, -0.03))
_R = (
    (-0.2, 0.45, -0.2, -0.45),
    (-0.2, -0.45, 0.08, -0.45),
    (0.08, -0.45, 0.19, -0.34),
    (0.19, -0.34, 0.19, -0.14),
    (0.19, -0.14, 0.08, -0.03),
    (0.08, -0.03, -0.2, -0.03),
    (0.02, -0.03, 0.22, 0.45),
)


def _stroke(
    x: NDArray[np.float64], y: NDArray[np.float64], start: tuple[float, float], end: tuple[float, float]
) -> Mask:
    """The pixels within half a pen's width of a line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = (((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy)).clip(0, 1)
    near: Mask = np.hypot(x - start[0] - along * dx, y - start[1] - along * dy) < 0.06
    return near


def _plane() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The y and x of every fine pixel, −1 … 1 from edge to edge."""
    axis = (np.arange(SIDE * _OVER) + 0.5) / (SIDE * _OVER) * 2 - 1
    y, x = np.meshgrid(axis, axis, indexing="ij")
    return y, x


def _averaged(mask: Mask) -> Image.Image:
    """A fine black and white drawing as a grey picture of 64 × 64."""
    cells = mask.reshape(SIDE, _OVER, SIDE, _OVER)
    return Image.fromarray((cells.mean(axis=(1, 3)) * 255).round().astype(np.uint8))
