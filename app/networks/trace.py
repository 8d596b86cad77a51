"""From a cell back to the pixels that it sees, and from a pixel on to the cells that see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.errors import Refusal
from app.layers import Block, IntArray, Mode, Shape, index_in

from .asked import output_of
from .chain import Chain

MOST_INDICES = 500_000
"""Of all regions of an answer: about 4 MB of JSON. Only flat tensors of hundreds of thousands of features have more."""


@dataclass(frozen=True, eq=False)
class Region:
    """Cells of one layer's output, or of the input: every one of `channels × rows × cols`, or the `features` of a flat
    one. All indices are sorted; if one axis has none, none has any.

    Attributes:
        layer: whose output; −1 is the input.
        rows, cols: of a picture; None where it is flat.
        features: of a flat tensor; None where it is a picture.
        channels: of a picture; None where it is flat.
    """

    layer: int
    rows: IntArray | None
    cols: IntArray | None
    features: IntArray | None
    channels: IntArray | None = None

    @property
    def axes(self) -> dict[str, IntArray]:
        """Those that there are, by their names."""
        axes = {"rows": self.rows, "cols": self.cols, "channels": self.channels, "features": self.features}
        return {name: axis for name, axis in axes.items() if axis is not None}


def trace(chain: Chain, layer: int, at: Sequence[int], *, mode: Mode = "eval") -> list[Region]:
    """What the cell `at` of this layer's output depends on, in every earlier layer's output and in the input.

    It is what the layers read, whatever their weights: of a max pooling all that compete, of dropout all that may pass.

    Args:
        chain: the network.
        layer: which layer's output.
        at: `[c, y, x]`, or `[i]` of a flat output.
        mode: in train mode every cell of batch norm depends on its whole channel.

    Returns:
        From the layer before this one down to the input, −1.

    Raises:
        Refusal: `layer_outside`, `at_outside`, `regions_too_large`.
    """
    block = Block.cell(index_in(at, output_of(chain, layer)))
    return _few(_back(chain, layer, block, training=mode == "train"))


def fan_out(chain: Chain, at: Sequence[int], from_layer: int = -1, *, mode: Mode = "eval") -> list[Region]:
    """Which cells of the later layers depend on a cell of the input, or of a layer's output: `trace` turned round.

    Args:
        chain: the network.
        at: a cell, `[c, y, x]` or `[i]` of a flat tensor; or the cells of all channels in one place, `[y, x]`.
        from_layer: whose output; −1 is the input.
        mode: as for `trace`.

    Returns:
        From the next layer to the last.

    Raises:
        Refusal: `layer_outside`, `at_outside`, `regions_too_large`.
    """
    shape = chain.input_shape if from_layer == -1 else output_of(chain, from_layer)
    if len(at) == len(shape) - 1:
        block = Block.place(index_in(at, shape[1:]), shape)
    else:
        block = Block.cell(index_in(at, shape))
    return _few(_onwards(chain, from_layer, block, training=mode == "train"))


def _back(chain: Chain, layer: int, block: Block, *, training: bool) -> Iterator[Region]:
    for index in range(layer, -1, -1):
        step = chain.steps[index]
        if not block.empty:
            block = step.layer.sources(step.input_shape, block, training=training)
        yield _region(index - 1, step.input_shape, block)


def _onwards(chain: Chain, from_layer: int, block: Block, *, training: bool) -> Iterator[Region]:
    for index in range(from_layer + 1, len(chain.steps)):
        step = chain.steps[index]
        if not block.empty:
            block = step.layer.targets(step.input_shape, block, training=training)
        yield _region(index, step.output_shape, block)


def _few(regions: Iterator[Region]) -> list[Region]:
    """All of them, unless they grow too many on the way: what will not be told is not worked out."""
    kept: list[Region] = []
    indices = 0
    for region in regions:
        indices += sum(axis.size for axis in region.axes.values())
        if indices > MOST_INDICES:
            raise Refusal("regions_too_large", loc=("layer",), limit=MOST_INDICES)
        kept.append(region)
    return kept


def _region(layer: int, shape: Shape, block: Block) -> Region:
    if len(shape) == 1:
        return Region(layer, rows=None, cols=None, features=block.cols)
    return Region(layer, rows=block.rows, cols=block.cols, features=None, channels=block.channels)
