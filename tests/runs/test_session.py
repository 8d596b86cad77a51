"""What a session does at the edges of a run: behind its last epoch, and where its data is not what it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import Refusal
from app.runs.dataset import data_of
from app.runs.folder import RunFolder
from app.runs.log import Log
from app.runs.wire import Message
from app.training.datasets import load
from tests.training.datasets.idx_files import contents, lay
from tests.training.small import spec

from .sitting import folder_of, sit

PAUSE: Message = {"do": "pause"}
STOP: Message = {"do": "stop"}
TO_THE_END: Message = {"do": "step", "unit": "epoch"}
IDX = spec(dataset="idx:tiny", epochs=2, batch_size=32)


def other_files(folder: Path) -> None:
    """The same shapes and counts; other pictures."""
    shutil.rmtree(folder / "datasets" / "tiny")
    pictures, labels, *test = contents()
    lay(folder, files=[pictures[:-1] + bytes([pictures[-1] ^ 255]), labels, *test])


def read(folder: RunFolder, datasets: Path) -> int:
    with Log(folder.log) as log:
        return data_of(folder, log, datasets).fingerprint


def test_a_step_over_the_last_epoch_ends_the_run(tmp_path: Path) -> None:
    rows = sit(folder_of(tmp_path / "run", spec(epochs=2)), ("epoch_ended", 1, PAUSE), ("run_paused", 1, TO_THE_END))
    kinds = [row.type for row in rows if row.type not in {"batch", "maps_saved"}]
    assert kinds == [
        *("run_started", "epoch_started", "epoch_ended", "run_paused", "run_resumed", "epoch_started", "epoch_ended"),
        "run_ended",
    ]
    assert rows[-1].fields["reason"] == "completed"


@pytest.mark.parametrize("late", [PAUSE, {"do": "lr", "lr": 0.5}])
def test_behind_the_last_epoch_nothing_is_held_or_changed(late: Message, tmp_path: Path) -> None:
    rows = sit(folder_of(tmp_path / "run", spec(epochs=2)), ("epoch_ended", 2, late))
    assert max(row.epoch or 0 for row in rows) == 1
    assert [row.type for row in rows][-2:] == ["maps_saved", "run_ended"]


def test_a_run_says_what_it_began_with_and_does_not_go_on_with_anything_else(tmp_path: Path) -> None:
    lay(tmp_path)
    runs = {stop: folder_of(tmp_path / stop, IDX, frozen=False) for stop in ("run_started", "maps_saved")}
    fingerprint = load("idx:tiny", tmp_path).fingerprint
    for stop, folder in runs.items():
        rows = sit(folder, (stop, 1, STOP), datasets=tmp_path)
        assert (rows[0].fields["fingerprint"], rows[-1].fields["reason"]) == (fingerprint, "stopped")
        assert [row.type for row in rows].count("epoch_ended") == (stop == "maps_saved")
        assert read(folder, tmp_path) == fingerprint
    other_files(tmp_path)
    for folder in runs.values():
        rows = sit(folder, datasets=tmp_path)
        assert rows[-1].fields["reason"] == "failed"
        assert rows[-1].said is not None
        assert rows[-1].said.key == "errors.dataset_changed.detail"
        with pytest.raises(Refusal) as changed:
            read(folder, tmp_path)
        assert (changed.value.code, changed.value.status) == ("dataset_changed", 409)
    shutil.rmtree(tmp_path / "datasets")
    with pytest.raises(Refusal) as gone:
        read(folder, tmp_path)
    assert (gone.value.code, gone.value.status) == ("dataset_changed", 409)


def test_a_run_that_does_not_say_what_it_began_with_goes_on(tmp_path: Path) -> None:
    lay(tmp_path)
    folder = folder_of(tmp_path / "run", IDX, frozen=False)
    sit(folder, ("maps_saved", 1, STOP), datasets=tmp_path)
    with Log(folder.log) as log:  # as earlier versions left it
        log._db.execute("UPDATE events SET data = json_remove(data, '$.fingerprint') WHERE type = 'run_started'")
    other_files(tmp_path)
    assert sit(folder, datasets=tmp_path)[-1].fields["reason"] == "completed"
