"""Networks as ONNX: files that a runtime of another make runs to the same numbers."""

from __future__ import annotations

import json
import math
import sys
import threading
from typing import Any

import numpy as np
import onnx
import pytest
import safetensors.numpy
import torch
from hypothesis import given
from hypothesis import strategies as st
from onnx.reference import ReferenceEvaluator
from pydantic import ValidationError

from app.errors import Refusal
from app.layers import Float32, Shape
from app.layers.windowed import Windowed
from app.networks import Network, onnx_process
from app.networks.onnx import to_onnx
from app.networks.plain import by_taps, plain
from tests.layers.oracle import read
from tests.layers.strategies import OPTIONAL, REQUIRED

from .made import Draft, assert_untouched, held, made, picture, ready

FLATTEN: Draft = {"kind": "flatten"}
CONV: Draft = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3}

ALL_KINDS: dict[str, tuple[Shape, list[Draft]]] = {
    "convolutions": (
        (2, 12, 11),
        [
            {**CONV, "padding": "same", "kernel_size": 4},
            {"kind": "batch_norm2d"},
            {"kind": "leaky_relu", "negative_slope": 0.2, "inplace": True},
            {**CONV, "padding": 1, "padding_mode": "circular", "groups": 2},
            {"kind": "gelu"},
            {**CONV, "padding": [2, -1], "padding_mode": "reflect", "bias": False},
            {"kind": "tanh"},
            {"kind": "conv_transpose2d", "out_channels": 2, "kernel_size": 3, "stride": 2, "output_padding": 1},
            {"kind": "sigmoid"},
            {**CONV, "stride": 2, "dilation": 2},
            {"kind": "dropout"},
            {"kind": "gelu", "approximate": "tanh"},
            *(FLATTEN, {"kind": "linear", "out_features": 5}, {"kind": "softmax", "dim": 1}),
        ],
    ),
    "pools": (
        (2, 21, 20),
        [
            {"kind": "pad2d", "padding": [1, 2, 0, -1], "value": 0.5},
            {"kind": "max_pool2d", "kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
            {"kind": "pad2d", "padding": [-1, 2, 1, 0], "mode": "replicate"},
            {"kind": "avg_pool2d", "kernel_size": 2, "stride": 1, "divisor_override": 3},
            {"kind": "pad2d", "padding": 1, "mode": "circular"},
            {"kind": "avg_pool2d", "kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
            {"kind": "lp_pool2d", "norm_type": 2, "kernel_size": 2, "stride": 3, "ceil_mode": True},
            {"kind": "adaptive_max_pool2d", "output_size": [3, 5]},
            {"kind": "adaptive_avg_pool2d", "output_size": 2},
        ],
    ),
    "samples together": (
        (2, 8, 8),
        [CONV, {"kind": "batch_norm2d", "track_running_stats": False}, FLATTEN, {"kind": "linear", "out_features": 3}],
    ),
    "flat": ((6,), [{"kind": "linear", "out_features": 3}, {"kind": "relu", "inplace": True}]),
    "nothing": ((1, 3, 3), []),
}


def ran(file: bytes, batch: Float32) -> Float32:
    """What the reference of the ONNX project says."""
    model = onnx.load_from_string(file)
    onnx.checker.check_model(model, full_check=True)
    assert [each.name for each in model.graph.input] == ["input"]
    (output,) = ReferenceEvaluator(model).run(["output"], {"input": batch})
    numbers: Float32 = np.asarray(output)
    return numbers


def expected(network: Network, batch: Float32) -> Float32:
    with torch.inference_mode():
        numbers: Float32 = network.module(torch.tensor(batch)).numpy()
    return numbers


@pytest.mark.parametrize("name", ALL_KINDS)
def test_every_kind_of_layer_answers_the_same(name: str) -> None:
    shape, drafts = ALL_KINDS[name]
    network = made(*drafts, shape=shape, seed=5)
    before = held(network)
    batch = picture((1 if name == "samples together" else 3, *shape)) - np.float32(0.3)
    output = ran(to_onnx(network), batch)
    np.testing.assert_allclose(output, expected(network, batch), rtol=1e-4, atol=1e-5)
    assert_untouched(network, before)


@pytest.mark.parametrize("name", ["lenet5", "depthwise"])
def test_ready_made_networks_answer_the_same(name: str) -> None:
    network, batch = ready(name), picture((2, 1, 16, 16))
    np.testing.assert_allclose(ran(to_onnx(network), batch), expected(network, batch), rtol=1e-4, atol=1e-6)


def test_the_file_tells_nothing_of_this_machine() -> None:
    file = to_onnx(made({**CONV, "padding": -1, "padding_mode": "reflect"}, shape=(1, 9, 9)))
    assert b"site-packages" not in file
    assert b".py" not in file
    assert file == to_onnx(made({**CONV, "padding": -1, "padding_mode": "reflect"}, shape=(1, 9, 9)))


def test_a_forward_pass_beside_an_export_is_not_disturbed() -> None:
    network, x = ready("small_cnn"), torch.tensor(picture((1, 1, 16, 16)))
    right = network.module(x)
    exporting = threading.Thread(target=to_onnx, args=(network,))
    exporting.start()
    times = 0
    while exporting.is_alive() or not times:
        assert torch.equal(network.module(x), right)
        times += 1
    exporting.join()


@pytest.mark.parametrize("name", ["onnx", "onnxscript"])
def test_without_the_packages_it_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Refusal) as caught:
        to_onnx(made(CONV, shape=(1, 5, 5)))
    assert (caught.value.code, caught.value.status, caught.value.params) == ("onnx_missing", 409, {"name": name})


def test_what_the_exporter_cannot_say_is_told_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def export(*_: Any, **__: Any) -> None:
        raise torch.onnx.OnnxExporterError("No words for it.\nA long trace.")

    monkeypatch.setattr(torch.onnx, "export", export)
    with pytest.raises(Refusal) as caught:
        to_onnx(made(CONV, shape=(1, 5, 5)))
    assert (caught.value.code, caught.value.params) == ("onnx_refuses", {"sentence": "No words for it."})


@pytest.mark.parametrize("kind", REQUIRED)
@given(data=st.data())
def test_what_is_written_by_tap_tables_is_what_torch_computes(kind: str, data: st.DataObject) -> None:
    parameters = data.draw(st.fixed_dictionaries(REQUIRED[kind], optional=OPTIONAL[kind]))
    parameters.pop("return_indices", None)
    shape = data.draw(st.tuples(st.sampled_from([1, 2, 4]), st.integers(1, 9), st.integers(1, 9)))
    seed = data.draw(st.integers(0, 2**32))
    try:
        layer = read(kind, parameters)
        layer.output_shape(shape)
    except (Refusal, ValidationError):
        return
    assert isinstance(layer, Windowed)
    x = torch.from_numpy(np.random.default_rng(seed).standard_normal((2, *shape)).astype(np.float32))
    module = layer.module(shape).requires_grad_(requires_grad=False)
    right = module(x)
    torch.testing.assert_close(plain(layer, shape, module)(x), right, rtol=1e-4, atol=1e-4, equal_nan=True)
    if layer.group != "convolution":  # also where the exporter would have managed
        torch.testing.assert_close(by_taps(layer, shape)(x), right, rtol=1e-4, atol=1e-4, equal_nan=True)
        assert math.prod(right.shape[1:]) == math.prod(layer.output_shape(shape))


def test_a_process_of_its_own_writes_the_same_file() -> None:
    network = made({"kind": "batch_norm2d"}, {**CONV, "padding_mode": "circular", "padding": 1}, shape=(2, 6, 6))
    assert onnx_process.exported(network) == to_onnx(network)


def test_what_the_process_refuses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_process, "_packed", _without_tensors)
    with pytest.raises(Refusal) as refusal:
        onnx_process.exported(made(CONV, shape=(1, 5, 5)))
    assert refusal.value.code == "state_missing"


def _without_tensors(network: Network) -> bytes:
    layers = json.dumps([step.layer.model_dump(mode="json") for step in network.chain.steps])
    return safetensors.numpy.save({}, {"layers": layers, "input_shape": "[1, 5, 5]"})
