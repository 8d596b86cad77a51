"""The hands on a run: pause, resume, step, stop, continue. Each is acknowledged (202) and done after the next batch."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field

from app.runs import Unit
from app.web.bodies import JsonRoute
from app.web.context import context_of, language_of
from app.web.json_answer import JsonAnswer
from app.web.openapi import FULL, LOGGED
from app.web.run_ids import RunId
from app.web.run_view import RunInfo, view

router = APIRouter(prefix="/api/runs/{id:run}", tags=["runs"], responses=LOGGED, route_class=JsonRoute)

STEP: dict[str, Example] = {
    "batch": {"summary": "One batch", "value": {"unit": "batch"}},
    "epoch": {"summary": "To the end of the epoch", "value": {"unit": "epoch"}},
}


class Step(BaseModel):
    """How far to go."""

    model_config = ConfigDict(strict=True, extra="forbid")

    unit: Annotated[Unit, Field(description="One batch, or to the end of the epoch.")]


@router.post("/pause", status_code=202, response_model=RunInfo)
async def pause(request: Request, id: RunId) -> JsonAnswer:  # noqa: A002  the name in the address
    """Hold a run after its present batch; 409 where it does not run."""
    await context_of(request).runs.pause(id)
    return _acknowledged(request, id)


@router.post("/resume", status_code=202, response_model=RunInfo)
async def resume(request: Request, id: RunId) -> JsonAnswer:  # noqa: A002
    """Let a paused run go on; 409 where it is not paused."""
    await context_of(request).runs.resume(id)
    return _acknowledged(request, id)


@router.post("/step", status_code=202, response_model=RunInfo)
async def step(request: Request, id: RunId, body: Annotated[Step, Body(openapi_examples=STEP)]) -> JsonAnswer:  # noqa: A002
    """Let a paused run do one batch, or go to the end of its epoch; 409 where it is not paused."""
    await context_of(request).runs.step(id, body.unit)
    return _acknowledged(request, id)


@router.post("/stop", status_code=202, response_model=RunInfo, responses=FULL)
async def stop(request: Request, id: RunId) -> JsonAnswer:  # noqa: A002
    """End a run in order, its best weights restored if a callback asks for that; 409 where it has ended."""
    await context_of(request).runs.stop(id)
    return _acknowledged(request, id)


@router.post("/continue", status_code=202, response_model=RunInfo, responses=FULL)
async def continue_(request: Request, id: RunId) -> JsonAnswer:  # noqa: A002
    """Let a stopped, interrupted or failed run go on from its last complete epoch; 409 in any other state."""
    await context_of(request).runs.continue_(id)
    return _acknowledged(request, id)


def _acknowledged(request: Request, name: str) -> JsonAnswer:
    told: dict[str, Any] = view(context_of(request).runs.get(name), language_of(request))
    return JsonAnswer(told, 202)
