"""The summary against torch itself and, as a second witness, torchinfo; and where it ends."""

from __future__ import annotations

import math
import warnings

import pytest
import torch
import torchinfo
from hypothesis import example, given

from app.errors import Refusal
from app.layers import Shape
from app.networks import chain, summary

from .drawn import Draft, by_torch, networks, read, sequences


def shapes_of(module: torch.nn.Sequential, shape: Shape) -> list[Shape]:
    x, shapes = torch.zeros(1, *shape), []
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part in module.eval():
            x = part(x)
            shapes.append(tuple(x.shape[1:]))
    return shapes


@given(networks())
def test_shapes_and_parameters_are_torchs(case: tuple[list[Draft], Shape]) -> None:
    drafts, shape = case
    told = summary(read(drafts), shape)
    module = by_torch(drafts, shape)
    assert told.broken is None
    assert [row.output_shape for row in told.rows] == shapes_of(module, shape)
    assert [row.parameters for row in told.rows] == [sum(p.numel() for p in part.parameters()) for part in module]
    assert told.totals.parameters == sum(p.numel() for p in module.parameters())
    assert told.totals.activations == sum(map(math.prod, shapes_of(module, shape)))


@given(networks())
def test_torchinfo_counts_the_same(case: tuple[list[Draft], Shape]) -> None:
    """Torchinfo counts the bias as one more multiplication, and batch norm's two numbers as two; convolutions that
    stamp (`conv_transpose2d`) it counts by the output, which is no count of what is multiplied.
    """
    drafts, shape = case
    told = summary(read(drafts), shape)
    if not drafts:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        info = torchinfo.summary(by_torch(drafts, shape), input_size=(1, *shape), verbose=0, device="cpu", mode="eval")
    rows = [layer for layer in info.summary_list if layer.depth == 1]
    assert [tuple(layer.output_size[1:]) for layer in rows] == [row.output_shape for row in told.rows]
    assert info.total_params == told.totals.parameters
    steps = chain(read(drafts), shape).steps
    for layer, row, step in zip(rows, told.rows, steps, strict=True):
        biases = math.prod(row.output_shape) if "bias" in step.layer.weight_shapes(step.input_shape) else 0
        if row.kind in {"conv2d", "linear"}:
            assert layer.macs == row.macs + biases
        elif row.kind not in {"conv_transpose2d", "batch_norm2d"}:
            assert layer.macs == row.macs == 0


@given(sequences())
def test_a_network_is_told_up_to_the_layer_that_breaks(case: tuple[list[Draft], Shape]) -> None:
    drafts, shape = case
    layers = read(drafts)
    told = summary(layers, shape)
    if told.broken is None:
        assert len(told.rows) == len(layers)
        return
    index, refusal = told.broken.index, told.broken.refusal
    assert len(told.rows) == index
    assert refusal.loc[:2] == ("layers", index)
    assert told.totals.parameters == chain(layers[:index], shape).parameters
    with pytest.raises(Refusal) as caught:
        chain(layers, shape)
    assert (caught.value.code, caught.value.loc, caught.value.params) == (refusal.code, refusal.loc, refusal.params)


ON_PURPOSE = {"needs_flatten", "needs_picture", "output_empty", "returns_indices", "layer_joins_samples"}
"""What torch would take, and a network here would not. Of some layers torch takes flat inputs by accident: samples and
features are rows and columns then.
"""


def _on_purpose(code: str, draft: Draft) -> bool:
    # A batch norm that has neither weights nor statistics: torch does not look at how many channels it was promised.
    idle = not (draft.get("affine", True) or draft.get("track_running_stats", True))
    return code in ON_PURPOSE or (code == "num_features_disagree" and idle)


@given(sequences())
@example(([{"kind": "batch_norm2d", "num_features": 2, "affine": False, "track_running_stats": False}], (1, 1, 2)))
def test_it_breaks_where_torch_breaks(case: tuple[list[Draft], Shape]) -> None:
    drafts, shape = case
    told = summary(read(drafts), shape)
    fitting = drafts if told.broken is None else drafts[: told.broken.index]
    assert [row.output_shape for row in told.rows] == shapes_of(by_torch(fitting, shape), shape)
    if told.broken is not None and not _on_purpose(told.broken.refusal.code, drafts[told.broken.index]):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - torch raises whatever comes to its mind
            by_torch(drafts[: told.broken.index + 1], shape)
        assert not isinstance(caught.value, (Refusal, KeyError, AttributeError)), "that would be this test's own fault"


def test_receptive_fields_are_composed() -> None:
    conv = {"kind": "conv2d", "out_channels": 1, "kernel_size": 3}
    drafts = [conv, {**conv, "stride": 2}, {**conv, "dilation": [2, 1]}, {"kind": "avg_pool2d", "kernel_size": 2}]
    rows = summary(read([*drafts, {"kind": "flatten"}, {"kind": "relu"}]), (1, 40, 40)).rows
    assert [row.receptive_field for row in rows] == [(3, 3), (5, 5), (13, 9), (15, 11), None, None]
    assert [row.jump for row in rows] == [(1, 1), (2, 2), (2, 2), (4, 4), None, None]


def test_a_jump_may_be_a_fraction() -> None:
    up = {"kind": "conv_transpose2d", "out_channels": 1, "kernel_size": 3, "stride": 3}
    conv = {"kind": "conv2d", "out_channels": 1, "kernel_size": 3, "stride": 3}
    rows = summary(read([up, conv]), (1, 8, 8)).rows
    assert [row.jump for row in rows] == [(pytest.approx(1 / 3), pytest.approx(1 / 3)), (1, 1)]
    assert [row.receptive_field for row in rows] == [(1, 1), (1, 1)]
    """Three stamps of one pixel each, and windows that lie exactly on them."""


def test_absurd_strides_stay_numbers_of_a_page() -> None:
    far = {"kind": "conv2d", "out_channels": 1, "kernel_size": 2, "padding": 1, "stride": 2**31 - 1}
    last = summary(read([far] * 64), (1, 4, 4)).rows[-1]
    assert (last.jump, last.receptive_field) == ((2**53, 2**53), (2**53, 2**53))


def test_nothing_is_said_of_no_layers() -> None:
    told = summary([], (1, 4, 4))
    assert (told.rows, told.totals.parameters, told.broken) == ((), 0, None)
