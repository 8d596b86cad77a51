"""The headers that every answer carries, and the last catch: a fault of ours becomes a plain problem.

Pure ASGI, since starlette's `BaseHTTPMiddleware` would buffer streams and cost a task per request.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Refusal
from app.web.problems import problem

_log = logging.getLogger(__name__)

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)

RawHeaders = list[tuple[bytes, bytes]]


def _raw(headers: dict[str, str]) -> RawHeaders:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


_COMMON = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_PAGE = _raw(
    {
        **_COMMON,
        "content-security-policy": _CSP.format(ancestors="'none'"),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-frame-options": "DENY",
    }
)
# Teachers put these pages into their own: any site may frame them, so nothing here may isolate them.
_EMBED = _raw(
    {
        **_COMMON,
        "content-security-policy": _CSP.format(ancestors="*"),
        "cross-origin-resource-policy": "cross-origin",
    }
)
_VARY: RawHeaders = [(b"vary", b"Accept, Accept-Language, Cookie")]


class AnswerHeaders:
    """ASGI middleware, the outermost: security headers, `Vary`, and a problem instead of a broken connection."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        extra = _EMBED if path.startswith("/embed/") else _PAGE
        if not path.startswith("/static/"):
            extra = extra + _VARY
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *extra]
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            if started:  # too late for another answer; the server logs it and cuts the connection
                raise
            _log.exception("%s %s failed", scope["method"], path)
            await problem(Request(scope), Refusal("internal", status=500))(scope, receive, send_with_headers)
