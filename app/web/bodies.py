"""Which content types a route reads; anything else is 415 before a field is looked at."""

from __future__ import annotations

from starlette.requests import Request

from app.errors import Refusal


async def expect_json(request: Request) -> None:
    """Dependency of routes with a JSON body (`application/json` or `application/…+json`)."""
    kind = _media_type(request)
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Refusal("wrong_content_type", status=415, expected="application/json")


async def expect_multipart(request: Request) -> None:
    """Dependency of routes with a form that carries a file."""
    if _media_type(request) != "multipart/form-data":
        raise Refusal("wrong_content_type", status=415, expected="multipart/form-data")


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
