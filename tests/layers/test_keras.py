"""The Keras text, executed in real Keras, gives torch's numbers; where there is none, the reason has its sentence."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from app.layers import KINDS, Layer, Shape, apply, explain
from app.layers.code_keras import keras
from app.layers.elementwise import Elementwise
from app.layers.keras_text import Translation, call

from .oracle import read, refusal_of
from .strategies import WINDOWED, drawn

os.environ["KERAS_BACKEND"] = "torch"

pytestmark = [
    # What torch says of its own work when it pads unevenly, and Keras of shares of a single number.
    pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel"),
    pytest.mark.filterwarnings("ignore:You are using a softmax over axis"),
]

PICTURE = (3, 9, 11)
SMALL = (2, 7, 6)

SAME_NUMBERS: list[tuple[str, dict[str, Any], Shape]] = [
    ("conv2d", {"out_channels": 4, "kernel_size": 3}, PICTURE),
    ("conv2d", {"out_channels": 4, "kernel_size": 3, "bias": False}, PICTURE),
    ("conv2d", {"out_channels": 4, "kernel_size": 3, "padding": 1}, PICTURE),
    ("conv2d", {"out_channels": 4, "kernel_size": 3, "padding": "same"}, PICTURE),
    ("conv2d", {"out_channels": 4, "kernel_size": 4, "padding": "same"}, PICTURE),
    ("conv2d", {"out_channels": 2, "kernel_size": [2, 5], "padding": "same", "dilation": [3, 2]}, PICTURE),
    ("conv2d", {"out_channels": 2, "kernel_size": [4, 1], "padding": "valid"}, PICTURE),
    ("conv2d", {"out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1}, (3, 6, 6)),
    ("conv2d", {"out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1}, (3, 7, 6)),
    ("conv2d", {"out_channels": 4, "kernel_size": [3, 5], "stride": [1, 3], "padding": [2, 0]}, PICTURE),
    ("conv2d", {"out_channels": 4, "kernel_size": 3, "dilation": 2, "padding": 2}, PICTURE),
    ("conv2d", {"out_channels": 6, "kernel_size": 3, "groups": 3, "padding": 1}, PICTURE),
    ("conv2d", {"out_channels": 4, "kernel_size": 3, "groups": 2, "stride": 2}, (4, 8, 8)),
    ("conv2d", {"out_channels": 4, "kernel_size": 1, "stride": 2, "dilation": 3}, PICTURE),
    ("conv2d", {"out_channels": 2, "kernel_size": 3, "padding_mode": "reflect"}, PICTURE),
    ("conv2d", {"out_channels": 2, "kernel_size": 2, "padding": [-1, -2], "padding_mode": "circular"}, PICTURE),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": 3}, SMALL),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": 3, "bias": False}, SMALL),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": 3, "stride": 2}, SMALL),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}, SMALL),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": 1, "stride": 3, "output_padding": [0, 2]}, SMALL),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": 2, "stride": 3}, SMALL),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": [2, 4], "stride": [2, 1], "padding": [0, 2]}, SMALL),
    ("conv_transpose2d", {"out_channels": 4, "kernel_size": 3, "dilation": 2}, SMALL),
    ("max_pool2d", {"kernel_size": 2}, PICTURE),
    ("max_pool2d", {"kernel_size": 2, "ceil_mode": True}, PICTURE),
    ("max_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, (3, 8, 8)),
    ("max_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, (3, 7, 9)),
    ("max_pool2d", {"kernel_size": 3, "stride": 1, "padding": 1}, PICTURE),
    ("max_pool2d", {"kernel_size": [3, 2], "stride": [2, 3], "padding": [1, 0]}, PICTURE),
    ("max_pool2d", {"kernel_size": [5, 3], "stride": 2, "padding": [2, 1], "ceil_mode": True}, PICTURE),
    ("max_pool2d", {"kernel_size": [3, 1], "dilation": [1, 2]}, PICTURE),
    ("avg_pool2d", {"kernel_size": 2}, PICTURE),
    ("avg_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, PICTURE),
    ("avg_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, (3, 8, 8)),
    ("avg_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}, (3, 8, 8)),
    ("avg_pool2d", {"kernel_size": [3, 5], "stride": 1, "padding": [1, 2], "count_include_pad": False}, PICTURE),
    ("avg_pool2d", {"kernel_size": [2, 3], "stride": 2, "padding": [0, 1], "count_include_pad": False}, PICTURE),
    ("avg_pool2d", {"kernel_size": 3, "stride": 2, "ceil_mode": True}, (3, 8, 8)),
    ("avg_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}, (3, 8, 8)),
    ("avg_pool2d", {"kernel_size": 3, "divisor_override": 5}, PICTURE),
    ("avg_pool2d", {"kernel_size": 2, "padding": 1, "divisor_override": -3, "ceil_mode": True}, PICTURE),
    ("avg_pool2d", {"kernel_size": 3, "padding": 1, "divisor_override": 2, "count_include_pad": False}, PICTURE),
    ("adaptive_avg_pool2d", {"output_size": 1}, PICTURE),
    ("adaptive_avg_pool2d", {"output_size": [4, None]}, PICTURE),
    ("adaptive_avg_pool2d", {"output_size": [12, 5]}, PICTURE),
    ("adaptive_max_pool2d", {"output_size": 3}, PICTURE),
    ("adaptive_max_pool2d", {"output_size": [None, 13]}, PICTURE),
    ("pad2d", {"padding": 2, "mode": "constant"}, PICTURE),
    ("pad2d", {"padding": [1, 0, 2, 3], "mode": "constant"}, PICTURE),
    ("pad2d", {"padding": [-1, 2, -3, 0], "mode": "constant"}, PICTURE),
    ("pad2d", {"padding": [-1, -2, 0, -1], "mode": "reflect"}, PICTURE),
    ("pad2d", {"padding": 0, "mode": "constant", "value": 3.0}, PICTURE),
    ("relu", {}, PICTURE),
    ("relu", {"inplace": True}, (7,)),
    ("leaky_relu", {}, PICTURE),
    ("leaky_relu", {"negative_slope": 0.3}, (7,)),
    ("sigmoid", {}, PICTURE),
    ("tanh", {}, PICTURE),
    ("gelu", {}, PICTURE),
    ("gelu", {"approximate": "tanh"}, PICTURE),
    ("softmax", {"dim": 1}, PICTURE),
    ("softmax", {"dim": 2}, PICTURE),
    ("softmax", {"dim": -1}, PICTURE),
    ("softmax", {"dim": 0}, PICTURE),
    ("softmax", {}, (7,)),
    ("dropout", {}, PICTURE),
    ("dropout", {"p": 1}, (7,)),
    ("flatten", {}, PICTURE),
    ("flatten", {}, (7,)),
    ("flatten", {"start_dim": 2}, PICTURE),
    ("flatten", {"start_dim": 1, "end_dim": 2}, PICTURE),
    ("flatten", {"start_dim": 3}, PICTURE),
    ("linear", {"out_features": 5}, (7,)),
    ("linear", {"out_features": 5, "bias": False}, (7,)),
    ("batch_norm2d", {}, PICTURE),
    ("batch_norm2d", {"eps": 0.1, "momentum": 0.37}, PICTURE),
    ("batch_norm2d", {"affine": False}, PICTURE),
]

NO_TEXT: list[tuple[str, dict[str, Any], Shape, str]] = [
    ("conv2d", {"out_channels": 1, "kernel_size": 3, "padding": 1, "padding_mode": "reflect"}, PICTURE, "padding_mode"),
    ("conv2d", {"out_channels": 1, "kernel_size": 3, "padding": 1, "padding_mode": "circular"}, SMALL, "padding_mode"),
    ("conv2d", {"out_channels": 1, "kernel_size": 2, "stride": 2, "dilation": 2}, PICTURE, "stride_with_dilation"),
    ("conv_transpose2d", {"out_channels": 2, "kernel_size": 2, "groups": 2}, SMALL, "transposed_groups"),
    (
        "conv_transpose2d",
        {"out_channels": 2, "kernel_size": 2, "stride": 2, "dilation": 2},
        SMALL,
        "stride_with_dilation",
    ),
    (
        "conv_transpose2d",
        {"out_channels": 2, "kernel_size": 2, "dilation": 2, "output_padding": 1},
        SMALL,
        "output_padding",
    ),
    ("max_pool2d", {"kernel_size": 2, "return_indices": True}, PICTURE, "return_indices"),
    ("max_pool2d", {"kernel_size": 2, "dilation": 2}, PICTURE, "pool_dilation"),
    ("max_pool2d", {"kernel_size": 2, "stride": 3, "padding": 1}, PICTURE, "max_pool_padding"),
    (
        "avg_pool2d",
        {"kernel_size": 4, "stride": 1, "padding": 1, "count_include_pad": False},
        PICTURE,
        "average_divisor",
    ),
    ("avg_pool2d", {"kernel_size": 2, "ceil_mode": True}, PICTURE, "average_divisor"),
    ("lp_pool2d", {"norm_type": 2.0, "kernel_size": 2}, PICTURE, "lp_pool"),
    ("adaptive_max_pool2d", {"output_size": 2, "return_indices": True}, PICTURE, "return_indices"),
    ("pad2d", {"padding": 1, "mode": "replicate"}, PICTURE, "padding_mode"),
    ("pad2d", {"padding": 1, "mode": "constant", "value": 0.5}, PICTURE, "pad_value"),
    ("leaky_relu", {"negative_slope": -0.1}, PICTURE, "leaky_relu_slope"),
    ("flatten", {"start_dim": 0}, PICTURE, "flatten_batch"),
    ("batch_norm2d", {"track_running_stats": False}, PICTURE, "batch_norm_statistics"),
    ("batch_norm2d", {"momentum": None}, PICTURE, "batch_norm_cumulative"),
]


def keras_sentences(language: str) -> dict[str, str]:
    path = Path(__file__).parents[2] / "static" / "i18n" / f"{language}.json"
    sentences: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["keras"]
    return sentences


def randomised(layer: Layer, shape: Shape) -> torch.nn.Module:
    """The layer's module with weights, biases and running statistics that are no defaults."""
    module = layer.module(shape).eval()
    generator = torch.Generator().manual_seed(0)
    for name, tensor in (*module.named_parameters(), *module.named_buffers()):
        if name != "num_batches_tracked":
            tensor.data = torch.rand(tensor.shape, generator=generator) + (0.5 if name == "running_var" else -0.5)
    return module


