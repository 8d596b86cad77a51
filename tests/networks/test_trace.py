"""The trace of a cell is the support of its gradient, and a pixel's fan-out is the trace turned round.

The witness is autograd through torch's modules in float64 with positive weights and inputs, so that nothing cancels.
Where a gradient would say less than what is read, the witness reads the same and hides nothing: max pooling becomes a
sum over the same window (a gradient sees the winner only), L-p pooling a mean (on padding a norm has no slope), softmax
and batch norm with a picture's own statistics become the cell plus the sum of what they read (their terms cancel),
activations become x.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given
from hypothesis import strategies as st
from torch import nn

from app.errors import Refusal
from app.layers import Mode, Shape
from app.networks import Chain, Region, Step, chain, fan_out, trace

from .drawn import Draft, networks, read

MODES = st.sampled_from(["eval", "train"])


class Summed(nn.Module):
    """The sum over a max pooling's windows."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.layer: Any = step.layer
        self.size = step.output_shape[1:]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        layer, (height, width) = self.layer, self.size
        (top, left), (down, right) = layer.padding, layer.stride or layer.kernel_size
        ones = torch.ones(x.shape[1], 1, *layer.kernel_size, dtype=x.dtype)
        # Enough zeros behind for every window that overhangs.
        more = [d * (k - 1) + s for d, k, s in zip(layer.dilation, layer.kernel_size, (down, right), strict=True)]
        wide = nn.functional.pad(x, (left, left + more[1], top, top + more[0]))
        summed = nn.functional.conv2d(wide, ones, stride=(down, right), dilation=layer.dilation, groups=x.shape[1])
        return summed[..., :height, :width]


class Together(nn.Module):
    """Each cell and the sum along some axes."""

    def __init__(self, *axes: int) -> None:
        super().__init__()
        self.axes = axes

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + x.sum(self.axes, keepdim=True)


def witness(step: Step, training: bool) -> nn.Module:
    layer: Any = step.layer
    if layer.kind == "max_pool2d":
        return Summed(step)
    if layer.kind == "adaptive_max_pool2d":
        return nn.AdaptiveAvgPool2d(layer.output_size)
    if layer.kind == "softmax":
        dim = (1 if layer.dim is None else layer.dim) % (len(step.input_shape) + 1)
        return Together(dim) if dim else nn.Identity()
    if layer.kind == "batch_norm2d":
        return Together(2, 3) if training or not layer.track_running_stats else nn.Identity()
    if layer.kind == "dropout" or layer.group == "activation":
        return nn.Identity()
    if layer.kind == "lp_pool2d":
        return nn.AvgPool2d(layer.kernel_size, layer.stride, ceil_mode=layer.ceil_mode)  # a norm has no slope at 0
    if getattr(layer, "divisor_override", None):
        layer = type(layer).model_validate({**layer.model_dump(), "divisor_override": 1})
    module = layer.module(step.input_shape)
    for weight in module.parameters():
        weight.data = torch.rand_like(weight) + 0.5
        weight.data /= weight[0].numel()
    assert isinstance(module, nn.Module)
    return module.double()


def gradients(network: Chain, layer: int, at: tuple[int, ...], training: bool) -> list[torch.Tensor]:
    """Of that cell with respect to the input and to every earlier output."""
    maps = [(torch.rand(1, *network.input_shape, dtype=torch.float64) + 0.5).requires_grad_()]
    for step in network.steps[: layer + 1]:
        made: torch.Tensor = witness(step, training)(maps[-1])
        maps.append(made.clone())  # a flatten or an identity would hand on the same tensor
    # Typed as if every gradient were there; a map that the cell does not depend on has none.
    found: tuple[torch.Tensor | None, ...] = torch.autograd.grad(maps[-1][0][at], maps[:-1], allow_unused=True)
    return [torch.zeros_like(each[0]) if grad is None else grad[0] for each, grad in zip(maps[:-1], found, strict=True)]


def assert_is(region: Region, support: torch.Tensor, about: object) -> None:
    cells = support != 0
    if cells.dim() == 1:
        assert region.rows is None
        assert region.features is not None
        assert region.features.tolist() == cells.nonzero().ravel().tolist(), about
        return
    assert region.features is None
    if cells.dim() == 2:  # a row per channel
        cells = cells[:, None]
    for indices, others in ((region.channels, (1, 2)), (region.rows, (0, 2)), (region.cols, (0, 1))):
        assert indices is not None
        assert indices.tolist() == cells.any(others[1]).any(others[0]).nonzero().ravel().tolist(), about
    # Not only its shadows: the support is the whole block.
    assert int(cells.sum()) == np.prod([len(each) for each in (region.channels, region.rows, region.cols)]), about  # type: ignore[arg-type]


@st.composite
def cells(draw: st.DrawFn) -> tuple[list[Draft], Shape, int, tuple[int, ...]]:
    drafts, shape = draw(networks())
    assume(drafts)
    steps = chain(read(drafts), shape).steps
    layer = len(steps) - 1 - draw(st.integers(0, 1)) * draw(st.integers(0, len(steps) - 1))
    return drafts, shape, layer, tuple(draw(st.integers(0, size - 1)) for size in steps[layer].output_shape)


