"""A moment of a run as bytes: safetensors with a JSON document under the metadata key `json`.

One format for three uses. The tensors of the network stand under the names of torch's `state_dict`, so that
`safetensors.torch.load_file` and `load_state_dict` read any of them. A snapshot from which a run can go on has more:
the optimizer's tensors (`optimizer.<parameter>.<name>`), the weights that callbacks keep (`callbacks.<index>.<name>`)
and torch's generator (`rng`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.training.callbacks import Weights


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot holds.

    Attributes:
        weights: the network's parameters and buffers.
        meta: `layers`, `input_shape`, `classes`, `epoch` (from 0), `logs`, and for a full one what else is needed.
        optimizer: the optimizer's tensors by the number of the parameter and their name.
        callbacks: the weights that callbacks keep, by the callback's index.
    """

    weights: Weights
    meta: Mapping[str, Any]
    optimizer: Mapping[int, Weights] = field(default_factory=dict)
    callbacks: Mapping[int, Weights] = field(default_factory=dict)


def read(data: bytes) -> Snapshot:
    """Takes apart what a run has written."""
    raise NotImplementedError
