"""`/api/optimizers`: what changes the weights; the page builds its controls from it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from app.i18n import translate
from app.training.optimizers import OPTIMIZERS
from app.web.context import language_of
from app.web.openapi import PROBLEMS

router = APIRouter(prefix="/api", tags=["training"], responses=PROBLEMS)


@router.get("/optimizers")
async def optimizers(request: Request) -> dict[str, dict[str, Any]]:
    """Every optimizer by its `kind`: the JSON Schema of its parameters, torch's own name for it, and a summary."""
    language = language_of(request)
    return {
        kind: {
            "schema": model.model_json_schema(),
            "title": model.torch_class.__name__,
            "summary": translate(language, f"train.optimizers.{kind}"),
        }
        for kind, model in OPTIMIZERS.items()
    }
