"""A network with its weights: what forward passes, gradients and searches run."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from app.layers import CPU, Memo

from .chain import Chain, build
from .weights import Seeded, Weights


@dataclass(frozen=True, eq=False)
class Network:
    """Shapes and torch's own modules, in eval mode and without gradients of the weights.

    It is remembered and shared between threads, so nobody may change it: train mode needs a copy, and an `inplace`
    layer a copy of its input.

    Attributes:
        chain: the layers in their places.
        module: the layers in order.
    """

    chain: Chain
    module: torch.nn.Sequential


def network(chain: Chain, weights: Weights, device: torch.device = CPU) -> Network:
    """The network with these weights, remembered.

    Raises:
        Refusal: as `weights.check_state`.
    """
    raise NotImplementedError
