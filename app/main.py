"""The one place that wires the rooms together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import torch
from fastapi import FastAPI
from starlette.middleware import Middleware

from app import __version__
from app.images import PictureStore
from app.paths import STATIC
from app.runs import Runs
from app.settings import Settings
from app.web import (
    callbacks,
    datasets,
    drawings,
    health,
    layers,
    models,
    network_files,
    network_forward,
    network_seeks,
    network_summary,
    network_trace,
    network_why,
    optimizers,
    pages,
    pictures,
    problems,
    run_answers,
    run_check,
    run_control,
    run_demo,
    run_events,
    run_export,
    run_files,
    runs,
)
from app.web.assets import Assets
from app.web.compress import Compress
from app.web.context import Context
from app.web.guard import FRAME, Guard, trusted_hosts
from app.web.head import Head
from app.web.headers import AnswerHeaders
from app.web.held import remembered
from app.web.probes import Probes
from app.web.run_plan import limits_of
from app.web.weight_files import WeightFiles

ROUTERS = (  # looked through in this order, so the busiest first
    layers.router,
    network_forward.router,
    network_trace.router,
    network_summary.router,
    pictures.router,
    run_answers.router,
    run_events.router,
    runs.router,
    run_control.router,
    run_files.router,
    run_export.router,
    run_check.router,
    run_demo.router,
    callbacks.router,
    optimizers.router,
    network_why.router,
    network_seeks.router,
    network_files.router,
    network_files.forms,
    models.router,
    datasets.router,
    drawings.router,
    health.router,
    pages.router,
)

HELD_NETWORKS = 4
"""How many networks of the largest size the weights that are kept in memory may be of."""

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
        lifespan=_training,
        middleware=[
            Middleware(AnswerHeaders),
            Middleware(Head),
            Middleware(
                Guard,
                hosts=trusted_hosts(settings.host, settings.trusted_hosts),
                limits={network_files.UPLOAD: network_files.largest_file(settings) + FRAME},
            ),
            Middleware(Compress),
        ],
    )
    pictures, weights, known = _open_stores(settings)
    app.state.context = Context(
        settings=settings,
        device=choose_device(settings.device),
        pictures=pictures,
        weights=weights,
        held=remembered(HELD_NETWORKS * settings.max_parameters),
        runs=known,
        probes=Probes(pictures, [run.spec for run in known.list()]),
    )
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", Assets(directory=STATIC), name="static")
    return app


@asynccontextmanager
async def _training(app: FastAPI) -> AsyncIterator[None]:
    """Runs train while the server is up, and end with it."""
    known: Runs = app.state.context.runs
    await known.start()
    try:
        yield
    finally:
        await known.close()


class SettingError(ValueError):
    """What the settings ask for is not to be had on this machine."""


def _open_stores(settings: Settings) -> tuple[PictureStore, WeightFiles, Runs]:
    try:
        return (
            PictureStore(settings.data / "pictures", settings.store_mb * 1024 * 1024),
            WeightFiles(settings.data / "weights", settings.weights_mb * 1024 * 1024),
            Runs(
                settings.data,
                limits=limits_of(settings),
                max_runs=settings.max_runs,
                max_queue=settings.max_queue,
            ),
        )
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
