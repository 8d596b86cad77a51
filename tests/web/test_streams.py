"""An endless answer must not hold the server up when it goes down."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import StreamingResponse

from app.main import create_app
from app.server import Server
from app.settings import Settings
from app.web.context import context_of
from app.web.gather import GatheringProtocol


async def endless(request: Request) -> StreamingResponse:
    closing = context_of(request).streams.closing

    async def lines() -> AsyncIterator[bytes]:
        yield b"begin\n"
        await closing.wait()
        yield b"end\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


@pytest.mark.alone
def test_open_streams_end_in_order_when_the_server_goes_down(tmp_path: Path) -> None:
    app: FastAPI = create_app(Settings(data=tmp_path))
    app.add_api_route("/api/endless", endless)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(app, http=GatheringProtocol, log_level="error", ws="none", timeout_graceful_shutdown=1)
        server = Server(config, app)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        with socket.create_connection(listening.getsockname(), timeout=5) as client:
            client.sendall(b"GET /api/endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
            received = b""
            while b"begin" not in received:
                received += client.recv(4096)
            assert b"content-encoding" not in received
            began = time.monotonic()
            server.should_exit = True
            while more := client.recv(4096):
                received += more
            thread.join(5)
            assert time.monotonic() - began < 1
    assert received.endswith(b"4\r\nend\n\r\n0\r\n\r\n")
    assert not thread.is_alive()
