"""What a run has learned: maps and figures of each epoch, and its answer to a picture that it is shown."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.errors import Refusal
from app.layers import Shape
from app.training.events import plain
from app.training.tensorfile import unpack
from app.web.bodies import JsonRoute
from app.web.context import Context, context_of
from app.web.inputs import Array, Input, PictureInput
from app.web.json_answer import JsonAnswer
from app.web.openapi import LOGGED, TENSORS
from app.web.run_examples import PREDICT
from app.web.run_facts import facts_of
from app.web.run_ids import RunId
from app.web.tensors import JSON, OCTETS, dumps, json_answer, wants_json

router = APIRouter(prefix="/api/runs/{id:run}", tags=["runs"], responses=LOGGED, route_class=JsonRoute)

Epoch: TypeAlias = Annotated[
    int | None, Query(ge=0, le=2**31 - 1, description="Counted from 0; left out, the last one that is there.")
]
FIGURES: dict[int | str, dict[str, Any]] = {200: {"content": {JSON: {"schema": {"type": "object"}}}}}


class PredictRequest(BaseModel):
    """What the network is shown."""

    model_config = ConfigDict(strict=True, extra="forbid")

    input: Annotated[Input, Field(description="`color` and `size`, left out, are those of the run's data set.")]


class Prediction(BaseModel):
    """The network's answer; a probability that is none is the text `nan`."""

    classes: list[str]
    probabilities: list[float | str]


@router.get("/maps", response_class=Response, responses={200: TENSORS})
async def maps(request: Request, id: RunId, epoch: Epoch = None) -> Response:  # noqa: A002  the name in the address
    """Filters and the feature maps of the probe as they were after an epoch; 404 where that epoch has none.

    Tensors: `input`, `filters` (the first layer's, where it has some), `layers.{i}.weight`, `layers.{i}.output`; in
    `meta`: `epoch`, `kinds`, `classes`, `probabilities`.
    """
    as_json = wants_json(request.headers)
    blob = await _blob(request, id, "maps", epoch)
    if not as_json:
        return Response(blob, media_type=OCTETS)
    return await context_of(request).work.run(partial(_as_json, blob), short=False)


@router.get("/figures", response_class=Response, responses=FIGURES)
async def figures(request: Request, id: RunId, epoch: Epoch = None) -> Response:  # noqa: A002
    """How the network erred in an epoch: `confusion`, the `worst` pictures, `histograms` of weights and gradients."""
    return Response(await _blob(request, id, "figures", epoch), media_type=JSON)


@router.post("/predict", response_model=Prediction)
async def predict(
    request: Request,
    id: RunId,  # noqa: A002
    body: Annotated[PredictRequest, Body(openapi_examples=PREDICT)],
) -> JsonAnswer:
    """What the network makes of a picture under its present weights; 409 where it has none yet."""
    context = context_of(request)
    context.runs.get(id)
    facts = await context.work.run(partial(facts_of, context.runs, id), short=False)
    array = await context.work.run(partial(_shown, context, body.input, facts.shape), short=False)
    probabilities = await context.runs.predict(id, array)
    return JsonAnswer({"classes": facts.classes, "probabilities": plain(probabilities)})


async def _blob(request: Request, name: str, kind: str, epoch: int | None) -> bytes:
    """What was kept of an epoch, or of the last one of which something was.

    Raises:
        Refusal: `run_unknown`, `epoch_unknown` (404).
    """
    context = context_of(request)
    context.runs.get(name)

    def read() -> bytes:
        wanted = max(context.runs.epochs(name, kind), default=0) if epoch is None else epoch
        return context.runs.blob(name, kind, wanted)

    return await context.work.run(read, short=False)


def _as_json(blob: bytes) -> Response:
    tensors, meta = unpack(blob)
    return json_answer({name: tensor.numpy() for name, tensor in tensors.items()}, dumps(plain(meta)))


def _shown(context: Context, source: Input, shape: Shape) -> Array:
    """The input as the network reads it.

    Raises:
        Refusal: `input_shape_disagrees`, and what the input itself says.
    """
    if isinstance(source, PictureInput):
        channels, *size = shape
        usual: dict[str, Any] = {"color": "gray" if channels == 1 else "rgb", "size": tuple(size)}
        missing = {name: value for name, value in usual.items() if name not in source.model_fields_set}
        source = source.model_copy(update=missing)

    def check(found: Shape) -> None:
        if tuple(found) != tuple(shape):
            given, expected = ("×".join(map(str, each)) for each in (found, shape))
            raise Refusal("input_shape_disagrees", loc=("input",), given=given, expected=expected)

    array = source.ready(context)
    if array is None:
        return source.load(context, check)
    check(array.shape)
    return array
