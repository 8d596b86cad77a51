"""One write per answer: what a connection is given in one turn of the event loop goes to the kernel together.

uvicorn writes the head of an answer and every part of its body by themselves. The head alone wakes the reader, which
then takes the socket's lock while the body is being copied in: 2.2 MB took 0.6 ms instead of 0.3 on loopback.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

LIMIT = 4 * 1024 * 1024
"""Bytes that may wait; more are written at once, so that the transport can tell the writer to pause."""


class GatheringTransport:
    """Stands before a transport and holds its writes back until the event loop turns; all else goes through."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes | memoryview] = []
        self._bytes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes | memoryview) -> None:
        """Write soon."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)
        self._bytes += len(data)
        if self._bytes > LIMIT:
            self._flush()

    def writelines(self, lines: Iterable[bytes | memoryview]) -> None:
        """Write all of these soon."""
        for line in lines:
            self.write(line)

    def close(self) -> None:
        """Write what waits, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._waiting:
            waiting, self._waiting, self._bytes = self._waiting, [], 0
            self._transport.writelines(waiting)


class GatheringProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # one of two classes
    """uvicorn's own HTTP protocol on a gathering transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A client has connected."""
        super().connection_made(GatheringTransport(transport, asyncio.get_running_loop()))
