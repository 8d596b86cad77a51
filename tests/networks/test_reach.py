"""Receptive fields against the traces of cells far from any end, where layers repeat themselves."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.layers import Reach
from app.networks import chain, summary, trace

from .drawn import Draft, read

LONG = 360


def rows(**most: int) -> st.SearchStrategy[Draft]:
    """Parameters along one axis; along the other nothing happens."""
    return st.fixed_dictionaries({name: st.tuples(st.integers(1, each), st.just(1)) for name, each in most.items()})


LAYERS: st.SearchStrategy[Draft] = st.one_of(
    rows(kernel_size=4, stride=3, dilation=3).map(lambda drawn: {"kind": "conv2d", "out_channels": 1, **drawn}),
    rows(kernel_size=5, stride=4, dilation=3).map(lambda d: {"kind": "conv_transpose2d", "out_channels": 1, **d}),
    rows(kernel_size=3, stride=3).map(lambda drawn: {"kind": "max_pool2d", **drawn}),
    rows(output_size=150).map(lambda drawn: {"kind": "adaptive_avg_pool2d", **drawn}),
    st.integers(0, 3).map(lambda more: {"kind": "pad2d", "padding": [0, 0, more, 0]}),
    st.just({"kind": "relu"}),
)


@example(  # few cells, of which none sees as many as another
    [
        {"kind": "adaptive_avg_pool2d", "output_size": (41, 1)},
        {"kind": "conv2d", "out_channels": 1, "kernel_size": (2, 1), "dilation": (2, 1)},
        {"kind": "adaptive_avg_pool2d", "output_size": (10, 1)},
    ]
)
@given(st.lists(LAYERS, min_size=1, max_size=5))
def test_every_cell_sees_from_where_to_where_its_trace_does(drafts: list[Draft]) -> None:
    told = summary(read(drafts), (1, LONG, 1))
    assume(told.broken is None)
    network = chain(read(drafts), (1, LONG, 1))
    reach: Reach | None = Reach()
    period = 1
    for step in network.steps:
        lines = step.layer.lines(step.input_shape)
        assert lines is not None
        reach = reach and reach.through(lines[0])
        period *= max(lines[0].period, lines[0].advance)
    row, (_, size, _) = told.rows[-1], network.output_shape
    if reach is None:
        assert row.receptive_field is None
        assert period > 100  # before it repeats itself: long indeed
        return
    assert row.receptive_field == (reach.field(size), 1)
    assert row.jump == (float(reach.jump), 1.0)
    for cell in range(size // 2, min(size, size // 2 + len(reach.ends))):
        ends, rows = reach.of(cell), trace(network, len(drafts) - 1, [0, cell, 0])[-1].rows
        assert rows is not None
        if ends is None:
            assert not rows.size, drafts
        elif ends[0] >= 0 and ends[1] < LONG:
            assert (rows[0], rows[-1]) == ends, drafts


def field(*drafts: Draft, shape: tuple[int, int, int] = (1, 12, 12)) -> tuple[int, int] | None:
    return summary(read(list(drafts)), shape).rows[-1].receptive_field


UP: Draft = {"kind": "conv_transpose2d", "out_channels": 1, "kernel_size": 3, "stride": 2}
CONV: Draft = {"kind": "conv2d", "out_channels": 1, "kernel_size": 2}


def test_neighbours_of_which_one_sees_less() -> None:
    """Of three stamps that overlap by one, a cell sees one pixel or two, never two neighbours two each: not 2 + ½."""
    assert field(UP) == (2, 2)
    assert field(UP, CONV) == (2, 2)
    assert field(UP, {**CONV, "kernel_size": 3}) == (3, 3)


def test_uneven_bins() -> None:
    """Of 7 cells in 3 bins: 0–2, 2–4, 4–6."""
    bins: Draft = {"kind": "adaptive_avg_pool2d", "output_size": 3}
    assert field(bins, shape=(1, 7, 7)) == (3, 3)
    assert field(bins, {**CONV, "kernel_size": 3}, shape=(1, 7, 7)) == (7, 7)
    assert summary(read([bins]), (1, 7, 7)).rows[-1].jump == (7 / 3, 7 / 3)


def test_what_reads_a_whole_picture_sees_it_and_what_comes_after_no_more() -> None:
    batch: Draft = {"kind": "batch_norm2d", "track_running_stats": False}
    rows_only: Draft = {"kind": "softmax", "dim": 2}
    assert field(CONV, batch, CONV) == (12, 12)
    assert field(CONV, rows_only, CONV) == (12, 3)
    assert summary(read([batch]), (1, 12, 12)).rows[-1].jump == (0, 0)
    assert field({"kind": "batch_norm2d"}) == (1, 1)


def test_a_cell_between_stamps_sees_nothing() -> None:
    holes: Draft = {"kind": "conv_transpose2d", "out_channels": 1, "kernel_size": 1, "stride": 3, "padding": 1}
    assert field(holes) == (1, 1)
    hit_or_miss: Draft = {"kind": "conv2d", "out_channels": 1, "kernel_size": 1, "stride": 3}
    assert field({**holes, "padding": 0}, hit_or_miss) == (1, 1)
    assert field(holes, hit_or_miss) == (0, 0)


def test_a_period_that_is_too_long_has_no_field() -> None:
    """Never a wrong number."""
    far: Draft = {"kind": "conv_transpose2d", "out_channels": 1, "kernel_size": 1, "stride": 2**31 - 1}
    assert field(far, shape=(1, 1, 1)) is None
    assert field({"kind": "adaptive_avg_pool2d", "output_size": 29_989}, shape=(1, 30_011, 30_011)) is None
