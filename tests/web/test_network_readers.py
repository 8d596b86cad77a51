"""Many readers of a server at once: nobody sees another's numbers, and a long network holds up nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np

from app.web.network_examples import LENET
from tests.web.nets import DIGIT, Json, ask, tensors
from tests.web.running import Server

REQUESTS = 200
AT_ONCE = 16

DROPPING: list[Json] = [
    {"kind": "conv2d", "out_channels": 4, "kernel_size": 3},
    {"kind": "batch_norm2d"},
    {"kind": "relu", "inplace": True},
    {"kind": "dropout", "p": 0.5},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
]
LARGE: list[Json] = [{"kind": "conv2d", "out_channels": 24, "kernel_size": 3, "padding": 1}] * 2


def bodies() -> list[Json]:
    """Networks, weights, inputs and modes that differ in one thing or in all."""
    return [
        {"input": DIGIT, "layers": LENET, "weights": {"seed": 0}},
        {"input": DIGIT, "layers": LENET, "weights": {"seed": 1}},
        {"input": {**DIGIT, "image": "digit-7"}, "layers": LENET, "weights": {"seed": 0}},
        {"input": DIGIT, "layers": DROPPING, "weights": {"seed": 0}, "mode": "train", "seed": 1},
        {"input": DIGIT, "layers": DROPPING, "weights": {"seed": 0}, "mode": "train", "seed": 2},
        {"input": DIGIT, "layers": DROPPING, "weights": {"seed": 0}, "mode": "eval", "seed": 1},
        {"input": {"image": "boats", "size": [96, 96]}, "layers": LARGE, "weights": {"seed": 0}},
        {"input": {"image": "boats", "size": [96, 96]}, "layers": LARGE, "weights": {"seed": 9}},
    ]


def test_two_hundred_interleaved_requests_never_mix(server: Server) -> None:
    asked = bodies()
    alone = [tensors(ask(server.http, "forward", body))[0] for body in asked]
    assert len({tensor_sum(tensors) for tensors in alone}) == len(asked)

    def answer(turn: int) -> Any:
        return tensors(ask(server.http, "forward", asked[turn % len(asked)]))[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(answer, range(REQUESTS)))
    for turn, found in enumerate(answers):
        expected = alone[turn % len(asked)]
        assert found.keys() == expected.keys()
        assert all(np.array_equal(found[name], expected[name]) for name in expected), turn


def tensor_sum(found: dict[str, Any]) -> float:
    return float(sum(np.abs(tensor).sum() for name, tensor in found.items() if name.endswith((".output", ".weight"))))


def test_a_reader_is_answered_while_another_asks_for_much(server: Server) -> None:
    heavy = {"layers": LENET, "dataset": "mnist", "layer": 3, "samples": 1500}
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, server.http, "exciting", heavy)
        with httpx.Client(base_url=server.http.base_url, timeout=30) as other:
            before = 0
            while not waiting.done():
                assert other.get("/api/health").status_code == 200
                before += 1
        assert waiting.result().status_code == 200
    assert before > 3
