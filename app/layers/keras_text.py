"""The words of Keras text: calls as they are written, and what a translation consists of."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Param

from .cell import Pair


class NoKeras(Exception):
    """Ready-made Keras layers cannot give these numbers; the reason stands in the catalogues, `keras.<code>`."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Param] = params


@dataclass(frozen=True)
class Translation:
    """One layer in Keras.

    Attributes:
        layers: expressions, applied one after the other.
        weights: what `set_weights` of them takes, in terms of torch's `weight` and `bias`.
        turn: how the axes of the kernel turn, such as `OIHW -> HWIO`.
        remarks: comments for the reader.
    """

    layers: tuple[str, ...]
    weights: tuple[str, ...] = ()
    turn: str = ""
    remarks: tuple[str, ...] = ()


def call(name: str, /, **arguments: object) -> str:
    """`keras.layers.<name>(…)`; arguments that are None are left to Keras."""
    given = ", ".join(f"{key}={_literal(value)}" for key, value in arguments.items() if value is not None)
    return f"keras.layers.{name}({given})"


def short(pair: Pair) -> int | Pair:
    """Keras, like torch, takes one number for two equal ones."""
    return pair[0] if pair[0] == pair[1] else pair


def unless(default: int, pair: Pair) -> int | Pair | None:
    """The pair, or None where it is Keras's default."""
    return None if pair == (default, default) else short(pair)


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def resize(top: int, bottom: int, left: int, right: int) -> tuple[str, ...]:
    """Zeros added on the sides where the number is positive, cells cropped where it is negative.

    Adding comes first, so that a crop never has to take all there is.
    """
    sides = ((top, bottom), (left, right))
    added = tuple((max(before, 0), max(after, 0)) for before, after in sides)
    cropped = tuple((max(-before, 0), max(-after, 0)) for before, after in sides)
    none = ((0, 0), (0, 0))
    return (
        *([call("ZeroPadding2D", padding=added)] if added != none else []),
        *([call("Cropping2D", cropping=cropped)] if cropped != none else []),
    )
