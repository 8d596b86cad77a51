"""Randomness under a seed.

Torch's initialisation draws from one generator for the whole process: whoever sets its seed must hold the lock while
drawing. What can be told where to draw from gets a generator of its own, and waits for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def generator(seed: int) -> torch.Generator:
    """A generator of the CPU that draws what torch's own one would after `manual_seed(seed)`."""
    return torch.Generator().manual_seed(seed)


_lock = threading.Lock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Torch's CPU generator after `manual_seed(seed)`, for this block alone; afterwards it is as it was before.

    Build the modules of a network in order inside one such block to get torch's own initialisation.
    """
    with _lock, torch.random.fork_rng(devices=[]):
        # Not `torch.manual_seed`: for every device that has not been used it would also keep a printed stack.
        torch.default_generator.manual_seed(seed)
        yield
