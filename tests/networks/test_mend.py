"""A remedy mends the layer that it is for: checked on random networks, and by code on what each refusal asks for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from app.errors import Refusal
from app.layers import Layer, Shape
from app.networks import Broken, chain, summary

from .drawn import Draft, read, sequences

CONV: Draft = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3}
POOL: Draft = {"kind": "max_pool2d", "kernel_size": 2}
UP: Draft = {"kind": "conv_transpose2d", "out_channels": 2, "kernel_size": 3}
FLAT: Draft = {"kind": "flatten"}
LINEAR: Draft = {"kind": "linear", "out_features": 5}


def layers_of(broken: Broken) -> list[Layer]:
    assert broken.remedy is not None
    return [each.layer for each in broken.remedy]


@given(sequences())
def test_what_is_offered_brings_the_network_past_its_break(case: tuple[list[Draft], Shape]) -> None:
    drafts, shape = case
    broken = summary(read(drafts), shape).broken
    if broken is None or broken.remedy is None:
        return
    again = summary(layers_of(broken), shape).broken
    assert again is None or again.index > broken.index
    assert sorted(layer.kind for layer in layers_of(broken) if layer.kind != "flatten") == sorted(
        draft["kind"] for draft in drafts if draft["kind"] != "flatten"
    )


@given(sequences())
def test_what_has_a_remedy_among_our_own_changes_is_found_by_clicking_on(case: tuple[list[Draft], Shape]) -> None:
    """Clicking again and again ends: at a network that fits, or at one that nothing of ours mends."""
    drafts, shape = case
    layers = read(drafts)
    for _ in range(3 * len(layers) + 3):
        broken = summary(layers, shape).broken
        if broken is None or broken.remedy is None:
            return
        layers = layers_of(broken)
    raise AssertionError(drafts)


MENDED: list[tuple[str, list[Draft], Shape, list[Draft]]] = [
    ("needs_flatten", [CONV, LINEAR], (1, 6, 6), [CONV, FLAT, LINEAR]),
    ("needs_flatten", [{**LINEAR, "in_features": 7}], (1, 6, 6), [FLAT, LINEAR]),
    ("in_channels_disagree", [{**CONV, "in_channels": 3}], (1, 6, 6), [CONV]),
    ("in_features_disagree", [FLAT, {**LINEAR, "in_features": 3}], (1, 6, 6), [FLAT, LINEAR]),
    ("num_features_disagree", [{"kind": "batch_norm2d", "num_features": 3}], (1, 6, 6), [{"kind": "batch_norm2d"}]),
    ("groups_do_not_divide", [{**CONV, "groups": 4}], (6, 6, 6), [{**CONV, "groups": 2}]),
    (
        "same_needs_stride_1",
        [{**CONV, "padding": "same", "stride": 2}],
        (1, 6, 6),
        [{**CONV, "padding": 1, "stride": 2}],
    ),
    ("kernel_too_large", [CONV], (1, 1, 5), [{**CONV, "padding": [1, 0]}]),
    ("kernel_too_large", [{**CONV, "kernel_size": 4}], (1, 1, 1), [{**CONV, "kernel_size": 4, "padding": 2}]),
    (
        "kernel_too_large",
        [{**CONV, "kernel_size": 9, "padding": 1, "padding_mode": "reflect"}],
        (1, 4, 4),
        [{**CONV, "kernel_size": 6, "padding": 1, "padding_mode": "reflect"}],
    ),
    ("kernel_too_large", [POOL], (1, 1, 4), [{"kind": "max_pool2d", "kernel_size": [1, 2]}]),
    ("padding_over_half_kernel", [{**POOL, "padding": 2}], (1, 6, 6), [{**POOL, "padding": 1}]),
    ("negative_padding", [{**CONV, "padding": [-1, 2]}], (1, 6, 6), [{**CONV, "padding": [0, 2]}]),
    (
        "reflect_too_wide",
        [{**CONV, "padding": 3, "padding_mode": "reflect"}],
        (1, 3, 3),
        [{**CONV, "padding": 3, "padding_mode": "replicate"}],
    ),
    (
        "circular_too_wide",
        [{"kind": "pad2d", "padding": 4, "mode": "circular"}],
        (1, 3, 3),
        [{"kind": "pad2d", "padding": 4, "mode": "replicate"}],
    ),
    (
        "crop_too_large",
        [{"kind": "pad2d", "padding": [-3, -3, 0, 0]}],
        (1, 5, 5),
        [{"kind": "pad2d", "padding": [-3, -1, 0, 0]}],
    ),
    ("output_empty", [{"kind": "pad2d", "padding": -2}], (1, 4, 4), [{"kind": "pad2d", "padding": [-2, -1, -2, -1]}]),
    ("output_empty", [{**UP, "padding": 2}], (1, 1, 2), [{**UP, "padding": [1, 1]}]),
    ("output_padding_too_large", [{**UP, "output_padding": 1}], (1, 3, 3), [UP]),
    (
        "divisor_zero",
        [{**POOL, "kind": "avg_pool2d", "divisor_override": 0}],
        (1, 4, 4),
        [{**POOL, "kind": "avg_pool2d"}],
    ),
    (
        "norm_type_zero",
        [{"kind": "lp_pool2d", "norm_type": 0, "kernel_size": 2}],
        (1, 4, 4),
        [{"kind": "lp_pool2d", "norm_type": 2, "kernel_size": 2}],
    ),
    ("needs_picture", [CONV, FLAT, POOL, LINEAR], (1, 6, 6), [CONV, POOL, FLAT, LINEAR]),
    ("needs_picture", [FLAT, LINEAR, CONV], (1, 6, 6), [CONV, FLAT, LINEAR]),
    ("needs_picture", [FLAT, {**LINEAR, "in_features": 36}, CONV], (1, 6, 6), [CONV, FLAT, LINEAR]),
    ("needs_picture", [FLAT, {**POOL, "padding": 2}], (1, 8, 8), [{**POOL, "padding": 1}, FLAT]),
    ("returns_indices", [{**POOL, "return_indices": True}], (1, 6, 6), [POOL]),
    ("layer_joins_samples", [{**FLAT, "start_dim": 0}], (1, 6, 6), [FLAT]),
    ("flatten_order", [{**FLAT, "start_dim": 2, "end_dim": 1}], (1, 6, 6), [{**FLAT, "start_dim": 2}]),
    ("dim_out_of_range", [{"kind": "softmax", "dim": 5}], (1, 6, 6), [{"kind": "softmax"}]),
    (
        "batch_norm_one_value",
        [{"kind": "batch_norm2d", "track_running_stats": False}],
        (2, 1, 1),
        [{"kind": "batch_norm2d"}],
    ),
    (
        "value_needs_constant",
        [{"kind": "pad2d", "padding": 1, "mode": "replicate", "value": 2}],
        (1, 4, 4),
        [{"kind": "pad2d", "padding": 1, "mode": "replicate"}],
    ),
]


@pytest.mark.parametrize(("code", "drafts", "shape", "mended"), MENDED)
def test_each_refusal_has_its_remedy(code: str, drafts: list[Draft], shape: Shape, mended: list[Draft]) -> None:
    with pytest.raises(Refusal) as caught:
        chain(read(drafts), shape)
    assert caught.value.code == code
    broken = summary(read(drafts), shape).broken
    assert broken is not None
    assert layers_of(broken) == read(mended)
    chain(layers_of(broken), shape)


@given(sequences())
def test_the_change_alone_is_told(case: tuple[list[Draft], Shape]) -> None:
    """Every layer is one of those before with what is told as changed, or a flatten; no layer is lost or doubled."""
    drafts, shape = case
    layers = read(drafts)
    broken = summary(layers, shape).broken
    if broken is None or broken.remedy is None:
        return
    assert sorted(each.origin for each in broken.remedy if each.origin is not None) == list(range(len(layers)))
    changed = [each for each in broken.remedy if each.changed]
    assert {each.origin for each in changed} <= {broken.index}
    for each in broken.remedy:
        if each.origin is None:
            assert (each.layer, each.changed) == (read([FLAT])[0], {})
            continue
        kept = {name: value for name, value in dict(layers[each.origin]).items() if name not in each.changed}
        said = {name: value for name, value in each.changed.items() if value is not None}
        assert type(each.layer).model_validate({**kept, **said}) == each.layer


NOT_MENDED: list[tuple[list[Draft], Shape]] = [
    ([CONV], (8,)),
    ([LINEAR, POOL], (8,)),
]


@pytest.mark.parametrize(("drafts", "shape"), NOT_MENDED)
def test_where_nothing_of_ours_helps_nothing_is_offered(drafts: list[Draft], shape: Shape) -> None:
    """A picture cannot be made of numbers that never were one."""
    broken = summary(read(drafts), shape).broken
    assert broken is not None
    assert broken.remedy is None


def test_the_given_layers_stay_as_they_are() -> None:
    layers: list[Any] = read([CONV, LINEAR])
    before = list(layers)
    summary(layers, (1, 6, 6))
    assert layers == before
    with pytest.raises(ValidationError):
        layers[0].out_channels = 7
