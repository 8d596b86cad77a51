"""Where a run goes on, and what a person had changed after that place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.runs.log import Log
from app.runs.recovery import Change, Point, point_of, replayed
from app.training.events import Event


@pytest.fixture
def log(tmp_path: Path) -> Log:
    Log.create(tmp_path / "log.db", name="", spec={})
    log = Log(tmp_path / "log.db")
    log.own("me")
    return log


def write(log: Log, *events: Event) -> None:
    log.append(events, owner="me")


def rate(epoch: int, batch: int, value: float) -> Event:
    return Event("run_changed", {"batch": batch, "learning_rate": [0.5, value]}, epoch=epoch)


def patience(epoch: int, batch: int, index: int, value: int) -> Event:
    fields: dict[str, Any] = {"batch": batch, "callback": "early_stopping", "index": index, "patience": [1, value]}
    return Event("run_changed", fields, epoch=epoch)


def complete(epoch: int) -> Event:
    return Event("maps_saved", epoch=epoch, blobs={"resume": b"r%d" % epoch})


def test_a_run_without_a_beginning_begins(log: Log) -> None:
    assert point_of(log) == Point()
    log.end(Event("run_ended", {"reason": "interrupted"}))
    assert point_of(log) == Point()


def test_without_a_complete_epoch_it_begins_again_and_says_that_it_goes_on(log: Log) -> None:
    write(log, Event("run_started"), Event("batch", epoch=0), rate(0, 3, 0.1))
    assert point_of(log) == Point(None, True, 0, [Change((0, 3), 0.1)])


def test_changes_before_the_last_complete_epoch_are_in_what_it_kept(log: Log) -> None:
    write(log, Event("run_started"), rate(0, 3, 0.1), complete(0), rate(1, 0, 0.2), patience(1, 5, 0, 7))
    assert point_of(log) == Point(b"r0", True, 1, [Change((1, 0), 0.2), Change((1, 5), 7, 0)])


def test_a_change_that_was_only_made_again_counts_once(log: Log) -> None:
    write(log, Event("run_started"), complete(0), rate(1, 5, 0.2), Event("run_ended"))
    log.own("me")
    write(log, Event("run_continued"), replayed(rate(1, 5, 0.2)))
    assert point_of(log).changes == [Change((1, 5), 0.2)]


def test_what_a_person_wants_later_goes_before_what_lay_ahead_before_the_stop(log: Log) -> None:
    write(log, Event("run_started"), complete(0), rate(1, 2, 0.1), rate(1, 8, 0.2), patience(1, 9, 0, 4))
    write(log, Event("run_continued"), replayed(rate(1, 2, 0.1)), rate(1, 5, 0.3))
    assert point_of(log).changes == [Change((1, 2), 0.1), Change((1, 5), 0.3), Change((1, 9), 4, 0)]
