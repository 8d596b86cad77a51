from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from app.errors import Refusal
from app.images import Preparation, PreparedCache, prepare

NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8))


def test_bytes_become_channels_first_floats() -> None:
    array = prepare(NOISE, Preparation())
    assert array.dtype == np.float32
    assert array.flags.c_contiguous
    assert np.array_equal(array, (np.asarray(NOISE).transpose(2, 0, 1) / 255).astype(np.float32))


def test_gray_is_rec_601() -> None:
    array = prepare(NOISE, Preparation(color="gray"))
    red, green, blue = np.asarray(NOISE, np.float64).transpose(2, 0, 1)
    assert array.shape == (1, 40, 60)
    assert np.abs(array[0] * 255 - (0.299 * red + 0.587 * green + 0.114 * blue)).max() < 1


def test_a_grey_picture_has_three_equal_channels_as_rgb() -> None:
    array = prepare(NOISE.convert("L"), Preparation())
    assert array.shape == (3, 40, 60)
    assert np.array_equal(array[0], array[1])
    assert np.array_equal(array[0], array[2])


def test_crop_comes_before_size() -> None:
    whole = prepare(NOISE, Preparation(crop=(10, 20, 8, 16)))
    assert np.array_equal(whole, prepare(NOISE, Preparation())[:, 10:18, 20:36])
    assert prepare(NOISE, Preparation(crop=(10, 20, 8, 16), size=(3, 5))).shape == (3, 3, 5)


def test_shrinking_is_antialiased() -> None:
    stripes = Image.fromarray(np.tile(np.array([0, 255], np.uint8), (64, 32)))
    assert np.abs(prepare(stripes, Preparation(color="gray", size=(8, 8))) - 0.5).max() < 0.05


@pytest.mark.parametrize("crop", [(0, 0, 41, 60), (0, 0, 40, 61), (39, 59, 2, 1), (-1, 0, 5, 5), (0, 0, 0, 5)])
def test_a_crop_must_lie_inside(crop: tuple[int, int, int, int]) -> None:
    with pytest.raises(Refusal) as caught:
        prepare(NOISE, Preparation(crop=crop))
    assert caught.value.code == "crop_outside"
    assert caught.value.params["size"] == [40, 60]


@pytest.mark.parametrize(
    "preparation", [Preparation(), Preparation(crop=(1, 2, 30, 4)), Preparation(color="gray", size=(7, 9))]
)
def test_the_shape_is_known_beforehand(preparation: Preparation) -> None:
    assert prepare(NOISE, preparation).shape == preparation.shape(40, 60)


def test_the_cache_is_bounded_by_bytes_and_drops_the_least_recently_used() -> None:
    cache = PreparedCache(max_bytes=1000)
    arrays = {name: np.zeros((1, 10, 10), np.float32) for name in "abc"}
    cache.put("a", Preparation(), arrays["a"])
    cache.put("b", Preparation(), arrays["b"])
    assert cache.get("a", Preparation()) is arrays["a"]
    cache.put("c", Preparation(), arrays["c"])
    assert cache.get("b", Preparation()) is None
    assert cache.get("a", Preparation()) is arrays["a"]
    assert cache.get("c", Preparation(color="gray")) is None
    cache.put("d", Preparation(), np.zeros((1, 100, 100), np.float32))
    assert cache.get("d", Preparation()) is None
    cache.drop("a")
    assert cache.get("a", Preparation()) is None
    cache.put("b", Preparation(), arrays["b"])
    assert cache.get("c", Preparation()) is arrays["c"]