def run_in_keras(text: str, x: np.ndarray[Any, Any], tensors: dict[str, np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    """Executes the text as a reader would: its code, then what its comments say of x and the weights."""
    namespace: dict[str, Any] = {}
    exec(text, namespace)  # noqa: S102 - the text under test
    layer = namespace["layer"]
    turn = re.search(r"x = (x\.transpose\(.*?\))", text)
    x = eval(turn[1], {"x": x}) if turn else x  # noqa: S307
    shape = re.search(r"x\.transpose\(.*\)  # (\(.*\))", text)
    assert shape is None or shape[1] == str(x.shape)
    weights = re.search(r"layer\.set_weights\((\[.*\])\)", text)
    if weights:
        layer.build(x.shape)
        layer.set_weights(eval(weights[1], dict(tensors)))  # noqa: S307
    else:
        assert not tensors
    y: np.ndarray[Any, Any] = layer(x).detach().cpu().numpy()
    return y


def difference(layer: Layer, text: str, shape: Shape) -> float:
    """The largest difference between torch's numbers and Keras's, relative to their size."""
    module = randomised(layer, shape)
    x = np.random.default_rng(0).standard_normal((1, *shape)).astype(np.float32)
    with torch.no_grad():
        expected = module(torch.from_numpy(x.copy())).numpy()
    state = {n: t.numpy() for n, t in module.state_dict().items() if n != "num_batches_tracked"}
    y = run_in_keras(text, x, state)
    if y.ndim == 4:
        y = y.transpose(0, 3, 1, 2)
    assert y.shape == expected.shape
    return float(np.abs(y - expected).max() / max(1.0, np.abs(expected).max()))


@pytest.mark.parametrize(("kind", "arguments", "shape"), SAME_NUMBERS)
def test_keras_gives_torchs_numbers(kind: str, arguments: dict[str, Any], shape: Shape) -> None:
    layer = KINDS[kind](**arguments)
    told = keras(layer, shape)
    assert told.note_code is None
    assert told.text is not None
    assert difference(layer, told.text, shape) <= 1e-4


@pytest.mark.parametrize(("kind", "arguments", "shape", "code"), NO_TEXT)
def test_where_keras_cannot_there_is_a_reason(kind: str, arguments: dict[str, Any], shape: Shape, code: str) -> None:
    layer = KINDS[kind](**arguments)
    layer.output_shape(shape)
    told = keras(layer, shape)
    assert told.text is None
    assert told.note_code == code
    for language in ("en", "ko"):
        assert keras_sentences(language)[code].format(**told.note_params)


@pytest.mark.parametrize("kind", WINDOWED)
@given(data=st.data())
def test_any_windowed_layer_has_equal_numbers_or_a_reason(kind: str, data: st.DataObject) -> None:
    case = data.draw(drawn(kind))
    assume(refusal_of(case) is None)
    layer, shape = read(kind, case.parameters), case.x.shape
    told = keras(layer, shape)
    assert (told.text is None) == (told.note_code is not None)
    if told.text is not None:
        assert difference(layer, told.text, shape) <= 1e-4, told.text


def test_the_table_covers_every_kind_and_every_reason() -> None:
    assert len(SAME_NUMBERS) >= 60
    assert {kind for kind, *_ in SAME_NUMBERS} | {"lp_pool2d"} == set(KINDS)
    for language in ("en", "ko"):
        assert set(keras_sentences(language)) == {code for *_, code in NO_TEXT} | {"unwritten"}


class SiLU(Elementwise):
    """A layer as README says that one is added, so far without its Keras text."""

    kind: Literal["silu"] = "silu"
    torch_name: ClassVar[str] = "SiLU"


class SiLUWithText(SiLU):
    """The same with it."""

    def keras(self, shape: Shape) -> Translation:
        return Translation((call("Activation", activation="silu"),))


def test_a_layer_of_one_file_works_before_its_keras_text_is_written() -> None:
    x = np.linspace(-3, 3, 8, dtype=np.float32).reshape(2, 2, 2)
    applied = apply(SiLU(), x)
    assert np.allclose(applied.tensors["output"], x / (1 + np.exp(-x)), atol=1e-6)
    assert applied.meta["code"] == {"torch": "from torch import nn\n\nlayer = nn.SiLU()\n", "keras": None}
    assert applied.meta["keras_note"]["code"] == "unwritten"
    assert abs(explain(SiLU(), x, at=[1, 0, 1])["difference"]) < 1e-6


def test_a_layer_of_one_file_brings_its_keras_text() -> None:
    meta = apply(SiLUWithText(), np.ones(PICTURE, np.float32)).meta
    assert "keras_note" not in meta
    assert difference(SiLUWithText(), meta["code"]["keras"], PICTURE) <= 1e-4
