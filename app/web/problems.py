"""Every "no" of the server as `application/problem+json` (RFC 9457), in the language asked for.

Somebody who opens a wrong address in a browser gets the same words as a page. Four sources meet here: a `Refusal` of a
room, pydantic's refusal of a field, starlette's own refusals (404, 405, an unreadable body), and faults of ours. None
of them echoes what was sent: an echoed NaN, lone surrogate or endless number would break the answer itself.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.errors import Refusal
from app.i18n import translate
from app.web.context import language_of
from app.web.field_errors import told
from app.web.rendering import render

MEDIA_TYPE = "application/problem+json"

MAX_BODY = 11 * 1024 * 1024
"""Bytes of a body, unless its address allows others; a file of 10 MiB and its multipart frame fit in."""


class BodyTooLargeError(HTTPException):
    """A body that is longer than it may be at this address; what reads bodies lets no `Refusal` through."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


def install(app: FastAPI) -> None:
    """Let the application answer every refusal through this module."""
    # starlette types a handler as taking any Exception, and calls it with the class that it is registered for.
    app.add_exception_handler(Refusal, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]


def problem(request: Request, refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to this request that tells this refusal."""
    detail = translate(language_of(request), f"errors.{refusal.code}.detail", **refusal.params)
    errors = [{"loc": list(refusal.loc), "code": refusal.code, "msg": detail}] if refusal.loc else []
    return _answer(request, refusal.status, refusal.code, detail, refusal.params, errors, headers)


async def _refused(request: Request, refusal: Refusal) -> Response:
    return problem(request, refusal)


async def _http(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    match error.status_code:
        case 400:
            refusal = Refusal("body_unreadable", status=400)
        case 404:
            refusal = Refusal("not_found", status=404)
        case 405:
            allowed = _allowed(request) or headers.get("Allow", "")
            headers = {**headers, "Allow": allowed}
            refusal = Refusal("method_not_allowed", status=405, method=request.method, allowed=allowed)
        case 413:
            limit = error.limit if isinstance(error, BodyTooLargeError) else MAX_BODY
            refusal = Refusal("body_too_large", status=413, limit=limit)
        case status:
            refusal = Refusal("http", status=status)
    return problem(request, refusal, headers)


def _allowed(request: Request) -> str:
    """The methods of all routes at this address; starlette names those of the first one only."""
    methods = [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
    if len(methods) == 5:  # a mounted application takes every method here and names its own when it refuses
        return ""
    return ", ".join(methods).replace("GET", "GET, HEAD")  # see `head.Head`


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    errors, detail = told(error, language_of(request))
    return _answer(request, 422, "invalid_request", detail, {"count": len(errors)}, errors)


def _answer(
    request: Request,
    status: int,
    code: str,
    detail: str,
    params: Mapping[str, Any],
    errors: list[dict[str, Any]],
    headers: Mapping[str, str] | None = None,
) -> Response:
    language = language_of(request)
    content: dict[str, Any] = {
        "type": f"urn:convscope:problem:{code}",
        "title": translate(language, f"errors.{code}.title"),
        "status": status,
        "detail": detail,
        "code": code,
        "params": plain_params(params),
    }
    if errors:
        content["errors"] = errors
    if _wants_page(request):
        page = render(request, language, "error.html", status=status, problem=content)
        page.headers.update(headers or {})
        return page
    # A lone surrogate in a refused name can be parsed from JSON but not be written as UTF-8.
    body = json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    return Response(body, status, headers={**(headers or {}), "Content-Language": language}, media_type=MEDIA_TYPE)


def _wants_page(request: Request) -> bool:
    """Whether a person looks at this address in a browser."""
    path = request.url.path
    return not path.startswith(("/api/", "/static/")) and "text/html" in request.headers.get("accept", "")


def plain_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers and names behind a sentence, as JSON can say them."""
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    """A parameter as JSON can say it: non-finite numbers as words, numbers of endless digits as a power of ten."""
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if isinstance(value, int) and abs(value) >= 10**18:
        return float(value) if abs(value) < 10**300 else ("inf" if value > 0 else "-inf")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | float | str) else str(value)
