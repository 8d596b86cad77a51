"""JSON that is written by hand where pydantic's way would drop or check what is known to be right."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from app.web.tensors import dumps


class JsonAnswer(JSONResponse):
    """A JSON answer; a number that JSON cannot say is a fault of ours and raises."""

    def render(self, content: Any) -> bytes:
        return dumps(content).encode()
