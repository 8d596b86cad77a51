"""A network with its weights: what forward passes, gradients and searches run."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy.typing as npt
import torch

from app.layers import CPU, Memo, taps_of

from .chain import Chain, build, modules
from .weights import Seeded, State, Weights, check_state, counters, expected


@dataclass(frozen=True, eq=False)
class Network:
    """Shapes and torch's own modules, in eval mode and without gradients of the weights.

    It is remembered and shared between threads, so nobody may change it: train mode needs a copy, and an `inplace`
    layer a copy of its input.

    Attributes:
        chain: the layers in their places.
        module: the layers in order.
        device: where the module is.
    """

    chain: Chain
    module: torch.nn.Sequential
    device: torch.device = CPU

    @cached_property
    def fixed(self) -> dict[str, npt.NDArray[Any]]:
        """What is the same for every input, by the contract's names: weights, biases and tap tables."""
        tensors: dict[str, npt.NDArray[Any]] = {}
        for index, (step, part) in enumerate(zip(self.chain.steps, self.module, strict=True)):
            for name, weight in part.named_parameters():
                tensors[f"layers.{index}.{name}"] = weight.cpu().numpy()
            taps = taps_of(step.layer, step.input_shape)
            if taps:
                tensors[f"layers.{index}.rows"], tensors[f"layers.{index}.cols"] = taps.rows, taps.cols
        return tensors


def network(chain: Chain, weights: Weights, device: torch.device = CPU) -> Network:
    """The network with these weights, remembered.

    Raises:
        Refusal: as `weights.check_state`.
    """
    return _NETWORKS.get(_key(chain, weights, device), lambda: _made(chain, weights, device))


def is_remembered(chain: Chain, weights: Weights, device: torch.device = CPU) -> bool:
    """Whether `network` would have nothing to make."""
    return _NETWORKS.find(_key(chain, weights, device)) is not None


def _key(chain: Chain, weights: Weights, device: torch.device) -> Hashable:
    layers = tuple(step.layer for step in chain.steps)
    return chain.input_shape, layers, weights if isinstance(weights, Seeded) else weights.key, device


def _made(chain: Chain, weights: Weights, device: torch.device) -> Network:
    module = build(chain, weights.seed) if isinstance(weights, Seeded) else _restored(chain, weights)
    return Network(chain, module.requires_grad_(requires_grad=False).to(device).eval(), device)


def _restored(chain: Chain, state: State) -> torch.nn.Sequential:
    check_state(chain, {name: tensor.shape for name, tensor in state.tensors.items()})
    with torch.device("meta"):  # so that nothing is drawn and nothing is held before the tensors come
        module = modules(chain)
    tensors = {name: torch.tensor(state.tensors[name]) for name in expected(chain)}
    counted = {name: torch.tensor(int(state.tensors.get(name, 0))) for name in counters(chain)}
    module.load_state_dict({**tensors, **counted}, assign=True)
    return module


def _weight(network: Network) -> int:
    """How much memory it takes, as so many numbers."""
    tensors = (*network.module.parameters(), *network.module.buffers())
    tables = sum(step.layer.tap_numbers(step.input_shape) for step in network.chain.steps)
    return 5000 * len(network.module) + sum(tensor.numel() for tensor in tensors) + tables


# A layer weighs about 5,000 numbers besides its weights; an epoch's weights of LeNet-5 are 60,000.
_NETWORKS: Memo[Network] = Memo(20_000_000, _weight)
