"""Files to download: the header that gives them their name."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import Response

_PLAIN = re.compile(r"[\w .()+,=@~-]+", re.ASCII)


class Attachment(Response):
    """A file that browsers save under its name instead of showing it."""

    def __init__(self, content: bytes | str, name: str, media_type: str) -> None:
        super().__init__(content, media_type=media_type, headers={"content-disposition": disposition(name)})


def disposition(name: str) -> str:
    """The value of `Content-Disposition` (RFC 6266); whatever a quoted string cannot hold goes by RFC 8187."""
    if _PLAIN.fullmatch(name):
        return f'attachment; filename="{name}"'
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
