"""`GET /api/health`: is it up, and what does it compute with?"""

from __future__ import annotations

from typing import Literal

import torch
from fastapi import APIRouter, Request
from pydantic import BaseModel

from app import __version__
from app.web.context import context_of
from app.web.openapi import PROBLEMS

router = APIRouter(prefix="/api", tags=["health"], responses=PROBLEMS)


class Health(BaseModel):
    """The server's own state."""

    status: Literal["ok"]
    version: str
    torch: str
    device: str


@router.get("/health")
async def health(request: Request) -> Health:
    """Whether the server answers, its version, torch's version and the device that layers run on."""
    return Health(status="ok", version=__version__, torch=torch.__version__, device=str(context_of(request).device))
