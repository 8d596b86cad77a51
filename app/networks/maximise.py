"""What a filter looks for: a picture changed, step by step, so that one map or feature answers more.

Gradient ascent with steps of one length (Erhan et al. 2009), with a little jitter, smoothing and blur against the
finest patterns, which excite networks and tell people nothing (Olah et al. 2017, Feature Visualization).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn.functional import avg_pool2d

from app.layers import Float32, Shape

from .asked import check_input, check_unit
from .network import Network
from .private import private
from .wanted import check_wanted
from .work import check_work

RATE = 0.05
"""How far a step moves the pixels, as the root of their mean square."""

TRIES = 5
"""So often a step that would lower the activation is tried again, each time half as long."""

SMOOTHED = 0.5
"""How much of each pixel's gradient becomes the mean of its 3 × 3 neighbours'."""

BLUR = 0.05
"""How much of each pixel itself does, after a jittered step."""

JITTER = 16
"""For its gradient the picture is shifted by up to one in so many of its rows and columns."""

NOISE = 0.02
"""How far the first picture strays from grey."""

LEAK = 0.1
"""How much of what ReLU cuts off is let through where the way up is lost in the cut."""

PASSES = 2 * 3 + 1 + TRIES
"""What a step takes at most: two gradients, and the activation after every try."""


@dataclass(frozen=True, eq=False)
class Maximised:
    """The picture after the last step.

    Attributes:
        picture: float32 in the network's input shape, 0 … 1.
        activations: float32, steps + 1: the mean of the map (or the feature) before the first step and after each.
    """

    picture: Float32
    activations: Float32


def maximise(
    network: Network, layer: int, channel: int, *, picture: Float32 | None = None, steps: int = 16, seed: int = 0
) -> Maximised:
    """Climbs so many steps. What it hands back can be handed in again with another seed: nothing else is remembered.

    Args:
        network: in eval mode, as it stands.
        layer: whose output is asked, from 0.
        channel: which map of it; of a flat output, which feature.
        picture: where to start, in the network's input shape; None for grey with a little noise.
        steps: how many.
        seed: of the noise and of the jitter.

    Raises:
        Refusal: `layer_outside`, `channel_outside`, `input_shape_disagrees`, `network_over_work`,
            `network_over_cells`.
        Unwanted: before a step, where whoever asked is gone.
    """
    check_unit(network.chain, layer, channel)
    shape, part = network.chain.input_shape, network.chain.first(layer + 1)
    if picture is not None:
        check_input(part, picture.shape, "picture")
    check_work(part, steps * PASSES + 1)
    climb = _Climb(private(network, layer + 1), channel, torch.Generator().manual_seed(seed))
    x = climb.grey(shape) if picture is None else torch.tensor(picture)
    x = x.to(network.device).clamp(0, 1)
    activations = [climb.activation(x)]
    for _ in range(steps):
        check_wanted()
        x, reached = climb.step(x, activations[-1])
        activations.append(reached)
    return Maximised(x.cpu().numpy(), torch.tensor(activations).numpy())


class _Climb:
    """Steps upwards. The activation never falls: what regularises is given up where it costs more than it brings."""

    def __init__(self, modules: torch.nn.Sequential, channel: int, chance: torch.Generator) -> None:
        self.modules, self.channel, self.chance = modules, channel, chance
        self.leaking = torch.nn.Sequential(*map(_leaking, modules))

    def grey(self, shape: Shape) -> torch.Tensor:
        """Where to start."""
        return 0.5 + NOISE * torch.randn(shape, generator=self.chance)

    def activation(self, x: torch.Tensor) -> float:
        """What is to rise."""
        with torch.no_grad():
            return float(self._answer(self.modules, x))

    def step(self, x: torch.Tensor, present: float) -> tuple[torch.Tensor, float]:
        """The picture after a step and its activation: those given, where no try is better."""
        shift = _shift(tuple(x.shape), self.chance)
        way = self._way(self.modules, _rolled(x, shift))
        dead = way is None
        if way is not None:
            moved = (x + RATE * _rolled(way, [-each for each in shift])).clamp(0, 1)
            moved = torch.lerp(moved, _neighbours(moved), BLUR)
            reached = self.activation(moved)
            if reached > present:
                return moved, reached
        way = self._way(self.leaking if dead else self.modules, x)
        if way is None:  # nothing moves it: one at random, which may find one
            way, dead = torch.randn(x.shape, generator=self.chance).to(x.device), True
        for halved in range(TRIES):
            moved = (x + RATE / 2**halved * way).clamp(0, 1)
            reached = self.activation(moved)
            if reached > present or (dead and reached == present):
                return moved, reached
        return x, present

    def _answer(self, modules: torch.nn.Sequential, x: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = modules(x[None])[0, self.channel].mean()
        return answer

    def _way(self, modules: torch.nn.Sequential, x: torch.Tensor) -> torch.Tensor | None:
        """The way up through these modules, in unit length; None where there is none."""
        leaf = x.clone().requires_grad_()
        with torch.enable_grad():
            (gradient,) = torch.autograd.grad(self._answer(modules, leaf), leaf)
        gradient = torch.lerp(gradient, _neighbours(gradient), SMOOTHED)
        length = gradient.square().mean().sqrt()
        return gradient / length if torch.isfinite(length) and length > 0 else None


def _leaking(module: torch.nn.Module) -> torch.nn.Module:
    """The same with the same weights, but a ReLU at 0 tells which way is up."""
    return torch.nn.LeakyReLU(LEAK) if isinstance(module, torch.nn.ReLU) else module


def _shift(shape: Shape, chance: torch.Generator) -> list[int]:
    """By how many rows and columns; what is flat stays where it is."""
    most = [size // JITTER for size in shape[1:]] if len(shape) == 3 else [0, 0]
    return [int(torch.randint(-each, each + 1, (), generator=chance)) for each in most]


def _rolled(x: torch.Tensor, shift: list[int]) -> torch.Tensor:
    return x.roll(shift, (1, 2)) if any(shift) else x


def _neighbours(x: torch.Tensor) -> torch.Tensor:
    """The mean of each pixel and those around it; of what is flat, nothing is around."""
    return avg_pool2d(x, 3, 1, 1, count_include_pad=False) if x.ndim == 3 else x
