"""What a filter looks for: a picture changed, step by step, so that one map or feature answers more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.networks.network import Network

Float32: TypeAlias = npt.NDArray[np.float32]


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
        Refusal: `layer_outside`, `channel_outside`, `picture_shape`, `network_over_work`.
    """
    raise NotImplementedError
