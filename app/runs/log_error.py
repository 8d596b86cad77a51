"""Why a log could not be written or read, in words that a person can act on."""

from __future__ import annotations

import sqlite3

from app.training.events import Said

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_TOOBIG}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class LogError(Exception):
    """The log of a run cannot be used now; `said` is the sentence."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.key)
        self.said = said

    @classmethod
    def of(cls, error: sqlite3.Error) -> LogError:
        """The reason behind an error of SQLite."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without the extended part
        if code in _FULL:
            return cls(Said("runs.said.log_full"))
        if code in _LOCKED:
            return cls(Said("runs.said.log_locked"))
        if code in _DAMAGED:
            return cls(Said("runs.said.log_damaged"))
        # Where a file may not grow (RLIMIT_FSIZE, a quota), SQLite knows no more than that a write failed.
        return cls(Said("runs.said.log_unwritable", {"error": getattr(error, "sqlite_errorname", str(error))}))


class OwnerLostError(Exception):
    """Another process has taken the run over: nothing more may be written."""
