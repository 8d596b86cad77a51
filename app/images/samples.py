"""The pictures that come with the program: four photographs, ten handwritten digits, patterns drawn by code.

Photographs and digits are made at install time (`static/vendor`), from npm packages under free licences; LICENSES.txt
beside them names the sources.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
from PIL import Image

from app.images import patterns
from app.images.decode import decode
from app.paths import VENDOR


@dataclass(frozen=True)
class Sample:
    """One picture that is always there.

    Attributes:
        id: its name in requests.
        title: its key in the catalogues, with `params`.
        load: makes it; `L` or `RGB`.
    """

    id: str
    title: str
    load: Callable[[], Image.Image]
    params: dict[str, int] = field(default_factory=dict)

    def image(self) -> Image.Image:
        """The picture; made once, not to be changed."""
        return _loaded(self.id)


def _photograph(name: str) -> Image.Image:
    return decode((VENDOR / "photos" / f"{name}.jpg").read_bytes())


def _digit(digit: int) -> Image.Image:
    """The first handwritten example of a digit, white on black, 28 × 28."""
    with np.load(VENDOR / "digits.npz") as digits:
        first = int(np.argmax(digits["labels"] == digit))
        return Image.fromarray(digits["images"][first])


_PHOTOGRAPHS = {
    "boats": "nagasaki-boats",
    "cat": "locomotion-house-cat",
    "flower": "allium-oreophilum",
    "alps": "french-alpine-landscape",
}
_PATTERNS = (
    patterns.impulse,
    patterns.checkerboard,
    patterns.stripes,
    patterns.siemens_star,
    patterns.gradient,
    patterns.circle,
    patterns.letters,
)

SAMPLES: dict[str, Sample] = {
    sample.id: sample
    for sample in (
        *(Sample(name, f"samples.{name}", partial(_photograph, file)) for name, file in _PHOTOGRAPHS.items()),
        *(Sample(f"digit-{n}", "samples.digit", partial(_digit, n), {"digit": n}) for n in range(10)),
        *(Sample(draw.__name__, f"samples.{draw.__name__}", draw) for draw in _PATTERNS),
    )
}


@lru_cache(maxsize=len(SAMPLES))
def _loaded(name: str) -> Image.Image:
    return SAMPLES[name].load()
