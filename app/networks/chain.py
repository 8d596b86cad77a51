"""A sequence of layers on an input of a known shape: what goes in and out of each, checked before torch runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from app.errors import Refusal
from app.layers import Layer, Shape, inside, seeded


@dataclass(frozen=True)
class Step:
    """One layer in its place: what it reads and what it answers, without the batch axis."""

    layer: Layer
    input_shape: Shape
    output_shape: Shape

    @property
    def parameters(self) -> int:
        """How many numbers training would change."""
        return self.layer.parameters(self.input_shape)

    @property
    def macs(self) -> int:
        """Multiplications by the weights for one sample, without the bias."""
        return self.layer.macs(self.input_shape)


@dataclass(frozen=True)
class Chain:
    """A network whose shapes fit."""

    input_shape: Shape
    steps: tuple[Step, ...]

    @property
    def output_shape(self) -> Shape:
        """What the last layer answers; the input's own shape where there is no layer."""
        return self.steps[-1].output_shape if self.steps else self.input_shape

    @property
    def parameters(self) -> int:
        """How many numbers training would change."""
        return sum(step.parameters for step in self.steps)

    @property
    def macs(self) -> int:
        """Multiplications by the weights for one sample, without the biases."""
        return sum(step.macs for step in self.steps)


def chain(layers: Sequence[Layer], input_shape: Shape) -> Chain:
    """The layers in their places, by arithmetic alone.

    Raises:
        Refusal: what the first layer that does not fit says, with `layers`, its index and the field in `loc`;
            `returns_indices` for a pooling that would hand on a pair of tensors.
    """
    steps: list[Step] = []
    shape = tuple(input_shape)
    for index, layer in enumerate(layers):
        with inside("layers", index):
            if getattr(layer, "return_indices", False):
                raise Refusal("returns_indices", loc=("return_indices",))
            output = tuple(layer.output_shape(shape))
        steps.append(Step(layer, shape, output))
        shape = output
    return Chain(tuple(input_shape), tuple(steps))


def modules(network: Chain) -> torch.nn.Sequential:
    """Torch's own modules, initialised from torch's generator as it stands, the layers in order."""
    return torch.nn.Sequential(*(step.layer.module(step.input_shape) for step in network.steps))


def build(network: Chain, seed: int) -> torch.nn.Sequential:
    """Torch's own modules, initialised as after one `torch.manual_seed(seed)`."""
    with seeded(seed):
        return modules(network)
