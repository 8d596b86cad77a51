"""The log of one run: ids, transactions, ownership, and what it says when it cannot be written."""

from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path

import pytest

from app.runs.log import Log
from app.runs.log_error import LogError, OwnerLostError
from app.training.events import Event, Said

SPEC = {"dataset": "little", "epochs": 3}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Log.create(tmp_path / "log.db", name="first", spec=SPEC)
    return tmp_path / "log.db"


def owned(path: Path, **options: int) -> Log:
    log = Log(path, **options)
    log.own("me")
    return log


def test_a_new_log_has_a_run_that_waits(path: Path) -> None:
    with Log(path) as log:
        head = log.head()
        assert (head.name, head.spec, head.owner) == ("first", SPEC, None)
        assert head.queued == head.created
        assert log.rows() == []
        assert log.last_seq() == 0


def test_ids_count_from_one_without_a_hole_whoever_writes(path: Path) -> None:
    with owned(path) as log:
        log.append([Event("run_started"), Event("epoch_started", epoch=0)], owner="me")
    with owned(path) as log:
        log.append([Event("batch", epoch=0)], owner="me")
        log.end(Event("run_ended"))
        rows = log.rows()
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [row.fields["seq"] for row in rows] == [1, 2, 3, 4]


def test_data_is_the_served_json_and_the_sentence_stands_beside_it(path: Path) -> None:
    said = Said("training.diverged", {"epoch": 1, "batch": 2, "value": math.inf})
    event = Event("diverged", {"batch": 1, "logs": {"loss": math.nan, "other": [-math.inf]}}, said, epoch=0)
    with owned(path) as log:
        (row,) = log.append([event], owner="me")
        (again,) = log.rows()
    fields = json.loads(row.data, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert list(fields) == ["seq", "type", "time", "epoch", "batch", "logs"]
    assert fields["logs"] == {"loss": "nan", "other": ["-inf"]}
    assert again.said == Said("training.diverged", {"epoch": 1, "batch": 2, "value": "inf"})
    assert again.data == row.data


def test_what_happened_at_once_is_written_at_once_or_not_at_all(path: Path) -> None:
    with owned(path) as log:
        with pytest.raises(TypeError, match="set"):
            log.append([Event("run_started"), Event("batch", {"batch": {0}})], owner="me")
        assert log.rows() == []
        log.append([Event("run_started")], owner="me")
        assert log.last_seq() == 1


def test_who_has_lost_the_run_writes_nothing_into_it(path: Path) -> None:
    with owned(path) as worker, Log(path) as server:
        worker.append([Event("run_started")], owner="me")
        server.end(Event("run_ended", {"reason": "interrupted"}))
        for attempt in (
            lambda: worker.append([Event("batch")], owner="me"),
            lambda: worker.end(Event("run_ended"), owner="me"),
        ):
            with pytest.raises(OwnerLostError):
                attempt()
        assert [row.type for row in server.rows()] == ["run_started", "run_ended"]


def test_a_run_that_has_ended_is_nobodys(path: Path) -> None:
    with owned(path) as log:
        log.append([Event("run_started"), Event("run_ended", {"reason": "completed"})], owner="me")
        assert log.head().owner is None


def test_rows_can_be_asked_for_from_a_place_on_by_type_and_in_portions(path: Path) -> None:
    with owned(path) as log:
        log.append([Event("batch", {"batch": n}, epoch=0) for n in range(9)] + [Event("epoch_ended")], owner="me")
        assert [row.seq for row in log.rows(7)] == [8, 9, 10]
        assert [row.seq for row in log.rows(2, limit=3)] == [3, 4, 5]
        assert [row.seq for row in log.rows(types=["epoch_ended"])] == [10]


def test_of_maps_every_epoch_is_kept_and_of_the_way_on_only_the_last(path: Path) -> None:
    with owned(path) as log:
        for epoch in range(3):
            blobs = {"maps": b"m%d" % epoch, "resume": b"r%d" % epoch}
            log.append([Event("epoch_ended", epoch=epoch), Event("maps_saved", epoch=epoch, blobs=blobs)], owner="me")
        assert log.epochs("maps") == [0, 1, 2]
        assert log.blob("maps", 1) == b"m1"
        assert log.epochs("resume") == [2]
        assert log.blob("resume", 2) == b"r2"
        assert log.blob_seq("resume", 2) == 6
        assert log.blob("resume", 0) is None


def test_a_log_at_its_bound_says_so_and_still_takes_the_end(path: Path) -> None:
    with owned(path, max_bytes=400_000) as log:
        written = 0
        with pytest.raises(LogError) as full:  # noqa: PT012  how many fit is not the point
            for epoch in range(100):
                log.append([Event("maps_saved", epoch=epoch, blobs={"maps": bytes(20_000)})], owner="me")
                written += 1
        assert full.value.said.key == "runs.said.log_full"
        assert 5 < written < 20
        row = log.end(Event("run_ended", {"reason": "failed", "epochs": written}, full.value.said), owner="me")
        assert row.seq == written + 1
        assert log.epochs("maps") == list(range(written))


def test_a_log_that_somebody_holds_says_so_in_time_and_is_itself_again_afterwards(path: Path) -> None:
    with Log(path, patience=0.1) as log:
        log.own("me")
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError) as locked:
            log.append([Event("run_started")], owner="me")
        assert locked.value.said.key == "runs.said.log_locked"
        assert log.rows() == []
        holder.execute("ROLLBACK")
        holder.close()
        assert log.append([Event("run_started")], owner="me")[0].seq == 1


def test_a_damaged_log_says_so(path: Path) -> None:
    path.write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(LogError) as damaged:
        Log(path).head()
    assert damaged.value.said.key == "runs.said.log_damaged"


def test_a_log_that_is_gone_does_not_come_back_as_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(LogError):
        Log(tmp_path / "log.db")
    assert list(tmp_path.iterdir()) == []
