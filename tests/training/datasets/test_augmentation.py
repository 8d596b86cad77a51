from __future__ import annotations

import time

import pytest
import torch

from app.training.datasets import augment, load


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> torch.Tensor:
    return load("mnist", tmp_path_factory.mktemp("none")).tensors()[0][:64]


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_it_is_the_seed_that_decides(batch: torch.Tensor) -> None:
    before, state = batch.clone(), torch.get_rng_state()
    one, same, other = (augment(batch, generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(batch, before)
    assert torch.equal(torch.get_rng_state(), state)
    source = generator(1)
    assert not torch.equal(augment(batch, source), augment(batch, source))  # another chance each time


def test_it_is_mild(batch: torch.Tensor) -> None:
    changed = augment(batch, generator(0))
    assert changed.shape == batch.shape
    assert changed.dtype == torch.float32
    assert changed.min() >= 0
    assert changed.max() <= 1
    ink, before = changed.sum((1, 2, 3)), batch.sum((1, 2, 3))
    assert torch.all((ink / before - 1).abs() < 0.3)  # a tenth larger is a fifth more ink
    middle, middle_before = centre(changed), centre(batch)
    assert (middle - middle_before).abs().max() < 4  # pixels
    assert (middle - middle_before).abs().mean() > 0.3


def centre(batch: torch.Tensor) -> torch.Tensor:
    """Row and column of each picture's middle of ink."""
    places = torch.arange(28.0)
    ink = batch.sum((1, 2, 3))
    return torch.stack([(batch.sum((1, 3)) * places).sum(1) / ink, (batch.sum((1, 2)) * places).sum(1) / ink], 1)


@pytest.mark.alone
def test_it_is_cheap(batch: torch.Tensor) -> None:
    source = generator(0)
    augment(batch, source)
    start = time.perf_counter()
    for _ in range(20):
        augment(batch, source)
    assert (time.perf_counter() - start) / 20 < 0.005
