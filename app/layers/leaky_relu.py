"""Leaky ReLU: negative numbers are scaled down instead of cut off."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from .elementwise import Elementwise
from .fields import slider

LARGEST = float(np.finfo(np.float32).max)


class LeakyReLU(Elementwise):
    """`torch.nn.LeakyReLU`."""

    kind: Literal["leaky_relu"] = "leaky_relu"
    negative_slope: Annotated[float, Field(ge=-LARGEST, le=LARGEST), slider(0, 1)] = 0.01
    inplace: bool = False

    torch_name: ClassVar[str] = "LeakyReLU"
