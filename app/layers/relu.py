"""ReLU: negative numbers become 0."""

from __future__ import annotations

from typing import ClassVar, Literal

from .elementwise import Elementwise


class ReLU(Elementwise):
    """`torch.nn.ReLU`."""

    kind: Literal["relu"] = "relu"
    inplace: bool = False

    torch_name: ClassVar[str] = "ReLU"
