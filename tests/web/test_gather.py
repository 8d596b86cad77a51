from __future__ import annotations

import asyncio
from typing import cast

from app.web.gather import LIMIT, GatheringTransport


class Recorder:
    """A transport that remembers what it is given."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def writelines(self, lines: list[bytes]) -> None:
        self.writes.append(b"".join(lines))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


async def _gathering() -> tuple[Recorder, GatheringTransport]:
    recorder = Recorder()
    return recorder, GatheringTransport(cast("asyncio.Transport", recorder), asyncio.get_running_loop())


def test_what_is_written_in_one_turn_goes_out_together() -> None:
    async def scene() -> list[bytes]:
        recorder, transport = await _gathering()
        transport.write(b"head ")
        transport.writelines([b"body ", memoryview(b"end")])
        assert recorder.writes == []
        await asyncio.sleep(0)
        transport.write(b"next")
        await asyncio.sleep(0)
        return recorder.writes

    assert asyncio.run(scene()) == [b"head body end", b"next"]


def test_what_is_large_goes_out_at_once() -> None:
    async def scene() -> list[int]:
        recorder, transport = await _gathering()
        transport.write(b"head")
        transport.write(bytes(LIMIT))
        transport.write(b"tail")
        written = [len(write) for write in recorder.writes]
        await asyncio.sleep(0)
        return written + [len(write) for write in recorder.writes[len(written) :]]

    assert asyncio.run(scene()) == [LIMIT + 4, 4]


def test_closing_loses_nothing() -> None:
    async def scene() -> Recorder:
        recorder, transport = await _gathering()
        transport.write(b"last words")
        transport.close()
        assert transport.is_closing()
        await asyncio.sleep(0)
        return recorder

    assert asyncio.run(scene()).writes == [b"last words"]
