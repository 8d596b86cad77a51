"""Hyperbolic tangent: between −1 and 1, odd."""

from __future__ import annotations

from typing import ClassVar, Literal

from .cell import Shape
from .elementwise import Elementwise
from .keras_text import Translation, call


class Tanh(Elementwise):
    """`torch.nn.Tanh`."""

    kind: Literal["tanh"] = "tanh"

    torch_name: ClassVar[str] = "Tanh"

    def keras(self, shape: Shape) -> Translation:
        return Translation((call("Activation", activation="tanh"),))
