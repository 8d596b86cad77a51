"""A picture's way through a network: every tensor of every layer, by the contract's names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from app.layers import Cost, Float32, Mode

from .chain import Chain
from .network import Network


@dataclass(frozen=True, eq=False)
class Forward:
    """The answer.

    Attributes:
        tensors: `input` and `layers.{i}.output`, `.rows`, `.cols`, `.weight`, `.bias`, `.mask`, `.running_mean`,
            `.running_var`; float32, int32 or uint8, not to be changed.
        probabilities: the softmax of the last output where that is flat, or that output itself where the last layer is
            a softmax; they may be NaN. None where the last output is not flat, and where there is no layer.
    """

    tensors: dict[str, npt.NDArray[Any]]
    probabilities: list[float] | None


def forward(
    network: Network, x: Float32, *, mode: Mode = "eval", seed: int = 0, want: frozenset[str] | None = None
) -> Forward:
    """Runs the network on one input.

    Args:
        network: not changed.
        x: float32 `C × H × W`, or flat `F`, of the chain's input shape; not changed. The answer's `input` is this array.
        mode: `train` matters to dropout and batch norm.
        seed: of what is random in train mode: one `manual_seed`, the layers in order.
        want: the names of the tensors to hand out; None for all.

    Raises:
        Refusal: `input_shape_disagrees`; what torch refuses in train mode on one sample, with `layers` and the index
            in `loc`.
    """
    raise NotImplementedError


def cost(chain: Chain) -> Cost:
    """The cost of one forward pass that keeps every map; safe for absurd parameters."""
    raise NotImplementedError
