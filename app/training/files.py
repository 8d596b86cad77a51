"""Where a run writes its files: checkpoints and what callbacks log."""

from __future__ import annotations

from typing import Protocol

from app.errors import Refusal


class Files(Protocol):
    """The run's own folder. Names have no path in them; callbacks have checked that."""

    def write(self, name: str, data: bytes) -> None:
        """Writes a file of that name, over an existing one: all of it, or nothing.

        Raises:
            Refusal: `checkpoints_too_large`, where all files together would be more than the run may have.
            OSError: whatever the disk says.
        """


class FilesInMemory(dict[str, bytes]):
    """Files for notebooks and tests: bytes by name.

    Args:
        limit: bytes that all files together may have; None: as many as they like.
    """

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.limit = limit

    def write(self, name: str, data: bytes) -> None:
        """As `Files.write`."""
        others = sum(len(kept) for other, kept in self.items() if other != name)
        if self.limit is not None and others + len(data) > self.limit:
            raise Refusal("checkpoints_too_large", bytes=others + len(data), limit=self.limit)
        self[name] = data
