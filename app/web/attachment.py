"""Files to download: the header that gives them their name."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import Response

_PLAIN = re.compile(r"[\w .()+,=@~-]+", re.ASCII)
_LONGEST = 40  # characters of a name


class Attachment(Response):
    """A file that browsers save under its name instead of showing it."""

    def __init__(self, content: bytes | str, name: str, media_type: str) -> None:
        super().__init__(content, media_type=media_type, headers={"content-disposition": disposition(name)})


def stem(name: str, id: str) -> str:  # noqa: A002  as a run calls it
    """What a run's files are called before their ending: its name in letters and digits of any script, and its id."""
    slug = re.sub(r"[\W_]+", "-", name.lower())[:_LONGEST].strip("-")
    return f"{slug}-{id}" if slug else id


def disposition(name: str) -> str:
    """The value of `Content-Disposition` (RFC 6266); whatever a quoted string cannot hold goes by RFC 8187."""
    if _PLAIN.fullmatch(name):
        return f'attachment; filename="{name}"'
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
