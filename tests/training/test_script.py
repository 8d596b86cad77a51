"""A run's script trains to the run's own numbers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.training.callbacks import CSVLogger
from app.training.datasets import Data, to_npz
from app.training.events import Event
from app.training.files import FilesInMemory
from app.training.script import python_script
from app.training.spec import Limits, RunSpec
from app.training.trainer import Trainer, train

from .callbacks.oracle import ENDING

SIDE = 8
CLASSES = ("left", 'the "right" one', "가운데")
LAYERS: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 3, "kernel_size": 3, "padding": "same", "padding_mode": "reflect"},
    {"kind": "batch_norm2d"},
    {"kind": "relu", "inplace": True},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "dropout", "p": 0.3},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 3},
]
CALLBACKS: list[dict[str, Any]] = [
    {"kind": "early_stopping", "patience": 2, "restore_best_weights": True},
    {"kind": "reduce_lr_on_plateau", "patience": 1, "factor": 0.5, "monitor": "val_accuracy"},
    {"kind": "model_checkpoint", "filepath": "{epoch:02d} - {val_loss:.2f}.hdf5", "save_best_only": True},
    {"kind": "csv_logger", "separator": "\t"},
    {"kind": "terminate_on_nan"},
]


def data(name: str = "idx:bars", augment: bool = False) -> Data:
    """Noisy bars in three places."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 90)
    images = rng.integers(0, 120, (90, 1, SIDE, SIDE)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[0, :, 2 * label : 2 * label + 2] += 100
    none = np.zeros((0, 1, SIDE, SIDE), np.uint8)
    return Data(name, CLASSES, images, labels.astype(np.int64), none, augment=augment)


def spec(**given: Any) -> RunSpec:
    usual = {"dataset": "idx:bars", "layers": LAYERS, "epochs": 6, "batch_size": 16, "callbacks": CALLBACKS}
    return RunSpec.model_validate({**usual, **given})


def run_of(asked: RunSpec, on: Data) -> list[Event]:
    with torch.random.fork_rng():
        return list(train(asked, on))


def logs_of(events: list[Event]) -> list[Mapping[str, Any]]:
    return [event.fields["logs"] for event in events if event.type == "epoch_ended"]


def script_of(asked: RunSpec, on: Data, events: list[Event]) -> str:
    changes = [{**event.fields, "epoch": event.epoch} for event in events if event.type == "run_changed"]
    return python_script(asked, on.classes, on.shape, changes, "http://127.0.0.1:8000/api/runs/x/data")


def executed(script: str, on: Data, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, float]]:
    (folder / "data.npz").write_bytes(to_npz(on))
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"__name__": "script"}
    with torch.random.fork_rng():
        exec(compile(script, "run.py", "exec"), names)  # noqa: S102  our own script
        history: list[dict[str, float]] = names["main"](folder / "data.npz")
    return history


ASKED = {
    "all callbacks": spec(),
    "another seed, AdamW, nothing kept apart": spec(
        seed=7, validation_split=0.0, optimizer={"kind": "adamw", "lr": 0.01}, callbacks=[], epochs=2
    ),
    "SGD by batches": spec(
        optimizer={"kind": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": True},
        callbacks=[{"kind": "model_checkpoint", "filepath": "e{epoch}b{batch}", "save_freq": 3}],
        epochs=2,
    ),
    "RMSprop": spec(optimizer={"kind": "rmsprop", "lr": 0.01}, callbacks=[], epochs=2),
}


@pytest.mark.parametrize("name", ASKED)
def test_it_trains_to_the_same_numbers(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ASKED[name]
    events = run_of(asked, data())
    assert executed(script_of(asked, data(), events), data(), tmp_path, monkeypatch) == logs_of(events)
    saved = [name for event in events for name in event.fields.get("paths", [event.fields.get("path")]) if name]
    assert sorted(path.name for path in Path("files").glob("*")) == sorted(
        {name.replace(ENDING, ".pt") for name in saved}
    )


def test_drawings_are_augmented_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, drawn = spec(dataset="drawings", callbacks=[], epochs=2), data("drawings", augment=True)
    events = run_of(asked, drawn)
    assert executed(script_of(asked, drawn, events), drawn, tmp_path, monkeypatch) == logs_of(events)


def test_what_was_changed_by_hand_is_changed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = spec(callbacks=[{"kind": "early_stopping", "patience": 1, "monitor": "loss", "mode": "max"}], epochs=5)
    events: list[Event] = []
    with torch.random.fork_rng():
        trainer = Trainer(asked, data(), files=FilesInMemory(), limits=Limits())
        for moment in trainer.run():
            events += moment
            batches = [event for event in moment if event.type == "batch"]
            if batches and (batches[0].epoch, batches[0].fields["batch"]) == (0, 2):
                events += [trainer.set_learning_rate(0.02), trainer.set_patience(0, 3)]
            if any(event.type == "maps_saved" and event.epoch == 1 for event in moment):
                events.append(trainer.set_learning_rate(0.0005))
    assert len(logs_of(events)) == 4  # a patience of 1 would have stopped after 2
    assert executed(script_of(asked, data(), events), data(), tmp_path, monkeypatch) == logs_of(events)


def test_it_runs_alone_with_numpy_and_torch(tmp_path: Path) -> None:
    asked = spec(epochs=2)
    events = run_of(asked, data())
    script = script_of(asked, data(), events)
    imported = {name.split(".")[0] for name in re.findall(r"^(?:import|from) (\S+)", script, re.MULTILINE)}
    assert imported <= {*sys.stdlib_module_names, "numpy", "torch"}
    (tmp_path / "run.py").write_text(script, encoding="utf-8")
    (tmp_path / "data.npz").write_bytes(to_npz(data()))
    command = [sys.executable, "-I", "run.py", "data.npz"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8")
    for epoch, logs in enumerate(logs_of(events)):
        assert f"epoch {epoch + 1}: " + ", ".join(f"{name} {value!r}" for name, value in logs.items()) in done.stdout


@pytest.mark.parametrize("nasty", ['"""', "\\", "'\"", "\n", "{}", "\u202e", "😀", '"; import os #'])
def test_nothing_that_was_typed_can_end_a_text(nasty: str) -> None:
    tree = ast.parse(python_script(spec(), [nasty], (1, SIDE, SIDE), [], f"http://x/{nasty}"))
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert {nasty, f"http://x/{nasty}"} <= told


def test_the_csv_is_the_run_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = spec(epochs=2, callbacks=[CSVLogger(filename="log.csv").model_dump()])
    files = FilesInMemory()
    with torch.random.fork_rng():
        events = list(train(asked, data(), files=files))
    executed(script_of(asked, data(), events), data(), tmp_path, monkeypatch)
    assert Path("files/log.csv").read_bytes() == files["log.csv"]
