"""The text of a script."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.layers import Shape
from app.layers.code_torch import expression
from app.networks import chain
from app.training.callbacks import AnyCallback, CSVLogger, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from app.training.callbacks.filename import ENDING, Template
from app.training.callbacks.monitor import direction
from app.training.datasets import augmentation
from app.training.spec import RunSpec

from . import callbacks, loop

IMPORTS = {
    "import csv": "csv.",
    "import math": "math.",
    "import sys": "sys.",
    "import urllib.request": "urllib.",
    "from collections.abc import Callable, Iterable, Sequence": "Sequence",
    "from pathlib import Path": "Path",
    "from typing import Any": "Any",
    "": "",
    "import numpy as np": "np.",
    "import torch": "torch.",
    "from torch import nn": "nn.",
}
"""What a script imports, and the word by which it can be seen that it needs it."""

MAIN = '''\
def main(path: Path) -> list[dict[str, float]]:
    """Trains on the data in this file; the figures of every epoch."""
    torch.set_num_threads(1)  # more threads add up in another order: the last digits would differ
    x, labels = load(path)
    torch.manual_seed(SEED)
    model = make_model()
    run = Run(model, make_optimizer(model))
    return fit(
        run,
        make_callbacks(),
        x,
        labels,
        train=len(x) if VALIDATION_SPLIT == 0 else math.floor(len(x) * (1.0 - VALIDATION_SPLIT)),
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        seed=SEED,
        augment={augment},
        changes=CHANGES,
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        file, _ = urllib.request.urlretrieve(DATA_URL)
        main(Path(file))
'''


_IGNORED = re.compile(r"  # type: ignore\[[a-z-]+\]")  # of no use to who reads the script


def python_script(
    spec: RunSpec, classes: Sequence[str], shape: Shape, changes: Sequence[Mapping[str, Any]], data_url: str
) -> str:
    """The script. Given the path of an `.npz` file it trains on that; else it downloads the run's own.

    Args:
        spec: of the run.
        classes: what the outputs stand for.
        shape: C×H×W of one picture.
        changes: the fields of the run's `run_changed` events that still hold, with `epoch` and `batch`.
        data_url: where the server answers the data that the run trains on.
    """
    augmented = spec.dataset == "drawings"
    parts = [
        _constants(spec, classes, changes, data_url),
        _model(spec, shape),
        _optimizer(spec),
        *_sources(loop.Run, loop.Callback),
        *_callbacks(spec.callbacks),
        *(_augmentation() if augmented else ()),
        *_sources(loop.Means, loop.load, loop.fit, loop.train_epoch, loop.validate, loop.apply_changes),
        MAIN.replace("{augment}", "augment" if augmented else "None"),
    ]
    body = _IGNORED.sub("", "\n\n".join(part.strip("\n") + "\n" for part in parts))
    imports = "\n".join(line for line, word in IMPORTS.items() if word in body)
    return f"{_head(spec, shape)}\n{imports}\n\n{body}"


def _sources(*objects: Callable[..., Any]) -> list[str]:
    return [inspect.getsource(each) for each in objects]


def _head(spec: RunSpec, shape: Shape) -> str:
    size = "×".join(map(str, shape))
    return (
        f'"""A training run of ConvScope on the data set {_quiet(spec.dataset)} ({size}), to the same numbers.\n\n'
        "Needs numpy and torch. Without an argument the data are downloaded from the server that ran it:\n\n"
        "    python run.py [data.npz]\n\n"
        'It goes through all epochs that were asked for, also where the run was stopped by hand before.\n"""\n'
    )


def _constants(spec: RunSpec, classes: Sequence[str], changes: Sequence[Mapping[str, Any]], data_url: str) -> str:
    lines = [
        f"DATA_URL = {_literal(data_url)}",
        f"CLASSES = {_literal(list(classes))}",
        f"SEED = {spec.seed}",
        f"EPOCHS = {spec.epochs}",
        f"BATCH_SIZE = {spec.batch_size}",
        f"VALIDATION_SPLIT = {spec.validation_split!r}  # the last samples are kept apart",
        "",
        "# What was changed by hand while the run went on: before this batch of this epoch, both counted from 0.",
        "CHANGES: list[dict[str, Any]] = [",
        *(f"    {_change(change)}," for change in changes),
        "]",
    ]
    return "\n".join(lines)


