"""Networks for the tests of what is asked of whole ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from pydantic import TypeAdapter

from app.layers import AnyLayer, Float32, Layer, Shape
from app.networks import Network, Seeded, build, chain, layers_for, network

Draft = dict[str, Any]

_LAYERS: TypeAdapter[Any] = TypeAdapter(list[AnyLayer])


def read(*drafts: Draft) -> list[Layer]:
    layers: list[Layer] = _LAYERS.validate_python(list(drafts))
    return layers


def made(*drafts: Draft, shape: Shape, seed: int = 0, **weights: Any) -> Network:
    """A network; `weights` are numbers for its parameters, such as `layer0_weight`, which leave it to this test."""
    fitting = chain(read(*drafts), shape)
    if not weights:
        return network(fitting, Seeded(seed))
    module = build(fitting, seed)
    for name, value in weights.items():
        index, parameter = name.removeprefix("layer").split("_", 1)
        into = module[int(index)].state_dict()[parameter]
        into.copy_(torch.as_tensor(np.broadcast_to(np.asarray(value, np.float32), into.shape).copy()))
    return Network(fitting, module.requires_grad_(requires_grad=False).eval())


def ready(name: str, shape: Shape = (1, 16, 16), classes: int = 4) -> Network:
    return network(chain(layers_for(name, shape, classes), shape), Seeded(3))


def picture(shape: Shape, seed: int = 0) -> Float32:
    return np.random.default_rng(seed).random(shape, np.float32)


def held(made: Network) -> Mapping[str, torch.Tensor]:
    """Its numbers, to be compared later."""
    return {name: tensor.clone() for name, tensor in made.module.state_dict().items()}


def assert_untouched(made: Network, before: Mapping[str, torch.Tensor]) -> None:
    """Nobody else sees that somebody asked."""
    for name, tensor in made.module.state_dict().items():
        torch.testing.assert_close(tensor, before[name], rtol=0, atol=0, equal_nan=True)
    for module in made.module.modules():
        assert not module._forward_hooks
        assert not module._forward_pre_hooks
        assert not module._backward_hooks
        assert not module.training
    assert all(parameter.grad is None and not parameter.requires_grad for parameter in made.module.parameters())
