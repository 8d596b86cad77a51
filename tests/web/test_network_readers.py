"""Many readers of a server at once: nobody sees another's numbers, and a long network holds up nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
import pytest

from app.web.network_examples import LENET
from tests.web.nets import DIGIT, Json, ask, lenet, outputs, tensors
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
CLIMB: Json = {"input_shape": [1, 8, 8], "layers": [{"kind": "tanh"}] * 60, "layer": 59, "steps": 200}
"""A second's work: twelve passes through sixty layers for a step."""
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


def test_networks_made_at_the_same_time_are_those_that_torch_makes(server: Server) -> None:
    """Another one in every request: whoever initialises shares torch's one generator with all others."""
    seeds = range(1_000, 1_000 + REQUESTS)

    def answer(seed: int) -> Any:
        return tensors(ask(server.http, "forward", {"input": DIGIT, "layers": LENET, "weights": {"seed": seed}}))[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(answer, seeds))
    for seed, found in zip(seeds, answers, strict=True):
        model = lenet(seed)
        for name, parameter in model.state_dict().items():
            assert np.array_equal(found[f"layers.{name}"], parameter.numpy()), (seed, name)
        assert np.allclose(found["layers.11.output"], outputs(model, found["input"])[-1], atol=1e-6), seed


def test_one_pass_does_not_wait_behind_those_who_ask_for_many(server: Server) -> None:
    with ThreadPoolExecutor(6) as pool:
        long = [pool.submit(ask, server.http, "maximise", {**CLIMB, "seed": seed}) for seed in range(6)]
        first = ask(server.http, "forward", {"input": DIGIT, "layers": LENET, "weights": {"seed": 77}, "want": []})
        waiting = [each for each in long if not each.done()]
        assert first.status_code == 200
        assert all(each.result().status_code == 200 for each in long)
    assert len(waiting) >= 2


@pytest.mark.alone
def test_who_goes_away_leaves_the_place_to_the_next(server: Server) -> None:
    """Six who have gone would keep the seventh waiting for six times as long."""
    alone = timed(lambda: ask(server.http, "maximise", {**CLIMB, "seed": 20}))
    for _ in range(6):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{server.http.base_url}/api/networks/maximise", json=CLIMB, timeout=0.05)
    assert timed(lambda: ask(server.http, "maximise", {**CLIMB, "seed": 21})) < 3 * alone


WIDE: list[Json] = [{"kind": "flatten"}, *[{"kind": "softmax", "dim": 1}] * 2]
HEAVY: dict[str, tuple[str, Json, str]] = {
    "a million numbers as JSON": (
        "forward",
        {"input": {"image": "boats", "size": [600, 600]}, "layers": [{"kind": "relu"}], "want": ["layers.0.output"]},
        "application/json",
    ),
    "the trace of everything": (
        "trace",
        {"input": {"image": "boats", "size": [280, 280]}, "layers": WIDE, "layer": 2, "at": [5]},
        "*/*",
    ),
    "occlusion": (
        "attribution",
        {
            "input": {"image": "boats", "size": [96, 96]},
            "layers": [*LARGE, {"kind": "adaptive_avg_pool2d", "output_size": 1}, {"kind": "flatten"}],
            "method": "occlusion",
        },
        "*/*",
    ),
    "sixty layers summed up": (
        "summary",
        {
            "input_shape": [1, 97, 89],
            "layers": [
                {"kind": "adaptive_avg_pool2d", "output_size": [31, 29]},
                *[{"kind": "conv2d", "out_channels": 1, "kernel_size": 25, "padding": 12}] * 60,
            ],
        },
        "*/*",
    ),
}


@pytest.mark.alone
@pytest.mark.parametrize("name", HEAVY)
def test_nobody_waits_long_for_a_word_meanwhile(server: Server, name: str) -> None:
    path, body, accept = HEAVY[name]
    waits: list[float] = []
    with ThreadPoolExecutor(1) as pool, httpx.Client(base_url=server.http.base_url, timeout=30) as other:
        other.get("/api/health")
        waiting = pool.submit(ask, server.http, path, body, accept=accept)
        while not waiting.done():
            waits.append(timed(lambda: other.get("/api/health")))
        assert waiting.result().status_code == 200
    assert waits
    assert max(waits) < 0.4


def timed(ask: Callable[[], Any]) -> float:
    start = time.perf_counter()
    assert ask().status_code == 200
    return time.perf_counter() - start


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
