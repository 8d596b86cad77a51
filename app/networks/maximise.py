"""What a filter looks for: a picture changed, step by step, so that one map or feature answers more.

Gradient ascent with steps of one length (Erhan et al. 2009), with a little jitter and blur against the finest patterns,
which excite networks and tell people nothing (Olah et al. 2017, Feature Visualization).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn.functional import avg_pool2d

from app.layers import Float32

from .asked import check_input, check_unit
from .network import Network
from .private import private
from .work import check_work, first

RATE = 0.05
"""How far a step moves the pixels, as the root of their mean square."""

BLUR = 0.05
"""How much of each pixel becomes the mean of its 3 × 3 neighbours after a step."""

JITTER = 16
"""The picture is shifted by up to one in so many of its rows and columns before a step, and back after it."""

NOISE = 0.02
"""How far the first picture strays from grey."""


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
        Refusal: `layer_outside`, `channel_outside`, `input_shape_disagrees`, `network_over_work`.
    """
    check_unit(network.chain, layer, channel)
    shape, part = network.chain.input_shape, first(network.chain, layer + 1)
    if picture is not None:
        check_input(part, picture.shape, "picture")
    check_work(part, 4 * steps + 1)
    modules, device = private(network, layer + 1), network.device
    chance = torch.Generator().manual_seed(seed)

    def activation(x: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = modules(x[None])[0, channel].mean()
        return answer

    if picture is None:
        x = (0.5 + NOISE * torch.randn(shape, generator=chance)).to(device)
    else:
        x = torch.tensor(picture, device=device)
    x = x.clamp(0, 1)
    with torch.no_grad():
        activations = [float(activation(x))]
    for _ in range(steps):
        shift, axes = _shift(shape, chance)
        shifted = x.roll(shift, axes).requires_grad_()
        with torch.enable_grad():
            (gradient,) = torch.autograd.grad(activation(shifted), shifted)
        way = _direction(gradient, chance).roll([-each for each in shift], axes)
        x = _blurred(x + RATE * way).clamp(0, 1)
        with torch.no_grad():
            activations.append(float(activation(x)))
    return Maximised(x.cpu().numpy(), torch.tensor(activations).numpy())


def _shift(shape: tuple[int, ...], chance: torch.Generator) -> tuple[list[int], list[int]]:
    """By how much, along which axes; rows and columns only."""
    axes = [axis for axis in range(len(shape)) if axis > 0]
    most = [shape[axis] // JITTER for axis in axes]
    return [int(torch.randint(-each, each + 1, (), generator=chance)) for each in most], axes


def _direction(gradient: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """The gradient in unit length; where there is none (a dead ReLU), a step at random may find one."""
    length = gradient.square().mean().sqrt()
    if not torch.isfinite(length) or length == 0:
        return torch.randn(gradient.shape, generator=chance).to(gradient.device)
    return gradient / length


def _blurred(x: torch.Tensor) -> torch.Tensor:
    if x.ndim != 3:
        return x
    return torch.lerp(x, avg_pool2d(x, 3, 1, 1, count_include_pad=False), BLUR)
