"""The table of layers: adding one is adding its file, and its line here."""

from __future__ import annotations

from typing import Annotated, TypeAlias, get_args

from pydantic import Field

from .adaptive_avg_pool2d import AdaptiveAvgPool2d
from .adaptive_max_pool2d import AdaptiveMaxPool2d
from .avg_pool2d import AvgPool2d
from .base import Layer
from .batch_norm2d import BatchNorm2d
from .conv2d import Conv2d
from .conv_transpose2d import ConvTranspose2d
from .dropout import Dropout
from .flatten import Flatten
from .gelu import GELU
from .leaky_relu import LeakyReLU
from .linear import Linear
from .lp_pool2d import LPPool2d
from .max_pool2d import MaxPool2d
from .pad2d import Pad2d
from .relu import ReLU
from .sigmoid import Sigmoid
from .softmax import Softmax
from .tanh import Tanh

AnyLayer: TypeAlias = Annotated[
    Conv2d
    | ConvTranspose2d
    | MaxPool2d
    | AvgPool2d
    | LPPool2d
    | AdaptiveAvgPool2d
    | AdaptiveMaxPool2d
    | Pad2d
    | ReLU
    | LeakyReLU
    | Sigmoid
    | Tanh
    | GELU
    | Softmax
    | Dropout
    | Flatten
    | Linear
    | BatchNorm2d,
    Field(discriminator="kind"),
]
"""Any layer, told apart by its `kind`."""

KINDS: dict[str, type[Layer]] = {model.model_fields["kind"].default: model for model in get_args(get_args(AnyLayer)[0])}
