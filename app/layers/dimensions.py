"""Dimension numbers as torch counts them: the batch axis is 0, negative numbers count from the end."""

from __future__ import annotations

from app.errors import Refusal

from .cell import Shape


def resolve_dimension(dim: int, shape: Shape, field: str) -> int:
    """The dimension as a number from 0 (the batch axis) upwards.

    Args:
        dim: what was asked for.
        shape: the input without its batch axis.
        field: the layer's field that it came from.

    Raises:
        Refusal: `dim_out_of_range`.
    """
    rank = len(shape) + 1
    if not -rank <= dim < rank:
        raise Refusal("dim_out_of_range", loc=(field,), name=field, dim=dim, smallest=-rank, largest=rank - 1)
    return dim % rank
