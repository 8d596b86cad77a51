"""The optimizers, with torch's own parameter names and defaults."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, get_args

import torch
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.errors import Refusal

LARGEST_RATE = 1e6

Rate: TypeAlias = Annotated[float, Field(ge=0, le=LARGEST_RATE)]
"""A learning rate. 0 learns nothing, which is a thing to show."""
NonNegative: TypeAlias = Annotated[float, Field(ge=0, le=LARGEST_RATE)]
Fraction: TypeAlias = Annotated[float, Field(ge=0, lt=1)]
Betas: TypeAlias = Annotated[
    tuple[Fraction, Fraction],
    BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
]


class Optimizer(BaseModel):
    """What changes the weights after each batch. Frozen and strict."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    kind: str
    lr: Rate

    torch_class: ClassVar[type[torch.optim.Optimizer]]

    def check(self) -> None:
        """Rules between fields.

        Raises:
            Refusal: what torch would refuse, with the field in `loc`.
        """

    def arguments(self) -> dict[str, Any]:
        """Every argument of the torch class by its name."""
        return self.model_dump(exclude={"kind"})

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        """Torch's own optimizer over these parameters, in one group."""
        return self.torch_class(parameters, **self.arguments())


class SGD(Optimizer):
    """`torch.optim.SGD`."""

    kind: Literal["sgd"] = "sgd"
    lr: Rate = 1e-3
    momentum: NonNegative = 0
    dampening: NonNegative = 0
    weight_decay: NonNegative = 0
    nesterov: bool = False

    torch_class: ClassVar[type[torch.optim.Optimizer]] = torch.optim.SGD

    def check(self) -> None:
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            raise Refusal(
                "nesterov_needs_momentum", loc=("nesterov",), momentum=self.momentum, dampening=self.dampening
            )


class Adam(Optimizer):
    """`torch.optim.Adam`."""

    kind: Literal["adam"] = "adam"
    lr: Rate = 1e-3
    betas: Betas = (0.9, 0.999)
    eps: NonNegative = 1e-8
    weight_decay: NonNegative = 0
    amsgrad: bool = False

    torch_class: ClassVar[type[torch.optim.Optimizer]] = torch.optim.Adam


class AdamW(Optimizer):
    """`torch.optim.AdamW`: the weights decay apart from the gradient."""

    kind: Literal["adamw"] = "adamw"
    lr: Rate = 1e-3
    betas: Betas = (0.9, 0.999)
    eps: NonNegative = 1e-8
    weight_decay: NonNegative = 1e-2
    amsgrad: bool = False

    torch_class: ClassVar[type[torch.optim.Optimizer]] = torch.optim.AdamW


class RMSprop(Optimizer):
    """`torch.optim.RMSprop`."""

    kind: Literal["rmsprop"] = "rmsprop"
    lr: Rate = 1e-2
    alpha: Annotated[float, Field(ge=0, le=1)] = 0.99
    eps: NonNegative = 1e-8
    weight_decay: NonNegative = 0
    momentum: NonNegative = 0
    centered: bool = False

    torch_class: ClassVar[type[torch.optim.Optimizer]] = torch.optim.RMSprop


AnyOptimizer: TypeAlias = Annotated[SGD | Adam | AdamW | RMSprop, Field(discriminator="kind")]
"""Any optimizer, told apart by its `kind`."""

OPTIMIZERS: dict[str, type[Optimizer]] = {
    model.model_fields["kind"].default: model for model in get_args(get_args(AnyOptimizer)[0])
}
