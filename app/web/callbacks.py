"""`/api/callbacks`: what callbacks there are, and what they would have done."""

from __future__ import annotations

import math
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Body, Request
from fastapi.openapi.models import Example
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from app.errors import Refusal
from app.i18n import Language, has, translate
from app.training.callbacks import KINDS, AnyCallback
from app.training.events import Event, plain
from app.training.simulate import Simulation, simulate
from app.web.bodies import JsonRoute
from app.web.context import context_of, language_of
from app.web.json_answer import JsonAnswer
from app.web.openapi import PROBLEMS
from app.web.sentences import sentence

router = APIRouter(prefix="/api/callbacks", tags=["callbacks"], responses=PROBLEMS, route_class=JsonRoute)

LONGEST = 20_000
"""Decisions of one simulation: callbacks × epochs × batches."""
SHORT = 400
"""As many take about a millisecond; beyond that a thread keeps the event loop free for others."""

SIMULATE: dict[str, Example] = {
    "a plateau": {
        "summary": "Three callbacks over a loss that stops falling",
        "value": {
            "callbacks": [
                {"kind": "early_stopping", "monitor": "val_loss", "patience": 3, "restore_best_weights": True},
                {"kind": "reduce_lr_on_plateau", "monitor": "val_loss", "factor": 0.1, "patience": 2},
                {"kind": "model_checkpoint", "filepath": "{epoch:02d}-{val_loss:.2f}", "save_best_only": True},
            ],
            "logs": [{"val_loss": 0.9}, {"val_loss": 0.7}, {"val_loss": 0.75}, {"val_loss": "nan"}, {"val_loss": 0.8}],
            "lr": 0.001,
        },
    },
    "every other batch": {
        "summary": "A checkpoint that counts batches across epochs",
        "value": {
            "callbacks": [{"kind": "model_checkpoint", "filepath": "e{epoch}b{batch}", "save_freq": 2}],
            "logs": [{"loss": 1.0}, {"loss": 0.5}, {"loss": 0.4}],
            "lr": 0.01,
            "batches": 3,
        },
    },
}


def _figure(value: Any) -> Any:
    """A number, or the contract's word for one that JSON cannot say; JSON's own parser lets a bare NaN through."""
    if isinstance(value, str) and value in {"nan", "inf", "-inf"}:
        return float(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < math.inf:
        raise PydanticCustomError("figure_needed", "a finite number, or one of the words nan, inf, -inf")
    return value


Figure: TypeAlias = Annotated[
    float,
    Field(allow_inf_nan=True),
    BeforeValidator(_figure, json_schema_input_type=float | Literal["nan", "inf", "-inf"]),
]
FigureName: TypeAlias = Annotated[str, Field(min_length=1, max_length=64)]


class SimulateRequest(BaseModel):
    """Callbacks, and the figures of each epoch that they are to judge."""

    model_config = ConfigDict(strict=True, extra="forbid")

    callbacks: Annotated[list[AnyCallback], Field(max_length=50, description="In the order in which they are called.")]
    logs: Annotated[
        list[Annotated[dict[FigureName, Figure], Field(max_length=16)]],
        Field(max_length=5_000, description="One object per epoch; a figure that is missing is an absent key."),
    ]
    lr: Annotated[float, Field(gt=0, allow_inf_nan=False, description="The rate of the first epoch.")] = 0.001
    batches: Annotated[
        int, Field(ge=1, le=1000, description="Batches of an epoch, for what counts or looks at batches.")
    ] = 1


class CallbackInfo(BaseModel):
    """One kind of callback; `schema` describes its parameters and says what each is for."""

    model_config = ConfigDict(populate_by_name=True)

    parameters: Annotated[dict[str, Any], Field(alias="schema", serialization_alias="schema")]
    title: str
    summary: str


class SimulationInfo(BaseModel):
    """What would have happened; `events` are those of a real run."""

    events: list[dict[str, Any]]
    stopped_epoch: int | None
    restored_epoch: int | None
    lr: Annotated[list[float], Field(description="The rate used in each epoch that ran.")]
    saved: Annotated[list[str], Field(description="The names of the checkpoint files in the order of writing.")]


@router.get("")
async def kinds(request: Request) -> dict[str, CallbackInfo]:
    """Every kind of callback with the JSON Schema of its parameters; a page can build its form from it."""
    return _kinds(language_of(request))


@router.post("/simulate", response_model=SimulationInfo)
async def simulation(request: Request, body: Annotated[SimulateRequest, Body(openapi_examples=SIMULATE)]) -> Response:
    """What the callbacks of a run would do over these figures: the same code, without a network."""
    decisions = len(body.callbacks) * len(body.logs) * body.batches
    if decisions > LONGEST:
        raise Refusal("simulation_too_long", decisions=decisions, limit=LONGEST)
    answer = partial(_simulated, body, language_of(request))
    return await context_of(request).work.run(answer, short=decisions <= SHORT)


def _simulated(body: SimulateRequest, language: Language) -> Response:
    result: Simulation = simulate(body.callbacks, body.logs, body.lr, body.batches)
    return JsonAnswer(
        {
            "events": [_told(event, language) for event in result.events],
            "stopped_epoch": result.stopped_epoch,
            "restored_epoch": result.restored_epoch,
            "lr": result.lr,
            "saved": result.saved,
        }
    )


def _told(event: Event, language: Language) -> dict[str, Any]:
    """The event as a run's stream would tell it, but for its place and time in a log."""
    reason = {} if event.said is None else {"reason": sentence(event.said, language)}
    return {"type": event.type, "epoch": event.epoch, **plain(event.fields), **reason}


@lru_cache
def _kinds(language: Language) -> dict[str, CallbackInfo]:
    return {
        kind: CallbackInfo(
            parameters=_schema(kind, language),
            title=translate(language, f"callbacks.{kind}.title"),
            summary=translate(language, f"callbacks.{kind}.summary"),
        )
        for kind in KINDS
    }


def _schema(kind: str, language: Language) -> dict[str, Any]:
    """The kind's JSON Schema, in which every parameter says in words what it does."""
    schema = KINDS[kind].model_json_schema()
    for name, field in schema["properties"].items():
        key = next((key for key in (f"callbacks.params.{kind}.{name}", f"callbacks.params.{name}") if has(key)), None)
        if key:
            field["description"] = translate(language, key)
    return schema
