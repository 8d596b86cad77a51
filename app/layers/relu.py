"""ReLU: negative numbers become 0."""

from __future__ import annotations

from typing import ClassVar, Literal

from .cell import Shape
from .elementwise import Elementwise
from .keras_text import Translation, call


class ReLU(Elementwise):
    """`torch.nn.ReLU`."""

    kind: Literal["relu"] = "relu"
    inplace: bool = False

    torch_name: ClassVar[str] = "ReLU"

    def keras(self, shape: Shape) -> Translation:
        return Translation((call("ReLU"),))
