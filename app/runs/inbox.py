"""A worker's ear: a thread that reads its commands, so that they are there between two batches.

The end of the pipe is the end of the server. A worker that trains on for nobody would only take the machine from the
next one, so it ends at once, in whatever it is doing; its log is written in transactions and stays whole.
"""

from __future__ import annotations

import json
import os
import queue
import threading
from typing import BinaryIO

from app.runs.wire import Message

ORPHANED = 3
"""Exit status of a worker whose server is gone."""


class Inbox:
    """The commands in their order.

    Args:
        pipe: lines of JSON.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="inbox", daemon=True).start()

    def next(self, wait: float | None = 0) -> Message | None:
        """The next command.

        Args:
            wait: seconds to wait for one; None: as long as it takes. 0: None where there is none.
        """
        try:
            return self._messages.get(block=wait != 0, timeout=wait or None)
        except queue.Empty:
            return None

    def _listen(self) -> None:
        for line in self._pipe:
            self._messages.put(json.loads(line))
        os._exit(ORPHANED)
