"""A tensor written out in a request: nested lists of numbers, `C×H×W` or flat `F`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal
from app.layers import read_numbers

LIMIT = 1_000_000
"""Numbers that may be written out; a picture of 577 × 577 in three colours."""


def literal_tensor(value: Any, loc: tuple[str, ...]) -> NDArray[np.float32]:
    """The nested list as float32 with 3 dimensions or 1, contiguous.

    Args:
        value: what stands in the request.
        loc: where it stands.

    Raises:
        Refusal: `tensor_dimensions`, `tensor_too_large`, and those of `layers.read_numbers`.
    """
    shape: list[int] = []
    first = value
    while isinstance(first, list) and len(shape) < 4:
        shape.append(len(first))
        first = first[0] if first else None
    if len(shape) not in (1, 3) and 0 not in shape:
        raise Refusal("tensor_dimensions", loc=loc, found=len(shape) if len(shape) < 4 else "> 3")
    # What the first lists promise; the rest cannot hold more unseen, since ragged lists are refused below.
    if math.prod(shape) > LIMIT:
        raise Refusal("tensor_too_large", loc=loc, numbers=math.prod(shape), limit=LIMIT)
    return read_numbers(value, loc)
