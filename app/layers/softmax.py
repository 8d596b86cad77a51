"""Softmax: eˣ over the sum of all eˣ along one dimension, so that the results sum to 1."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from .base import Group, Layer, Reduction
from .block import Block, every
from .cell import Cell, Shape, Window, place, volume
from .dimensions import resolve_dimension
from .fields import Integer, slider
from .keras_text import Translation, call
from .lines import Line, WholeLine

_CHANNELS_LAST = {0: 0, 1: 3, 2: 1, 3: 2}
"""Where the dimensions of a batch of pictures go in Keras."""


class Softmax(Layer):
    """`torch.nn.Softmax`. `dim` counts the batch axis: 1 is the channels of a picture, or the numbers of a flat one."""

    kind: Literal["softmax"] = "softmax"
    dim: Annotated[Integer | None, slider(-4, 3)] = None

    torch_name: ClassVar[str] = "Softmax"
    group: ClassVar[Group] = "activation"
    reduction: ClassVar[Reduction] = "none"
    normalises: ClassVar[bool] = True

    def _dim(self, shape: Shape) -> int:
        # Torch picks 1 for every batch that we have, too, and warns that the choice should be written out.
        return resolve_dimension(1 if self.dim is None else self.dim, shape, "dim")

    def output_shape(self, shape: Shape) -> Shape:
        self._dim(shape)
        return shape

    def _axis(self, shape: Shape) -> int | None:
        """Which of channel (0), row (1), column (2) it runs along; None for the batch axis."""
        dim = self._dim(shape)
        return None if dim == 0 else {1: (2,), 2: (0, 2), 3: (0, 1, 2)}[len(shape)][dim - 1]

    def joins_samples(self, shape: Shape) -> bool:
        return self._dim(shape) == 0

    def groups_of(self, shape: Shape) -> int:
        return 1 if self._axis(shape) == 0 else super().groups_of(shape)

    def lines(self, shape: Shape) -> tuple[Line, Line] | None:
        lines, axis = super().lines(shape), self._axis(shape)
        if lines is None:
            return None
        height, width = lines
        return WholeLine(shape[1]) if axis == 1 else height, WholeLine(shape[2]) if axis == 2 else width

    def sources(self, shape: Shape, block: Block, *, training: bool) -> Block:
        axes = [block.channels, block.rows, block.cols]
        axis = self._axis(shape)
        if axis is not None:
            axes[axis] = every(volume(shape)[axis])
        return Block.of(*axes)

    def targets(self, shape: Shape, block: Block, *, training: bool) -> Block:
        return self.sources(shape, block, training=training)

    def window(self, shape: Shape, at: tuple[int, ...]) -> Window:
        read = [range(index, index + 1) for index in place(at)]
        axis = self._axis(shape)
        if axis is not None:
            read[axis] = range(volume(shape)[axis])
        return Window.of(*read)

    def reduce(self, cell: Cell) -> float:
        axis = self._axis(cell.tensors["input"].shape)
        mine = cell.values.flat[0 if axis is None else place(cell.at)[axis]]
        highest = cell.values.max()
        if not math.isfinite(highest):
            return math.nan
        return math.exp(mine - highest) / math.fsum(math.exp(value - highest) for value in cell.values.flat)

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"dim": 1 if self.dim is None else self.dim}

    def keras(self, shape: Shape) -> Translation:
        dim = self._dim(shape)
        axis = _CHANNELS_LAST[dim] if len(shape) == 3 else dim
        return Translation((call("Softmax", axis=axis),), remarks=(f"dim={dim} -> axis={axis}",) if axis != dim else ())
