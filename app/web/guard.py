"""Who may ask: requests under a trusted host name, unsafe ones only from our own pages or from programs.

A page of another site can make a browser send us requests, with our host's name resolved by its own DNS if need be.
The host check stops the second kind, `Sec-Fetch-Site` (else `Origin`) the first, whatever the content type. The limit
on the body stands here too, since all three are decided before anything is read. Pure ASGI: nothing is buffered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Refusal
from app.web.problems import MAX_BODY, BodyTooLargeError, problem

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FRAME = 64 * 1024
"""Bytes that a multipart body has beside its file."""
MOST_DISCARDED = 64 * 1024 * 1024
"""Bytes of a refused body that are read to be polite."""


def trusted_hosts(host: str, setting: str) -> frozenset[str]:
    """The trusted names: loopback's, the one that the server listens under, and the setting's comma-separated list.

    `*` in the setting trusts every name, `*.example.org` all names below a domain.
    """
    names = (name.strip().lower().strip("[]") for name in setting.split(","))
    return frozenset({*LOOPBACK, host.lower().strip("[]"), *filter(None, names)})


class Guard:
    """ASGI middleware; refuses with a problem before the application sees the request.

    Args:
        app: what is guarded.
        hosts: the names under which it may be called.
        limits: bytes of a body by path, where they are others than usual.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], limits: Mapping[str, int] | None = None) -> None:
        self.app = app
        self._limits = limits or {}
        self._names = frozenset(hosts)
        self._domains = tuple(name[1:] for name in self._names if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limits.get(scope["path"], MAX_BODY)
        refusal = self._refusal(scope["method"], headers, limit)
        if scope["method"] not in SAFE_METHODS:
            body = _Body(headers, limit, receive, send)
            receive, send = body.receive, body.send
        if refusal is not None:
            await problem(Request(scope), refusal)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, method: str, headers: Headers, limit: int) -> Refusal | None:
        if not self._is_trusted(headers.getlist("host")):
            return Refusal("untrusted_host", status=400)
        if method in SAFE_METHODS:
            return None
        if _is_cross_site(headers):
            return Refusal("cross_site", status=403)
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            return Refusal("body_too_large", status=413, limit=limit)
        return None

    def _is_trusted(self, hosts: list[str]) -> bool:
        if "*" in self._names:
            return True
        if len(hosts) != 1:  # RFC 9112, 3.2: exactly one
            return False
        name = _host_name(hosts[0])
        return name is not None and (name in self._names or name.endswith(self._domains))


def _host_name(authority: str) -> str | None:
    """The name in `name`, `name:port` or `[::1]:port`; None where it is none of these."""
    try:
        parts = urlsplit(f"//{authority}")
        parts.port  # noqa: B018  a port that is none raises
    except ValueError:
        return None
    return parts.hostname if parts.netloc == authority and "@" not in authority else None


def _is_cross_site(headers: Headers) -> bool:
    site = headers.getlist("sec-fetch-site")
    if site:
        return any(value not in ("same-origin", "none") for value in site)
    host = headers.get("host", "").lower()
    return any(_authority(origin) != _authority(f"http://{host}") for origin in headers.getlist("origin"))


def _authority(origin: str) -> tuple[str | None, int | None] | None:
    """Host and port of an origin. The scheme is left out: behind a TLS proxy it differs from what we see."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.hostname, None if port in (80, 443) else port


class _Body:
    """A request's body on its way in: cut off where it grows too long, read to its end before an answer goes out.

    A client that is refused in the middle of sending would not read the answer otherwise: closing a connection on
    which bytes are unread resets it.
    """

    def __init__(self, headers: Headers, limit: int, receive: Receive, send: Send) -> None:
        self._limit = limit
        self._receive = receive
        self._send = send
        self._received = 0
        expected = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        # Who asks whether to go on (`Expect: 100-continue`) is not sending yet, and must not be invited to.
        self._unread = expected and "expect" not in headers

    async def receive(self) -> Message:
        """The next message, for the application."""
        message = await self._next()
        if self._received > self._limit:
            raise BodyTooLargeError(self._limit)
        return message

    async def send(self, message: Message) -> None:
        """Send a message of the answer, after all of the body has come."""
        while self._unread and self._received < MOST_DISCARDED:
            await self._next()
        await self._send(message)

    async def _next(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._unread = False
        return message
