"""The log of one run: an SQLite file with its events, and what is kept beside them.

One process at a time appends: the worker while it owns the run, the server when no worker lives. Who owns it stands in
the file and is looked at in the transaction that writes, so a worker that has outlived its server writes nothing into
a run that a new server has taken over. Readers may come at any time (WAL).
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from app.runs.log_error import LogError, OwnerLostError
from app.runs.row import Row, row_of, said_from, said_text
from app.training.events import Event

_SCHEMA = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL, spec TEXT NOT NULL, created REAL NOT NULL, queued REAL, owner TEXT
);
CREATE TABLE events (seq INTEGER PRIMARY KEY, type TEXT NOT NULL, epoch INTEGER, data TEXT NOT NULL, said TEXT);
CREATE INDEX events_by_type ON events (type, seq);
CREATE TABLE blobs (
    kind TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, epoch)
);
"""
_ROW = "SELECT seq, type, epoch, data, said FROM events"
RESUME, FINAL = "resume", "final"
"""Kinds of blobs of which only the last is kept: nobody goes on from an earlier one."""
PAGES_FOR_THE_END = 32
"""What the bound leaves free, so that a log which is full can still say so."""
_PAGE = 4096


@dataclass(frozen=True)
class Head:
    """What a log says of its run beside the events.

    Attributes:
        queued: since when it waits for a place; None: it does not.
        owner: the token of the worker that may append; None: no worker may.
    """

    name: str
    spec: dict[str, Any]
    created: float
    queued: float | None
    owner: str | None


