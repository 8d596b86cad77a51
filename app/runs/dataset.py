"""What a run trains on, be it for its worker or for whoever takes it away."""

from __future__ import annotations

from pathlib import Path

from app.errors import Refusal
from app.runs.folder import RunFolder
from app.runs.log import Log
from app.training.datasets import Data, from_npz, load


def data_of(folder: RunFolder, log: Log, datasets: Path) -> Data:
    """What was frozen for the run, or else its data set, as long as that is still what the run began with.

    Args:
        folder, log: the run's.
        datasets: the server's data folder.

    Raises:
        Refusal: `dataset_changed` (409), also where it cannot be loaded any more: it could when the run was submitted.
            Runs of earlier versions did not say what they began with; theirs is taken as it is.
    """
    if folder.data.exists():
        return from_npz(folder.data.read_bytes())
    name = log.head().spec["dataset"]
    try:
        data = load(name, datasets)
    except Refusal as refusal:
        raise _changed(name) from refusal
    began_with = next((row.fields.get("fingerprint") for row in log.rows(limit=1, types=["run_started"])), None)
    if began_with is not None and began_with != data.fingerprint:
        raise _changed(name)
    return data


def _changed(name: str) -> Refusal:
    return Refusal("dataset_changed", status=409, dataset=name)
