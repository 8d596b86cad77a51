"""`/api/layers` and `/api/presets`: what layers there are, and one of them at work."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.errors import Refusal
from app.i18n import Language, translate
from app.layers import KINDS, PRESETS, AnyLayer, Cost, Seed, WeightSpec, cost, meta, replaced
from app.layers import apply as apply_layer
from app.layers import explain as explain_layer
from app.settings import Settings
from app.web.bodies import JsonRoute
from app.web.context import Context, context_of, language_of
from app.web.examples import APPLY, EXPLAIN
from app.web.inputs import Array, Input, Shape
from app.web.openapi import PROBLEMS, TENSORS
from app.web.tensors import JSON, TensorsResponse, dumps, json_answer, wants_json

router = APIRouter(prefix="/api", tags=["layers"], responses=PROBLEMS, route_class=JsonRoute)

TensorName: TypeAlias = Literal[
    "input", "output", "weight", "bias", "mask", "running_mean", "running_var", "indices", "rows", "cols"
]
Finite = Annotated[float, Field(allow_inf_nan=False)]

# What takes about a millisecond; beyond it a thread keeps the event loop free for others.
SHORT_MACS = 30_000_000
SHORT_NUMBERS = 2_000_000


class ApplyRequest(BaseModel):
    """A layer, what it reads, what determines its numbers, and which of them to send."""

    model_config = ConfigDict(strict=True, extra="forbid")

    input: Input
    layer: AnyLayer
    weight: Annotated[WeightSpec | None, Field(description="Left out: torch's own initialisation under seed 0.")] = None
    bias: Annotated[list[Finite] | None, Field(max_length=1_000_000, description="One number per output channel.")] = (
        None
    )
    mode: Annotated[
        Literal["eval", "train"], Field(description="`train` lets dropout and batch norm do their work.")
    ] = "eval"
    seed: Annotated[Seed, Field(description="Of dropout in train mode.")] = 0
    want: Annotated[
        list[TensorName] | None, Field(max_length=32, description="The tensors to send; left out, all of them.")
    ] = None


class ExplainRequest(ApplyRequest):
    """The same body plus `at`; `want` is taken, so that it is the same, and changes nothing: no tensor is sent."""

    at: Annotated[
        list[int],
        Field(min_length=1, max_length=3, description="The output cell: `[c, y, x]`, or `[i]` of a flat output."),
    ]


class LayerInfo(BaseModel):
    """One kind of layer; `schema` describes its parameters."""

    model_config = ConfigDict(populate_by_name=True)

    parameters: Annotated[dict[str, Any], Field(alias="schema", serialization_alias="schema")]
    title: str
    summary: str


class PresetInfo(BaseModel):
    """One named kernel; `values` is an example."""

    name: str
    title: str
    sizes: list[int]
    params: list[dict[str, Any]]
    values: list[list[float]]


@router.get("/layers")
async def kinds(request: Request) -> dict[str, LayerInfo]:
    """Every kind of layer with the JSON Schema of its parameters; a page can build its controls from it."""
    return _kinds(language_of(request))


@router.get("/presets")
async def presets(request: Request) -> list[PresetInfo]:
    """The named kernels: the square sizes that they come in, their parameters, and one example."""
    return _presets(language_of(request))


@router.post("/layers/apply", response_class=Response, responses={200: TENSORS})
async def apply(request: Request, body: Annotated[ApplyRequest, Body(openapi_examples=APPLY)]) -> Response:
    """Run one layer and send its tensors: as safetensors, or as nested lists where `Accept` asks for JSON."""
    as_json = wants_json(request.headers)
    context = context_of(request)
    array, price = await _input(context, body)
    answer = partial(_applied, context, body, array, language_of(request), as_json=as_json)
    return await context.work.run(answer, short=_is_short(price) and not as_json)


@router.post("/layers/explain")
async def explain(request: Request, body: Annotated[ExplainRequest, Body(openapi_examples=EXPLAIN)]) -> Response:
    """One output cell, term by term, reduced in float64 and compared with torch's own number.

    `weight`, `product` and `partial_sums` are null where no kernel multiplies the input, as in batch norm, whose
    `weight` scales the normalised value.
    """
    context = context_of(request)
    array, price = await _input(context, body)
    return await context.work.run(partial(_explained, context, body, array), short=_is_short(price))


def _applied(context: Context, body: ApplyRequest, array: Array, language: Language, *, as_json: bool) -> Response:
    result = apply_layer(
        body.layer,
        array,
        weight=body.weight,
        bias=body.bias,
        mode=body.mode,
        seed=body.seed,
        want=None if body.want is None else frozenset(body.want),
        device=context.device,
    )
    out = replaced(body.weight, body.layer.weight_shapes(array.shape).get("weight", ()))
    said = _meta(body.layer, array.shape, language, out)
    return json_answer(result.tensors, said) if as_json else TensorsResponse(result.tensors, said)


def _explained(context: Context, body: ExplainRequest, array: Array) -> Response:
    result = explain_layer(
        body.layer,
        array,
        at=body.at,
        weight=body.weight,
        bias=body.bias,
        mode=body.mode,
        seed=body.seed,
        device=context.device,
    )
    return Response(dumps(result), media_type=JSON)


async def _input(context: Context, body: ApplyRequest) -> tuple[Array, Cost]:
    """The layer's input, and what the layer will cost on it, within the budget."""
    check = partial(_price, body.layer, context.settings)
    array = body.input.ready(context)
    if array is None:
        array = await context.work.run(partial(body.input.load, context, check), short=False)
    return array, check(array.shape)


def _price(layer: AnyLayer, settings: Settings, shape: Shape) -> Cost:
    """What the layer will cost, by arithmetic alone.

    Raises:
        Refusal: `over_budget`, or what makes the layer impossible on this shape.
    """
    price = _cost(layer, shape)
    if price.macs > settings.max_macs or price.numbers > settings.max_numbers:
        raise Refusal(
            "over_budget",
            loc=("layer",),
            macs=price.macs,
            max_macs=settings.max_macs,
            numbers=price.numbers,
            max_numbers=settings.max_numbers,
        )
    return price


_cost = lru_cache(maxsize=1024)(cost)  # a dragged control asks for the same layer on the same shape again and again


def _is_short(price: Cost) -> bool:
    return price.macs <= SHORT_MACS and price.numbers <= SHORT_NUMBERS


@lru_cache(maxsize=512)
def _meta(layer: AnyLayer, shape: Shape, language: Language, out: tuple[int, ...]) -> str:
    """The contract's `meta` as JSON, its note in the language asked for.

    `replaced`, where it is there, lists the maps whose named kernel gave way to `otherwise`.
    """
    said = meta(layer, shape)
    if out:
        said = {**said, "replaced": out}
    if "keras_note" in said:
        note = said["keras_note"]
        said = {**said, "keras_note": translate(language, f"keras.{note['code']}", **note["params"])}
    return dumps(said)


@lru_cache
def _kinds(language: Language) -> dict[str, LayerInfo]:
    return {
        kind: LayerInfo(
            parameters=model.model_json_schema(),
            title=translate(language, f"layers.{kind}.title"),
            summary=translate(language, f"layers.{kind}.summary"),
        )
        for kind, model in KINDS.items()
    }


@lru_cache
def _presets(language: Language) -> list[PresetInfo]:
    return [
        PresetInfo.model_validate({**preset.describe(), "title": translate(language, f"presets.{preset.name}")})
        for preset in PRESETS.values()
    ]
