"""Files in a folder, named by their content, the least recently used dropped for new ones.

The folder is the only truth: names are ids, modification times are the times of last use, so that a restarted server
goes on where it stopped.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{32}")


class KeptError(Exception):
    """Somebody still relies on the file."""


class Shelf:
    """Files by id, within a number of bytes. Thread-safe; one process at a time writes to the folder.

    Kept files (`keep`) are never dropped and count towards the bound, so the shelf holds at most `max_bytes` beside
    them. Keeping lasts as long as this object: whoever relies on a file keeps it again after a restart.

    Args:
        folder: made where it is not there.
        suffix: of every file, with its dot.
        max_bytes: of all files together.

    Raises:
        OSError: where the folder cannot be used.
    """

    def __init__(self, folder: Path, suffix: str, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._folder = folder
        self._suffix = suffix
        self._lock = threading.Lock()
        self._kept: Counter[str] = Counter()
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob("*.part"):  # of a write that a crash cut off
            leftover.unlink(missing_ok=True)
        paths = [path for path in folder.glob(f"*{suffix}") if _ID.fullmatch(path.stem)]
        # Least recently used first; dict order is the order of use from here on.
        self._bytes = {p.stem: p.stat().st_size for p in sorted(paths, key=lambda path: path.stat().st_mtime_ns)}
        with self._lock:
            self._shrink()

    def touch(self, name: str) -> bool:
        """Whether the file is here; if so it counts as used now."""
        with self._lock:
            return self._use(name)

    def read(self, name: str) -> bytes | None:
        """What is in the file, which counts as used now; None where it is not here."""
        with self._lock:
            if not self._use(name):
                return None
            try:
                return self._path(name).read_bytes()
            except FileNotFoundError:  # another process has dropped it meanwhile
                del self._bytes[name]
                return None

    def write(self, name: str, data: bytes) -> None:
        """Put a file here: 32 hexadecimal digits of its content, and no more bytes than the shelf has.

        Raises:
            OSError: where the disk is full, or the folder may not be written to.
        """
        part = self._part(data)
        with self._lock:
            part.replace(self._path(name))  # whole or not at all, for whoever reads meanwhile
            self._bytes.pop(name, None)
            self._bytes[name] = len(data)
            self._shrink(spare=name)

    def delete(self, name: str) -> None:
        """Drop a file.

        Raises:
            KeyError: where it is not here.
            KeptError: where somebody keeps it.
        """
        with self._lock:
            if name not in self._bytes:
                raise KeyError(name)
            if self._kept[name] > 0:
                raise KeptError
            self._drop(name)

    def keep(self, name: str) -> None:
        """Do not drop this file until it has been released as often as it was kept.

        Raises:
            KeyError: where it is not here.
        """
        with self._lock:
            if name not in self._bytes:
                raise KeyError(name)
            self._kept[name] += 1

    def release(self, name: str) -> None:
        """Take back one `keep`."""
        with self._lock:
            self._kept[name] -= 1
            if self._kept[name] <= 0:
                del self._kept[name]
            self._shrink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{self._suffix}"

    def _use(self, name: str) -> bool:
        """Note that a file is used now; False where it is not here (or somebody has removed it)."""
        size = self._bytes.pop(name, None)
        if size is None or not self._path(name).exists():
            return False
        with suppress(OSError):  # where the folder can only be read, all that is lost is the order after a restart
            os.utime(self._path(name))
        self._bytes[name] = size
        return True

    def _part(self, data: bytes) -> Path:
        """The bytes in a file of their own, beside their later place; none is left behind where the disk is full."""
        descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        return part

    def _shrink(self, spare: str | None = None) -> None:
        """Drop the least recently used until the rest fits; `spare` stays."""
        total = sum(self._bytes.values())
        for name in list(self._bytes):
            if total <= self.max_bytes:
                return
            if name != spare and self._kept[name] <= 0:
                total -= self._bytes[name]
                self._drop(name)

    def _drop(self, name: str) -> None:
        del self._bytes[name]
        self._path(name).unlink(missing_ok=True)
