"""Numbers on their way in and out of JSON: nested lists to float32 arrays, and numbers that JSON cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.errors import Refusal

Float32: TypeAlias = npt.NDArray[np.float32]
Where: TypeAlias = tuple[int, ...]

MOST_AXES = 8
"""Lists within lists; more than any layer's weight has, and fewer than numpy's own limit."""


def json_number(value: float) -> float | str:
    """The number, or the contract's word for one that is not finite: `nan`, `inf`, `-inf`."""
    if math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def read_numbers(values: Sequence[Any], loc: tuple[str | int, ...]) -> Float32:
    """A nested list of numbers as a float32 array.

    Args:
        values: lists in lists, as deep as the array has axes.
        loc: the field that they came from.

    Raises:
        Refusal: `tensor_too_deep`, `tensor_ragged`, `tensor_empty`, `tensor_not_numbers` or `tensor_not_finite`, with
            the place.
    """
    shape = _shape(values)
    if len(shape) > MOST_AXES:
        raise Refusal("tensor_too_deep", loc=loc, found=len(shape), limit=MOST_AXES)
    leaves: list[Any] = list(values)
    for depth in range(1, len(shape)):
        _check_lists(leaves, shape, depth, loc)
        leaves = list(chain.from_iterable(leaves))
    if 0 in shape:
        raise Refusal("tensor_empty", loc=loc)
    for index, leaf in enumerate(leaves):
        if type(leaf) is not float and type(leaf) is not int:
            raise Refusal("tensor_not_numbers", loc=loc, where=_place(index, shape))
    try:
        doubles = np.array(leaves, np.float64)
    except OverflowError:
        doubles = np.array([float(leaf) if abs(leaf) < 1e300 else math.inf for leaf in leaves], np.float64)
    with np.errstate(over="ignore"):
        array = doubles.astype(np.float32)
    finite = np.isfinite(array)
    if not finite.all():
        raise Refusal("tensor_not_finite", loc=loc, where=_place(int(finite.argmin()), shape))
    return array.reshape(shape)


def _shape(values: Sequence[Any]) -> Where:
    """The shape that the first item of every list claims."""

    def lengths() -> Iterator[int]:
        item: Any = values
        while isinstance(item, list):
            yield len(item)
            item = item[0] if item else None

    return tuple(lengths())


def _check_lists(items: list[Any], shape: Where, depth: int, loc: tuple[str | int, ...]) -> None:
    """Every item at this depth must be a list as long as the first."""
    for index, item in enumerate(items):
        found = len(item) if isinstance(item, list) else 0
        if not isinstance(item, list) or found != shape[depth]:
            where = _place(index, shape[:depth])
            raise Refusal("tensor_ragged", loc=loc, where=where, found=found, expected=shape[depth])


def _place(index: int, shape: Where) -> list[int]:
    """The indices of the item that stands at `index` when the lists are written out in order."""
    return [int(i) for i in np.unravel_index(index, shape)]
