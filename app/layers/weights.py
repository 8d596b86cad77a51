"""Where a layer's weights come from: typed in, named kernels, or torch's own initialisation under a seed."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field

from app.errors import Refusal

from .base import Layer
from .cell import Shape
from .memo import Memo
from .numbers import Float32, read_numbers
from .presets import PRESETS, kernel
from .seeded import seeded

Seed: TypeAlias = Annotated[int, Field(strict=True, ge=-(2**63), le=2**64 - 1)]
"""What `torch.manual_seed` takes."""


class WeightValues(BaseModel):
    """The numbers themselves, a nested list in torch's layout."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    values: list[Any]


class NamedKernel(BaseModel):
    """A preset with parameters of its own, such as `{"name": "gabor", "angle": 45}`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    name: str


class WeightPresets(BaseModel):
    """Named kernels, one per output channel; each is spread evenly over the input channels.

    `otherwise` names what takes the place of a kernel that is not meant for the layer's kernel size; without it, that
    is refused. A page keeps what was chosen that way, for when the size fits again.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    presets: list[str | NamedKernel]
    otherwise: Literal["random"] | None = None


class WeightSeed(BaseModel):
    """Torch's own initialisation after `manual_seed(seed)`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    seed: Seed


WeightSpec: TypeAlias = WeightValues | WeightPresets | WeightSeed

# A module weighs about 5,000 numbers besides its weights; about two hundred small ones are remembered.
_MODULES: Memo[torch.nn.Module] = Memo(
    1_000_000, lambda module: 5000 + sum(each.numel() for each in (*module.parameters(), *module.buffers()))
)


def ready_module(
    layer: Layer,
    shape: Shape,
    weight: WeightSpec | None,
    bias: Sequence[float] | None,
    *,
    training: bool,
    device: torch.device,
) -> torch.nn.Module:
    """The layer's module with the weights asked for, in the mode asked for; the caller must not change it in eval mode.

    Raises:
        Refusal: `no_weight`, `no_bias`, `weight_shape`, `presets_count`, `presets_need_kernel`, those of
            `presets.kernel` and of `numbers.read_numbers`; `loc` begins with `weight` or `bias`.
    """
    if isinstance(weight, WeightPresets) and not training:
        # Made from scratch, kernels would cost more than the convolution.
        key = (layer, shape, repr(weight), None if bias is None else tuple(bias), device)
        return _MODULES.get(key, lambda: _made(layer, shape, weight, bias, training=False, device=device))
    return _made(layer, shape, weight, bias, training=training, device=device)


def _made(
    layer: Layer,
    shape: Shape,
    weight: WeightSpec | None,
    bias: Sequence[float] | None,
    *,
    training: bool,
    device: torch.device,
) -> torch.nn.Module:
    given = _given(layer, shape, weight, bias)
    seed = weight.seed if isinstance(weight, WeightSeed) else 0
    initial = _MODULES.get((layer, shape, seed, device), lambda: _initialised(layer, shape, seed, device))
    if not given and not training:
        return initial
    # Modules are shared between requests: what changes in one is a copy.
    module = copy.deepcopy(initial).train(training)
    for name, array in given.items():
        module.get_parameter(name).data = torch.from_numpy(array).to(device)
    return module


def _initialised(layer: Layer, shape: Shape, seed: int, device: torch.device) -> torch.nn.Module:
    with seeded(seed):
        module = layer.module(shape)
    return module.requires_grad_(requires_grad=False).to(device).eval()


def _given(layer: Layer, shape: Shape, weight: WeightSpec | None, bias: Sequence[float] | None) -> dict[str, Float32]:
    """The parameters that do not come from torch's initialisation."""
    shapes = layer.weight_shapes(shape)
    given: dict[str, Float32] = {}
    if weight is not None and "weight" not in shapes:
        raise Refusal("no_weight", loc=("weight",), kind=layer.kind)
    if isinstance(weight, WeightValues):
        given["weight"] = _fitting(read_numbers(weight.values, ("weight", "values")), shapes["weight"], "weight")
    elif isinstance(weight, WeightPresets):
        given["weight"] = _from_presets(layer, weight, shapes["weight"], layer.groups_of(shape))
    if bias is not None:
        if "bias" not in shapes:
            raise Refusal("no_bias", loc=("bias",), kind=layer.kind)
        given["bias"] = _fitting(read_numbers(list(bias), ("bias",)), shapes["bias"], "bias")
    elif given and "bias" in shapes:
        given["bias"] = np.zeros(shapes["bias"], np.float32)
    return given


def _fitting(array: Float32, shape: Shape, name: str) -> Float32:
    if array.shape != shape:
        raise Refusal("weight_shape", loc=(name,), name=name, given=list(array.shape), expected=list(shape))
    return array


def _from_presets(layer: Layer, spec: WeightPresets, shape: Shape, groups: int) -> Float32:
    """The weight in torch's layout: each kernel repeated over its input channels and divided by their number."""
    if layer.weight_layout is None or len(shape) != 4:
        raise Refusal("presets_need_kernel", loc=("weight", "presets"), kind=layer.kind)
    transposed = layer.weight_layout == "io"
    maps, inputs = (shape[1] * groups, shape[0] // groups) if transposed else (shape[0], shape[1])
    if len(spec.presets) != maps:
        raise Refusal("presets_count", loc=("weight", "presets"), given=len(spec.presets), expected=maps)
    presets = list(spec.presets)
    for index in replaced(spec, shape):
        presets[index] = NamedKernel.model_validate({"name": spec.otherwise, "seed": index})
    kernels = np.stack([_kernel(preset, index, shape[2:]) for index, preset in enumerate(presets)])
    each = np.repeat((kernels / np.float32(inputs))[:, None], inputs, axis=1)  # maps × inputs × K_h × K_w
    if not transposed:
        return each
    per_group = each.reshape(groups, maps // groups, inputs, *shape[2:]).swapaxes(1, 2)
    return np.ascontiguousarray(per_group.reshape(shape))


def replaced(spec: WeightSpec | None, shape: Shape) -> tuple[int, ...]:
    """The maps whose named kernel gives way to `otherwise` in a weight of this shape."""
    if not isinstance(spec, WeightPresets) or spec.otherwise is None or len(shape) != 4:
        return ()
    names = (preset if isinstance(preset, str) else preset.name for preset in spec.presets)
    return tuple(
        index for index, name in enumerate(names) if name in PRESETS and not PRESETS[name].fits(shape[2], shape[3])
    )


def _kernel(preset: str | NamedKernel, index: int, size: Shape) -> Float32:
    name, params = (preset, {}) if isinstance(preset, str) else (preset.name, preset.model_extra or {})
    try:
        return kernel(name, (size[0], size[1]), **params)
    except Refusal as refusal:
        refusal.loc = ("weight", "presets", index)
        raise
