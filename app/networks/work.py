"""What runs a network many times over is bounded: by all its multiplications together, and by all cells computed."""

from __future__ import annotations

import math

from app.errors import Refusal

from .chain import Chain, Step
from .forward import cost
from .private import samples_apart

MOST_MACS = 20_000_000_000
"""Multiplications by weights: a few seconds of one core."""

MOST_CELLS = 2_000_000_000
"""Cells that layers write, and that layers without a kernel read: a few seconds, too."""

CALL = 10_000
"""So many cells take about as long as starting a layer does."""

MOST_AT_ONCE = 8_000_000
"""So many numbers, 32 MB, one batch may hold."""


def check_work(chain: Chain, passes: int, at_once: int = 1) -> None:
    """Whether so many passes may be asked for; one with its gradient counts as three.

    Args:
        chain: the network.
        passes: how many.
        at_once: how many are one batch.

    Raises:
        Refusal: `network_over_work`, `network_over_cells`; they say how many passes there may be.
    """
    macs, cells = passes * chain.macs, _cells(chain, passes, at_once)
    if macs <= MOST_MACS and cells <= MOST_CELLS:
        return
    # Whole batches, of which each costs the same.
    most = MOST_CELLS // max(1, _cells(chain, at_once, at_once)) * at_once
    if macs > MOST_MACS:
        most = min(most, MOST_MACS // chain.macs)
        raise Refusal("network_over_work", passes=passes, macs=macs, limit=MOST_MACS, most=most)
    raise Refusal("network_over_cells", passes=passes, cells=cells, limit=MOST_CELLS, most=most, least=CALL)


def _cells(chain: Chain, passes: int, at_once: int) -> int:
    """All cells, the input's too."""
    starts = CALL * -(-passes // at_once)
    return passes * math.prod(chain.input_shape) + sum(max(starts, passes * _of(step)) for step in chain.steps)


def _of(step: Step) -> int:
    """The cells of one layer on one sample."""
    read = 0 if step.macs else step.layer.reads(step.input_shape)
    return read + math.prod(step.output_shape)


def batch_size(chain: Chain, most: int = 128) -> int:
    """How many samples to run at once: one, where a layer joins them."""
    if not samples_apart(chain):
        return 1
    return max(1, min(most, MOST_AT_ONCE // max(1, cost(chain).numbers - chain.parameters)))
