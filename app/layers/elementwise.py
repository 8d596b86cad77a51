"""Layers that turn every cell into one cell by the same function."""

from __future__ import annotations

from typing import ClassVar

import torch

from .base import Group, Layer, Reduction
from .block import Block
from .cell import Cell, Shape, Window, place


class Elementwise(Layer):
    """The output has the input's shape; each cell reads the cell in its own place."""

    group: ClassVar[Group] = "activation"
    reduction: ClassVar[Reduction] = "elementwise"

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def sources(self, shape: Shape, block: Block, *, training: bool) -> Block:
        return block

    def targets(self, shape: Shape, block: Block, *, training: bool) -> Block:
        return self.sources(shape, block, training=training)

    def window(self, shape: Shape, at: tuple[int, ...]) -> Window:
        channel, row, col = place(at)
        return Window.of(range(channel, channel + 1), range(row, row + 1), range(col, col + 1))

    def reduce(self, cell: Cell) -> float:
        """Torch's own function, on this one number in float64."""
        number = torch.tensor([[cell.values.item()]], dtype=torch.float64)
        module = self.module(cell.tensors["input"].shape).double().eval()
        with torch.inference_mode():
            return float(self.run(module, number)["output"].item())
