from __future__ import annotations

import numpy as np
import pytest

from app.i18n import has
from app.images import SAMPLES


def test_four_photographs_ten_digits_and_seven_patterns() -> None:
    assert list(SAMPLES)[:4] == ["boats", "cat", "flower", "alps"]
    assert [name for name in SAMPLES if name.startswith("digit-")] == [f"digit-{n}" for n in range(10)]
    assert list(SAMPLES)[14:] == [
        "impulse", "checkerboard", "stripes", "siemens_star", "gradient", "circle", "letters",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_has_a_title_and_something_to_see(name: str) -> None:
    sample = SAMPLES[name]
    image = sample.image()
    assert has(sample.title)
    assert image.mode in ("L", "RGB")
    assert np.asarray(image).std() > 10
    assert sample.image() is image


def test_digits_are_real_digits() -> None:
    assert all(SAMPLES[f"digit-{n}"].image().size == (28, 28) for n in range(10))
    ones, eights = (np.asarray(SAMPLES[f"digit-{n}"].image()) > 128 for n in (1, 8))
    assert ones.sum() < eights.sum()


def test_the_impulse_is_one_pixel() -> None:
    assert (np.asarray(SAMPLES["impulse"].image()) > 0).sum() == 1


def test_letters_change_when_flipped_and_channels_differ_in_the_gradient() -> None:
    letters = np.asarray(SAMPLES["letters"].image(), int)
    assert np.abs(letters - letters[:, ::-1]).mean() > 20
    red, green, blue = np.asarray(SAMPLES["gradient"].image(), int).transpose(2, 0, 1)
    assert min(np.abs(red - green).mean(), np.abs(green - blue).mean(), np.abs(red - blue).mean()) > 20
