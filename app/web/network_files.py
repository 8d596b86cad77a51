"""`/api/networks/weights` and `/export`: weights in, and a network with its weights out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Annotated, Any, Literal

import torch
from fastapi import APIRouter, Body, File, Query, Request, UploadFile
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from app.errors import Refusal
from app.networks.onnx_process import exported
from app.settings import Settings
from app.training.tensorfile import pack
from app.web.attachment import Attachment
from app.web.bodies import FormRoute, JsonRoute
from app.web.context import context_of
from app.web.network_asked import Weighed, weighed
from app.web.network_body import ChainBody, WeighedBody
from app.web.network_examples import EXPORT, WEIGHTS
from app.web.network_summary import Draft, layers_written
from app.web.openapi import FULL, LOGGED, PROBLEMS
from app.web.tensors import OCTETS

PREFIX = "/api/networks"
UPLOAD = f"{PREFIX}/weights"

router = APIRouter(prefix=PREFIX, tags=["networks"], responses=LOGGED, route_class=JsonRoute)
forms = APIRouter(prefix=PREFIX, tags=["networks"], responses=PROBLEMS, route_class=FormRoute)

FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
}


class WeightsInfo(BaseModel):
    """Uploaded weights: what names them in requests, and the shape of each tensor."""

    id: str
    tensors: dict[str, list[int]] = Field(description="By name; counters of integers are left out.")
    layers: list[Draft] | None = Field(description="What the file says of its network, if it is one of ours.")
    input_shape: list[int] | None


def largest_file(settings: Settings) -> int:
    """Bytes of an uploaded file: the largest network's parameters in float32, and room for what else a file holds."""
    return 4 * settings.max_parameters + 2**20


@forms.post(
    "/weights",
    status_code=201,
    responses=FULL,
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"examples": WEIGHTS}}}},
)
async def upload(
    request: Request,
    file: Annotated[UploadFile, File(description="safetensors, of float32, float16, bfloat16 or float64.")],
) -> WeightsInfo:
    """Keep the weights of a file, as torch's `state_dict` has them; the same numbers have the same id.

    They are dropped some time after their last use; a request that names them is then refused with `weights_unknown`.
    """
    context = context_of(request)
    limit = largest_file(context.settings)
    if file.size is not None and file.size > limit:
        raise Refusal("weights_too_large", status=413, loc=("file",), bytes=file.size, limit=limit)
    data = await file.read()
    found = await context.work.run(partial(context.weights.add, data), short=False)
    layers, input_shape = _network_of(found.document)
    return WeightsInfo(
        id=found.id,
        tensors={name: list(shape) for name, shape in found.shapes.items()},
        layers=layers,
        input_shape=input_shape,
    )


def _network_of(document: Mapping[str, Any]) -> tuple[list[Draft], list[int]] | tuple[None, None]:
    """The layers and the input of the network that a file says it has the weights of, as they are written there; None
    where it says none that can be read.
    """
    layers, input_shape = document.get("layers"), document.get("input_shape")
    with suppress(ValidationError, RecursionError):
        ChainBody.model_validate({"layers": layers, "input_shape": input_shape})
        return layers, input_shape
    return None, None


@router.post("/export", response_class=Response, responses=FILE)
async def export(
    request: Request,
    body: Annotated[WeighedBody, Body(openapi_examples=EXPORT)],
    format: Annotated[  # noqa: A002
        Literal["safetensors", "onnx"],
        Query(description="The weights, as `load_state_dict` takes them; or the whole network as ONNX."),
    ] = "safetensors",
) -> Response:
    """The network with its weights as a file; ONNX is 409 where torch's exporter lacks what it needs."""
    context = context_of(request)
    asked = await weighed(context, body.layers, body.input_shape, body.weights)
    layers = await layers_written(request)
    if format == "onnx":
        return await context.exports.run_for(request, lambda: _attached(exported(asked.network()), "onnx"))
    return await context.work.run(lambda: _attached(_safetensors(layers, asked), "safetensors"), short=False)


def _attached(data: bytes, ending: str) -> Response:
    return Attachment(data, f"network.{ending}", OCTETS)


def _safetensors(layers: list[Draft], asked: Weighed) -> bytes:
    tensors: dict[str, torch.Tensor] = {name: each.cpu() for name, each in asked.network().module.state_dict().items()}
    document = {"layers": layers, "input_shape": list(asked.fit.chain.input_shape), "classes": asked.classes}
    return pack(tensors, {name: value for name, value in document.items() if value is not None})