def _change(change: Mapping[str, Any]) -> str:
    when = {"epoch": change["epoch"], "batch": change["batch"]}
    if "learning_rate" in change:
        return _literal({**when, "learning_rate": change["learning_rate"][1]})
    return _literal({**when, "callback": change["index"], "patience": change["patience"][1]})


def _model(spec: RunSpec, shape: Shape) -> str:
    # Torch's backward pass refuses a layer that has overwritten what another still needs; the run leaves that out too.
    apart = [layer.model_copy(update={"inplace": False}) if layer.overwrites_input else layer for layer in spec.layers]
    steps = chain(apart, shape).steps
    width = max((len(expression(step.layer, step.input_shape)) for step in steps), default=0)
    layers = [
        f"        {expression(step.layer, step.input_shape) + ',':<{width + 1}}  # {_times(step.output_shape)}"
        for step in steps
    ]
    return "\n".join(
        [
            "def make_model() -> nn.Sequential:",
            '    """The network; beside each layer the shape of what comes out of it."""',
            "    return nn.Sequential(",
            *layers,
            "    )",
        ]
    )


def _optimizer(spec: RunSpec) -> str:
    name = spec.optimizer.torch_class.__name__
    arguments = ", ".join(f"{key}={value!r}" for key, value in spec.optimizer.arguments().items())
    return "\n".join(
        [
            "def make_optimizer(model: nn.Module) -> torch.optim.Optimizer:",
            '    """Torch\'s own."""',
            f"    return torch.optim.{name}(model.parameters(), {arguments})",
        ]
    )


def _callbacks(specs: Sequence[AnyCallback]) -> list[str]:
    """The source of those that are used, and the list of them."""
    used = {type(spec).__name__ for spec in specs}
    parts = [inspect.getsource(getattr(callbacks, name)) for name in sorted(used)]
    if used & {"EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint"}:
        parts.insert(0, inspect.getsource(callbacks.improves))
    if used & {"ModelCheckpoint", "CSVLogger"}:
        parts.insert(0, f'FOLDER = Path("{callbacks.FOLDER}")\n"""Where checkpoints and logs go."""\n')
    made = [f"        {_callback(spec)}," for spec in specs]
    lines = ["    return [", *made, "    ]"] if made else ["    return []"]
    head = ["def make_callbacks() -> list[Callback]:", '    """In the order in which they are called."""']
    return [*parts, "\n".join([*head, *lines])]


def _callback(spec: AnyCallback) -> str:
    """The call that makes it: what differs from the defaults; the direction as it was understood."""
    given = spec.model_dump(exclude={"kind", "verbose", "append"}, exclude_defaults=True)
    if isinstance(spec, ModelCheckpoint):
        given = {"filepath": Template(spec.filepath).text.removesuffix(ENDING) + ".pt", **_without(given, "filepath")}
    if isinstance(spec, EarlyStopping | ReduceLROnPlateau | ModelCheckpoint):
        watched = {"monitor": spec.monitor, "mode": direction(spec.monitor, spec.mode)}
        given = {**watched, **_without(given, "monitor", "mode")}
    if isinstance(spec, CSVLogger):
        given = {"filename": spec.filename, **_without(given, "filename")}
    return f"{type(spec).__name__}({', '.join(f'{name}={_literal(value)}' for name, value in given.items())})"


def _without(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in names}


def _augmentation() -> list[str]:
    sizes = [f"{name} = {getattr(augmentation, name)!r}" for name in ("TURN", "RESIZE", "MOVE")]
    return ["\n".join(sizes), inspect.getsource(augmentation.augment)]


def _literal(value: Any) -> str:
    """As Python writes it, texts in double quotes where they can be."""
    if isinstance(value, str):
        text = repr(value)
        return text if '"' in text or "\\'" in text else f'"{text[1:-1]}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return repr(value)


def _quiet(text: str) -> str:
    """A name within a docstring."""
    return "".join(character for character in text if character.isalnum() or character in "-_:")


def _times(shape: Shape) -> str:
    return "×".join(map(str, shape))
