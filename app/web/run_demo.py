"""`POST /api/runs/demo`: the small run that fills the panel at the first visit."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.errors import Refusal
from app.training.spec import RunSpec
from app.web.context import Context, context_of
from app.web.openapi import FULL, PROBLEMS
from app.web.run_view import DEMONSTRATION, Submitted
from app.web.runs import start

router = APIRouter(prefix="/api/runs", tags=["runs"], responses=PROBLEMS)

SPEC = RunSpec.model_validate(
    {
        "dataset": "mnist",
        "layers": [
            {"kind": "conv2d", "out_channels": 8, "kernel_size": 5, "padding": "same"},
            {"kind": "relu"},
            {"kind": "max_pool2d", "kernel_size": 2},
            {"kind": "conv2d", "out_channels": 16, "kernel_size": 3, "padding": "same"},
            {"kind": "relu"},
            {"kind": "max_pool2d", "kernel_size": 2},
            {"kind": "flatten"},
            {"kind": "linear", "out_features": 10},
        ],
        "optimizer": {"kind": "adam", "lr": 0.005},
        "batch_size": 32,
        "epochs": 30,
        "validation_split": 0.2,
        "seed": 1,
        "probe": {"image": "digit-3"},
        "callbacks": [
            {"kind": "early_stopping", "patience": 4, "restore_best_weights": True, "verbose": 1},
            {"kind": "reduce_lr_on_plateau", "factor": 0.3, "patience": 2, "verbose": 1},
            {
                "kind": "model_checkpoint",
                "filepath": "{epoch:02d}-{val_loss:.3f}",
                "save_best_only": True,
                "save_weights_only": True,
                "verbose": 1,
            },
        ],
    }
)
"""Overfits within about ten epochs of a second each: slow enough to be watched, and all three callbacks have something
to do. Here the rate falls after the seventh epoch, the next one is the best, and the run stops after the twelfth."""


@router.post("/demo", responses=FULL)
async def demo(
    request: Request,
    again: Annotated[bool, Query(description="Start it although there has been one.")] = False,
) -> Submitted:
    """Start the demonstration run if this data folder has never had a run; else name the newest run.

    409 `demo_off` where the setting forbids it, `demo_gone` where there was one and no run is left.
    """
    context = context_of(request)
    if not context.settings.demo:
        raise Refusal("demo_off", status=409)
    async with context.demonstration:
        newest = next(iter(context.runs.list()), None)
        if newest is not None and not again:
            return Submitted(id=newest.id)
        if _mark(context).exists() and not again:
            raise Refusal("demo_gone", status=409)
        name = await start(context, SPEC, DEMONSTRATION)
        with suppress(OSError):  # then it may start once more than it should
            _mark(context).touch()
        return Submitted(id=name)


def offered(context: Context) -> bool:
    """Whether `demo` would start a run: it is allowed, and there has never been one."""
    return context.settings.demo and not context.runs.list() and not _mark(context).exists()


def _mark(context: Context) -> Path:
    """Is there once there has been a demonstration, whatever became of it."""
    return context.settings.data / "demonstrated"
