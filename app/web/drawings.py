"""`/api/drawings`: the user's own data set, drawing by drawing."""

from __future__ import annotations

import io
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.openapi.models import Example
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.images import SAMPLES
from app.layers import inside
from app.training.datasets.drawn import FEWEST_CLASSES, FEWEST_EACH
from app.training.drawings import MAX_CLASSES, MAX_DRAWINGS, MAX_LABEL, Drawing, DrawingStore
from app.web.bodies import JsonRoute
from app.web.context import Context, context_of
from app.web.openapi import PROBLEMS

router = APIRouter(prefix="/api/drawings", tags=["data"], responses=PROBLEMS, route_class=JsonRoute)

DrawingId = Annotated[str, Path(description="The id of a drawing.", examples=["0" * 32], max_length=64)]
Label = Annotated[str, Query(alias="class", description="The name of a class.", min_length=1, max_length=200)]

ADD: dict[str, Example] = {
    "digit": {"summary": "A sample as an example of a class", "value": {"class": "three", "image": "digit-3"}}
}


class DrawingRequest(BaseModel):
    """A picture and what it is an example of."""

    model_config = ConfigDict(strict=True, extra="forbid", populate_by_name=True)

    label: Annotated[
        str, Field(alias="class", max_length=200, description="The name of its class; new ones begin one.")
    ]
    image: Annotated[str, Field(min_length=1, max_length=64, description="The id of an uploaded picture or a sample.")]


class DrawingInfo(BaseModel):
    """One drawing that was kept."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    label: Annotated[str, Field(alias="class", serialization_alias="class")]


class DrawingClass(BaseModel):
    """The ids of the drawings of one class, oldest first."""

    model_config = ConfigDict(populate_by_name=True)

    label: Annotated[str, Field(alias="class", serialization_alias="class")]
    drawings: list[str]


class Bounds(BaseModel):
    """How many classes and drawings there can be, how long a name, and how many a run needs."""

    classes: int = MAX_CLASSES
    drawings: int = MAX_DRAWINGS
    label: int = MAX_LABEL
    fewest_classes: int = FEWEST_CLASSES
    fewest: int = FEWEST_EACH


class Drawings(BaseModel):
    """All classes, the one that was begun first in front; their order is that of the labels in a run."""

    classes: list[DrawingClass]
    limits: Bounds = Bounds()


@router.get("")
async def drawings(request: Request) -> Drawings:
    """The drawings of every class; `GET /api/drawings/{id}/image` shows one."""
    context = context_of(request)
    found = await context.work.run(_store(context).classes, short=False)
    return Drawings(classes=[DrawingClass(label=label, drawings=names) for label, names in found.items()])


@router.post("", status_code=201)
async def add(request: Request, body: Annotated[DrawingRequest, Body(openapi_examples=ADD)]) -> DrawingInfo:
    """Keep a picture as an example of a class: 28×28 gray, light on dark; ink on paper is turned into its negative."""
    context = context_of(request)
    drawing = await context.work.run(partial(_add, context, body), short=False)
    return DrawingInfo(id=drawing.id, label=drawing.label)


@router.get(
    "/{id}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def picture(request: Request, id: DrawingId) -> Response:  # noqa: A002  the name in the address
    """One drawing as PNG, as training sees it (before augmentation)."""
    context = context_of(request)
    drawing = await context.work.run(partial(_store(context).get, id), short=False)
    file = io.BytesIO()
    Image.fromarray(drawing.pixels).save(file, "PNG")
    # An id is never given twice, and its picture never changes.
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(file.getvalue(), media_type="image/png", headers=headers)


@router.delete("/{id}", status_code=204)
async def delete(request: Request, id: DrawingId) -> None:  # noqa: A002  the name in the address
    """Forget one drawing. Runs that trained on it keep their own copy."""
    context = context_of(request)
    await context.work.run(partial(_store(context).delete, id), short=False)


@router.delete("", status_code=204)
async def delete_class(request: Request, label: Label) -> None:
    """Forget a class with all its drawings."""
    context = context_of(request)
    await context.work.run(partial(_store(context).delete_class, label), short=False)


def _store(context: Context) -> DrawingStore:
    return DrawingStore(context.settings.data)


def _add(context: Context, body: DrawingRequest) -> Drawing:
    sample = SAMPLES.get(body.image)
    with inside("image"):
        image = sample.image() if sample else context.pictures.get(body.image)
    return _store(context).add(body.label, image)
