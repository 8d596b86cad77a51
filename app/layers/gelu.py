"""GELU: x · Φ(x), Φ being the distribution function of the standard normal, or its tanh approximation."""

from __future__ import annotations

from typing import ClassVar, Literal

from .cell import Shape
from .elementwise import Elementwise
from .keras_text import Translation, call


class GELU(Elementwise):
    """`torch.nn.GELU`."""

    kind: Literal["gelu"] = "gelu"
    approximate: Literal["none", "tanh"] = "none"

    torch_name: ClassVar[str] = "GELU"

    def keras(self, shape: Shape) -> Translation:
        if self.approximate == "none":
            return Translation((call("Activation", activation="gelu"),))
        return Translation(("keras.layers.Activation(lambda x: keras.activations.gelu(x, approximate=True))",))
