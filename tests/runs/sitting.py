"""A run's session without a process: what it is told at which moment is written down beforehand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from app.runs import Row
from app.runs.folder import RunFolder
from app.runs.inbox import Inbox
from app.runs.log import Log
from app.runs.session import Session
from app.runs.wire import Message, Order, rows_of
from app.training.datasets import to_npz
from app.training.spec import Limits, RunSpec
from tests.training.small import little


class Script:
    """An inbox whose messages come once so many events of a type have been told, in this order.

    Args:
        lines: the type of event, how many of them, and the message.
    """

    def __init__(self, lines: Sequence[tuple[str, int, Message]]) -> None:
        self._lines = list(lines)
        self.told: list[Row] = []

    def next(self, wait: float | None = 0) -> Message | None:
        """As `Inbox.next`; who waits for ever here would do so in earnest."""
        if self._lines:
            kind, count, message = self._lines[0]
            if [row.type for row in self.told].count(kind) >= count:
                del self._lines[0]
                return {**message, "n": 1}
        assert wait is not None, f"it holds for ever after {[row.type for row in self.told]}"
        return None

    def hear(self, message: Message) -> None:
        """What the session sends."""
        if "rows" in message:
            self.told += rows_of(message)


def folder_of(path: Path, spec: RunSpec, *, frozen: bool = True) -> RunFolder:
    """A run that waits, on the small data unless that is not `frozen`."""
    folder = RunFolder(path)
    data = to_npz(little(50)) if frozen else None
    folder.create(name="", spec=spec.model_dump(mode="json"), data=data, probe=None)
    return folder


def sit(folder: RunFolder, *lines: tuple[str, int, Message], datasets: Path | None = None) -> list[Row]:
    """Trains to the end, and gives all rows of the log."""
    script = Script(lines)
    order = Order(folder.path, datasets or folder.path, secrets.token_hex(4), Limits())
    Session(order, cast("Inbox", script), script.hear).run()
    with Log(folder.log) as log:
        return log.rows()
