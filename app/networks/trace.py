"""From a cell back to the pixels that it sees, and from a pixel on to the cells that see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.layers import IntArray, Mode

from .chain import Chain


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


def trace(chain: Chain, layer: int, at: Sequence[int], *, mode: Mode = "eval") -> list[Region]:
    """What the cell `at` of this layer's output depends on, in every earlier layer's output and in the input.

    Args:
        chain: the network.
        layer: which layer's output.
        at: `[c, y, x]`, or `[i]` of a flat output.
        mode: in train mode every cell of batch norm depends on its whole channel.

    Returns:
        From the layer before this one down to the input, −1.

    Raises:
        Refusal: `layer_outside`, `at_outside`.
    """
    raise NotImplementedError


def fan_out(chain: Chain, at: Sequence[int], from_layer: int = -1, *, mode: Mode = "eval") -> list[Region]:
    """Which cells of the later layers depend on a place of the input, or of a layer's output.

    Args:
        chain: the network.
        at: `[y, x]`, in every channel; `[i]` of a flat tensor.
        from_layer: whose output; −1 is the input.
        mode: as for `trace`.

    Returns:
        From the next layer to the last.

    Raises:
        Refusal: `layer_outside`, `at_outside`.
    """
    raise NotImplementedError
