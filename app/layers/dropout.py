"""Dropout: in training each number is set to 0 with probability p and the others are scaled by 1 / (1 − p)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field

from .base import Group
from .cell import Cell, Shape
from .elementwise import Elementwise
from .keras_text import Translation, call


class Dropout(Elementwise):
    """`torch.nn.Dropout`. In evaluation it changes nothing; in training the answer has the `mask` of the survivors."""

    kind: Literal["dropout"] = "dropout"
    p: Annotated[float, Field(ge=0, le=1)] = 0.5
    inplace: bool = False

    torch_name: ClassVar[str] = "Dropout"
    group: ClassVar[Group] = "other"
    modes: ClassVar[bool] = True
    random: ClassVar[bool] = True

    def run(
        self, module: torch.nn.Module, x: torch.Tensor, chance: torch.Generator | None = None
    ) -> dict[str, torch.Tensor]:
        if not module.training:
            return super().run(module, x)
        # What torch's own module does, drawn alike: that one takes no generator and does not hand out its mask.
        keep = 1 - self.p
        mask = torch.full(x.shape, keep)
        if 0 < self.p < 1:  # torch draws nothing that is certain: what is drawn after it would be something else
            mask.bernoulli_(keep, generator=chance)
        mask = mask.to(x.device)
        scale = mask / keep if keep else mask
        return {"output": (x * scale)[0], "mask": mask[0].to(torch.uint8)}

    def reduce(self, cell: Cell) -> float:
        value = float(cell.values.item())
        if not cell.training:
            return value
        return value / (1 - self.p) if cell.tensors["mask"][cell.at] else 0.0

    def keras(self, shape: Shape) -> Translation:
        return Translation((call("Dropout", rate=float(self.p)),))
