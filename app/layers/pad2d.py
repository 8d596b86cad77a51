"""Padding on its own: cells are added around every channel, or cropped where the number is negative."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

import numpy as np
from pydantic import BeforeValidator, Field

from app.errors import Refusal

from .axes import PaddedAxis
from .base import Group, Reduction
from .cell import Cell, Shape, copy
from .fields import Integer
from .keras_text import NoKeras, Translation, call, resize
from .windowed import Windowed

_LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def _as_sides(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,) * 4
    return tuple(value) if isinstance(value, list) else value


Sides: TypeAlias = Annotated[
    tuple[Integer, Integer, Integer, Integer],
    BeforeValidator(_as_sides, json_schema_input_type=Integer | tuple[Integer, Integer, Integer, Integer]),
]


class Pad2d(Windowed):
    """`torch.nn.ConstantPad2d`, `ReflectionPad2d`, `ReplicationPad2d`, `CircularPad2d`.

    `padding` is a number or `[left, right, top, bottom]`, in torch's order.
    """

    kind: Literal["pad2d"] = "pad2d"
    padding: Sides
    mode: Literal["constant", "reflect", "replicate", "circular"] = "constant"
    value: Annotated[float, Field(ge=-_LARGEST_FLOAT32, le=_LARGEST_FLOAT32)] = 0.0

    torch_name: ClassVar[str] = "ConstantPad2d"
    group: ClassVar[Group] = "padding"
    reduction: ClassVar[Reduction] = "copy"

    def axes(self, shape: Shape) -> tuple[PaddedAxis, PaddedAxis]:
        left, right, top, bottom = self.padding
        return PaddedAxis(shape[1], top, bottom, self.mode), PaddedAxis(shape[2], left, right, self.mode)

    def check(self, shape: Shape) -> None:
        if self.mode != "constant" and self.value != 0:
            raise Refusal("value_needs_constant", loc=("value",), mode=self.mode)

    @property
    def padding_value(self) -> float | None:
        return float(np.float32(self.value)) if self.mode == "constant" else None

    def reduce(self, cell: Cell) -> float:
        return copy(cell)

    def torch_class(self) -> str:
        return {
            "constant": "ConstantPad2d",
            "reflect": "ReflectionPad2d",
            "replicate": "ReplicationPad2d",
            "circular": "CircularPad2d",
        }[self.mode]

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"padding": self.padding, "value": self.value} if self.mode == "constant" else {"padding": self.padding}

    def keras(self, shape: Shape) -> Translation:
        height, width = self.axes(shape)
        sides = (height.before, height.after, width.before, width.after)
        if max(sides) > 0 and self.mode != "constant":
            raise NoKeras("padding_mode", mode=self.mode)
        if max(sides) > 0 and self.value != 0:
            raise NoKeras("pad_value", value=self.value)
        return Translation(resize(*sides) or (call("Identity"),))
