"""Weights, modes, threads, and what is handed out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch

from app.errors import Refusal
from app.layers import NamedKernel, WeightPresets, WeightSeed, WeightSpec, WeightValues, apply, replaced
from app.layers.presets import kernel

from .oracle import assert_told, read

X = np.random.default_rng(0).normal(size=(4, 6, 7)).astype(np.float32)
CONV = read("conv2d", {"out_channels": 4, "kernel_size": 3, "groups": 2})


def refusal(
    kind: str, parameters: dict[str, Any], weight: WeightSpec | None = None, bias: list[float] | None = None
) -> Refusal:
    with pytest.raises(Refusal) as refused:
        apply(read(kind, parameters), X, weight=weight, bias=bias)
    assert_told(f"{refused.value.code}.detail", refused.value.params)
    return refused.value


@pytest.mark.parametrize("seed", [None, 0, 7, -1, 2**64 - 1])
def test_weights_are_torchs_own_under_the_seed(seed: int | None) -> None:
    tensors = apply(CONV, X, weight=None if seed is None else WeightSeed(seed=seed)).tensors
    with torch.random.fork_rng():
        torch.manual_seed(seed or 0)
        module = torch.nn.Conv2d(4, 4, 3, groups=2)
    np.testing.assert_array_equal(tensors["weight"], module.weight.detach().numpy())
    assert module.bias is not None
    np.testing.assert_array_equal(tensors["bias"], module.bias.detach().numpy())


def test_seeds_do_not_race_and_leave_torchs_generator_alone() -> None:
    state = torch.get_rng_state()
    shapes = [(4, 6, width) for width in range(6, 46)]
    drop = read("dropout", {"p": 0.5})

    def weights(job: tuple[int, int, int]) -> tuple[bytes, bytes]:
        x = np.ones(job, np.float32)
        conv = apply(CONV, x, weight=WeightSeed(seed=job[2])).tensors["weight"].tobytes()
        return conv, apply(drop, x, mode="train", seed=job[2]).tensors["mask"].tobytes()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(weights, shapes))
    for shape, (conv, mask) in zip(shapes, together, strict=True):
        torch.manual_seed(shape[2])
        assert torch.nn.Conv2d(4, 4, 3, groups=2).weight.detach().numpy().tobytes() == conv
        torch.manual_seed(shape[2])
        kept = torch.nn.functional.dropout(torch.ones(1, *shape), 0.5) != 0
        assert kept.to(torch.uint8).numpy().tobytes() == mask
    torch.set_rng_state(state)


@pytest.mark.parametrize("kind", ["conv2d", "conv_transpose2d"])
def test_named_kernels_are_spread_over_the_channels_of_their_group(kind: str) -> None:
    layer = read(kind, {"out_channels": 4, "kernel_size": 3, "groups": 2})
    names: list[str | NamedKernel] = [
        "sobel_x",
        NamedKernel.model_validate({"name": "gabor", "angle": 45}),
        "ones",
        "sharpen",
    ]
    tensors = apply(layer, X, weight=WeightPresets(presets=names)).tensors
    assert tensors["weight"].shape == layer.weight_shapes(X.shape)["weight"]
    assert not tensors["bias"].any()
    grids = [
        kernel("sobel_x", (3, 3)),
        kernel("gabor", (3, 3), angle=45),
        kernel("ones", (3, 3)),
        kernel("sharpen", (3, 3)),
    ]
    for out, grid in enumerate(grids):
        for channel in range(2):
            at = (out, channel) if kind == "conv2d" else (out // 2 * 2 + channel, out % 2)
            np.testing.assert_array_equal(tensors["weight"][at], grid / np.float32(2))


def test_values_come_back_and_bias_left_out_is_zero() -> None:
    values = np.arange(72, dtype=np.float32).reshape(4, 2, 3, 3)
    tensors = apply(CONV, X, weight=WeightValues(values=values.tolist())).tensors
    np.testing.assert_array_equal(tensors["weight"], values)
    assert not tensors["bias"].any()
    assert apply(CONV, X, bias=[1, 2, 3, 4]).tensors["bias"].tolist() == [1, 2, 3, 4]
    seeded = apply(CONV, X).tensors
    assert seeded["bias"].any(), "the shared module must not have been written to"


def test_weights_that_do_not_fit_are_refused() -> None:
    conv = {"out_channels": 2, "kernel_size": 1}
    assert refusal("conv2d", conv, WeightValues(values=[[[[1.0]]]])).code == "weight_shape"
    assert refusal("conv2d", conv, WeightValues(values=[[1.0], [1.0, 2.0]])).code == "tensor_ragged"
    assert refusal("conv2d", conv, WeightValues(values=[["a"]])).loc == ("weight", "values")
    assert refusal("conv2d", conv, WeightPresets(presets=["identity"])).code == "presets_count"
    assert refusal("conv2d", conv, WeightPresets(presets=["identity", "no"])).loc == ("weight", "presets", 1)
    assert refusal("conv2d", conv, bias=[1.0]).code == "weight_shape"
    assert refusal("conv2d", {**conv, "bias": False}, bias=[1.0, 2.0]).code == "no_bias"
    assert refusal("max_pool2d", {"kernel_size": 2}, WeightSeed(seed=0)).code == "no_weight"
    assert refusal("batch_norm2d", {}, WeightPresets(presets=["identity"])).code == "presets_need_kernel"


def test_want_names_the_tensors_to_hand_out() -> None:
    every = apply(CONV, X).tensors
    assert list(every) == ["input", "output", "weight", "bias", "rows", "cols"]
    assert list(apply(CONV, X, want=frozenset({"output", "rows", "mask"})).tensors) == ["output", "rows"]
    assert {name: tensor.dtype.name for name, tensor in every.items()} == {
        "input": "float32",
        "output": "float32",
        "weight": "float32",
        "bias": "float32",
        "rows": "int32",
        "cols": "int32",
    }


def test_the_input_is_not_written_to() -> None:
    x = X.copy()
    tensors = apply(read("relu", {"inplace": True}), x).tensors
    np.testing.assert_array_equal(x, X)
    assert tensors["output"].min() == 0
    x.flags.writeable = False
    np.testing.assert_array_equal(apply(CONV, x).tensors["output"], apply(CONV, X).tensors["output"])


def test_training_does_not_move_what_is_shared() -> None:
    norm = read("batch_norm2d", {})
    first = apply(norm, X, mode="train").tensors
    again = apply(norm, X, mode="train").tensors
    np.testing.assert_array_equal(first["running_mean"], again["running_mean"])
    assert first["running_mean"].any()
    assert not apply(norm, X).tensors["running_mean"].any()


def test_what_nobody_foresaw_is_told_in_torchs_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("of its own")

    monkeypatch.setattr(type(CONV), "run", refuse)
    with pytest.raises(Refusal) as refused:
        apply(CONV, X)
    assert (refused.value.code, refused.value.params) == ("torch_refuses", {"sentence": "of its own"})
    assert_told("torch_refuses.detail", refused.value.params)


def test_a_gpu_would_not_round_the_operands() -> None:
    assert not torch.backends.cudnn.allow_tf32


def test_a_kernel_that_does_not_suit_the_size_gives_way_where_asked() -> None:
    layer = read("conv2d", {"out_channels": 3, "kernel_size": 2})
    wish = WeightPresets(presets=["box_blur", "laplacian", "laplacian"], otherwise="random")
    weight = apply(layer, X, weight=wish).tensors["weight"]
    assert replaced(wish, weight.shape) == (1, 2)
    inputs = np.float32(weight.shape[1])
    for index, expected in enumerate((kernel("box_blur", (2, 2)), *(kernel("random", (2, 2), seed=i) for i in (1, 2)))):
        np.testing.assert_array_equal(weight[index, 0], expected / inputs)
    assert replaced(wish, (3, 1, 3, 3)) == ()
    assert replaced(WeightPresets(presets=["laplacian"]), (1, 1, 2, 2)) == ()
