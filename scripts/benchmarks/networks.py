"""`POST /api/networks/forward` against the bare network with hooks and an empty request, and the trace of a cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import torch

from app.networks import chain, trace
from app.web.network_body import ChainBody
from app.web.network_examples import LENET
from scripts.benchmarks.client import Client, medians
from scripts.benchmarks.overhead import against_bare
from scripts.benchmarks.rows import Row

TURNS = 300
DIGIT = {"image": "digit-3", "color": "gray"}
DEEP: list[dict[str, Any]] = [
    *({"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1, "dilation": 2} for _ in range(4)),
    {"kind": "max_pool2d", "kernel_size": 2},
    *({"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1} for _ in range(4)),
    {"kind": "avg_pool2d", "kernel_size": 2},
    *({"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1} for _ in range(2)),
]
"""Twelve layers with windows, on 3×64×64: each cell of the last one comes a long way."""


def rows(url: str) -> Iterator[Row]:
    """The two rows, with what stands behind them."""
    yield from forward(Client(url))
    yield traced()


def forward(client: Client) -> Iterator[Row]:
    """Median time of all maps of LeNet-5 as a multiple of the bare network with a hook on each layer, plus an empty
    request.
    """
    body = json.dumps({"input": DIGIT, "layers": LENET, "weights": {"seed": 0}}).encode()
    picture, network, maps = torch.rand(1, 1, 28, 28), _lenet(), []
    for module in network:
        module.register_forward_hook(lambda _module, _given, answer: maps.append(answer.numpy()))

    def bare() -> None:
        maps.clear()
        with torch.inference_mode():
            network(picture)

    what = (
        "forward, LeNet-5 on 28×28, all maps, median, against the bare network with hooks + an empty request",
        "the request itself",
        "the bare network with hooks",
    )
    yield from against_bare(client, "/api/networks/forward", body, bare, group="networks", what=what)


def traced() -> Row:
    """Median time of tracing cells of the last of twelve layers, each cell once."""
    body = ChainBody.model_validate({"input_shape": [3, 64, 64], "layers": DEEP})
    network = chain(body.layers, body.input_shape)
    _, height, width = network.output_shape
    cells = iter([(0, row, col) for row in range(height) for col in range(width)])
    trace(network, len(network.steps) - 1, (0, 0, 0))
    (median,) = medians(min(TURNS, height * width), lambda: trace(network, len(network.steps) - 1, next(cells)))
    return Row("networks", "trace of a cell through 12 layers", median * 1e3, "ms", 5.0)


def _lenet() -> torch.nn.Sequential:
    """As a person would write it."""
    nn = torch.nn
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
    ).eval()
