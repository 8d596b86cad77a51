"""`GET /api/runs/{id}/events`: a run's log as server-sent events, from any place on, then live.

What one reader costs is what counts: with a hundred of them every event is sent a hundred times. So a row is encoded
once per language, and rows that come together go out together.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator, Field

from app.i18n import Language
from app.runs import Row
from app.web.context import context_of, language_of
from app.web.event_stream import EventStream
from app.web.openapi import LOGGED
from app.web.run_ids import RunId
from app.web.sentences import event_text, worded

router = APIRouter(prefix="/api/runs", tags=["runs"], responses=LOGGED)

END = b"event: end\ndata: {}\n\n"
LARGEST_ID = 2**53 - 1

Place: TypeAlias = Annotated[
    Annotated[int, Field(ge=0, le=LARGEST_ID)] | None, BeforeValidator(lambda value: None if value == "" else value)
]
"""An event's id; an empty text, of a client that has seen none yet, names none."""
Resume: TypeAlias = Annotated[Place, Header(alias="Last-Event-ID")]
After: TypeAlias = Annotated[Place, Query(description="The same as the header, which wins where both are there.")]

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Everything after the event that is named, then what comes, closed by an event `end`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("/{id:run}/events", response_class=Response, responses=EVENT_STREAM)
async def events(
    request: Request,
    id: RunId,  # noqa: A002  the name in the address
    last_event_id: Resume = None,
    after: After = None,
) -> Response:
    """Everything that happened in a run and then what happens, as `text/event-stream`.

    Ids count 1, 2, 3, … without a hole; `event` equals the data's `type`. The stream ends by an event `end` without an
    id once the run has ended; when the server goes down it just breaks off, and the reader comes back by itself.
    """
    context = context_of(request)
    context.runs.get(id)  # an unknown run is refused before the stream begins
    start = after if last_event_id is None else last_event_id
    return EventStream(_frames(context.runs.follow(id, start or 0), language_of(request)), context.streams.closing)


async def _frames(rows: AsyncIterator[list[Row]], language: Language) -> AsyncGenerator[bytes, None]:
    async for news in rows:
        yield b"".join([frame(row, language) for row in news])
    yield END


def frame(row: Row, language: Language) -> bytes:
    """One event on the wire, encoded once for all readers of a language."""
    key = language if worded(row) else ""
    known = row.frames.get(key)
    if known is None:
        data = event_text(row, language)
        known = row.frames[key] = f"id: {row.seq}\nevent: {row.type}\ndata: {data}\n\n".encode()
    return known
