"""`/api/samples` and `/api/images`: the pictures that layers read."""

from __future__ import annotations

import io
from functools import lru_cache, partial
from typing import Annotated

from fastapi import APIRouter, File, Path, Request, UploadFile
from pydantic import BaseModel
from starlette.responses import Response

from app.errors import Refusal
from app.i18n import translate
from app.images import MAX_FILE_BYTES, SAMPLES, decode
from app.web.bodies import FormRoute
from app.web.context import context_of, language_of
from app.web.examples import UPLOAD
from app.web.openapi import FULL, PROBLEMS

router = APIRouter(prefix="/api", tags=["pictures"], responses=PROBLEMS, route_class=FormRoute)

PictureId = Annotated[
    str,
    Path(
        description="The id of an uploaded picture, or of a sample.",
        examples=["boats"],
        min_length=1,
        max_length=64,
    ),
]


class PictureInfo(BaseModel):
    """A picture without its pixels; `channels` is 3 for colour and 1 for grey."""

    id: str
    width: int
    height: int
    channels: int


class SampleInfo(PictureInfo):
    """A picture that comes with the program."""

    title: str


@router.get("/samples")
async def samples(request: Request) -> list[SampleInfo]:
    """The pictures that come with the program: photographs, handwritten digits, patterns."""
    language = language_of(request)
    return [
        SampleInfo(
            id=sample.id,
            title=translate(language, sample.title, **sample.params),
            width=image.width,
            height=image.height,
            channels=len(image.getbands()),
        )
        for sample in SAMPLES.values()
        for image in (sample.image(),)
    ]


@router.post(
    "/images",
    status_code=201,
    responses=FULL,
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"examples": UPLOAD}}}},
)
async def upload(
    request: Request,
    file: Annotated[UploadFile, File(description="PNG, JPEG, WebP, GIF or BMP, at most 10 MiB.")],
) -> PictureInfo:
    """Store a picture; the same pixels have the same id, whatever the file was."""
    if file.size is not None and file.size > MAX_FILE_BYTES:
        raise Refusal("file_too_large", status=413, loc=("file",), bytes=file.size, limit=MAX_FILE_BYTES)
    data = await file.read()
    context = context_of(request)
    picture = await context.work.run(lambda: context.pictures.add(decode(data)), short=False)
    return PictureInfo(id=picture.id, width=picture.width, height=picture.height, channels=picture.channels)


@router.get(
    "/images/{id}",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def picture(request: Request, id: PictureId) -> Response:  # noqa: A002  the name in the address
    """A stored picture or a sample as PNG, upright; 404 where it is unknown or was dropped."""
    context = context_of(request)
    load = partial(_sample_png, id) if id in SAMPLES else partial(context.pictures.png, id)
    data = await context.work.run(load, short=False)
    return Response(data, media_type="image/png", headers={"Cache-Control": "no-cache"})


@router.delete("/images/{id}", status_code=204)
async def delete(request: Request, id: PictureId) -> None:  # noqa: A002  the name in the address
    """Drop an uploaded picture."""
    if id in SAMPLES:
        raise Refusal("sample_fixed", status=409)
    context = context_of(request)
    await context.work.run(lambda: context.pictures.delete(id), short=False)
    context.prepared.drop(id)


@lru_cache(maxsize=len(SAMPLES))
def _sample_png(name: str) -> bytes:
    file = io.BytesIO()
    SAMPLES[name].image().save(file, "PNG")
    return file.getvalue()
