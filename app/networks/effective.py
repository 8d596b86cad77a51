"""How much each pixel counts for a cell: the gradient, beside the region that counts in theory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from app.layers import Float32, index_in

from .asked import check_input, output_of
from .network import Network
from .private import private


@dataclass(frozen=True, eq=False)
class Effective:
    """Attributes:
    gradient: |d cell / d input|, float32 in the input's shape.
    value: the cell's own.
    """

    gradient: Float32
    value: float


def effective(network: Network, x: Float32, layer: int, at: Sequence[int]) -> Effective:
    """The gradient of one output cell of a layer with respect to the input, by torch's autograd, in eval mode.

    Raises:
        Refusal: `layer_outside`, `at_outside`, `input_shape_disagrees`.
    """
    index = index_in(at, output_of(network.chain, layer))
    check_input(network.chain, x.shape, "input")
    leaf = torch.tensor(x, device=network.device, requires_grad=True)
    with torch.enable_grad():
        cell = private(network, layer + 1)(leaf[None])[0][index]
        (gradient,) = torch.autograd.grad(cell, leaf)
    return Effective(gradient.abs().cpu().numpy(), float(cell.detach()))
