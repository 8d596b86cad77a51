"""`/api/networks/trace`, `/fan-out` and `/effective`: from a cell back to the pixels, and from a pixel on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.layers import json_number
from app.networks import Region, effective, fan_out, trace
from app.web.bodies import JsonRoute
from app.web.context import context_of
from app.web.inputs import Array
from app.web.network_asked import Weighed, placed, shown
from app.web.network_body import CellBody, PlaceBody
from app.web.network_examples import EFFECTIVE, FAN_OUT, TRACE
from app.web.openapi import LOGGED, PROBLEMS, TENSORS
from app.web.tensors import JSON, TensorsResponse, as_lists, dumps, json_answer, wants_json

router = APIRouter(prefix="/api/networks", tags=["networks"], responses=PROBLEMS, route_class=JsonRoute)


class RegionInfo(BaseModel):
    """Cells of one layer's output, or of the input (−1): of a picture its `rows` and `cols` in `channels`, of a flat
    tensor its `features`.
    """

    layer: int
    rows: list[int] | None = None
    cols: list[int] | None = None
    channels: list[int] | None = None
    features: list[int] | None = None


class Regions(BaseModel):
    """Real cells only, sorted; holes of stride and dilation are left out."""

    regions: list[RegionInfo] = Field(description="From the layer asked about outwards.")


@router.post("/trace", response_model=Regions)
async def back(request: Request, body: Annotated[CellBody, Body(openapi_examples=TRACE)]) -> Response:
    """Every cell of every earlier layer, and every pixel, that a cell depends on; from the shapes alone."""
    context = context_of(request)
    _, found = await placed(context, body)
    regions = partial(trace, found.chain, body.layer, body.at, mode=body.mode)
    return await context.work.run(lambda: _told(regions()), short=found.short)


@router.post("/fan-out", response_model=Regions)
async def onwards(request: Request, body: Annotated[PlaceBody, Body(openapi_examples=FAN_OUT)]) -> Response:
    """Every cell of every later layer that depends on a pixel, or on a cell of a layer; from the shapes alone."""
    context = context_of(request)
    _, found = await placed(context, body)
    regions = partial(fan_out, found.chain, body.at, body.layer, mode=body.mode)
    return await context.work.run(lambda: _told(regions()), short=found.short)


@router.post("/effective", response_class=Response, responses={200: TENSORS, 503: LOGGED[503]})
async def effectively(request: Request, body: Annotated[CellBody, Body(openapi_examples=EFFECTIVE)]) -> Response:
    """How much each number of the input counts for a cell: `gradient`, |d cell / d input|, in the input's shape.

    Always in eval mode: `mode` and `seed` are taken, so that the body is the same, and change nothing. In `meta`: the
    cell's `value`.
    """
    as_json = wants_json(request.headers)
    context = context_of(request)
    array, asked = await shown(context, body)
    return await context.work.run(partial(_gradient, body, array, asked, as_json=as_json), short=False)


def _told(regions: Sequence[Region]) -> Response:
    """All regions as text, one by one, so that others get their turn meanwhile."""
    told = ",".join(map(_region, regions))
    return Response(f'{{"regions":[{told}]}}', media_type=JSON)


def _region(region: Region) -> str:
    axes = "".join(f',"{name}":{as_lists(axis)}' for name, axis in region.axes.items())
    return f'{{"layer":{region.layer}{axes}}}'


def _gradient(body: CellBody, array: Array, asked: Weighed, *, as_json: bool) -> Response:
    found = effective(asked.network(), array, body.layer, body.at)
    tensors, meta = {"gradient": found.gradient}, dumps({"value": json_number(found.value)})
    return json_answer(tensors, meta) if as_json else TensorsResponse(tensors, meta)
