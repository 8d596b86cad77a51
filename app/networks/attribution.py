"""Why this class: how much each place of the picture has to do with one output, by three methods of captum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from app.networks.network import Network

Float32: TypeAlias = npt.NDArray[np.float32]
Method: TypeAlias = Literal["saliency", "grad_cam", "occlusion"]


@dataclass(frozen=True, eq=False)
class Attribution:
    """What a method says of one class.

    Attributes:
        map: float32. Saliency: ≥ 0, in the input's shape. Grad-CAM: ≥ 0, H×W of the layer (to be stretched over the
            picture). Occlusion: signed, H×W of the input, positive where covering takes something from the score
            (flat input: F).
        target: the class it speaks of.
        layer: whose maps Grad-CAM weighed; None for the other methods.
        window: height and width of what occlusion covers at once; None for the other methods.
        stride: how far that moves each time.
        baseline: per channel, what it covers with.
    """

    map: Float32
    target: int
    layer: int | None = None
    window: tuple[int, int] | None = None
    stride: tuple[int, int] | None = None
    baseline: tuple[float, ...] | None = None


def attribution(
    network: Network, x: Float32, method: Method, target: int | None = None, layer: int | None = None
) -> Attribution:
    """Asks captum.

    Args:
        network: whose last output is flat, one number per class.
        x: its input.
        method: `saliency`, `grad_cam` or `occlusion`.
        target: the class; None for the one with the largest output.
        layer: whose maps Grad-CAM weighs; None for the last one with more than one row or column.

    Raises:
        Refusal: `no_classes`, `target_outside`, `layer_outside`, `grad_cam_needs_maps`, `network_over_work`.
    """
    raise NotImplementedError
