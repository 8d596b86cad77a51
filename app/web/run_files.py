"""The files of a run: checkpoints, what its callbacks wrote, and the data that it trains on."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.errors import Refusal
from app.training.callbacks.filename import ENDING
from app.training.datasets import to_npz
from app.training.events import plain
from app.web.attachment import Attachment, stem
from app.web.context import Context, context_of, language_of
from app.web.json_answer import JsonAnswer
from app.web.openapi import LOGGED
from app.web.run_ids import CheckpointName, FileName, RunId
from app.web.run_view import name_of
from app.web.tensors import OCTETS

router = APIRouter(prefix="/api/runs/{id:run}", tags=["runs"], responses=LOGGED)

FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
}
TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


class Checkpoint(BaseModel):
    """A file that a callback has saved: safetensors, with layers, epoch and logs in its metadata."""

    name: str
    epoch: int = Field(description="Counted from 0.")
    logs: dict[str, float | str] = Field(description="The figures when it was saved.")
    bytes: int
    full: bool = Field(description="Whether the optimizer's and the callbacks' state is in it, beside the weights.")


@router.get("/checkpoints", response_model=list[Checkpoint])
async def checkpoints(request: Request, id: RunId) -> JsonAnswer:  # noqa: A002  the name in the address
    """The checkpoints so far, in the order of their saving."""
    context = context_of(request)
    context.runs.get(id)
    return JsonAnswer(plain(await context.work.run(partial(context.runs.checkpoints, id), short=False)))


@router.get("/checkpoints/{name}", response_class=Response, responses=FILE)
async def checkpoint(request: Request, id: RunId, name: CheckpointName) -> Response:  # noqa: A002
    """One checkpoint; 404 where there is none of that name."""
    return Attachment(await _read(request, id, name, saved=True), name, OCTETS)


@router.get("/files/{name}", response_class=Response, responses=TEXT)
async def file(request: Request, id: RunId, name: FileName) -> Response:  # noqa: A002
    """What a callback such as `csv_logger` wrote; 404 where there is no file of that name."""
    return Attachment(await _read(request, id, name, saved=False), name, "text/csv")


@router.get("/data", response_class=Response, responses=FILE)
async def data(request: Request, id: RunId) -> Response:  # noqa: A002
    """The pictures and labels that the run trains on, as numpy's `.npz`; its Python script reads this file.

    409 where the data set's files are not those any more with which the run began.
    """
    context = context_of(request)
    name = stem(name_of(context.runs.get(id), language_of(request)), id)
    return Attachment(await context.work.run(partial(_data, context, id), short=False), f"{name}.npz", OCTETS)


async def _read(request: Request, run: str, name: str, *, saved: bool) -> bytes:
    """A file of the run, of those that are checkpoints (`saved`) or of the others.

    Raises:
        Refusal: `run_unknown`, `file_unknown` (404).
    """
    context = context_of(request)
    context.runs.get(run)
    if name.endswith(ENDING) is not saved:
        raise Refusal("file_unknown", status=404)

    def read() -> bytes:
        try:
            return context.runs.file(run, name).read_bytes()
        except FileNotFoundError as error:  # deleted since
            raise Refusal("file_unknown", status=404) from error

    return await context.work.run(read, short=False)


def _data(context: Context, name: str) -> bytes:
    return to_npz(context.runs.data(name))
