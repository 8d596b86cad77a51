"""`POST /api/runs/check`: what a run would be, without running it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field

from app.training.spec import Plan
from app.web.bodies import JsonRoute
from app.web.context import context_of, language_of
from app.web.openapi import PROBLEMS
from app.web.run_examples import SUBMIT
from app.web.run_plan import planned
from app.web.runs import Submission
from app.web.sentences import remark

router = APIRouter(prefix="/api/runs", tags=["runs"], responses=PROBLEMS, route_class=JsonRoute)


class PlannedLayer(BaseModel):
    """One layer in its place."""

    kind: str
    output_shape: list[int]
    parameters: int
    macs: int = Field(description="Of one sample.")


class Remark(BaseModel):
    """What is allowed, but hardly meant."""

    code: str
    detail: str


class Checked(BaseModel):
    """A run that can be done."""

    layers: list[PlannedLayer]
    parameters: int
    macs: int = Field(description="Of one sample.")
    train: int = Field(description="Samples that are trained on.")
    validation: int = Field(description="Samples that are kept for validation.")
    batches: int = Field(description="Of an epoch.")
    warnings: list[Remark]


@router.post("/check")
async def check(request: Request, body: Annotated[Submission, Body(openapi_examples=SUBMIT)]) -> Checked:
    """What a run with this body would be: shapes, parameters, warnings; or the refusal that submitting it would get."""
    context = context_of(request)
    language = language_of(request)
    _, plan = await context.work.run(partial(planned, context, body.spec()), short=False)
    context.probes.check(body.probe)
    return _told(plan, [Remark(**remark(said, language)) for said in plan.warnings])


def _told(plan: Plan, warnings: list[Remark]) -> Checked:
    return Checked(
        layers=[
            PlannedLayer(
                kind=step.layer.kind,
                output_shape=list(step.output_shape),
                parameters=step.parameters,
                macs=step.macs,
            )
            for step in plan.chain.steps
        ],
        parameters=plan.chain.parameters,
        macs=plan.chain.macs,
        train=plan.train,
        validation=plan.validation,
        batches=plan.batches,
        warnings=warnings,
    )
