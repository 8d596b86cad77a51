"""A request about a network, made ready: its input as a tensor, its layers in their places, its weights at hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch

from app.layers import Layer, Shape
from app.networks import Network, network
from app.networks.network import is_remembered
from app.web.context import Context
from app.web.held import Held
from app.web.inputs import Array
from app.web.network_body import AnyWeights, NetworkBody
from app.web.network_bounds import Fit, check_count, fit
from app.web.network_weights import held


@dataclass(frozen=True, eq=False)
class Weighed:
    """A network that fits, and its weights."""

    fit: Fit
    held: Held
    device: torch.device

    def network(self) -> Network:
        """With torch's modules; the first time that takes a while.

        Raises:
            Refusal: where the weights are those of another network, with `weights` in `loc`.
        """
        return network(self.fit.chain, self.held.weights, self.device)

    @property
    def is_short(self) -> bool:
        """Whether a pass is for the event loop itself: quick, and the network need not be made first, since whoever
        initialises one waits for all others who do.
        """
        return self.fit.short and is_remembered(self.fit.chain, self.held.weights, self.device)

    @property
    def classes(self) -> tuple[str, ...] | None:
        """What the outputs stand for, where the weights are a run's and there are as many outputs as classes."""
        shape = self.fit.chain.output_shape
        return self.held.classes if self.held.classes and shape == (len(self.held.classes),) else None


async def placed(context: Context, body: NetworkBody) -> tuple[Array, Fit]:
    """The input and the layers on it, within the bounds."""
    check_count(body.layers, context.settings)
    check = partial(_fit, body.layers, context)
    array = body.input.ready(context)
    if array is None:
        array = await context.work.run(partial(body.input.load, context, check), short=False)
    return array, check(array.shape)


async def shown(context: Context, body: NetworkBody) -> tuple[Array, Weighed]:
    """The same with the weights."""
    array, found = await placed(context, body)
    return array, Weighed(found, await held(context, body.weights), context.device)


async def weighed(context: Context, layers: tuple[Layer, ...], shape: Shape, weights: AnyWeights) -> Weighed:
    """The layers on an input of this shape, with the weights."""
    return Weighed(fit(layers, shape, context.settings), await held(context, weights), context.device)


def _fit(layers: tuple[Layer, ...], context: Context, shape: Shape) -> Fit:
    return fit(layers, shape, context.settings)
