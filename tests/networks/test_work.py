"""What many passes may cost: multiplications and cells are counted apart, and a layer is never free."""

from __future__ import annotations

import pytest

from app.errors import Refusal
from app.layers import Shape
from app.networks import chain
from app.networks.work import CALL, MOST_CELLS, MOST_MACS, batch_size, check_work

from .drawn import Draft, read

CONV: Draft = {"kind": "conv2d", "out_channels": 2, "kernel_size": 3}


def refusal(drafts: list[Draft], shape: Shape, passes: int, at_once: int = 1) -> Refusal | None:
    try:
        check_work(chain(read(drafts), shape), passes, at_once)
    except Refusal as refused:
        return refused
    return None


def allowed(drafts: list[Draft], shape: Shape, passes: int, at_once: int = 1) -> int:
    """How many passes a refusal says there may be; they are indeed the most."""
    refused = refusal(drafts, shape, passes, at_once)
    assert refused is not None
    most = refused.params["most"]
    assert isinstance(most, int)
    assert refusal(drafts, shape, most, at_once) is None
    assert refusal(drafts, shape, most + at_once, at_once) is not None, "and no batch more"
    return most


def test_multiplications() -> None:
    macs = 2 * 9 * 98 * 98
    refused = refusal([CONV], (1, 100, 100), 10**6)
    assert refused is not None
    assert (refused.code, refused.params["macs"]) == ("network_over_work", 10**6 * macs)
    assert allowed([CONV], (1, 100, 100), 10**6) == MOST_CELLS // (100 * 100 + 2 * 98 * 98) < MOST_MACS // macs
    linear: list[Draft] = [{"kind": "linear", "out_features": 2_000}]
    assert allowed(linear, (1_000,), 10**6, 128) == MOST_MACS // 2_000_000


@pytest.mark.parametrize("kind", ["tanh", "gelu", "batch_norm2d"])
def test_cells_of_layers_without_multiplications(kind: str) -> None:
    """Input, read and written."""
    assert allowed([{"kind": kind}], (1, 200, 200), 10**6, 64) == MOST_CELLS // (64 * 3 * 200 * 200) * 64


def test_a_window_reads_its_cells_again_and_again() -> None:
    pool: Draft = {"kind": "max_pool2d", "kernel_size": 5, "stride": 1}
    assert allowed([pool], (1, 104, 104), 10**6, 64) == MOST_CELLS // (64 * (104 * 104 + 26 * 100 * 100)) * 64


def test_many_tiny_layers_are_not_free() -> None:
    tiny: list[Draft] = [{"kind": "relu"}] * 64
    assert allowed(tiny, (1,), 10**6) == MOST_CELLS // (64 * CALL + 1)
    assert allowed(tiny, (1,), 10**8, 128) > 100 * allowed(tiny, (1,), 10**6)


def test_nothing_asked_costs_nothing() -> None:
    assert refusal([CONV], (1, 3000, 3000), 0) is None


def test_layers_that_join_samples_run_one_by_one() -> None:
    joins: Draft = {"kind": "batch_norm2d", "track_running_stats": False}
    assert batch_size(chain(read([CONV, joins]), (1, 8, 8))) == 1
    assert batch_size(chain(read([CONV]), (1, 8, 8))) == 128
    assert batch_size(chain(read([CONV]), (1, 1000, 1000))) == 2
