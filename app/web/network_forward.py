"""`POST /api/networks/forward`: one input on its way through a network, every map of every layer."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.i18n import Language
from app.layers import json_number
from app.networks import forward
from app.web.bodies import JsonRoute
from app.web.context import context_of, language_of
from app.web.inputs import Array
from app.web.network_asked import Weighed, shown
from app.web.network_body import NetworkBody
from app.web.network_bounds import check_answer
from app.web.network_examples import FORWARD
from app.web.network_summary import summary_json
from app.web.openapi import LOGGED, TENSORS
from app.web.tensors import TensorsResponse, dumps, json_answer, wants_json

router = APIRouter(prefix="/api/networks", tags=["networks"], responses=LOGGED, route_class=JsonRoute)


@router.post("/forward", response_class=Response, responses={200: TENSORS})
async def run(request: Request, body: Annotated[NetworkBody, Body(openapi_examples=FORWARD)]) -> Response:
    """Run a network and send its tensors: `input`, and `layers.{i}.` with `output`, `weight`, `bias`, `rows`, `cols`.

    In `meta`: the summary; `classes`, where the weights are a run's; `probabilities`, where the last output is flat.
    """
    as_json = wants_json(request.headers)
    context = context_of(request)
    array, asked = await shown(context, body)
    want = None if body.want is None else frozenset(body.want)
    check_answer(asked.fit.chain, want, context.settings)
    answer = partial(_answer, body, array, asked, want, language_of(request), as_json=as_json)
    return await context.work.run(answer, short=asked.is_short and not as_json)


def _answer(
    body: NetworkBody, array: Array, asked: Weighed, want: frozenset[str] | None, language: Language, *, as_json: bool
) -> Response:
    found = forward(asked.network(), array, mode=body.mode, seed=body.seed, want=want)
    said = dumps(
        {
            "classes": asked.classes,
            "probabilities": found.probabilities and [json_number(value) for value in found.probabilities],
        }
    )
    # Two objects in one: the summary is the larger part by far, and remembered as text.
    told, _ = summary_json(body.layers, array.shape, language)
    meta = f"{told[:-1]},{said[1:]}"
    return json_answer(found.tensors, meta) if as_json else TensorsResponse(found.tensors, meta)
