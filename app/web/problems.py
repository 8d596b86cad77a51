"""Every "no" of the server as `application/problem+json` (RFC 9457), in the language asked for.

Somebody who opens a wrong address in a browser gets the same words as a page. Four sources meet here: a `Refusal` of a
room, pydantic's refusal of a field, starlette's own refusals (404, 405, an unreadable body), and faults of ours. None
of them echoes what was sent: an echoed NaN, lone surrogate or endless number would break the answer itself.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.errors import Refusal
from app.i18n import Language, has, translate
from app.web.context import language_of
from app.web.rendering import render

MEDIA_TYPE = "application/problem+json"

MAX_BODY = 11 * 1024 * 1024
"""Bytes of a body; a file of 10 MiB and its multipart frame fit in."""


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
            refusal = Refusal("body_too_large", status=413, limit=MAX_BODY)
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
    language = language_of(request)
    errors = [_field_error(item, error.body, language) for item in error.errors()]
    first = errors[0]
    place = ".".join(str(name) for name in first["loc"]) or "body"
    detail = translate(language, "errors.invalid_request.detail", field=place, reason=first["msg"])
    return _answer(request, 422, "invalid_request", detail, {"count": len(errors)}, errors)


def _field_error(item: Mapping[str, Any], body: Any, language: Language) -> dict[str, Any]:
    kind: str = item["type"]
    context = dict(item.get("ctx") or {})
    loc = _field(item["loc"], body, kind)
    if kind == "json_invalid":
        context["position"] = item["loc"][-1]
    key = next((key for key in (f"errors.fields.{kind}", f"errors.{kind}.detail") if has(key)), "errors.fields.other")
    params = {name: _plain(value) for name, value in context.items()}
    return {"loc": loc, "code": kind, "msg": translate(language, key, **params)}


def _field(loc: Sequence[str | int], body: Any, kind: str) -> list[str | int]:
    """The path of the refused field as its sender wrote it.

    pydantic mixes in the names of union members and validators, and FastAPI the word `body`; what cannot be followed
    in the body itself is left out, except for the name of a field that is missing.
    """
    place, *names = loc
    if place != "body":
        return list(loc)
    path: list[str | int] = []
    value = body
    for index, name in enumerate(names):
        if isinstance(value, Mapping) and name in value:
            value = value[name]
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes) and isinstance(name, int):
            value = value[name] if name < len(value) else None
        elif not (kind == "missing" and index == len(names) - 1):
            continue
        path.append(name)
    return path


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
    title = f"errors.{code}.title"
    content: dict[str, Any] = {
        "type": f"urn:convscope:problem:{code}",
        "title": translate(language, title if has(title) else "errors.http.title"),
        "status": status,
        "detail": detail,
        "code": code,
        "params": {name: _plain(value) for name, value in params.items()},
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


def _plain(value: Any) -> Any:
    """A parameter as JSON can say it: non-finite numbers as words, numbers of endless digits as a power of ten."""
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if isinstance(value, int) and abs(value) >= 10**18:
        return float(value) if abs(value) < 10**300 else ("inf" if value > 0 else "-inf")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | float | str) else str(value)
