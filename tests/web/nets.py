"""Requests about whole networks, and their answers as arrays."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import safetensors.numpy
import torch
from numpy.typing import NDArray

from app.web.network_examples import LENET

Json = dict[str, Any]
Tensors = dict[str, NDArray[Any]]

DIGIT: Json = {"image": "digit-3", "color": "gray"}
NETWORK: Json = {"input": DIGIT, "layers": LENET}
SMALL: list[Json] = [
    {"kind": "conv2d", "out_channels": 2, "kernel_size": 3},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 3},
]
"""On 1×4×4."""
GRID = [[[float(4 * row + column) / 16 for column in range(4)] for row in range(4)]]


def ask(client: Any, name: str, body: Json, *, lang: str = "en", accept: str = "*/*") -> Any:
    """The answer to a request about a network."""
    return client.post(f"/api/networks/{name}?lang={lang}", json=body, headers={"Accept": accept})


def tensors(answer: Any) -> tuple[Tensors, Json]:
    """The tensors of an answer, and its meta."""
    assert answer.status_code == 200, answer.text
    length = int.from_bytes(answer.content[:8], "little")
    header = json.loads(answer.content[8 : 8 + length])
    return safetensors.numpy.load(answer.content), json.loads(header["__metadata__"]["json"])


def refused(answer: Any, status: int, code: str, *loc: str | int) -> Json:
    """What a refusal says, once it is the one that is expected."""
    said: Json = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    if loc:
        assert said["errors"][0]["loc"] == list(loc), said
    assert "{" not in said["detail"]
    assert "errors." not in said["detail"]
    return said


def lenet(seed: int) -> torch.nn.Sequential:
    """Written by hand, as torch initialises it."""
    nn = torch.nn
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        made = nn.Sequential(
            *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
            *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
            *(nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
        )
    return made.eval()


def outputs(model: torch.nn.Sequential, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """What each layer answers."""
    found = []
    with torch.inference_mode():
        batch = torch.from_numpy(x.copy())[None]
        for module in model:
            batch = module(batch)
            found.append(batch[0].numpy().copy())
    return found
