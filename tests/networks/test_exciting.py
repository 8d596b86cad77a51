"""What excites a map most: found among pictures as a look at every single one finds it, with the place that it sees."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.networks import READY, Network, forward, trace
from app.networks import work as work_of
from app.networks.exciting import Excited, exciting

from .made import Draft, assert_untouched, held, made, ready

Bytes = npt.NDArray[np.uint8]
CONV: Draft = {"kind": "conv2d", "out_channels": 3, "kernel_size": 3}


def pictures(count: int, shape: tuple[int, ...], seed: int = 0) -> Bytes:
    return np.random.default_rng(seed).integers(0, 256, (count, *shape), np.uint8)


def one_by_one(network: Network, images: Bytes, layer: int, channel: int) -> list[tuple[int, tuple[int, ...], float]]:
    """The strongest cell of every picture, the strongest first."""
    found: list[tuple[int, tuple[int, ...], float]] = []
    name = f"layers.{layer}.output"
    for index, image in enumerate(images):
        x = image.astype(np.float32) / 255
        output = forward(network, x, want=frozenset({name})).tensors[name][channel]
        place = np.unravel_index(output.argmax(), output.shape)
        found.append((index, (channel, *(int(i) for i in place)), float(output.max())))
    return sorted(found, key=lambda each: (-each[2], each[0]))


def told(found: list[Excited]) -> list[tuple[int, tuple[int, ...], Any]]:
    return [(each.index, each.at, pytest.approx(each.value, abs=1e-5)) for each in found]


@pytest.mark.parametrize("name", READY)
def test_every_layer_is_searched_as_by_hand(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network, images = ready(name), pictures(11, (1, 16, 16))
    monkeypatch.setattr(work_of, "MOST_AT_ONCE", 100_000)  # several batches, the last one short
    for layer, step in enumerate(network.chain.steps):
        channel = step.output_shape[0] // 2
        found = exciting(network, images, layer, channel, count=4)
        expected = one_by_one(network, images, layer, channel)[:4]
        # Sums of another order may tell equal cells apart: the value is the same, wherever it stands.
        assert [each.value for each in found] == pytest.approx([value for _, _, value in expected], abs=1e-5)
        if step.layer.kind in {"conv2d", "linear"}:
            assert told(found) == expected


def test_a_template_finds_itself_and_its_region_frames_it() -> None:
    template = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    network = made(
        {**CONV, "out_channels": 2, "padding": 1},
        {"kind": "relu"},
        {"kind": "max_pool2d", "kernel_size": 2},
        shape=(1, 12, 12),
        layer0_weight=(template * 2.0 - 1)[None, None],
        layer0_bias=0,
    )
    images = np.zeros((5, 1, 12, 12), np.uint8)
    images[1, 0, 6:9, 3:6] = template * 100
    images[3, 0, 5:8, 8:11] = template * 200
    found = exciting(network, images, 0, 1, count=2)
    assert [(each.index, each.at, each.region) for each in found] == [
        (3, (1, 6, 9), (5, 8, 8, 11)),
        (1, (1, 7, 4), (6, 3, 9, 6)),
    ]
    pooled = exciting(network, images, 2, 1, count=1)[0]
    assert (pooled.index, pooled.at) == (3, (1, 3, 4))
    assert pooled.value == pytest.approx(5 * 200 / 255)
    assert pooled.region == (5, 7, 9, 11)


@given(st.integers(1, 5), st.integers(1, 3), st.integers(0, 4), st.integers(1, 3), st.integers(0, 2**32))
def test_the_region_is_where_the_cell_sees_the_picture(
    kernel: int, stride: int, padding: int, dilation: int, seed: int
) -> None:
    layer = {**CONV, "kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    network = made(layer, {"kind": "relu"}, shape=(2, 14, 15))
    for each in exciting(network, pictures(3, (2, 14, 15), seed), 1, 2):
        seen = trace(network.chain, 1, each.at)[-1]
        assert seen.rows is not None
        assert seen.cols is not None
        if not seen.rows.size:
            assert each.region is None
            continue
        assert each.region is not None
        top, left, bottom, right = each.region
        assert (top, bottom, left, right) == (seen.rows[0], seen.rows[-1] + 1, seen.cols[0], seen.cols[-1] + 1)
        assert 0 <= top < bottom <= 14
        assert 0 <= left < right <= 15


def test_a_cell_that_sees_padding_only_has_no_region() -> None:
    network = made({**CONV, "kernel_size": 1, "padding": 1}, shape=(1, 4, 4), layer0_weight=-1, layer0_bias=1)
    (found,) = exciting(network, np.full((1, 1, 4, 4), 9, np.uint8), 0, 0)
    assert (found.at, found.value, found.region) == ((0, 0, 0), 1.0, None)


def test_of_equals_the_first_counts() -> None:
    network = made(CONV, shape=(1, 5, 5), layer0_weight=1, layer0_bias=0)
    found = exciting(network, np.full((4, 1, 5, 5), 7, np.uint8), 0, 0, count=3)
    assert [(each.index, each.at) for each in found] == [(0, (0, 0, 0)), (1, (0, 0, 0)), (2, (0, 0, 0))]


def test_answers_that_are_no_numbers_take_no_part() -> None:
    assert exciting(made(CONV, shape=(1, 5, 5), layer0_weight=np.nan), pictures(3, (1, 5, 5)), 0, 0) == []


def test_no_pictures_excite_nothing() -> None:
    assert exciting(made(CONV, shape=(1, 5, 5)), pictures(0, (1, 5, 5)), 0, 0) == []


def test_layers_that_join_samples_see_one_at_a_time() -> None:
    network = made(CONV, {"kind": "batch_norm2d", "track_running_stats": False}, shape=(2, 6, 6))
    images = pictures(6, (2, 6, 6))
    assert told(exciting(network, images, 1, 1)) == one_by_one(network, images, 1, 1)


def test_nothing_is_left_behind_on_the_shared_network() -> None:
    network, images = made({"kind": "relu", "inplace": True}, CONV, shape=(2, 6, 6)), pictures(3, (2, 6, 6))
    before, copy = held(network), images.copy()
    exciting(network, images, 1, 1)
    assert_untouched(network, before)
    np.testing.assert_array_equal(images, copy)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"layer": 9, "channel": 0}, "layer_outside"),
        ({"layer": 0, "channel": 8}, "channel_outside"),
        ({"layer": 0, "channel": 0, "images": pictures(2, (3, 16, 16))}, "input_shape_disagrees"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, Any], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"images": pictures(2, (1, 16, 16)), **asked}
    with pytest.raises(Refusal) as caught:
        exciting(ready("small_cnn"), **given)
    assert caught.value.code == code
    monkeypatch.setattr(work_of, "MOST_MACS", 1000)
    with pytest.raises(Refusal, match="network_over_work"):
        exciting(ready("small_cnn"), pictures(2, (1, 16, 16)), 0, 0)
