"""The folder of one run: its log, the files that callbacks write, and what it was given to train on."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal
from app.runs.log import Log

RESERVE = 256 * 1024
"""Bytes on the disk that are given back when it is full, so that the end of the run can still be written."""
_ENDING = ".safetensors"


class RunFolder:
    """`runs/<id>` in the data folder.

    Args:
        path: it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def log(self) -> Path:
        """The log."""
        return self.path / "log.db"

    @property
    def data(self) -> Path:
        """The data set as it was when the run was submitted, for data sets that change."""
        return self.path / "data.npz"

    @property
    def probe(self) -> Path:
        """The picture whose maps are kept."""
        return self.path / "probe.npy"

    @property
    def files(self) -> Path:
        """What callbacks have written."""
        return self.path / "files"

    def create(self, *, name: str, spec: dict[str, Any], data: bytes | None, probe: NDArray[np.float32] | None) -> None:
        """Makes the folder with all that the run needs; none is left where that fails.

        Raises:
            OSError, LogError: where the disk is full or the folder may not be written to.
        """
        self.path.mkdir(parents=True)
        try:
            self.files.mkdir()
            self.keep_reserve()
            if data is not None:
                self.data.write_bytes(data)
            if probe is not None:
                np.save(self.probe, probe)
            Log.create(self.log, name=name, spec=spec)  # last: a folder with a log is a run
        except BaseException:
            self.discard()
            raise

    def keep_reserve(self) -> None:
        """Keeps bytes for the end of a run that is to begin or to go on.

        Raises:
            OSError: where there is no room for them.
        """
        (self.path / "reserve").write_bytes(os.urandom(RESERVE))  # zeros may take no room at all

    def free_reserve(self) -> None:
        """Gives back the bytes that were kept for the end."""
        with suppress(OSError):
            (self.path / "reserve").unlink(missing_ok=True)

    def remove(self) -> None:
        """Removes the run: first its name, so that half a run is never taken for one."""
        gone = self.path.with_name(f".{self.path.name}")
        self.path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def discard(self) -> None:
        """Removes whatever is there, as far as that can be done."""
        shutil.rmtree(self.path, ignore_errors=True)

    def checkpoints(self) -> list[dict[str, Any]]:
        """The checkpoints in the order of their epochs: `name`, `epoch` (from 0), `logs`, `bytes`, `full`."""
        found = [told for path in self.files.glob(f"*{_ENDING}") if (told := _told(path))]
        return sorted(found, key=lambda told: (told["epoch"], told["name"]))

    def file(self, name: str) -> Path:
        """A file that a callback has written.

        Raises:
            Refusal: `file_unknown` (404).
        """
        path = self.files / name
        # A name from outside: it may be too long for the disk, hold a NUL, or lead out of the folder.
        with suppress(OSError, ValueError):
            if path.name == name and path.is_file() and not name.startswith(PART):
                return path
        raise Refusal("file_unknown", status=404)


PART = ".part-"
"""What the name of a file begins with while it is being written; names that callbacks make never begin with a dot."""


class RunFiles:
    """`app.training.files.Files` on the disk.

    Args:
        folder: exists.
        limit: bytes that all files together may have.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        for leftover in folder.glob(f"{PART}*"):  # of a write that was cut off
            leftover.unlink(missing_ok=True)

    def write(self, name: str, data: bytes) -> None:
        """As `Files.write`."""
        others = sum(path.stat().st_size for path in self._folder.iterdir() if path.name != name)
        if others + len(data) > self._limit:
            raise Refusal("checkpoints_too_large", bytes=others + len(data), limit=self._limit)
        part = self._folder / f"{PART}{os.getpid()}"  # short: the name itself may be as long as names may be
        try:
            part.write_bytes(data)
            part.replace(self._folder / name)
        except OSError:
            part.unlink(missing_ok=True)
            raise


def _told(path: Path) -> dict[str, Any] | None:
    """What a checkpoint says of itself, from its head alone; None where it vanishes meanwhile."""
    with suppress(OSError), path.open("rb") as file:
        head = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        meta = json.loads(head["__metadata__"]["json"])
        size = os.fstat(file.fileno()).st_size
        return {
            "name": path.name,
            "epoch": meta["epoch"],
            "logs": meta["logs"],
            "bytes": size,
            "full": meta["full"],
        }
    return None
