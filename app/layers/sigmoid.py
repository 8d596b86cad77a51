"""Sigmoid: 1 / (1 + e⁻ˣ), between 0 and 1."""

from __future__ import annotations

from typing import ClassVar, Literal

from .elementwise import Elementwise


class Sigmoid(Elementwise):
    """`torch.nn.Sigmoid`."""

    kind: Literal["sigmoid"] = "sigmoid"

    torch_name: ClassVar[str] = "Sigmoid"
