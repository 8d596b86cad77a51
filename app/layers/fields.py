"""The types of layer parameters: strict numbers within bounds, and pairs as torch takes them.

A pair is `[height, width]`; a bare number `n` means `[n, n]`, and so does `[n]` except where torch takes no such list.
JSON has no tuples, so lists are taken for them. Numbers are bounded, since arithmetic on them comes before the budget
of a request can be checked.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field

LARGEST = 2**31 - 1

Integer: TypeAlias = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
NonNegative: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST)]
Positive: TypeAlias = Annotated[int, Field(ge=1, le=LARGEST)]


def as_pair(value: Any) -> Any:
    """`n` → `(n, n)`, a list → a tuple; anything else is left to the type check that follows."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return (value, value)
    return value


def as_pair_of_one(value: Any) -> Any:
    """As `as_pair`, and `[n]` → `(n, n)`."""
    return as_pair(value[0] if lists_one(value) else value)


def lists_one(value: Any) -> bool:
    """Whether the value is a list of one whole number."""
    return isinstance(value, list | tuple) and len(value) == 1 and type(value[0]) is int


IntegerPair: TypeAlias = Annotated[
    tuple[Integer, Integer],
    BeforeValidator(as_pair_of_one, json_schema_input_type=Integer | tuple[Integer] | tuple[Integer, Integer]),
]
NonNegativePair: TypeAlias = Annotated[
    tuple[NonNegative, NonNegative],
    BeforeValidator(
        as_pair_of_one, json_schema_input_type=NonNegative | tuple[NonNegative] | tuple[NonNegative, NonNegative]
    ),
]
PositivePair: TypeAlias = Annotated[
    tuple[Positive, Positive],
    BeforeValidator(as_pair_of_one, json_schema_input_type=Positive | tuple[Positive] | tuple[Positive, Positive]),
]
KernelPair: TypeAlias = Annotated[
    tuple[Positive, Positive], BeforeValidator(as_pair, json_schema_input_type=Positive | tuple[Positive, Positive])
]
"""A kernel that torch unpacks, or makes weights of: `[n]` is no kernel of two dimensions to it."""


def slider(low: float, high: float) -> Any:
    """Where the page's slider for this field ends (`x-range`): a habit, not a limit."""
    return Field(json_schema_extra={"x-range": [low, high]})


def inferred() -> Any:
    """A size that follows from the input and may be left out; the page makes no control of it (`x-inferred`)."""
    return Field(default=None, json_schema_extra={"x-inferred": True})


def ignored() -> Any:
    """`device` and `dtype`: taken so that text pasted from torch's documentation works (`x-ignored`: no control)."""
    return Field(default=None, json_schema_extra={"x-ignored": True})
