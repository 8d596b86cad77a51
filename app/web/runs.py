"""`/api/runs`: runs are submitted, listed, named and deleted here."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Body, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.errors import Refusal
from app.training import labels
from app.training.datasets import load, to_npz
from app.training.optimizers import Rate
from app.training.spec import RunSpec
from app.web.bodies import JsonRoute
from app.web.context import Context, context_of, language_of
from app.web.json_answer import JsonAnswer
from app.web.openapi import FULL, PROBLEMS
from app.web.run_examples import CHANGE, CHANGE_LIVE, SUBMIT
from app.web.run_ids import RunId
from app.web.run_plan import planned, probe_of
from app.web.run_view import RunInfo, Submitted, view

router = APIRouter(prefix="/api/runs", tags=["runs"], responses=PROBLEMS, route_class=JsonRoute)


def _name(given: str) -> str:
    name = labels.tidy(given)
    if name is None:
        raise PydanticCustomError("name_invisible", "characters that cannot be seen")
    return name


Name: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=80),
    AfterValidator(_name),
    Field(description="What a person calls the run, in characters that can be seen."),
]
Index: TypeAlias = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,2})$")]
"""JSON's names are texts."""
STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Submission(RunSpec):
    """A run to train, and what to call it."""

    name: Name = ""

    def spec(self) -> RunSpec:
        """Without the name, which may change later."""
        return RunSpec.model_construct(
            self.model_fields_set & set(RunSpec.model_fields),
            **{name: getattr(self, name) for name in RunSpec.model_fields},
        )


class PatienceChange(BaseModel):
    """What may change of a callback while it watches."""

    model_config = STRICT

    patience: Annotated[int, Field(ge=0, le=2**31 - 1)]


def _no_default(schema: dict[str, Any]) -> None:
    """A field that may be left out but not be null: the default only fills its place, and is not looked at."""
    del schema["default"]


class Change(BaseModel):
    """What may change of a run: its name at any time, the rest while it trains. What stays is left out, not null."""

    model_config = STRICT

    name: Annotated[Name, Field(None, description="Empty takes the name away.", json_schema_extra=_no_default)]
    lr: Annotated[Rate, Field(None, description="From the next batch on.", json_schema_extra=_no_default)]
    callbacks: Annotated[
        dict[Index, PatienceChange],
        Field({}, min_length=1, description="By their index, counted from 0.", json_schema_extra=_no_default),
    ]


@router.get("", response_model=list[RunInfo])
async def runs(request: Request) -> JsonAnswer:
    """Every run, the newest first."""
    language = language_of(request)
    return JsonAnswer([view(run, language) for run in context_of(request).runs.list()])


@router.get("/{id:run}", response_model=RunInfo)
async def run(request: Request, id: RunId) -> JsonAnswer:  # noqa: A002  the name in the address
    """One run: its state, its spec, its latest and best figures, its place in the queue."""
    return JsonAnswer(view(context_of(request).runs.get(id), language_of(request)))


@router.post("", status_code=201, responses=FULL)
async def submit(request: Request, body: Annotated[Submission, Body(openapi_examples=SUBMIT)]) -> Submitted:
    """Train a network; everything is checked first, and a refusal names the layer or the field that does not fit.

    The run starts at once, or waits for its turn.
    """
    return Submitted(id=await start(context_of(request), body.spec(), body.name))


async def start(context: Context, spec: RunSpec, name: str) -> str:
    """Checks a run, freezes what it depends on, and hands it over."""
    known, _ = await context.work.run(partial(planned, context, spec), short=False)
    with context.probes.keeping(spec.probe):
        probe = await context.work.run(partial(probe_of, context, spec.probe, known.shape), short=spec.probe is None)
        data = await context.work.run(partial(_frozen, context, spec.dataset), short=spec.dataset != "drawings")
        return await context.runs.submit(spec, name=name or None, data=data, probe=probe)


def _frozen(context: Context, dataset: str) -> bytes | None:
    """The user's drawings as they are now; the other data sets do not change."""
    return to_npz(load(dataset, context.settings.data)) if dataset == "drawings" else None


@router.patch("/{id:run}", response_model=RunInfo, responses=FULL)
async def change(
    request: Request,
    id: RunId,  # noqa: A002  the name in the address
    body: Annotated[Change, Body(openapi_examples=CHANGE | CHANGE_LIVE)],
) -> JsonAnswer:
    """Rename a run; or, while it trains, change its learning rate or a callback's patience, which an event records.

    409 where a run that has ended, or has not begun, would have to change its rate; its name then stays, too.
    """
    known = context_of(request).runs
    given = body.model_fields_set
    if not given:
        raise Refusal("nothing_to_change")
    patience = {int(index): changed.patience for index, changed in body.callbacks.items()}
    known.get(id)
    if given & {"lr", "callbacks"}:
        await known.change(id, lr=body.lr, patience=patience)
    if "name" in given:
        await known.rename(id, body.name)
    return JsonAnswer(view(known.get(id), language_of(request)))


@router.delete("/{id:run}", status_code=204, responses=FULL)
async def delete(request: Request, id: RunId) -> None:  # noqa: A002
    """Remove a run with its events, maps and checkpoints, also from the queue; 409 while it trains or is paused."""
    context = context_of(request)
    spec = context.runs.get(id).spec
    await context.runs.delete(id)
    context.probes.release(spec)
