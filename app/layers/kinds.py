"""The table of layers: adding one is adding its file, and its line here."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from .base import Layer
from .batch_norm2d import BatchNorm2d
from .conv2d import Conv2d
from .dropout import Dropout
from .flatten import Flatten
from .gelu import GELU
from .leaky_relu import LeakyReLU
from .linear import Linear
from .relu import ReLU
from .sigmoid import Sigmoid
from .softmax import Softmax
from .tanh import Tanh

AnyLayer: TypeAlias = Annotated[
    Conv2d | ReLU | LeakyReLU | Sigmoid | Tanh | GELU | Softmax | Dropout | Flatten | Linear | BatchNorm2d,
    Field(discriminator="kind"),
]

KINDS: dict[str, type[Layer]] = {
    model.model_fields["kind"].default: model
    for model in (Conv2d, ReLU, LeakyReLU, Sigmoid, Tanh, GELU, Softmax, Dropout, Flatten, Linear, BatchNorm2d)
}
