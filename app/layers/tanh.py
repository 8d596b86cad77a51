"""Hyperbolic tangent: between −1 and 1, odd."""

from __future__ import annotations

from typing import ClassVar, Literal

from .elementwise import Elementwise


class Tanh(Elementwise):
    """`torch.nn.Tanh`."""

    kind: Literal["tanh"] = "tanh"

    torch_name: ClassVar[str] = "Tanh"
