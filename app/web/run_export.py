"""`GET /api/runs/{id}/export`: a run to take away, as its events, as a table of its epochs, or as a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.i18n import Language
from app.runs import Row
from app.training.script import python_script
from app.training.spec import RunSpec
from app.web.attachment import Attachment, stem
from app.web.context import Context, context_of, language_of
from app.web.openapi import LOGGED
from app.web.run_facts import facts_of
from app.web.run_ids import RunId
from app.web.run_view import name_of
from app.web.sentences import event_text
from app.web.tensors import dumps

router = APIRouter(prefix="/api/runs/{id:run}", tags=["runs"], responses=LOGGED)

COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds")
EXPORTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            kind: {"schema": {"type": "string"}} for kind in ("application/x-ndjson", "text/csv", "text/x-python")
        },
    }
}


@router.get("/export", response_class=Response, responses=EXPORTS)
async def export(
    request: Request,
    id: RunId,  # noqa: A002  the name in the address
    format: Annotated[  # noqa: A002
        Literal["jsonl", "csv", "python"],
        Query(description="Every event, one a line; the figures of each epoch; or a PyTorch script."),
    ] = "jsonl",
) -> Response:
    """The run as a file: its events, a table of its epochs, or a PyTorch script that trains to the same numbers."""
    context = context_of(request)
    name = stem(name_of(context.runs.get(id), language_of(request)), id)
    match format:
        case "jsonl":
            text = partial(_events, context, id, language_of(request))
            ending, kind = "jsonl", "application/x-ndjson"
        case "csv":
            text = partial(_table, context, id)
            ending, kind = "csv", "text/csv"
        case "python":
            text = partial(_script, context, id, f"{request.base_url}api/runs/{id}/data")
            ending, kind = "py", "text/x-python"
    return Attachment(await context.work.run(text, short=False), f"{name}.{ending}", kind)


def _events(context: Context, name: str, language: Language) -> str:
    rows = context.runs.rows(name)
    return "".join([f"{event_text(row, language)}\n" for row in rows])


def _table(context: Context, name: str) -> str:
    """Epochs count from 0, as in the events."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in kept(context.runs.rows(name, types={"epoch_ended", "run_continued"})):
        fields = row.fields
        told = {"epoch": row.epoch, "seconds": fields.get("seconds"), **fields["logs"]}
        writer.writerow([told.get(column) for column in COLUMNS])
    return file.getvalue()


def _script(context: Context, name: str, data_url: str) -> str:
    facts = facts_of(context.runs, name)
    spec = RunSpec.model_validate_json(dumps(context.runs.get(name).spec))
    changes = [row.fields for row in kept(context.runs.rows(name, types={"run_changed", "run_continued"}))]
    return python_script(spec, facts.classes, facts.shape, changes, data_url)


def kept(rows: Sequence[Row]) -> list[Row]:
    """What still holds: a continued run has forgotten all that came after the epoch which it goes on from."""
    held: list[Row] = []
    for row in rows:
        if row.type == "run_continued":
            begin = row.fields["from_epoch"]
            held = [other for other in held if other.epoch is None or other.epoch < begin]
        else:
            held.append(row)
    return held
