"""Layers without windows: torch is the oracle for value, shape and refusal, over random parameters and inputs."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import Refusal
from app.layers import KINDS, Layer, Shape, apply, explain
from app.layers.apply import Applied, Mode, Tensors
from app.layers.batch_norm2d import BatchNorm2d
from app.layers.dropout import Dropout
from app.layers.flatten import Flatten
from app.layers.linear import Linear
from app.layers.relu import ReLU
from app.layers.softmax import Softmax
from app.layers.weights import WeightValues

from .oracle import assert_told

Arguments = dict[str, Any]

SHAPES = st.one_of(st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 5)), st.tuples(st.integers(1, 20)))
DIMS = st.integers(-5, 4)
NUMBERS = st.floats(-10, 10, width=32)

ARGUMENTS: dict[str, st.SearchStrategy[Arguments]] = {
    "relu": st.fixed_dictionaries({}, optional={"inplace": st.booleans()}),
    "leaky_relu": st.fixed_dictionaries({}, optional={"negative_slope": NUMBERS, "inplace": st.booleans()}),
    "sigmoid": st.just({}),
    "tanh": st.just({}),
    "gelu": st.fixed_dictionaries({}, optional={"approximate": st.sampled_from(["none", "tanh", "sigmoid"])}),
    "softmax": st.fixed_dictionaries({}, optional={"dim": DIMS | st.none()}),
    "dropout": st.fixed_dictionaries({}, optional={"p": st.floats(-0.2, 1.2), "inplace": st.booleans()}),
    "flatten": st.fixed_dictionaries({}, optional={"start_dim": DIMS, "end_dim": DIMS}),
    "linear": st.fixed_dictionaries(
        {"out_features": st.integers(1, 6)}, optional={"in_features": st.integers(1, 20), "bias": st.booleans()}
    ),
    "batch_norm2d": st.fixed_dictionaries(
        {},
        optional={
            "num_features": st.integers(1, 4),
            "eps": st.sampled_from([1e-5, 1e-3, 0.0, -1e-3, 1.0]),
            "momentum": st.sampled_from([0.1, 0.0, 1.0, 0.37, None]),
            "affine": st.booleans(),
            "track_running_stats": st.booleans(),
        },
    ),
}
INFERRED = {"linear": "in_features", "batch_norm2d": "num_features"}


def seed_torch(seed: int) -> None:
    """As `torch.manual_seed` on a machine without a GPU, which also keeps a printed stack for each device it lacks."""
    torch.default_generator.manual_seed(seed)


def torch_module(kind: str, arguments: Arguments, shape: Shape, mode: str) -> torch.nn.Module:
    size = {INFERRED[kind]: shape[0]} if kind in INFERRED else {}
    seed_torch(0)
    module: torch.nn.Module = getattr(torch.nn, KINDS[kind].torch_name)(**{**size, **arguments})
    return module.train(mode == "train")


def torch_output(module: torch.nn.Module, x: np.ndarray[Any, Any], seed: int) -> torch.Tensor:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.filterwarnings("ignore", "Implicit dimension choice")  # softmax without dim
        seed_torch(seed)
        result: torch.Tensor = module(torch.from_numpy(x.copy())[None])
    return result


def refused_on_purpose(kind: str, arguments: Arguments, shape: Shape) -> str | None:
    """The code where we refuse what torch takes."""
    if kind == "linear" and len(shape) == 3:
        return "needs_flatten"
    if kind == "batch_norm2d" and arguments.get("num_features", shape[0]) != shape[0]:
        return "num_features_disagree"  # torch does not look at it when it has neither weights nor statistics
    return None


@pytest.mark.parametrize("mode", ["eval", "train"])
@pytest.mark.parametrize("kind", ARGUMENTS)
@given(data=st.data())
def test_a_layer_is_what_torch_says(kind: str, mode: Mode, data: st.DataObject) -> None:
    shape = data.draw(SHAPES, label="shape")
    arguments = data.draw(ARGUMENTS[kind], label="arguments")
    seed = data.draw(st.integers(0, 2**32), label="seed")
    x = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)

    try:
        module = torch_module(kind, arguments, shape, mode)
        expected = torch_output(module, x, seed)
    except (RuntimeError, ValueError, IndexError):
        with pytest.raises((Refusal, ValidationError)):
            _apply(kind, arguments, x, mode, seed)
        return
    on_purpose = refused_on_purpose(kind, arguments, shape)
    if on_purpose:
        with pytest.raises(Refusal) as caught:
            _apply(kind, arguments, x, mode, seed)
        assert caught.value.code == on_purpose
        return

    layer, applied = _apply(kind, arguments, x, mode, seed)
    tensors = applied.tensors
    merged = isinstance(layer, Flatten) and layer.merges_batch(shape)
    expected = expected if merged else expected[0]
    assert tensors["output"].shape == layer.output_shape(shape) == tuple(expected.shape)
    np.testing.assert_array_equal(tensors["output"], expected.numpy())
    np.testing.assert_array_equal(tensors["input"], x)
    for name, buffer in module.named_buffers():
        if name != "num_batches_tracked":
            np.testing.assert_array_equal(tensors[name], buffer.numpy())
    assert layer.parameters(shape) == sum(parameter.numel() for parameter in module.parameters())
    from_text = run_text(applied.meta["code"]["torch"], torch_module(kind, arguments, shape, mode), x, seed)
    np.testing.assert_array_equal(tensors["output"], from_text if merged else from_text[0])

    at = tuple(data.draw(st.integers(0, size - 1), label="at") for size in tensors["output"].shape)
    told = explain(layer, x, mode=mode, seed=seed, at=at)
    assert told["value"] == pytest.approx(float(expected[at]), rel=1e-4, abs=1e-5)
    for term in told["terms"]:
        place = (term["channel"], term["row"], term["col"]) if len(shape) == 3 else (term["col"],)
        assert term["input"] == x[place]


def run_text(text: str, like: torch.nn.Module, x: np.ndarray[Any, Any], seed: int) -> torch.Tensor:
    """Executes the torch text and runs its layer with the weights and in the mode of `like`."""
    namespace: dict[str, Any] = {}
    exec(text, namespace)  # noqa: S102 - the text under test
    module: torch.nn.Module = namespace["layer"]
    module.load_state_dict(like.state_dict())
    return torch_output(module.train(like.training), x, seed)


def _apply(kind: str, arguments: Arguments, x: np.ndarray[Any, Any], mode: Mode, seed: int) -> tuple[Layer, Applied]:
    layer = KINDS[kind](**arguments)
    return layer, apply(layer, x, mode=mode, seed=seed)


def outcome(kind: str, arguments: Arguments, x: np.ndarray[Any, Any], mode: Mode, seed: int) -> Tensors:
    return _apply(kind, arguments, x, mode, seed)[1].tensors


def code_of(layer: Layer, shape: Shape) -> str:
    """The code of the refusal, whose sentence must stand in the catalogues."""
    with pytest.raises(Refusal) as caught:
        layer.output_shape(shape)
    assert_told(f"{caught.value.code}.detail", caught.value.params)
    return caught.value.code


def test_refusals_have_their_codes() -> None:
    assert code_of(Linear(out_features=2), (3, 4, 4)) == "needs_flatten"
    assert code_of(Linear(out_features=2, in_features=5), (4,)) == "in_features_disagree"
    assert code_of(BatchNorm2d(), (4,)) == "needs_picture"
    assert code_of(BatchNorm2d(num_features=2), (3, 4, 4)) == "num_features_disagree"
    assert code_of(BatchNorm2d(track_running_stats=False), (3, 1, 1)) == "batch_norm_one_value"
    assert code_of(BatchNorm2d(track_running_stats=False, eps=0.0), (3, 2, 1)) == "batch_norm_eps"
    assert code_of(Softmax(dim=2), (4,)) == "dim_out_of_range"
    assert code_of(Flatten(start_dim=3, end_dim=1), (4, 2, 2)) == "flatten_order"
    assert code_of(Flatten(start_dim=4), (4, 2, 2)) == "dim_out_of_range"


def test_batch_norm_in_training_needs_more_than_one_value_a_channel() -> None:
    with pytest.raises(Refusal) as caught:
        _apply("batch_norm2d", {}, np.ones((3, 1, 1), np.float32), "train", 0)
    assert (caught.value.code, caught.value.loc[-1]) == ("batch_norm_one_value", "mode")
    assert_told("batch_norm_one_value.detail", {})


@given(p=st.floats(0, 1), seed=st.integers(0, 1000))
def test_the_mask_of_dropout_tells_its_output(p: float, seed: int) -> None:
    x = np.random.default_rng(seed).standard_normal((2, 3, 4)).astype(np.float32)
    tensors = outcome("dropout", {"p": p}, x, "train", seed)
    assert tensors["mask"].dtype == np.uint8
    assert set(np.unique(tensors["mask"])) <= {0, 1}
    scale = 1 / (1 - p) if p < 1 else 0.0
    np.testing.assert_allclose(tensors["output"], x * tensors["mask"] * np.float32(scale), rtol=1e-6)


def test_dropout_changes_nothing_in_evaluation() -> None:
    x = np.arange(6, dtype=np.float32)
    tensors = outcome("dropout", {"p": 0.9}, x, "eval", 0)
    np.testing.assert_array_equal(tensors["output"], x)
    assert "mask" not in tensors


@pytest.mark.parametrize("mode", ["eval", "train"])
@pytest.mark.parametrize(
    ("layer", "shape", "weight_shape"), [(BatchNorm2d(), (3, 4, 5), (3,)), (Linear(out_features=4), (6,), (4, 6))]
)
def test_weights_that_were_given_are_used_and_explained(
    layer: Layer, shape: Shape, weight_shape: Shape, mode: Mode
) -> None:
    random = np.random.default_rng(0)
    x, weight = (random.standard_normal(size).astype(np.float32) for size in (shape, weight_shape))
    bias = [0.5 * i - 1 for i in range(weight_shape[0])]
    given: dict[str, Any] = {"weight": WeightValues(values=weight.tolist()), "bias": bias, "mode": mode}
    tensors = apply(layer, x, **given).tensors
    module = layer.module(shape).train(mode == "train")
    module.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.tensor(bias)}, strict=False)
    expected = torch_output(module, x, 0)[0]
    np.testing.assert_array_equal(tensors["weight"], weight)
    np.testing.assert_allclose(tensors["output"], expected, rtol=1e-6)
    for at in np.ndindex(expected.shape):
        told = explain(layer, x, at=at, **given)
        assert told["value"] == pytest.approx(float(expected[at]), rel=1e-4, abs=1e-6)
        assert told["bias"] == bias[at[0]]


def test_softmax_explains_the_whole_line_it_divides_by() -> None:
    x = np.random.default_rng(0).standard_normal((3, 4, 5)).astype(np.float32)
    for dim, field, count in ((1, "channel", 3), (2, "row", 4), (3, "col", 5)):
        layer = Softmax(dim=dim)
        told = explain(layer, x, at=[1, 2, 3])
        assert [term[field] for term in told["terms"]] == list(range(count))
    assert Softmax(dim=2).receptive_field((3, 4, 5)) == (4, 1)
    assert Softmax().arguments((3, 4, 5)) == {"dim": 1}


def test_flatten_counts_in_torch_order() -> None:
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    layer = Flatten()
    told = explain(layer, x, at=[17])
    assert [(t["channel"], t["row"], t["col"]) for t in told["terms"]] == [(1, 1, 1)]
    assert (told["value"], told["difference"]) == (17, 0)


def test_inplace_leaves_the_input_as_it_was() -> None:
    x = np.array([-1.0, 2.0], np.float32)
    tensors = outcome("relu", {"inplace": True}, x, "eval", 0)
    assert x.tolist() == tensors["input"].tolist() == [-1, 2]
    assert tensors["output"].tolist() == [0, 2]


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("relu", {"inplace": 1}),
        ("leaky_relu", {"negative_slope": 1e39}),
        ("leaky_relu", {"negative_slope": math.nan}),
        ("gelu", {"approximate": "erf"}),
        ("softmax", {"dim": 1.5}),
        ("dropout", {"p": 1.01}),
        ("dropout", {"p": "0.5"}),
        ("flatten", {"start_dim": None}),
        ("linear", {"out_features": 0}),
        ("linear", {}),
        ("batch_norm2d", {"eps": -1e-9}),
        ("linear", {"out_features": 2, "dtype": "float64"}),
        ("linear", {"out_features": 2, "device": "cpu"}),
        ("relu", {"alpha": 1}),
    ],
)
def test_parameters_are_strict(kind: str, arguments: Arguments) -> None:
    with pytest.raises(ValidationError):
        KINDS[kind](**arguments)


def test_parameters_of_the_documentation_are_taken() -> None:
    linear = Linear(in_features=3, out_features=2, bias=True, device=None, dtype=None)
    assert (linear.in_features, linear.out_features, linear.bias, linear.dtype) == (3, 2, True, None)
    assert Linear(out_features=2, dtype="float32").dtype == "float32"
    norm = BatchNorm2d(num_features=3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, dtype=None)
    assert (norm.num_features, norm.eps, norm.momentum) == (3, 1e-05, 0.1)
    assert norm == BatchNorm2d(num_features=3, device=None)
    assert Dropout(p=1, inplace=False).p == 1
    assert ReLU(inplace=True).inplace


def test_linear_costs_a_multiplication_per_weight() -> None:
    layer = Linear(out_features=4, bias=True)
    assert (layer.macs((10,)), layer.parameters((10,))) == (40, 44)
