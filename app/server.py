"""The web server around the application: one process, one event loop, one torch thread."""

from __future__ import annotations

import gc
import os
import signal
import socket
import warnings
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from app import heap
from app.processes.environment import TUNED
from app.settings import Settings


class StartError(Exception):
    """The server cannot start as asked; the message says why."""


class Server(uvicorn.Server):
    """Says where it answers once it does, and ends open streams and long work when it goes down."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            print(f"ConvScope: {address(self.config.host, port)}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.context.close()
        await super().shutdown(sockets)


def address(host: str, port: int) -> str:
    """The address that a browser on this machine opens."""
    name = "localhost" if host in ("0.0.0.0", "::", "") else host  # noqa: S104  compared, not bound
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def tune_process() -> None:
    """Make this process fit for small convolutions; call it before torch is imported."""
    os.environ |= TUNED
    heap.keep_buffers()


def run(settings: Settings) -> None:
    """Serve until Ctrl+C, which may come before the server is up; call it in the main thread.

    Raises:
        StartError: where the settings name a device or a folder that is not to be had.
    """
    tune_process()
    # What torch says of `same` with an even kernel is about its speed; here it is a setting like any other.
    warnings.filterwarnings("ignore", message="Using padding='same' with even kernel", category=UserWarning)
    # Among torch's imports a KeyboardInterrupt is a page long or gets lost: until then Ctrl+C just ends the process.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        server = _server(settings)
    finally:
        signal.signal(signal.SIGINT, handler)
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal again once everything is closed
        server.run()


def _server(settings: Settings) -> Server:
    # Torch reads the environment when it is imported.
    from app.main import SettingError, create_app  # noqa: PLC0415
    from app.web.gather import GatheringProtocol  # noqa: PLC0415

    try:
        app = create_app(settings)
    except SettingError as error:
        raise StartError(str(error)) from error
    # Torch's hundreds of thousands of objects are here to stay: the collector need not look at them again, neither
    # between requests nor at the end, where it took more than half of the second that Ctrl+C may take.
    gc.freeze()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=GatheringProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ws="none",
    )
    return Server(config, app)
