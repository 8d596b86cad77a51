"""A picture's way through a network: every tensor of every layer, by the contract's names."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt
import torch

from app.layers import Cost, Float32, Mode, generator, inside, run
from app.layers import cost as layer_cost

from .asked import check_input
from .chain import Chain
from .network import Network

Tensors = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Forward:
    """The answer.

    Attributes:
        tensors: `input` and `layers.{i}.output`, `.rows`, `.cols`, `.weight`, `.bias`, `.mask`, `.running_mean`,
            `.running_var`; float32, int32 or uint8, not to be changed.
        probabilities: the softmax of the last output where that is flat, or that output itself where the last layer is
            a softmax over it; they may be NaN. None where the last output is not flat, and where there is no layer.
    """

    tensors: Tensors
    probabilities: list[float] | None


def forward(
    network: Network, x: Float32, *, mode: Mode = "eval", seed: int = 0, want: frozenset[str] | None = None
) -> Forward:
    """Runs the network on one input.

    Args:
        network: not changed.
        x: float32 `C × H × W`, or flat `F`, of the chain's input shape; not changed. The answer's `input` is this
            array, and outputs that only give numbers another place may be views of it.
        mode: `train` matters to dropout and batch norm.
        seed: of what is random in train mode: one `manual_seed`, the layers in order.
        want: the names of the tensors to hand out; None for all.

    Raises:
        Refusal: `input_shape_disagrees`; what torch refuses in train mode on one sample, with `layers` and the index
            in `loc`.
    """
    check_input(network.chain, x.shape, "input")
    training = mode == "train"
    module = _to_train(network.module) if training else network.module
    batch = torch.from_numpy(x if x.flags.writeable else x.copy()).to(network.device)[None]
    tensors: Tensors = {"input": x, **network.fixed}
    chance = generator(seed)
    with torch.inference_mode():
        for index, (step, part) in enumerate(zip(network.chain.steps, module, strict=True)):
            with inside("layers", index):
                made = run(step.layer, part, batch, chance)
            batch = made["output"][None]
            _keep(tensors, f"layers.{index}", made, want)
        probabilities = _probabilities(network.chain, batch[0])
    if want is not None:
        tensors = {name: tensor for name, tensor in tensors.items() if name in want}
    return Forward(tensors, probabilities)


def cost(chain: Chain) -> Cost:
    """The cost of one forward pass that keeps every map; safe for absurd parameters."""
    each = [layer_cost(step.layer, step.input_shape) for step in chain.steps]
    scratch = max((step.layer.scratch(step.input_shape) for step in chain.steps), default=0)
    held = sum(
        math.prod(step.output_shape) + step.parameters + step.layer.tap_numbers(step.input_shape)
        for step in chain.steps
    )
    return Cost(sum(one.macs for one in each), math.prod(chain.input_shape) + held + scratch)


def _to_train(module: torch.nn.Sequential) -> torch.nn.Sequential:
    """A copy in train mode, whose buffers may move; the weights, which do not, are the network's own."""
    return copy.deepcopy(module, {id(weight): weight for weight in module.parameters()}).train()


def _keep(tensors: Tensors, prefix: str, made: Mapping[str, torch.Tensor], want: frozenset[str] | None) -> None:
    for name, tensor in made.items():
        full = f"{prefix}.{name}"
        if want is None or full in want:
            tensors[full] = tensor.cpu().numpy()


def _probabilities(chain: Chain, last: torch.Tensor) -> list[float] | None:
    if not chain.steps or last.dim() != 1:
        return None
    layer = chain.steps[-1].layer
    ready = layer.normalises and not layer.joins_samples(last.shape)
    numbers: list[float] = (last if ready else last.double().softmax(0)).tolist()
    return numbers
