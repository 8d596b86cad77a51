"""The short callbacks of a script decide as ours do, which decide as Keras's do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings

from app.training.callbacks import AnyCallback
from app.training.callbacks.base import Logs
from app.training.script import callbacks as short
from app.training.script import text
from app.training.script.loop import Run

from .callbacks.ours import we_say
from .callbacks.strategies import callbacks, epochs, rates

Epochs = list[tuple[Logs, list[Logs]]]


class Still(torch.nn.Module):
    """A model whose only state is the number of the epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("epoch", torch.tensor(-1))


def made_of(specs: list[AnyCallback], run: Run) -> list[Any]:
    """As the script's own lines make them."""
    made = [eval(text._callback(spec), vars(short)) for spec in specs]  # noqa: S307  our own text
    for callback in made:
        callback.run = run
    return made


def drive(run: Run, made: list[Any], drawn: Epochs) -> list[float]:
    """The loop of a script without a network; the rates of the epochs."""
    used: list[float] = []
    for epoch, (figures, running) in enumerate(drawn):
        used.append(run.learning_rate)
        run.model.get_buffer("epoch").fill_(epoch)
        call(made, "on_epoch_begin", epoch)
        for batch, means in enumerate(running):
            call(made, "on_train_batch_end", batch, means)
            if run.stop_training:
                break
        call(made, "on_epoch_end", epoch, dict(figures))
        if run.stop_training:
            break
    call(made, "on_train_end")
    return used


def call(made: list[Any], hook: str, *arguments: Any) -> None:
    for callback in made:
        getattr(callback, hook)(*arguments)


@given(callbacks, epochs(), rates)
@settings(max_examples=100)
def test_they_decide_as_ours(specs: list[AnyCallback], drawn: Epochs, lr: float) -> None:
    ours = we_say(specs, [figures for figures, _ in drawn], lr, [running for _, running in drawn])
    run = Run(Still(), torch.optim.SGD([torch.zeros(1)], lr=lr))
    saved: list[tuple[str, bool]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "save", lambda kept, path: saved.append((path.stem, "optimizer" in kept)))
        patch.setattr(Path, "mkdir", lambda *_, **__: None)
        made = made_of(specs, run)
        used = drive(run, made, drawn)
    assert (used, run.stop_training, saved) == (ours.lr, ours.stopped, ours.saved)
    if ours.restored is not None:
        assert run.model.get_buffer("epoch") == ours.restored
