"""`POST /api/networks/summary`: a network layer by layer, up to the one that breaks it, if one does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.i18n import Language, translate
from app.layers import Layer, Shape, json_number
from app.networks import Broken, Code, Mended, summary
from app.web.bodies import JsonRoute
from app.web.context import context_of, language_of
from app.web.network_body import ChainBody
from app.web.network_bounds import SHORT_LAYERS, check_count
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


Draft: TypeAlias = dict[str, Any]
"""A layer as JSON has it."""


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
    remedy: list[Draft] | None = Field(description="As they were written, but for what had to change.")


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
    context = context_of(request)
    check_count(body.layers, context.settings)
    tell = partial(summary_json, body.layers, body.input_shape, language_of(request))
    told, broken = await context.work.run(tell, short=len(body.layers) <= SHORT_LAYERS)
    if broken is not None:
        mended = broken.remedy if broken.remedy and len(broken.remedy) <= context.settings.max_layers else None
        remedy = None if mended is None else _changed(await layers_written(request), mended)
        told = f"{told[:-1]},{dumps({'broken': _broken(broken, remedy, language_of(request))})[1:]}"
    return Response(told, media_type=JSON)


async def layers_written(request: Request) -> list[Draft]:
    """The layers of a body that has been read, as its sender wrote them: `3` or `[3, 3]`, defaults said or not."""
    layers: list[Draft] = (await request.json())["layers"]
    return layers


@lru_cache(maxsize=256)
def summary_json(layers: tuple[Layer, ...], shape: Shape, language: Language) -> tuple[str, Broken | None]:
    """The contract's summary in words of this language, and what is to be said besides where the network breaks.

    Equal layers may have been written differently, so a remedy, which keeps to what was written, is nobody else's.
    """
    found = summary(layers, shape)
    said = dumps(
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
            **({} if found.broken else {"broken": None}),
        }
    )
    return said, found.broken


def _changed(written: Sequence[Draft], remedy: Sequence[Mended]) -> list[Draft]:
    """The layers as they were written, with what is changed."""
    return [{"kind": each.layer.kind} if each.origin is None else _with(written[each.origin], each) for each in remedy]


def _with(draft: Draft, mended: Mended) -> Draft:
    changed = {name: _short(value) for name, value in mended.changed.items()}
    dropped = {name for name, value in changed.items() if value is None}
    return {name: value for name, value in (draft | changed).items() if name not in dropped}


def _short(value: Any) -> Any:
    """A pair of equal numbers as one, as people write it."""
    return value[0] if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1] else value


def _code(code: Code, layers: tuple[Layer, ...], language: Language) -> dict[str, str | None]:
    said = {"torch": code.torch, "keras": code.keras}
    if code.note_code is None:
        return said
    note = translate(language, f"keras.{code.note_code}", **code.note_params)
    if code.note_layer is not None:
        kind = layers[code.note_layer].kind
        note = translate(language, "network.keras_layer", layer=code.note_layer + 1, kind=kind, reason=note)
    return {**said, "keras_note": note}


def _broken(broken: Broken, remedy: list[Draft] | None, language: Language) -> dict[str, Any]:
    refusal = broken.refusal
    return {
        "index": broken.index,
        "code": refusal.code,
        "title": translate(language, f"errors.{refusal.code}.title"),
        "detail": translate(language, f"errors.{refusal.code}.detail", **refusal.params),
        "params": plain_params(refusal.params),
        "loc": refusal.loc,
        "remedy": remedy,
    }
