"""The one place that wires the rooms together."""

from __future__ import annotations

import torch
from fastapi import FastAPI
from starlette.middleware import Middleware

from app import __version__
from app.images import PictureStore
from app.paths import STATIC
from app.settings import Settings
from app.web import health, layers, pages, pictures, problems
from app.web.assets import Assets
from app.web.compress import Compress
from app.web.context import Context
from app.web.guard import Guard, trusted_hosts
from app.web.head import Head
from app.web.headers import AnswerHeaders

DESCRIPTION = "See every number that a CNN computes, on your own picture, in real PyTorch."


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole application.

    Raises:
        SettingError: where the settings name a device that torch does not have here, or a folder that cannot be used.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="ConvScope",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,  # its page loads scripts from another host
        redoc_url=None,
        middleware=[
            Middleware(AnswerHeaders),
            Middleware(Head),
            Middleware(Guard, hosts=trusted_hosts(settings.host, settings.trusted_hosts)),
            Middleware(Compress),
        ],
    )
    app.state.context = Context(
        settings=settings,
        device=choose_device(settings.device),
        pictures=_open_store(settings),
    )
    problems.install(app)
    for area in (layers, pictures, health, pages):  # looked through in this order, so the busiest first
        app.include_router(area.router)
    app.mount("/static", Assets(directory=STATIC), name="static")
    return app


class SettingError(ValueError):
    """What the settings ask for is not to be had on this machine."""


def _open_store(settings: Settings) -> PictureStore:
    try:
        return PictureStore(settings.data / "pictures", settings.store_mb * 1024 * 1024)
    except OSError as error:
        raise SettingError(f"the data folder {settings.data} cannot be used: {error.strerror}") from error


def choose_device(name: str | None) -> torch.device:
    """The named device, or the first GPU that torch sees, or the CPU."""
    if not name:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).cpu()  # the way of every answer; `meta` has no numbers to hand back
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).strip().splitlines()[0]
        raise SettingError(f"torch cannot use the device {name!r} here: {reason}") from error
    return device
