"""The weights that a request names, from wherever they are kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import assert_never

from app.errors import Refusal
from app.layers import inside
from app.networks import Seeded, State
from app.training.snapshot import Snapshot
from app.web.context import Context
from app.web.held import Held
from app.web.network_body import AnyWeights, CheckpointWeights, EpochWeights, FileWeights, SeedWeights


async def held(context: Context, given: AnyWeights) -> Held:
    """The weights; what is not in memory is read in a thread.

    Raises:
        Refusal: with `weights` in `loc`: `run_unknown`, `epoch_unknown`, `file_unknown`, `weights_unknown` (404);
            `log_unreadable` (503).
    """
    with inside("weights"):
        match given:
            case SeedWeights(seed=seed):
                return Held(Seeded(seed))
            case EpochWeights(run=run, epoch=epoch):
                _check_run(context, run)
                # A run that goes on begins after its last complete epoch: what is kept of one never changes.
                key, read = f"{run}/{epoch}", partial(_of_epoch, context, run, epoch)
            case CheckpointWeights(run=run, checkpoint=name):
                _check_run(context, run)
                path = _checkpoint(context, run, name)
                key, read = f"{run}/{_stamp(path)}/{name}", partial(_of_checkpoint, path)
            case FileWeights(file=name):
                if not context.weights.touch(name):
                    raise unknown_file()
                key, read = name, partial(_of_file, context, name)
            case _:
                assert_never(given)
        known = context.held.find(key)
        if known is None:
            known = await context.work.run(lambda: context.held.get(key, partial(read, key)), short=False)
    return known


def unknown_file() -> Refusal:
    """No uploaded weights have this id, or not any more; whoever has the file sends it again."""
    return Refusal("weights_unknown", status=404, loc=("file",))


def _check_run(context: Context, run: str) -> None:
    with inside("run"):
        context.runs.get(run)


def _checkpoint(context: Context, run: str, name: str) -> Path:
    with inside("checkpoint"):
        if not name.endswith(".safetensors"):
            raise Refusal("file_unknown", status=404)
        return context.runs.file(run, name)


def _stamp(path: Path) -> str:
    """Another one once the file has been replaced, as a callback that saves the best does."""
    try:
        told = path.stat()
    except OSError as error:  # deleted since
        raise Refusal("file_unknown", status=404, loc=("checkpoint",)) from error
    return f"{told.st_ino}.{told.st_mtime_ns}.{told.st_size}"


def _of_epoch(context: Context, run: str, epoch: int, key: str) -> Held:
    return _trained(key, context.runs.blob(run, "weights", epoch))


def _of_checkpoint(path: Path, key: str) -> Held:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal("file_unknown", status=404, loc=("checkpoint",)) from error
    return _trained(key, data)


def _of_file(context: Context, name: str, key: str) -> Held:
    tensors = context.weights.tensors(name)
    if tensors is None:
        raise unknown_file()
    return Held(State(key, tensors))


def _trained(key: str, data: bytes) -> Held:
    snapshot = Snapshot.read(data)
    tensors = {name: tensor.numpy() for name, tensor in snapshot.weights.items()}
    return Held(State(key, tensors), tuple(snapshot.meta["classes"]))
