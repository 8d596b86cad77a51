"""How large a network a request may bring, and how much of it an answer may send; each bound has its own refusal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.errors import Refusal
from app.layers import Cost, Layer, Shape
from app.networks import Chain, chain, cost, expected
from app.settings import Settings

# What takes about a millisecond; beyond it a thread keeps the event loop free for others.
SHORT_MACS = 10_000_000
SHORT_NUMBERS = 1_000_000
SHORT_PARAMETERS = 200_000
"""To initialise them, the first time."""
SHORT_LAYERS = 16
"""A receptive field may take a millisecond of each layer."""


@dataclass(frozen=True)
class Fit:
    """A network in its place, within the bounds, and what one pass through it costs."""

    chain: Chain
    cost: Cost

    @property
    def short(self) -> bool:
        """Whether one pass is done in a moment."""
        return (
            self.cost.macs <= SHORT_MACS
            and self.cost.numbers <= SHORT_NUMBERS
            and self.chain.parameters <= SHORT_PARAMETERS
            and len(self.chain.steps) <= SHORT_LAYERS
        )


def check_count(layers: Sequence[Layer], settings: Settings) -> None:
    """The one bound that can be looked at before any shape is known.

    Raises:
        Refusal: `layers_too_many`.
    """
    given, limit = len(layers), settings.max_layers
    if given > limit:
        raise Refusal("layers_too_many", loc=("layers",), given=given, limit=limit, over=given - limit)


def fit(layers: tuple[Layer, ...], shape: Shape, settings: Settings) -> Fit:
    """The network on an input of this shape, by arithmetic alone.

    Raises:
        Refusal: what `chain` says; `layers_too_many`, `parameters_too_many`, `network_over_macs`,
            `network_over_numbers`.
    """
    check_count(layers, settings)
    found = _fit(layers, shape)
    _within("parameters_too_many", found.chain.parameters, settings.max_parameters)
    _within("network_over_macs", found.cost.macs, settings.max_macs)
    _within("network_over_numbers", found.cost.numbers, settings.max_numbers)
    return found


@lru_cache(maxsize=512)  # a pen asks for the same network again and again
def _fit(layers: tuple[Layer, ...], shape: Shape) -> Fit:
    network = chain(layers, shape)
    return Fit(network, cost(network))


def _within(code: str, given: int, limit: int) -> None:
    if given > limit:
        raise Refusal(code, loc=("layers",), given=given, limit=limit)


def check_answer(network: Chain, want: frozenset[str] | None, settings: Settings) -> None:
    """Whether the tensors asked for are few enough to be sent.

    Raises:
        Refusal: `network_over_bytes`.
    """
    numbers = sum(size for name, size in sizes(network) if want is None or name in want)
    limit = settings.max_map_mb * 2**20
    if 4 * numbers > limit:
        raise Refusal("network_over_bytes", loc=("want",), given=4 * numbers, limit=limit)


def sizes(network: Chain) -> Iterator[tuple[str, int]]:
    """How many numbers each tensor of a forward pass has at most, by its name; both tap tables of a layer as one."""
    yield "input", math.prod(network.input_shape)
    for index, step in enumerate(network.steps):
        place = f"layers.{index}"
        yield f"{place}.output", math.prod(step.output_shape)
        yield f"{place}.rows", step.layer.tap_numbers(step.input_shape)
        if step.layer.random:
            yield f"{place}.mask", math.prod(step.output_shape)
    for name, shape in expected(network).items():
        yield f"layers.{name}", math.prod(shape)
