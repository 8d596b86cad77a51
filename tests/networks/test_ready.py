"""The ready-made networks fit whatever pictures there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n.catalogue import catalogue
from app.networks import READY, chain, layers_for


@given(st.sampled_from(sorted(READY)), st.integers(1, 3), st.integers(1, 40), st.integers(1, 40), st.integers(2, 50))
def test_they_answer_one_number_per_class(name: str, channels: int, height: int, width: int, classes: int) -> None:
    shape = (channels, height, width)
    network = chain(layers_for(name, shape, classes), shape)
    assert network.output_shape == (classes,)
    assert network.parameters


@pytest.mark.parametrize("name", READY)
def test_digits_have_room_for_all_of_it(name: str) -> None:
    assert len(layers_for(name, (1, 28, 28), 10)) == len(READY[name].draft(10))


def test_they_are_what_their_names_say() -> None:
    def kinds(name: str) -> list[str]:
        return [layer.kind for layer in layers_for(name, (1, 28, 28), 10)]

    assert "conv2d" not in kinds("perceptron")
    assert kinds("deeper_cnn").count("conv2d") > kinds("small_cnn").count("conv2d")
    assert "dropout" in kinds("dropout_cnn")
    small, bare = (chain(layers_for(name, (1, 28, 28), 10), (1, 28, 28)) for name in ("small_cnn", "no_padding_cnn"))
    assert (small.steps[0].output_shape, bare.steps[0].output_shape) == ((8, 28, 28), (8, 26, 26))


@pytest.mark.parametrize("name", READY)
def test_each_has_its_sentences(name: str) -> None:
    assert {READY[name].title, READY[name].summary} <= set(catalogue("ko"))
