"""What runs a network many times over is bounded by all its multiplications together."""

from __future__ import annotations

from app.errors import Refusal

from .chain import Chain
from .forward import cost

MOST_MACS = 20_000_000_000
"""A few seconds of one core."""

MOST_AT_ONCE = 8_000_000
"""So many numbers, 32 MB, one batch may hold."""


def first(chain: Chain, layers: int) -> Chain:
    """The network that ends after so many layers."""
    return Chain(chain.input_shape, chain.steps[:layers])


def check_work(chain: Chain, passes: int) -> None:
    """Whether so many passes may be asked for; one with its gradient counts as three.

    Raises:
        Refusal: `network_over_work`.
    """
    each = cost(chain).macs
    if passes * each > MOST_MACS:
        most = MOST_MACS // each
        raise Refusal("network_over_work", passes=passes, macs=passes * each, limit=MOST_MACS, most=most)


def batch_size(chain: Chain, most: int = 128) -> int:
    """How many samples to run at once."""
    return max(1, min(most, MOST_AT_ONCE // max(1, cost(chain).numbers - chain.parameters)))
