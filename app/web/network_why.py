"""`POST /api/networks/attribution`: why this class, said over the input."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.layers import json_number
from app.networks.attribution import attribution
from app.web.bodies import JsonRoute
from app.web.context import context_of
from app.web.inputs import Array
from app.web.network_asked import Weighed, shown
from app.web.network_body import WhyBody
from app.web.network_examples import ATTRIBUTION
from app.web.openapi import LOGGED, TENSORS
from app.web.tensors import TensorsResponse, dumps, json_answer, wants_json

router = APIRouter(prefix="/api/networks", tags=["networks"], responses=LOGGED, route_class=JsonRoute)


@router.post("/attribution", response_class=Response, responses={200: TENSORS})
async def why(request: Request, body: Annotated[WhyBody, Body(openapi_examples=ATTRIBUTION)]) -> Response:
    """How much each place has to do with one class: the tensor `attribution`.

    Saliency is |d score / d input| in the input's shape. Grad-CAM has the rows and columns of the layer whose maps it
    weighs. Occlusion, in the input's rows and columns, is positive where covering takes something from the score.
    Always in eval mode: `mode` and `seed` are taken, so that the body is the same, and change nothing. In
    `meta`: `method`, `target`, `class` (null unless the weights are a run's), `layer` (null but for Grad-CAM); of
    occlusion `window`, `stride` and `baseline`.
    """
    as_json = wants_json(request.headers)
    context = context_of(request)
    array, asked = await shown(context, body)
    work = context.searches if body.method == "occlusion" else context.work
    return await work.run_for(request, partial(_attributed, body, array, asked, as_json=as_json))


def _attributed(body: WhyBody, array: Array, asked: Weighed, *, as_json: bool) -> Response:
    found = attribution(asked.network(), array, body.method, body.target, body.layer)
    said: dict[str, Any] = {
        "method": body.method,
        "target": found.target,
        "class": asked.classes and asked.classes[found.target],
        "layer": found.layer,
    }
    if found.window is not None:
        said |= {
            "window": found.window,
            "stride": found.stride,
            "baseline": [json_number(mean) for mean in found.baseline or ()],
        }
    tensors, meta = {"attribution": found.map}, dumps(said)
    return json_answer(tensors, meta) if as_json else TensorsResponse(tensors, meta)
