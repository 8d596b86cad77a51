"""Sigmoid: 1 / (1 + e⁻ˣ), between 0 and 1."""

from __future__ import annotations

from typing import ClassVar, Literal

from .cell import Shape
from .elementwise import Elementwise
from .keras_text import Translation, call


class Sigmoid(Elementwise):
    """`torch.nn.Sigmoid`."""

    kind: Literal["sigmoid"] = "sigmoid"

    torch_name: ClassVar[str] = "Sigmoid"

    def keras(self, shape: Shape) -> Translation:
        return Translation((call("Activation", activation="sigmoid"),))
