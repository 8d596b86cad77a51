"""The ready-made networks fit whatever pictures there are."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.i18n.catalogue import catalogue
from app.layers import seeded
from app.networks import READY, Chain, build, chain, layers_for


@given(st.sampled_from(sorted(READY)), st.integers(1, 3), st.integers(1, 40), st.integers(1, 40), st.integers(2, 50))
def test_they_answer_one_number_per_class(name: str, channels: int, height: int, width: int, classes: int) -> None:
    shape = (channels, height, width)
    network = chain(layers_for(name, shape, classes), shape)
    assert network.output_shape == (classes,)
    assert network.parameters


@pytest.mark.parametrize("name", READY)
def test_those_for_flat_inputs_read_them_and_no_other_does(name: str) -> None:
    if READY[name].flat:
        assert chain(layers_for(name, (6,), 3), (6,)).output_shape == (3,)
    else:
        with pytest.raises(Refusal, match="needs_picture"):
            chain(layers_for(name, (1, 28, 28), 3), (6,))


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


def test_lenet_is_the_paper_s() -> None:
    shapes = [step.output_shape for step in chain(layers_for("lenet5", (1, 28, 28), 10), (1, 28, 28)).steps]
    assert [shape for shape in shapes if len(shape) == 3][::3] == [(6, 28, 28), (16, 10, 10)]
    assert shapes[6:] == [(400,), (120,), (120,), (84,), (84,), (10,)]


def test_the_others_have_what_they_are_there_to_show() -> None:
    def network(name: str, side: int = 28) -> Chain:
        shape = (3, side, side)
        return chain(layers_for(name, shape, 10), shape)

    tiny = [step.output_shape for step in network("tiny_vgg", 64).steps if step.layer.kind == "max_pool2d"]
    assert tiny == [(10, 30, 30), (10, 13, 13)]  # as CNN Explainer draws it
    last = [step.output_shape for step in network("all_conv").steps[-3:]]
    assert last == [(10, 7, 7), (10, 1, 1), (10,)]
    assert not any(step.layer.kind in {"linear", "max_pool2d"} for step in network("all_conv").steps)
    groups = [(step.layer.model_dump().get("groups", 1), step.input_shape[0]) for step in network("depthwise").steps]
    assert [pair for pair in groups if pair[0] > 1] == [(16, 16), (32, 32)]
    assert sum(step.layer.kind == "batch_norm2d" for step in network("depthwise").steps) == 5


@pytest.mark.parametrize("name", READY)
def test_each_learns(name: str) -> None:
    """A bar that lies or stands, somewhere: a few steps tell them apart far better than a guess."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 64)
    x = torch.zeros(64, 1, 16, 16)
    for index, label in enumerate(labels):
        row, col = random.integers(0, 10, 2)
        x[index, 0, row : row + (6 if label else 1), col : col + (1 if label else 6)] = 1
    y = torch.from_numpy(labels)
    model = build(chain(layers_for(name, (1, 16, 16), 2), (1, 16, 16)), seed=0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses: list[float] = []
    with seeded(0):  # dropout
        for _ in range(40):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x), y)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(loss.item())
    assert losses[0] > 0.5
    assert min(losses[-5:]) < 0.35


@pytest.mark.parametrize("name", READY)
def test_each_has_its_sentences(name: str) -> None:
    assert {READY[name].title, READY[name].summary} <= set(catalogue("ko"))
