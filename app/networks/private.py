"""A network's modules for one asker alone: hooks may be put on them, and gradients flow back through every layer."""

from __future__ import annotations

import copy

import torch

from .chain import Chain
from .network import Network


def private(network: Network, layers: int | None = None) -> torch.nn.Sequential:
    """The first so many layers (None: all) on a batch. The weights are the network's own tensors, the modules copies:
    what one asker hooks to them no other sees.

    In-place layers write elsewhere: what they would overwrite, the layer before may need for its gradient.
    """
    # What stands in the memo of deepcopy is taken for copied.
    shared = {id(tensor): tensor for tensor in (*network.module.parameters(), *network.module.buffers())}
    steps = network.chain.steps[:layers]
    modules: list[torch.nn.Module] = []
    for step, module in zip(steps, network.module, strict=False):
        mine = copy.deepcopy(module, dict(shared))
        if step.layer.overwrites_input:
            mine.inplace = False  # type: ignore[assignment]  # torch types every attribute as a tensor
        modules.append(mine)
    return torch.nn.Sequential(*modules)


def samples_apart(chain: Chain) -> bool:
    """Whether samples of one batch go through the network without a word between them."""
    return not any(step.layer.joins_samples(step.input_shape) for step in chain.steps)
