"""Nothing is computed for somebody who is gone: whatever runs a network many times ends before its next pass."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
import torch

from app.networks import Network, build, onnx_process
from app.networks.attribution import attribution
from app.networks.exciting import exciting
from app.networks.maximise import maximise
from app.networks.wanted import Unwanted, asker, check_wanted
from app.processes.start import Started, started

from .made import picture, ready

SHAPE = (1, 28, 28)
IMAGES = np.zeros((1000, *SHAPE), np.uint8)

ASKED: dict[str, Callable[[Network], object]] = {
    "maximise": lambda network: maximise(network, 0, 0, steps=40),
    "exciting": lambda network: exciting(network, IMAGES, 0, 0),
    "occlusion": lambda network: attribution(network, picture(SHAPE), "occlusion", target=0),
}


class Counting(torch.nn.Module):
    """The first layer, which counts its runs; after so many of them the asker is gone."""

    def __init__(self, layer: torch.nn.Module, passes: int, left: Event) -> None:
        super().__init__()
        self.layer, self.passes, self.left = layer, passes, left
        self.runs: list[int] = []

    def __deepcopy__(self, _memo: object) -> Counting:
        return self  # who asks runs a copy

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        self.runs.append(len(given))
        if len(self.runs) == self.passes:
            self.left.set()
        answer: torch.Tensor = self.layer(given)
        return answer


def counted(passes: int, left: Event) -> tuple[Network, list[int]]:
    """A network of nobody else, and its runs."""
    shared = ready("small_cnn", SHAPE)
    module = build(shared.chain, 3).requires_grad_(requires_grad=False).eval()
    module[0] = counting = Counting(module[0], passes, left)
    return Network(shared.chain, module), counting.runs


@pytest.mark.parametrize("name", ASKED)
def test_a_search_ends_once_its_asker_is_gone(name: str) -> None:
    left = Event()
    network, whole = counted(0, left)
    ASKED[name](network)
    network, runs = counted(2, left)
    with asker(left), pytest.raises(Unwanted):
        ASKED[name](network)
    assert 2 <= len(runs) < len(whole)


def test_an_export_ends_with_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    left, processes = Event(), []

    def begun(*arguments: Any) -> Started:
        process = started(*arguments)
        while process.pid is None:
            time.sleep(0.02)
        processes.append(process)
        left.set()
        return process

    monkeypatch.setattr(onnx_process, "started", begun)
    with asker(left), pytest.raises(Unwanted):
        onnx_process.exported(ready("lenet5", SHAPE))
    assert [process.returncode for process in processes] == [-signal.SIGKILL]


def test_without_an_asker_everything_is_wanted() -> None:
    check_wanted()
    with asker(Event()):
        check_wanted()
    check_wanted()


def test_the_sign_is_nobody_elses() -> None:
    mine, found = Event(), []

    def look() -> None:
        try:
            check_wanted()
        except Unwanted:
            found.append("gone")
        else:
            found.append("wanted")

    with asker(mine):
        here = copy_context()
    mine.set()
    for run in (look, lambda: here.run(look)):
        thread = Thread(target=run)
        thread.start()
        thread.join()
    assert found == ["wanted", "gone"]