class Log:
    """An open log. Not for several threads.

    Args:
        path: the file.
        patience: how many seconds to wait for somebody else's transaction.
        max_bytes: how large the file may grow; None: as large as the disk.

    Raises:
        LogError: here and in every method, where the file cannot be read or written.
    """

    def __init__(self, path: Path, *, patience: float = 2.0, max_bytes: int | None = None) -> None:
        self._max_pages = max_bytes // _PAGE if max_bytes else None
        with _reasons():
            # `rw`: a log that has been deleted does not come back as an empty file.
            self._db = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=patience, isolation_level=None)
            self._db.execute("PRAGMA synchronous = NORMAL")
            if self._max_pages:
                self._db.execute(f"PRAGMA max_page_count = {max(1, self._max_pages - PAGES_FOR_THE_END)}")

    @classmethod
    def create(cls, path: Path, *, name: str, spec: dict[str, Any]) -> None:
        """A new log of a run that waits for its first place."""
        with _reasons():
            db = sqlite3.connect(path, isolation_level=None)
            try:
                db.execute(f"PRAGMA page_size = {_PAGE}")
                # Nobody waits for the disk: after a power cut in these seconds there is a run less, or a damaged one.
                db.execute("PRAGMA synchronous = OFF")
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
                now = time.time()
                db.execute(
                    "INSERT INTO run VALUES (1, ?, ?, ?, ?, NULL)",
                    (name, json.dumps(spec, ensure_ascii=False, allow_nan=False), now, now),
                )
            finally:
                db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the file go."""
        with _reasons():
            self._db.close()

    def head(self) -> Head:
        """What stands beside the events."""
        with _reasons():
            name, spec, created, queued, owner = self._db.execute(
                "SELECT name, spec, created, queued, owner FROM run"
            ).fetchone()
        return Head(name, json.loads(spec), created, queued, owner)

    def rename(self, name: str) -> None:
        """What a person calls the run."""
        with self._writing():
            self._db.execute("UPDATE run SET name = ?", (name,))

    def enqueue(self, since: float | None) -> None:
        """The run waits for a place; None: not any more."""
        with self._writing():
            self._db.execute("UPDATE run SET queued = ?, owner = NULL", (since,))

    def own(self, owner: str) -> None:
        """The run is this worker's from now on, and waits no longer."""
        with self._writing():
            self._db.execute("UPDATE run SET queued = NULL, owner = ?", (owner,))

    def append(self, events: Sequence[Event], *, owner: str) -> list[Row]:
        """Writes what a worker has to say, all of it or nothing; after a `run_ended` the run is nobody's.

        Raises:
            OwnerLostError: where the run is not this worker's any more.
        """
        with self._writing():
            if self._db.execute("SELECT owner FROM run").fetchone() != (owner,):
                raise OwnerLostError
            if events[-1].type == "run_ended":
                self._db.execute("UPDATE run SET owner = NULL")
            return self._insert(events)

    def end(self, event: Event, *, owner: str | None = None, at: float | None = None) -> Row:
        """Writes the last event; the run is nobody's afterwards. A full log has a few pages left for it.

        Args:
            event: a `run_ended`.
            owner: the worker that writes; None: the server, of a run whose worker does not live.
            at: when that was, in seconds since 1970; None: now.

        Raises:
            OwnerLostError: where another worker owns it.
        """
        if self._max_pages:
            with _reasons():
                self._db.execute(f"PRAGMA max_page_count = {self._max_pages}")
        with self._writing():
            if owner and self._db.execute("SELECT owner FROM run").fetchone() != (owner,):
                raise OwnerLostError
            self._db.execute("UPDATE run SET queued = NULL, owner = NULL")
            return self._insert([event], at)[0]

    def rows(self, after: int = 0, *, limit: int = -1, types: Collection[str] | None = None) -> list[Row]:
        """The events after that number, in order; at most `limit` of them, of these types only."""
        where, values = "", []
        if types is not None:
            where = f" AND type IN ({', '.join('?' * len(types))})"
            values = list(types)
        query = f"{_ROW} WHERE seq > ?{where} ORDER BY seq LIMIT ?"
        with _reasons():
            found = self._db.execute(query, (after, *values, limit))
            return [Row(seq, type_, epoch, data, said_from(said)) for seq, type_, epoch, data, said in found]

    def last_seq(self) -> int:
        """The number of the last event; 0: there is none."""
        with _reasons():
            (last,) = self._db.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        return int(last)

    def blob(self, kind: str, epoch: int) -> bytes | None:
        """What was kept under this kind and epoch."""
        return self._bytes("SELECT data FROM blobs WHERE kind = ? AND epoch = ?", kind, epoch)

    def epochs(self, kind: str) -> list[int]:
        """The epochs of which there is such a blob."""
        with _reasons():
            found = self._db.execute("SELECT epoch FROM blobs WHERE kind = ? ORDER BY epoch", (kind,)).fetchall()
        return [epoch for (epoch,) in found]

    def blob_seq(self, kind: str, epoch: int) -> int:
        """The number of the event that such a blob was written with; 0: there is no such blob."""
        with _reasons():
            found = self._db.execute("SELECT seq FROM blobs WHERE kind = ? AND epoch = ?", (kind, epoch)).fetchone()
        return int(found[0]) if found else 0

    def _bytes(self, query: str, *values: str | int) -> bytes | None:
        with _reasons():
            found = self._db.execute(query, values).fetchone()
        return bytes(found[0]) if found else None

    def _insert(self, events: Sequence[Event], at: float | None = None) -> list[Row]:
        now = time.time() if at is None else at
        first = self.last_seq() + 1
        rows = [row_of(event, first + index, now) for index, event in enumerate(events)]
        self._db.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?)",
            [(row.seq, row.type, row.epoch, row.data, said_text(row.said)) for row in rows],
        )
        for row, event in zip(rows, events, strict=True):
            for kind, data in event.blobs.items():
                if kind in {RESUME, FINAL}:
                    self._db.execute("DELETE FROM blobs WHERE kind = ?", (kind,))
                self._db.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?, ?)", (kind, row.epoch, row.seq, data))
        return rows

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with _reasons():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself rolls back where the disk is full
                    self._db.execute("ROLLBACK")
                raise


@contextmanager
def _reasons() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise LogError.of(error) from error
