"""A moment of a run as bytes: safetensors with a JSON document under the metadata key `json`.

One format for three uses. The tensors of the network stand under the names of torch's `state_dict`: what
`safetensors.torch.load_file` reads, `load_state_dict` takes. A snapshot from which a run can go on has more, so that
`load_state_dict` needs `strict=False` there: the optimizer's tensors (`optimizer.<parameter>.<name>`), the weights that
callbacks keep (`callbacks.<index>.<name>`) and the state of torch's generator (`rng`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from app.training.callbacks import CallbackList, Weights
from app.training.tensorfile import pack, unpack


@dataclass(frozen=True)
class Progress:
    """What a run must know to go on, besides what stands in its network and its spec.

    Attributes:
        optimizer: its tensors by the number of the parameter and their name.
        learning_rate: of its one group of parameters.
        states, kept: the callbacks' counters, and the weights that they keep by the callback's index.
        rng: the state of torch's generator.
    """

    optimizer: Mapping[int, Weights]
    learning_rate: float
    states: Sequence[Mapping[str, Any]]
    kept: Mapping[int, Weights]
    rng: torch.Tensor

    @classmethod
    def of(cls, optimizer: torch.optim.Optimizer, callbacks: CallbackList) -> Progress:
        """As it is now; tensors are not copied."""
        state = {
            number: {name: value for name, value in tensors.items() if isinstance(value, torch.Tensor)}
            for number, tensors in optimizer.state_dict()["state"].items()
        }
        rate = optimizer.param_groups[0]["lr"]
        return cls(state, rate, callbacks.state(), callbacks.weights(), torch.get_rng_state())

    def restore(self, optimizer: torch.optim.Optimizer, callbacks: CallbackList) -> None:
        """Puts everything back but the generator's state: torch's is global, and whoever runs sets it."""
        now = optimizer.state_dict()
        now["param_groups"][0]["lr"] = self.learning_rate
        optimizer.load_state_dict({**now, "state": {number: dict(kept) for number, kept in self.optimizer.items()}})
        callbacks.restore(self.states, self.kept)


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot holds.

    Attributes:
        weights: the network's parameters and buffers.
        meta: `layers`, `input_shape`, `classes`, `epoch` (from 0) and `logs`.
        progress: what a run needs to go on from it; None where only weights were saved.
    """

    weights: Weights
    meta: Mapping[str, Any]
    progress: Progress | None = None

    def write(self) -> bytes:
        """The file."""
        if self.progress is None:
            return pack(self.weights, {**self.meta, "full": False})
        progress = self.progress
        tensors = {
            **self.weights,
            **_flat("optimizer", progress.optimizer),
            **_flat("callbacks", progress.kept),
            "rng": progress.rng,
        }
        more = {"full": True, "learning_rate": progress.learning_rate, "callbacks": list(progress.states)}
        return pack(tensors, {**self.meta, **more})

    @classmethod
    def read(cls, data: bytes) -> Snapshot:
        """What `write` wrote."""
        tensors, meta = unpack(data)
        if not meta["full"]:
            return cls(tensors, meta)
        optimizer, kept = _taken(tensors, "optimizer"), _taken(tensors, "callbacks")
        rate, states = meta["learning_rate"], meta["callbacks"]
        return cls(tensors, meta, Progress(optimizer, rate, states, kept, tensors.pop("rng")))


def _flat(prefix: str, groups: Mapping[int, Weights]) -> Weights:
    return {f"{prefix}.{number}.{name}": tensor for number, group in groups.items() for name, tensor in group.items()}


def _taken(tensors: Weights, prefix: str) -> dict[int, Weights]:
    """The tensors whose names begin so, taken out."""
    groups: dict[int, Weights] = {}
    for key in [key for key in tensors if key.startswith(f"{prefix}.")]:
        _, number, name = key.split(".", 2)
        groups.setdefault(int(number), {})[name] = tensors.pop(key)
    return groups
