"""The optimizers are torch's own, under torch's own names and defaults."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch

from app.training.optimizers import OPTIMIZERS, Adam
from app.training.trainer import epoch_seed, train

from .small import LINEAR, little, of, spec

CHOSEN: list[tuple[type[torch.optim.Optimizer], dict[str, Any]]] = [
    (torch.optim.SGD, {"kind": "sgd", "lr": 0.5}),
    (torch.optim.SGD, {"kind": "sgd", "lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    (torch.optim.SGD, {"kind": "sgd", "lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    (torch.optim.Adam, {"kind": "adam", "lr": 0.1, "betas": [0.8, 0.99], "eps": 1e-6, "weight_decay": 0.1}),
    (torch.optim.Adam, {"kind": "adam", "lr": 0.1, "amsgrad": True}),
    (torch.optim.AdamW, {"kind": "adamw", "lr": 0.1, "weight_decay": 0.1}),
    (torch.optim.RMSprop, {"kind": "rmsprop", "lr": 0.1, "alpha": 0.9, "momentum": 0.5, "centered": True}),
]


@pytest.mark.parametrize(("theirs", "wanted"), CHOSEN, ids=lambda value: str(value) if isinstance(value, dict) else "")
def test_training_equals_torchs(theirs: type[torch.optim.Optimizer], wanted: dict[str, Any]) -> None:
    data = little()
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(36, 3))
    arguments = {name: value for name, value in wanted.items() if name != "kind"}
    optimizer = theirs(model.parameters(), **arguments)
    x, y = data.tensors()
    losses = []
    for epoch in range(3):
        order = torch.randperm(50, generator=torch.Generator().manual_seed(epoch_seed(0, epoch)))
        for chosen in torch.split(order, 10):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x[chosen]), y[chosen])
            torch.autograd.backward(loss)
            optimizer.step()
            losses.append(loss.item())
    events = list(train(spec(layers=LINEAR, optimizer=wanted, batch_size=10, validation_split=0), data))
    means = [event.fields["logs"]["loss"] for event in of(events, "epoch_ended")]
    assert means == [pytest.approx(sum(losses[n * 5 : n * 5 + 5]) / 5, rel=1e-12) for n in range(3)]


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_names_and_defaults_are_torchs(kind: str) -> None:
    ours = spec(optimizer={"kind": kind}).optimizer
    theirs = inspect.signature(ours.torch_class).parameters
    assert {name: theirs[name].default for name in ours.arguments()} == ours.arguments()


def test_adam_is_the_usual_one() -> None:
    assert spec(optimizer={"kind": "adam"}).optimizer == Adam()
