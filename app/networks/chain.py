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

    def first(self, layers: int) -> Chain:
        """The network that ends after so many layers."""
        return Chain(self.input_shape, self.steps[:layers])


def chain(layers: Sequence[Layer], input_shape: Shape) -> Chain:
    """The layers in their places, by arithmetic alone.

    Raises:
        Refusal: what the first layer that does not fit says, with `layers`, its index and the field in `loc`;
            `returns_indices` for a pooling that would hand on a pair of tensors, `layer_joins_samples` for a flatten
            that leaves no batch axis to the next layer.
    """
    fitting, refusal = longest(layers, input_shape)
    if refusal:
        raise refusal
    return fitting


def longest(layers: Sequence[Layer], input_shape: Shape) -> tuple[Chain, Refusal | None]:
    """The layers as far as they fit, and what `chain` says of the next one, if there is one."""
    steps: list[Step] = []
    shape = tuple(input_shape)
    for index, layer in enumerate(layers):
        try:
            with inside("layers", index):
                output = _answer(layer, shape)
        except Refusal as refusal:
            return Chain(tuple(input_shape), tuple(steps)), refusal
        steps.append(Step(layer, shape, output))
        shape = output
    return Chain(tuple(input_shape), tuple(steps)), None


def _answer(layer: Layer, shape: Shape) -> Shape:
    """The layer's output shape, if it answers one tensor with the batch axis first."""
    if getattr(layer, "return_indices", False):
        raise Refusal("returns_indices", loc=("return_indices",))
    if layer.merges_batch(shape):
        raise Refusal("layer_joins_samples", loc=("start_dim",), kind=layer.kind)
    return tuple(layer.output_shape(shape))


def modules(network: Chain) -> torch.nn.Sequential:
    """Torch's own modules, initialised from torch's generator as it stands, the layers in order."""
    return torch.nn.Sequential(*(step.layer.module(step.input_shape) for step in network.steps))


def build(network: Chain, seed: int) -> torch.nn.Sequential:
    """Torch's own modules, initialised as after one `torch.manual_seed(seed)`."""
    with seeded(seed):
        return modules(network)
