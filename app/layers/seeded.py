"""Randomness under a seed. Torch's generator is global: whoever sets its seed must hold the lock while drawing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

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
