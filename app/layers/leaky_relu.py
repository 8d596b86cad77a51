"""Leaky ReLU: negative numbers are scaled down instead of cut off."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from .cell import Shape
from .elementwise import Elementwise
from .fields import slider
from .keras_text import NoKeras, Translation, call

LARGEST = float(np.finfo(np.float32).max)


class LeakyReLU(Elementwise):
    """`torch.nn.LeakyReLU`."""

    kind: Literal["leaky_relu"] = "leaky_relu"
    negative_slope: Annotated[float, Field(ge=-LARGEST, le=LARGEST), slider(0, 1)] = 0.01
    inplace: bool = False

    torch_name: ClassVar[str] = "LeakyReLU"

    def keras(self, shape: Shape) -> Translation:
        if self.negative_slope < 0:
            raise NoKeras("leaky_relu_slope", slope=self.negative_slope)
        slope = call("LeakyReLU", negative_slope=float(self.negative_slope))
        return Translation((slope,), remarks=("torch: negative_slope=0.01, keras: negative_slope=0.3 (defaults)",))
