"""GELU: x · Φ(x), Φ being the distribution function of the standard normal, or its tanh approximation."""

from __future__ import annotations

from typing import ClassVar, Literal

from .elementwise import Elementwise


class GELU(Elementwise):
    """`torch.nn.GELU`."""

    kind: Literal["gelu"] = "gelu"
    approximate: Literal["none", "tanh"] = "none"

    torch_name: ClassVar[str] = "GELU"
