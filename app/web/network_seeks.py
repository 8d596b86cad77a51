"""`/api/networks/maximise` and `/exciting`: what a map looks for, in a picture made for it and in a data set."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.layers import json_number
from app.networks.exciting import Excited, exciting
from app.networks.maximise import maximise
from app.training.datasets import Data, about, load
from app.web.bodies import JsonRoute
from app.web.context import Context, context_of
from app.web.literal import literal_tensor
from app.web.network_asked import Weighed, weighed
from app.web.network_body import ExcitingBody, SeekBody
from app.web.network_examples import EXCITING, MAXIMISE
from app.web.openapi import LOGGED, TENSORS
from app.web.tensors import TensorsResponse, dumps, json_answer, wants_json

router = APIRouter(prefix="/api/networks", tags=["networks"], responses=LOGGED, route_class=JsonRoute)


@router.post("/maximise", response_class=Response, responses={200: TENSORS})
async def climb(request: Request, body: Annotated[SeekBody, Body(openapi_examples=MAXIMISE)]) -> Response:
    """A picture changed, step by step, so that a map answers more: `picture`, and `activations` before and after each.

    What comes back can be handed in again, with another seed, to climb on: the server remembers nothing of it.
    """
    as_json = wants_json(request.headers)
    context = context_of(request)
    asked = await weighed(context, body.layers, body.input_shape, body.weights)
    return await context.searches.run_for(request, partial(_climbed, body, asked, as_json=as_json))


@router.post("/exciting", response_class=Response, responses={200: TENSORS})
async def find(request: Request, body: Annotated[ExcitingBody, Body(openapi_examples=EXCITING)]) -> Response:
    """The pictures of a data set that a map answers most to, the strongest first: `pictures`, uint8 N×C×H×W.

    `meta.found` has for each its `index` in the data set, `label` and `class`, the strongest cell `at`, its `value`,
    and the `region` that it sees: top, left, bottom, right, the last two not included, or null where it sees nothing.
    """
    as_json = wants_json(request.headers)
    context = context_of(request)
    known = await context.work.run(partial(about, body.dataset, context.settings.data), short=False)
    asked = await weighed(context, body.layers, known.shape, body.weights)
    return await context.searches.run_for(request, partial(_found, context, body, asked, as_json=as_json))


def _climbed(body: SeekBody, asked: Weighed, *, as_json: bool) -> Response:
    picture = None if body.picture is None else literal_tensor(body.picture, ("picture",))
    found = maximise(asked.network(), body.layer, body.channel, picture=picture, steps=body.steps, seed=body.seed)
    tensors = {"picture": found.picture, "activations": found.activations}
    return json_answer(tensors, "{}") if as_json else TensorsResponse(tensors, "{}")


def _found(context: Context, body: ExcitingBody, asked: Weighed, *, as_json: bool) -> Response:
    data = load(body.dataset, context.settings.data)
    found = exciting(asked.network(), data.images[: body.samples], body.layer, body.channel, body.count)
    tensors = {"pictures": np.ascontiguousarray(data.images[[each.index for each in found]])}
    meta = dumps({"found": [_told(each, data) for each in found]})
    return json_answer(tensors, meta) if as_json else TensorsResponse(tensors, meta)


def _told(excited: Excited, data: Data) -> dict[str, Any]:
    label = int(data.labels[excited.index])
    return {
        "index": excited.index,
        "label": label,
        "class": data.classes[label],
        "at": excited.at,
        "value": json_number(excited.value),
        "region": excited.region and dict(zip(("top", "left", "bottom", "right"), excited.region, strict=True)),
    }
