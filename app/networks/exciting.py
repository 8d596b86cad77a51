"""Which places of which pictures excite one map or feature most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.networks.network import Network

Bytes: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Excited:
    """The strongest cell of one picture.

    Attributes:
        index: which picture.
        at: the cell in the layer's output: channel, row, column; of a flat output, the feature.
        value: what it answers.
        region: top, left, bottom, right (the last two not included) of what the cell sees of the picture; None where it
            sees padding only, or the input is flat.
    """

    index: int
    at: tuple[int, ...]
    value: float
    region: tuple[int, int, int, int] | None


def exciting(network: Network, images: Bytes, layer: int, channel: int, count: int = 9) -> list[Excited]:
    """The pictures whose strongest cell of the map is strongest, the strongest first; one place per picture.

    Args:
        network: in eval mode.
        images: N×C×H×W, 0 … 255.
        layer: whose output is asked, from 0.
        channel: which map of it; of a flat output, which feature.
        count: how many to find at most.

    Raises:
        Refusal: `layer_outside`, `channel_outside`, `pictures_shape`, `network_over_work`.
    """
    raise NotImplementedError
