"""`GET /api/models`: networks to start from, fitted to a data set."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.i18n import translate
from app.layers import Shape
from app.networks.ready import READY, layers_for
from app.training.datasets import about
from app.web.context import context_of, language_of
from app.web.openapi import PROBLEMS

router = APIRouter(prefix="/api", tags=["training"], responses=PROBLEMS)


SHAPE = r"^[1-9][0-9]{0,3}(,[1-9][0-9]{0,3},[1-9][0-9]{0,3})?$"


def _shape(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(SHAPE, text):
        raise PydanticCustomError("shape_of_sizes", "three numbers with commas between them, or one")
    return text


class ModelInfo(BaseModel):
    """One network; `layers` can be submitted as they are."""

    id: str
    title: str
    summary: str
    layers: list[dict[str, Any]] = Field(description="Fitted to the pictures and the classes.")


@router.get("/models")
async def models(
    request: Request,
    dataset: Annotated[str, Query(min_length=1, max_length=80, description="The id of a data set.")] = "mnist",
    shape: Annotated[
        str | None,
        AfterValidator(_shape),
        Query(
            description="Instead of a data set's: channels, height and width, as in `1,28,28`; or the length of a flat "
            "input.",
            json_schema_extra={"pattern": SHAPE},
        ),
    ] = None,
    classes: Annotated[int, Query(ge=1, le=10_000, description="With `shape`: how many numbers to answer.")] = 10,
) -> list[ModelInfo]:
    """Networks to start from, fitted to the pictures of a data set, or to inputs of a shape that they read."""
    context = context_of(request)
    language = language_of(request)
    fitted: Shape
    if shape is None:
        known = await context.work.run(partial(about, dataset, context.settings.data), short=False)
        fitted, classes = known.shape, len(known.classes)
    else:
        fitted = tuple(map(int, shape.split(",")))
    return [
        ModelInfo(
            id=ready.id,
            title=translate(language, ready.title),
            summary=translate(language, ready.summary),
            layers=[
                layer.model_dump(mode="json", exclude_unset=True) for layer in layers_for(ready.id, fitted, classes)
            ],
        )
        for ready in READY.values()
        if len(fitted) == 3 or ready.flat
    ]
