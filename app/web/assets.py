"""The page's own files under `/static`, and which modules a page will want."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from app.paths import STATIC, VENDOR

# Some systems' registries say text/plain for modules, which browsers then refuse to run.
for _type, _ending in (
    ("text/javascript", ".js"),
    ("text/javascript", ".mjs"),
    ("text/css", ".css"),
    ("application/json", ".json"),
    ("image/svg+xml", ".svg"),
    ("image/webp", ".webp"),
):
    mimetypes.add_type(_type, _ending)

_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^'"()]*?['"](\.{1,2}/[^'"]+)['"]""", re.MULTILINE)

# A comment that has its lines to itself. Types and reasons are for whoever reads the source; on the wire they would be
# a quarter of the page.
_COMMENT = {
    ".js": re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*$", re.MULTILINE | re.DOTALL),
    ".css": re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.MULTILINE | re.DOTALL),
}


class Assets(StaticFiles):
    """Static files that are asked for again every time (304 where nothing changed), our own without their comments.

    Modules import each other under fixed names, so a cached old one beside a new one would break the page.
    """

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        path = Path(full_path)
        if path.suffix not in _COMMENT or VENDOR in path.parents:
            response = super().file_response(full_path, stat_result, scope, status_code)
        else:
            response = self._bare(path, stat_result, scope)
        response.headers["cache-control"] = "no-cache"
        return response

    def _bare(self, path: Path, stat_result: os.stat_result, scope: Scope) -> Response:
        body, etag = _without_comments(path, stat_result.st_mtime_ns)
        response = Response(body, media_type=mimetypes.guess_type(path)[0], headers={"etag": etag})
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


@lru_cache(maxsize=512)
def _without_comments(path: Path, _modified: int) -> tuple[bytes, str]:
    """A file's text with comment lines left empty, so that line numbers stay, and its ETag."""
    text = path.read_text(encoding="utf-8")
    body = _COMMENT[path.suffix].sub(lambda found: "\n" * found[0].count("\n"), text).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def module_urls(entry: str) -> list[str]:
    """The addresses of a module (a path below `static`) and of all that it imports, directly or not, entry first.

    A page preloads them: else the browser learns of each layer of imports only after the one before it.
    """
    seen: dict[Path, None] = {}
    waiting = [STATIC / entry]
    while waiting:
        path = waiting.pop(0)
        if path in seen or not path.is_file():
            continue
        seen[path] = None
        waiting += _imports(path, path.stat().st_mtime_ns)
    return [f"/static/{path.relative_to(STATIC).as_posix()}" for path in seen]


@lru_cache(maxsize=512)
def _imports(path: Path, _modified: int) -> tuple[Path, ...]:
    """The files that one module imports statically; read again only when it has changed."""
    text = path.read_text(encoding="utf-8")
    return tuple(Path(os.path.normpath(path.parent / name)) for name in _IMPORT.findall(text))
