"""Why this class: how much each place of the picture has to do with one output, by three methods of captum.

Saliency: Simonyan et al. 2014. Grad-CAM: Selvaraju et al. 2017. Occlusion: Zeiler and Fergus 2014. All three speak of
the score of the class before the softmax, if the network ends with one: after it, a sure network would hide the answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import torch

from app.errors import Refusal
from app.layers import Float32, Shape

from .asked import check_input, output_of
from .chain import Chain
from .network import Network
from .private import private
from .wanted import check_wanted
from .work import batch_size, check_work

Method: TypeAlias = Literal["saliency", "grad_cam", "occlusion"]

ALONG = 7
"""Occlusion covers about one in so many rows and columns at a time."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """What a method says of one class.

    Attributes:
        map: float32. Saliency: ≥ 0, in the input's shape. Grad-CAM: H×W of the layer (to be stretched over the
            picture), signed: the paper's map is its positive part, what speaks for the class. Small networks often
            have none of that, and what speaks against it is all there is to see. Occlusion: signed, H×W of the input
            (flat input: F), positive where covering takes something from the score.
        target: the class it speaks of.
        layer: whose maps Grad-CAM weighed; None for the other methods.
        window: rows and columns that occlusion covers at once (flat input: numbers); None for the other methods.
        stride: how far that moves each time; the last ones may hang over the edge.
        baseline: what it covers with: the mean of each channel (flat input: one number, the mean).
    """

    map: Float32
    target: int
    layer: int | None = None
    window: tuple[int, ...] | None = None
    stride: tuple[int, ...] | None = None
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
        Refusal: `input_shape_disagrees`, `no_classes`, `target_outside`, `layer_outside`, `grad_cam_flat_layer`,
            `grad_cam_needs_maps`, `network_over_work`, `network_over_cells`.
        Unwanted: before a pass, where whoever asked is gone.
    """
    check_input(network.chain, x.shape, "input")
    scored = _scored(network.chain)
    if target is not None and not 0 <= target < network.chain.output_shape[0]:
        raise Refusal("target_outside", loc=("target",), target=target, last=network.chain.output_shape[0] - 1)
    asked = _Asked(network, scored, x, target)
    if method == "saliency":
        return _saliency(asked)
    if method == "grad_cam":
        return _grad_cam(asked, layer)
    return _occlusion(asked)


def _scored(chain: Chain) -> Chain:
    """The network up to the scores of its classes."""
    if len(chain.output_shape) != 1:
        raise Refusal("no_classes", shape=list(chain.output_shape))
    ready = bool(chain.steps) and chain.steps[-1].layer.normalises
    return chain.first(len(chain.steps) - 1) if ready else chain


class _Asked:
    """One question: the modules up to the scores, the input as a batch of one, and the class."""

    def __init__(self, network: Network, scored: Chain, x: Float32, target: int | None) -> None:
        self.chain = scored
        self.modules = private(network, len(scored.steps))
        # A copy: it is a leaf of the gradient, and the array may be read-only.
        self.batch = torch.tensor(x, device=network.device)[None]
        if target is None:
            with torch.no_grad():
                target = int(self.scores(self.batch).argmax())
        self.target = target

    def scores(self, x: torch.Tensor) -> torch.Tensor:
        """N × the input's shape → N × classes."""
        check_wanted()  # occlusion comes here once for each batch of covered inputs
        scores: torch.Tensor = self.modules(x)
        return scores


def _saliency(asked: _Asked) -> Attribution:
    from captum.attr import Saliency  # noqa: PLC0415 - brings matplotlib, half a second that no start should wait for

    check_work(asked.chain, 3)
    found = Saliency(asked.scores).attribute(asked.batch.requires_grad_(), target=asked.target)
    return Attribution(_numbers(found[0]), asked.target)


def _grad_cam(asked: _Asked, layer: int | None) -> Attribution:
    from captum.attr import LayerGradCam  # noqa: PLC0415 - as above

    layer = _last_with_maps(asked.chain) if layer is None else layer
    shape = output_of(asked.chain, layer)
    if len(shape) != 3:
        raise Refusal("grad_cam_flat_layer", loc=("layer",), layer=layer, shape=list(shape))
    check_work(asked.chain, 3)
    cam = LayerGradCam(asked.scores, asked.modules[layer])
    found = cam.attribute(asked.batch.requires_grad_(), target=asked.target)
    return Attribution(_numbers(found[0, 0]), asked.target, layer=layer)


def _last_with_maps(chain: Chain) -> int:
    """The last layer whose maps tell places apart; if there is none, the last with maps at all."""
    for least in (2, 1):
        for index in reversed(range(len(chain.steps))):
            shape = chain.steps[index].output_shape
            if len(shape) == 3 and math.prod(shape[1:]) >= least:
                return index
    raise Refusal("grad_cam_needs_maps", loc=("method",))


def _occlusion(asked: _Asked) -> Attribution:
    from captum.attr import Occlusion  # noqa: PLC0415 - as above

    shape = asked.chain.input_shape
    window, stride = windows(shape)
    at_once = batch_size(asked.chain)
    check_work(asked.chain, passes(shape), at_once)
    batch, rest = asked.batch, len(shape) - len(window)  # all channels are covered together
    baseline = batch.mean(dim=tuple(range(1 + rest, batch.ndim)), keepdim=True)
    with torch.no_grad():
        found = Occlusion(asked.scores).attribute(
            batch,
            sliding_window_shapes=(*shape[:rest], *window),
            strides=(*shape[:rest], *stride),
            baselines=baseline.expand_as(batch),
            target=asked.target,
            perturbations_per_eval=at_once,
        )
    means = tuple(float(mean) for mean in baseline.flatten())
    map_ = found[0, 0] if rest else found[0]
    return Attribution(_numbers(map_), asked.target, window=window, stride=stride, baseline=means)


def windows(shape: Shape) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What occlusion covers at once on an input of this shape, and how far that moves: half of itself."""
    window = tuple(max(1, round(size / ALONG)) for size in shape[-2:])
    return window, tuple(max(1, size // 2) for size in window)


def passes(shape: Shape) -> int:
    """How often occlusion runs the network: once for each place of the window, and once uncovered."""
    window, stride = windows(shape)
    sizes = shape[-len(window) :]
    places = (math.ceil((n - w) / s) + 1 for n, w, s in zip(sizes, window, stride, strict=True))
    return 1 + math.prod(places)


def _numbers(tensor: torch.Tensor) -> Float32:
    array: Float32 = tensor.detach().cpu().numpy()
    return array
