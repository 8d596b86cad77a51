"""Many readers of one run's events, as cheap as readers can be, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Reader:
    """What one reader has got: the ids in their order, and how long after it was written each event arrived.

    `late` holds only events that were written after the reader had come, in seconds.
    """

    ids: list[int] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    ended: bool = False

    @property
    def whole(self) -> bool:
        """Whether the ids are 1, 2, 3, … without a hole."""
        return self.ids == list(range(1, len(self.ids) + 1))


@contextmanager
def reading(url: str, run: str, count: int) -> Iterator[list[Reader]]:
    """`count` readers from the block's beginning on, until the stream or the block ends."""
    readers = [Reader() for _ in range(count)]
    enough = threading.Event()
    thread = threading.Thread(target=asyncio.run, args=(_read_all(url, run, readers, enough),))
    thread.start()
    try:
        yield readers
    finally:
        enough.set()
        thread.join()


async def _read_all(url: str, run: str, readers: list[Reader], enough: threading.Event) -> None:
    tasks = [asyncio.create_task(_read(url, run, reader)) for reader in readers]
    await asyncio.to_thread(enough.wait)
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def _read(url: str, run: str, reader: Reader) -> None:
    place = urlsplit(url)
    source, sink = await asyncio.open_connection(place.hostname, place.port)
    sink.write(f"GET /api/runs/{run}/events HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
    came = time.time()
    try:
        while line := await source.readline():
            if line.startswith(b"id: "):
                reader.ids.append(int(line[4:]))
            elif line.startswith(b"data: ") and b'"time"' in line:
                written = json.loads(line[6:])["time"]
                if written > came:
                    reader.late.append(time.time() - written)
            elif line.startswith(b"event: end"):
                reader.ended = True
                return
    finally:
        sink.close()


def events(url: str, run: str) -> Iterator[tuple[float, dict[str, Any]]]:
    """The events of a run as they arrive, with the moment of their arrival on the clock of `time.perf_counter`."""
    place = urlsplit(url)
    assert place.hostname is not None
    connection = HTTPConnection(place.hostname, place.port, timeout=120)
    connection.request("GET", f"/api/runs/{run}/events")
    answer = connection.getresponse()
    for line in answer:
        if line.startswith(b"event: end"):
            break
        if line.startswith(b"data: "):
            yield time.perf_counter(), json.loads(line[6:])
    connection.close()
