"""`/api/datasets`: what there is to train on, and a look at it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.errors import Refusal
from app.i18n import Language, has, translate
from app.training.datasets import CLASSES, FILES, FOLDER, About, Examples, catalogue, examples, idx_folders
from app.web.context import context_of, language_of
from app.web.openapi import PROBLEMS, TENSORS
from app.web.tensors import Array, TensorsResponse, dumps, json_answer, wants_json

router = APIRouter(prefix="/api/datasets", tags=["data"], responses=PROBLEMS)

DatasetId = Annotated[
    str,
    Path(description="`mnist`, `strokes`, `shapes`, `drawings` or `idx:<name>`.", examples=["strokes"], max_length=80),
]
PerClass = Annotated[int, Query(ge=1, le=64, description="At most so many pictures of each class.")]


class DatasetInfo(BaseModel):
    """One data set; `train` and `test` count its pictures."""

    id: str
    title: str
    classes: list[str]
    shape: list[int]
    train: int
    test: int
    source: str
    licence: str


class Fault(BaseModel):
    """Why a data set cannot be used yet."""

    code: str
    detail: str


class IdxFolder(BaseModel):
    """One folder in which a data set in MNIST's format may lie; `problem` is absent where all is well."""

    name: str
    problem: Fault | None = None


class IdxPlace(BaseModel):
    """Where to put files in MNIST's format: into a folder of their own, whose name the data set gets, in `folder`."""

    folder: str
    files: list[str]
    classes: str
    folders: list[IdxFolder]


@router.get("")
async def datasets(request: Request) -> list[DatasetInfo]:
    """Every data set that a run can name now, the user's own files and drawings among them."""
    context, language = context_of(request), language_of(request)
    found = await context.work.run(partial(catalogue, context.settings.data), short=False)
    return [_info(known, language) for known in found]


@router.get("/idx", response_model_exclude_none=True)
async def idx_place(request: Request) -> IdxPlace:
    """Where to put a data set in MNIST's format, and what is wrong with those that are there but cannot be used."""
    context, language = context_of(request), language_of(request)
    found = await context.work.run(partial(idx_folders, context.settings.data), short=False)
    folders = [IdxFolder(name=name, problem=_fault(known, language)) for name, known in found]
    return IdxPlace(
        folder=str(context.settings.data.absolute() / FOLDER), files=list(FILES), classes=CLASSES, folders=folders
    )


@router.get("/{id}/samples", response_class=Response, responses={200: TENSORS})
async def samples(request: Request, id: DatasetId, per_class: PerClass = 8) -> Response:  # noqa: A002  the name in the address
    """A few pictures of every class: `images` (uint8, K×C×H×W, class by class) and `labels` (int32, K).

    `meta` has `classes` and, where a class has a name in words, `titles` in the language asked for.
    """
    as_json = wants_json(request.headers)
    context = context_of(request)
    load = partial(examples, id, context.settings.data, per_class)
    found = await context.work.run(load, short=False)
    meta = dumps({"classes": found.classes, "titles": _titles(id, found, language_of(request))})
    tensors: dict[str, Array] = {"images": found.images, "labels": found.labels.astype(np.int32)}
    return json_answer(tensors, meta) if as_json else TensorsResponse(tensors, meta)


def _info(known: About, language: Language) -> DatasetInfo:
    title, source, licence = (
        translate(language, f"datasets.{known.kind}.{part}", **known.params) for part in ("title", "source", "licence")
    )
    return DatasetInfo(
        id=known.id,
        title=title,
        classes=list(known.classes),
        shape=list(known.shape),
        train=known.train,
        test=known.test,
        source=source,
        licence=licence,
    )


def _titles(name: str, found: Examples, language: Language) -> list[str]:
    keys = [f"datasets.{name}.classes.{label}" for label in range(len(found.classes))]
    return [translate(language, key) if has(key) else known for key, known in zip(keys, found.classes, strict=True)]


def _fault(known: About | Refusal, language: Language) -> Fault | None:
    if isinstance(known, About):
        return None
    return Fault(code=known.code, detail=translate(language, f"errors.{known.code}.detail", **known.params))
