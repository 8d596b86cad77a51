"""Both texts, executed as a reader would, with the weights from a file, give the numbers of `forward`."""

from __future__ import annotations

import math
import os
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from app.i18n.catalogue import catalogue
from app.i18n.language import LANGUAGES
from app.layers import Float32, Shape
from app.networks import Chain, State, chain, code, expected, forward, layers_for, network
from app.networks.ready import READY

from .drawn import Draft, networks, picture, read

os.environ["KERAS_BACKEND"] = "torch"

Numbers = np.ndarray[Any, Any]


def state_of(fitting: Chain, seed: int) -> dict[str, Float32]:
    """Weights and statistics that are no defaults, and small enough to tell numbers apart."""
    rng = np.random.default_rng(seed)

    def drawn(name: str, shape: Shape) -> Float32:
        lowest = 0.5 if name.endswith("var") else -0.5
        numbers: Float32 = (rng.uniform(lowest, 1, shape) / max(1, math.prod(shape[1:]))).astype(np.float32)
        return numbers

    return {name: drawn(name, shape) for name, shape in expected(fitting).items()}


def last_of(fitting: Chain, state: dict[str, Float32], seed: int, x: Float32) -> Numbers:
    made = network(fitting, State(f"{fitting} {seed}", state))
    tensors = forward(made, x).tensors
    return tensors[f"layers.{len(fitting.steps) - 1}.output"] if fitting.steps else x


def in_torch(text: str, state: dict[str, Float32], x: Float32) -> Numbers:
    with TemporaryDirectory() as folder:
        if state:
            save_file(state, Path(folder) / "network.safetensors")
            loading = [line for line in text.splitlines() if line.startswith("# ") and "load" in line]
            assert len(loading) == 2
            for line in loading:
                text = text.replace(line, line.removeprefix("# "))
            text = text.replace("network.safetensors", str(Path(folder) / "network.safetensors"))
        namespace: dict[str, Any] = {}
        exec(text, namespace)  # noqa: S102 - the text under test
    with torch.no_grad():
        answer: Numbers = namespace["network"](torch.from_numpy(x.copy())[None])[0].numpy()
    return answer


def in_keras(text: str, state: dict[str, Float32], x: Float32) -> Numbers:
    namespace: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras on shares of a single number
        exec(text, namespace)  # noqa: S102 - the text under test
        if state:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "network.safetensors"
                save_file(state, path)
                namespace["load_weights"](str(path))
        batch: Numbers = x[None]
        if batch.ndim == 4:
            assert "x.transpose(0, 2, 3, 1)" in text
            batch = batch.transpose(0, 2, 3, 1)
        answer: Numbers = namespace["network"](batch.copy(), training=False).detach().numpy()
    first: Numbers = (answer.transpose(0, 3, 1, 2) if answer.ndim == 4 else answer)[0]
    return first


def close(a: Numbers, b: Numbers) -> bool:
    if a.shape != b.shape:
        return False
    finite = np.isfinite(b)
    return bool(np.allclose(a, b, atol=1e-4 * max(1.0, abs(b[finite]).max(initial=0)), rtol=1e-4, equal_nan=True))


@given(networks(), st.integers(0, 9))
def test_torchs_text_gives_the_networks_numbers(case: tuple[list[Draft], Shape], seed: int) -> None:
    drafts, shape = case
    fitting, x = chain(read(drafts), shape), picture(shape, seed)
    state = state_of(fitting, seed)
    text = code(fitting).torch
    exec(text, {})  # noqa: S102 - it runs as it stands, too
    assert close(in_torch(text, state, x), last_of(fitting, state, seed, x)), text


@given(networks(most=6), st.integers(0, 9))
def test_kerass_text_gives_the_networks_numbers_or_says_why_not(case: tuple[list[Draft], Shape], seed: int) -> None:
    drafts, shape = case
    fitting, x = chain(read(drafts), shape), picture(shape, seed)
    told = code(fitting)
    if told.keras is None:
        assert told.note_layer is not None
        assert code(chain(fitting_layers(fitting)[: told.note_layer], shape)).keras is not None
        for language in LANGUAGES:
            assert catalogue(language)[f"keras.{told.note_code}"].format(**told.note_params)
        return
    assert told.note_code is None
    state = state_of(fitting, seed)
    assert close(in_keras(told.keras, state, x), last_of(fitting, state, seed, x)), told.keras


def fitting_layers(fitting: Chain) -> list[Any]:
    return [step.layer for step in fitting.steps]


@pytest.mark.parametrize("name", READY)
def test_every_ready_made_network_has_both_texts(name: str) -> None:
    shape = (3, 32, 32)
    fitting, x = chain(layers_for(name, shape, 10), shape), picture(shape)
    told, state = code(fitting), state_of(fitting, 0)
    assert told.keras is not None
    expected_numbers = last_of(fitting, state, 0, x)
    assert close(in_torch(told.torch, state, x), expected_numbers)
    assert close(in_keras(told.keras, state, x), expected_numbers)


def test_the_text_reads_as_one_would_write_it() -> None:
    drafts: list[Draft] = [
        {"kind": "conv2d", "out_channels": 2, "kernel_size": 3},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 3},
    ]
    assert code(chain(read(drafts), (1, 4, 4))).torch == (
        "from torch import nn\n"
        "\n"
        "# Input: (N, 1, 4, 4)\n"
        "network = nn.Sequential(\n"
        "    nn.Conv2d(in_channels=1, out_channels=2, kernel_size=3),  # 0: 2, 2, 2\n"
        "    nn.Flatten(),  # 1: 8\n"
        "    nn.Linear(in_features=8, out_features=3),  # 2: 3\n"
        ")\n"
        "# from safetensors.torch import load_file\n"
        '# network.load_state_dict(load_file("network.safetensors"))\n'
        "network.eval()\n"
    )
