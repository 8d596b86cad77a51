"""Where a network's weights come from: torch's own initialisation under a seed, or tensors that somebody trained."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.errors import Refusal
from app.layers import Float32, Shape

from .chain import Chain

LISTED = 8
"""So many names are told where one is missing, or one too many."""


@dataclass(frozen=True)
class Seeded:
    """Torch's own initialisation after one `manual_seed(seed)`, the layers in order."""

    seed: int


@dataclass(frozen=True, eq=False)
class State:
    """Tensors by torch's names, as `state_dict` of an `nn.Sequential` has them.

    Attributes:
        key: names the content; two states of one key are taken for the same.
        tensors: float32. What a layer counts may stand there, too, as whole numbers; it counts from 0 otherwise.
    """

    key: str
    tensors: Mapping[str, Float32]


Weights: TypeAlias = Seeded | State


def expected(chain: Chain) -> dict[str, Shape]:
    """The tensors that determine the network's numbers, in order of the layers: `{i}.weight`, `{i}.running_mean`, …"""
    return {
        f"{index}.{name}": shape
        for index, step in enumerate(chain.steps)
        for shapes in (step.layer.weight_shapes(step.input_shape), step.layer.buffer_shapes(step.input_shape))
        for name, shape in shapes.items()
    }


def counters(chain: Chain) -> frozenset[str]:
    """The whole numbers that torch keeps besides; nothing in eval mode depends on them."""
    return frozenset(
        f"{index}.{name}"
        for index, step in enumerate(chain.steps)
        if step.layer.buffer_shapes(step.input_shape)
        for name in step.layer.counters
    )


def check_state(chain: Chain, shapes: Mapping[str, Shape]) -> None:
    """Whether tensors of these names and shapes are the network's.

    Raises:
        Refusal: for the first mismatch in order of the layers: `state_missing`, `state_shape` or `state_unexpected`,
            with the name and the shapes in `params`.
    """
    needed = expected(chain)
    given_names = sorted(shapes)  # a file's reader hands them out in no order, another one each time
    spare = [name for name in given_names if name not in needed and name not in counters(chain)]
    for name in sorted([*needed, *spare], key=_layer_of):
        if name not in needed:
            raise Refusal("state_unexpected", loc=("weights",), name=name, needed=list(needed)[:LISTED])
        wanted, given = needed[name], shapes.get(name)
        if given is None:
            raise Refusal("state_missing", loc=("weights",), name=name, shape=list(wanted), found=given_names[:LISTED])
        if tuple(given) != wanted:
            raise Refusal("state_shape", loc=("weights",), name=name, given=list(given), expected=list(wanted))


def _layer_of(name: str) -> float:
    """The layer's index at the beginning of the name; what has none comes last."""
    index = name.partition(".")[0]
    return int(index) if index.isdecimal() else math.inf
