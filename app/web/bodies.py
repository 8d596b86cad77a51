"""Which content types a route reads; anything else is 415 before the body is looked at."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from app.errors import Refusal


class JsonRoute(APIRoute):
    """A route whose body, where it has one, is JSON (`application/json` or `application/…+json`).

    The check stands around the route instead of in a dependency, which would cost every request several times as much.
    """

    expected: ClassVar[str] = "application/json"

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind the check."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def checked(request: Request) -> Response:
            if not self.reads(request.headers.get("content-type", "").partition(";")[0].strip().lower()):
                raise Refusal("wrong_content_type", status=415, expected=self.expected)
            return await handle(request)

        return checked

    def reads(self, media_type: str) -> bool:
        """Whether a body of this type is read."""
        return media_type == self.expected or (media_type.startswith("application/") and media_type.endswith("+json"))


class FormRoute(JsonRoute):
    """A route whose body is a form with a file in it."""

    expected = "multipart/form-data"

    def reads(self, media_type: str) -> bool:
        return media_type == self.expected