@example(
    (
        [{"kind": "pad2d", "padding": 1}, {"kind": "lp_pool2d", "norm_type": 1, "kernel_size": 1}],
        (1, 1, 1),
        1,
        (0, 0, 0),
    ),
    "eval",
)
@given(cells(), MODES)
def test_a_trace_is_the_support_of_the_gradient(
    case: tuple[list[Draft], Shape, int, tuple[int, ...]], mode: Mode
) -> None:
    drafts, shape, layer, at = case
    network = chain(read(drafts), shape)
    regions = trace(network, layer, at, mode=mode)
    assert [region.layer for region in regions] == list(range(layer - 1, -2, -1))
    for region, gradient in zip(regions, reversed(gradients(network, layer, at, mode == "train")), strict=True):
        assert_is(region, gradient, case)


def reached(region: Region, at: tuple[int, ...]) -> bool:
    if region.features is not None:
        return at[0] in region.features
    assert region.channels is not None
    assert region.rows is not None
    assert region.cols is not None
    channel, row, col = at if len(at) == 3 else (at[0], 0, at[1])
    return channel in region.channels and row in region.rows and col in region.cols


@given(cells(), MODES, st.data())
def test_a_fan_out_is_the_trace_turned_round(
    case: tuple[list[Draft], Shape, int, tuple[int, ...]], mode: Mode, data: st.DataObject
) -> None:
    """A place of the input, or of any earlier layer, reaches the cell exactly if the cell's trace has it."""
    drafts, shape, layer, at = case
    network = chain(read(drafts), shape)
    back = data.draw(st.sampled_from(trace(network, layer, at, mode=mode)))
    start = network.input_shape if back.layer < 0 else network.steps[back.layer].output_shape
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in start)
    assert reached(fan_out(network, cell, back.layer, mode=mode)[layer - back.layer - 1], at) == reached(back, cell), (
        case
    )
    place = cell[1:] or cell
    on = fan_out(network, place, back.layer, mode=mode)
    assert [region.layer for region in on] == list(range(back.layer + 1, len(network.steps)))
    channels = range(start[0]) if len(start) > 1 else [None]
    seen = any(reached(back, place if channel is None else (channel, *place)) for channel in channels)
    assert reached(on[layer - back.layer - 1], at) == seen, case


def test_holes_of_stride_and_dilation_are_left_out() -> None:
    network = chain(
        read([{"kind": "conv2d", "out_channels": 1, "kernel_size": 2, "dilation": 3, "padding": 1}]), (1, 6, 6)
    )
    (region,) = trace(network, 0, [0, 0, 1])
    assert region.rows is not None
    assert region.cols is not None
    assert (region.rows.tolist(), region.cols.tolist()) == ([2], [0, 3])


def test_a_cell_on_padding_alone_depends_on_nothing() -> None:
    padded: list[Draft] = [{"kind": "pad2d", "padding": [2, 0, 0, 0]}, {"kind": "relu"}]
    regions = trace(chain(read(padded), (1, 3, 3)), 1, [0, 1, 0])
    assert regions[0].cols is not None
    assert regions[0].cols.tolist() == [0]
    for indices in (regions[1].rows, regions[1].cols, regions[1].channels):
        assert indices is not None
        assert indices.tolist() == []


def test_a_depthwise_layer_keeps_to_its_channel() -> None:
    depthwise = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "groups": 4}
    (region,) = trace(chain(read([depthwise]), (4, 5, 5)), 0, [2, 0, 0])
    assert region.channels is not None
    assert region.channels.tolist() == [2]


def test_a_feature_of_flatten_is_one_pixel() -> None:
    (region,) = trace(chain(read([{"kind": "flatten"}]), (3, 4, 5)), 0, [2 * 20 + 3 * 5 + 1])
    assert region.rows is not None
    assert region.cols is not None
    assert (region.rows.tolist(), region.cols.tolist()) == ([3], [1])


@pytest.mark.parametrize(
    ("layer", "at", "code"), [(1, [0], "layer_outside"), (-1, [0], "layer_outside"), (0, [9], "at_outside")]
)
def test_what_is_not_there_is_refused(layer: int, at: list[int], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        trace(chain(read([{"kind": "flatten"}]), (1, 3, 3)), layer, at)
    assert caught.value.code == code


def test_nothing_fans_out_from_beyond_the_picture() -> None:
    network = chain(read([{"kind": "flatten"}]), (1, 3, 3))
    for place, layer, code in (([3, 0], -1, "at_outside"), ([0], -1, "at_outside"), ([0, 0], -2, "layer_outside")):
        with pytest.raises(Refusal) as caught:
            fan_out(network, place, layer)
        assert caught.value.code == code


TWELVE: list[Draft] = [
    *(
        {"kind": "conv2d", "out_channels": 16, "kernel_size": 3, "padding": 1},
        {"kind": "relu"},
        {"kind": "max_pool2d", "kernel_size": 2},
    )
    * 3,
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 32},
    {"kind": "linear", "out_features": 10},
]


@pytest.mark.alone
def test_twelve_layers_are_traced_in_five_milliseconds() -> None:
    network = chain(read(TWELVE), (3, 64, 64))
    questions: list[Callable[[], list[Region]]] = [
        lambda: trace(network, 11, [3]),
        lambda: trace(network, 8, [3, 4, 4]),
        lambda: fan_out(network, [32, 32]),
    ]
    for run in questions:
        seconds = []
        for _ in range(20):
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
        assert min(seconds) < 0.005
