"""The gradient of a cell is the slope that one sees by moving the pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.networks import Seeded, chain, effective, forward, network, trace

from .drawn import Draft, by_torch, networks, picture, read

SMOOTH: list[Draft] = [
    {"kind": "conv2d", "out_channels": 3, "kernel_size": 3, "padding": 1},
    {"kind": "tanh"},
    {"kind": "avg_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 4},
]


def test_it_is_the_slope() -> None:
    shape = (2, 4, 4)
    made, x = network(chain(read(SMOOTH), shape), Seeded(0)), picture(shape)
    found = effective(made, x, 4, [2])
    wide = by_torch(SMOOTH, shape, 0).double().eval()
    slopes = np.empty(shape)
    step = 1e-5
    with torch.no_grad():
        for place in np.ndindex(*shape):
            moved = [torch.from_numpy(x.astype(np.float64))[None] for _ in range(2)]
            for each, sign in zip(moved, (1, -1), strict=True):
                each[(0, *place)] += sign * step
            up, down = (wide(each)[0, 2].item() for each in moved)
            slopes[place] = abs(up - down) / (2 * step)
    assert np.allclose(found.gradient, slopes, atol=1e-6)
    assert found.gradient.dtype == np.float32
    assert found.value == forward(made, x).tensors["layers.4.output"][2]


@given(networks(), st.data())
def test_it_lies_within_the_trace_and_changes_nothing(
    case: tuple[list[Draft], tuple[int, ...]], data: st.DataObject
) -> None:
    drafts, shape = case
    if not drafts:
        return
    fitting, x = chain(read(drafts), shape), picture(shape)
    layer = data.draw(st.integers(0, len(drafts) - 1))
    at = [data.draw(st.integers(0, size - 1)) for size in fitting.steps[layer].output_shape]
    made = network(fitting, Seeded(0))
    found = effective(made, x, layer, at)
    expected = forward(made, x).tensors[f"layers.{layer}.output"][tuple(at)]
    assert np.isclose(found.value, expected, atol=1e-6, equal_nan=True)
    assert np.array_equal(x, picture(shape))
    if len(shape) == 3:
        region = trace(fitting, layer, at)[-1]
        assert region.rows is not None
        assert region.cols is not None
        outside = found.gradient.copy()
        outside[:, region.rows[:, None], region.cols[None, :]] = 0
        assert not outside[np.isfinite(outside)].any()


@pytest.mark.parametrize(
    ("shape", "layer", "at", "code"),
    [
        ((2, 4, 4), 5, [0], "layer_outside"),
        ((2, 4, 4), 4, [4], "at_outside"),
        ((2, 4, 5), 4, [0], "input_shape_disagrees"),
    ],
)
def test_what_is_not_there_is_refused(shape: tuple[int, ...], layer: int, at: list[int], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        effective(network(chain(read(SMOOTH), (2, 4, 4)), Seeded(0)), picture(shape), layer, at)
    assert caught.value.code == code
