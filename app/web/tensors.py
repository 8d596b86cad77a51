"""Tensors on their way out: as safetensors by default, as nested lists where `Accept` asks for JSON.

The library's `safetensors.numpy.save` copies every tensor twice (into the file, and the file into `bytes`). Here the
header is written and the tensors' own memory handed to the transport after it. Format: the README of safetensors,
"Format": u64 little-endian length of the header, JSON header padded with spaces to 8 bytes, then the tensors.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.errors import Refusal
from app.layers import json_number

OCTETS = "application/octet-stream"
JSON = "application/json"
JSON_LIMIT = 2_000_000
"""Numbers of a JSON answer: they cost about a microsecond and a hundred bytes of memory each, 250 times a tensor's."""

PIECE = 10_000
"""So many numbers are written as text in one go."""

Array = NDArray[Any]
Buffer = bytes | memoryview
LARGE = 64 * 1024
"""Bytes from which on copying a tensor costs more than sending it by itself."""

_DTYPES = {"f": "F32", "i": "I32", "B": "U8"}


class TensorsResponse(Response):
    """A safetensors answer; large tensors go to the transport as they lie in memory."""

    media_type = OCTETS

    def __init__(self, tensors: Mapping[str, Array], meta: str) -> None:
        self._parts = safetensors(tensors, meta)
        super().__init__(None, headers={"content-length": str(sum(map(len, self._parts)))})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        last = len(self._parts) - 1
        for index, part in enumerate(self._parts):
            await send({"type": "http.response.body", "body": part, "more_body": index < last})


def safetensors(tensors: Mapping[str, Array], meta: str) -> list[Buffer]:
    """A safetensors file in parts, to be sent one after the other: header and small tensors first, then each large one.

    Args:
        tensors: float32, int32 or uint8, contiguous.
        meta: JSON; travels under the key `json` of the file's metadata.
    """
    # Bytes last, so that every float32 and int32 lies on a multiple of 4 and JavaScript can view it without a copy.
    ordered = sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[1].size))
    header: dict[str, Any] = {"__metadata__": {"json": meta}}
    end = 0
    for name, tensor in ordered:
        start, end = end, end + tensor.nbytes
        header[name] = {"dtype": _DTYPES[tensor.dtype.char], "shape": tensor.shape, "data_offsets": (start, end)}
    text = dumps(header).encode()
    text += b" " * (-len(text) % 8)
    parts: list[Buffer] = [struct.pack("<Q", len(text)) + text]
    for _, tensor in ordered:
        if not tensor.size:  # an empty array cannot be cast
            continue
        data = np.ascontiguousarray(tensor).data.cast("B")
        if len(data) < LARGE and len(parts[-1]) < LARGE:
            parts[-1] = b"".join((parts[-1], data))
        else:
            parts.append(data)
    return parts


def json_answer(tensors: Mapping[str, Array], meta: str) -> Response:
    """The same as nested lists, with `meta` beside them.

    Raises:
        Refusal: `json_too_large` from `JSON_LIMIT` numbers on.
    """
    numbers = sum(tensor.size for tensor in tensors.values())
    if numbers > JSON_LIMIT:
        raise Refusal("json_too_large", numbers=numbers, limit=JSON_LIMIT)
    members = {name: as_lists(tensor) for name, tensor in tensors.items()} | {"meta": meta}
    return Response(f"{{{','.join(f'{dumps(name)}:{text}' for name, text in members.items())}}}", media_type=JSON)


def dumps(value: Any) -> str:
    """Compact JSON; a NaN that slipped through is a fault of ours and raises."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def as_lists(tensor: Array) -> str:
    """Nested lists as text, piece by piece: while one call of `json` runs, no other thread does."""
    if tensor.size <= PIECE:
        return dumps(_nested(tensor))
    row = tensor[0].size
    if row > PIECE:
        return f"[{','.join(map(as_lists, tensor))}]"
    step = PIECE // row
    pieces = (tensor[start : start + step] for start in range(0, len(tensor), step))
    return f"[{','.join(dumps(_nested(piece))[1:-1] for piece in pieces)}]"


def _nested(tensor: Array) -> Any:
    """Nested lists, with every non-finite number as the contract says it."""
    if tensor.dtype.kind != "f" or np.isfinite(tensor).all():
        return tensor.tolist()
    return _said(tensor.tolist())


def _said(value: Any) -> Any:
    return [_said(item) for item in value] if isinstance(value, list) else json_number(value)


def wants_json(headers: Headers) -> bool:
    """Whether `Accept` prefers JSON to safetensors (RFC 9110, 12.5.1); without a preference it does not.

    Raises:
        Refusal: `not_acceptable` (406) where it takes neither.
    """
    accept = ",".join(headers.getlist("accept")) or "*/*"
    if accept in (OCTETS, "*/*"):  # what nearly all requests say
        return False
    octets, as_json = _quality(accept, OCTETS), _quality(accept, JSON)
    if max(octets, as_json) == 0:
        raise Refusal("not_acceptable", status=406, offered=[OCTETS, JSON])
    return as_json > octets


def _quality(accept: str, offered: str) -> float:
    """How much a media type is wanted: the weight of the most specific range that covers it."""
    best, quality = -1, 0.0
    for item in accept.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        if name not in (offered, f"{offered.partition('/')[0]}/*", "*/*"):
            continue
        specific = 2 - name.count("*")
        if specific > best:
            best, quality = specific, _weight(parameters)
    return quality


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0
