"""`POST /api/networks/summary`: a network layer by layer, up to the one that breaks it, if one does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.i18n import Language, translate
from app.layers import Layer, Shape, json_number
from app.networks import Broken, Code, summary
from app.web.bodies import JsonRoute
from app.web.context import context_of, language_of
from app.web.network_body import ChainBody
from app.web.network_bounds import check_count
from app.web.network_examples import SUMMARY
from app.web.openapi import PROBLEMS
from app.web.problems import plain_params
from app.web.tensors import JSON, dumps

router = APIRouter(prefix="/api/networks", tags=["networks"], responses=PROBLEMS, route_class=JsonRoute)

Pair = Annotated[
    list[float] | None,
    Field(
        description="Height and width; null once a flat tensor is on the way, and behind a transposed convolution or "
        "adaptive pooling whose cells repeat themselves only after thousands."
    ),
]


class NetworkRow(BaseModel):
    """One layer in its place."""

    kind: str
    output_shape: list[int]
    parameters: int
    macs: int = Field(description="Multiplications by the weights for one input, without the bias.")
    receptive_field: Pair = Field(description="What a cell spans of the network's input at most, padding included.")
    jump: Pair = Field(description="From one cell to the next, on average.")


class NetworkTotals(BaseModel):
    """Of all rows; `activations` are the numbers of all outputs."""

    parameters: int
    macs: int
    activations: int


class NetworkCode(BaseModel):
    """Runnable texts that bind the network to the name `network`; where there is none for Keras, why."""

    torch: str
    keras: str | None
    keras_note: str | None = None


class NetworkBreak(BaseModel):
    """The first layer that does not fit: why, and the layers so changed that it does, where a change is known."""

    index: int
    code: str
    title: str
    detail: str
    params: dict[str, Any]
    loc: list[int | str]
    remedy: list[dict[str, Any]] | None


class NetworkSummary(BaseModel):
    """Rows, totals and code go as far as the layers fit."""

    input_shape: list[int]
    rows: list[NetworkRow]
    totals: NetworkTotals
    code: NetworkCode
    broken: NetworkBreak | None


@router.post("/summary", response_model=NetworkSummary)
async def summarise(request: Request, body: Annotated[ChainBody, Body(openapi_examples=SUMMARY)]) -> Response:
    """Shapes, parameters, multiplications and receptive fields of every layer, and the whole as text.

    A network that breaks is answered, too: up to the layer that does not fit, with the reason and a remedy.
    """
    check_count(body.layers, context_of(request).settings)
    said = summary_json(body.layers, body.input_shape, language_of(request))
    return Response(said, media_type=JSON)


@lru_cache(maxsize=256)
def summary_json(layers: tuple[Layer, ...], shape: Shape, language: Language) -> str:
    """The contract's summary in words of this language."""
    found = summary(layers, shape)
    return dumps(
        {
            "input_shape": shape,
            "rows": [
                {
                    "kind": row.kind,
                    "output_shape": row.output_shape,
                    "parameters": row.parameters,
                    "macs": row.macs,
                    "receptive_field": row.receptive_field,
                    "jump": row.jump and [json_number(step) for step in row.jump],
                }
                for row in found.rows
            ],
            "totals": {
                "parameters": found.totals.parameters,
                "macs": found.totals.macs,
                "activations": found.totals.activations,
            },
            "code": _code(found.code, layers, language),
            "broken": None if found.broken is None else _broken(found.broken, language),
        }
    )


def drafts(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """Layers as a request has them: what was not said is left out."""
    return [{"kind": layer.kind, **layer.model_dump(mode="json", exclude_unset=True)} for layer in layers]


def _code(code: Code, layers: tuple[Layer, ...], language: Language) -> dict[str, str | None]:
    said = {"torch": code.torch, "keras": code.keras}
    if code.note_code is None:
        return said
    note = translate(language, f"keras.{code.note_code}", **code.note_params)
    if code.note_layer is not None:
        kind = layers[code.note_layer].kind
        note = translate(language, "network.keras_layer", layer=code.note_layer + 1, kind=kind, reason=note)
    return {**said, "keras_note": note}


def _broken(broken: Broken, language: Language) -> dict[str, Any]:
    refusal = broken.refusal
    return {
        "index": broken.index,
        "code": refusal.code,
        "title": translate(language, f"errors.{refusal.code}.title"),
        "detail": translate(language, f"errors.{refusal.code}.detail", **refusal.params),
        "params": plain_params(refusal.params),
        "loc": refusal.loc,
        "remedy": None if broken.remedy is None else drafts(broken.remedy),
    }
