"""Torch's pooling windows out of Keras's two paddings.

Keras pools `"valid"`, windows inside the input only, or `"same"`, where windows overhang by an amount that follows
from the sizes and what overhangs is left out. Torch's windows start where `padding` says. Max and average over real
cells are separable, so that the two axes may go different ways, one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .keras_text import call, resize, short


class Way(Enum):
    """How Keras gets to torch's windows along one axis."""

    VALID = "no window overhangs"
    SAME = "Keras's overhang happens to be torch's"
    PICK = "pool at every position (stride 1, same), then crop and keep every stride-th"


@dataclass(frozen=True)
class PoolAxis:
    """Windows along one axis: `output` of them, `kernel` wide, `stride` apart, from `-before` on.

    What lies outside of the `size` real cells is to be left out.
    """

    size: int
    kernel: int
    stride: int
    before: int
    output: int

    def way(self, symmetric: bool) -> Way | None:
        """How Keras gets there, or None.

        Args:
            symmetric: only where Keras's overhang is the same on both sides. On its torch backend the uneven one is
                filled with copies of the edge: nothing to a maximum, but an average counts them.
        """
        if self.before == 0 and self.output == (self.size - self.kernel) // self.stride + 1:
            return Way.VALID
        total = max(0, (-(-self.size // self.stride) - 1) * self.stride + self.kernel - self.size)
        if total // 2 == self.before and self.output == -(-self.size // self.stride) and not (symmetric and total % 2):
            return Way.SAME
        if self._skipped >= 0 and self._last < self.size and not (symmetric and self.kernel % 2 == 0):
            return Way.PICK
        return None

    @property
    def _skipped(self) -> int:
        """Of windows at every position, how many come before the first one wanted."""
        return (self.kernel - 1) // 2 - self.before

    @property
    def _last(self) -> int:
        return self._skipped + (self.output - 1) * self.stride

    @property
    def cropping(self) -> tuple[int, int]:
        """What `PICK` crops, as negative numbers."""
        return -self._skipped, self._last - self.size + 1


def pool(name: str, height: PoolAxis, width: PoolAxis) -> tuple[str, ...] | None:
    """Layers of the Keras class `name` that give these windows; None where there are none."""
    ways = [axis.way(symmetric=name == "AveragePooling2D") for axis in (height, width)]
    if ways[0] is None or ways[1] is None:
        return None
    if ways[0] is ways[1]:
        return _pool(name, ways[0], height, width)
    rows = _pool(name, ways[0], height, _untouched(width.size))
    return (*rows, *_pool(name, ways[1], _untouched(height.output), width))


def _untouched(size: int) -> PoolAxis:
    return PoolAxis(size, kernel=1, stride=1, before=0, output=size)


def _pool(name: str, way: Way, height: PoolAxis, width: PoolAxis) -> tuple[str, ...]:
    size, strides = (height.kernel, width.kernel), (height.stride, width.stride)
    if way is not Way.PICK:
        # Left out, strides are the pool's size, as in torch.
        stride = None if strides == size else short(strides)
        return (call(name, pool_size=short(size), strides=stride, padding="same" if way is Way.SAME else None),)
    every = call(name, pool_size=short(size), strides=1, padding="same")
    pick = call(name, pool_size=1, strides=short(strides))
    return (every, *resize(*height.cropping, *width.cropping), *([pick] if strides != (1, 1) else []))
