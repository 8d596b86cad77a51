"""safetensors, written and read: tensors and one JSON document in one piece of bytes.

Format: the README of safetensors, "Format": u64 little-endian length of the header, JSON header padded with spaces to
8 bytes, then the tensors. The document stands in the file's metadata under the key `json`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from app.training.events import plain

_CODES = {torch.float32: "F32", torch.int32: "I32", torch.uint8: "U8"}
_DTYPES = {"F32": np.float32, "I32": np.int32, "U8": np.uint8, "I64": np.int64}
"""int64 is only read: earlier versions wrote it, and pages cannot."""


def pack(tensors: Mapping[str, torch.Tensor], document: Mapping[str, Any]) -> bytes:
    """The file. Numbers of the document that JSON cannot say become the contract's words for them.

    Counters that torch keeps as int64 (`num_batches_tracked`) are written as int32; `load_state_dict` takes them back.

    Args:
        tensors: float32, int32, uint8, or int64 in the range of int32; in the memory of the CPU.
        document: fit for JSON but for numbers that are not finite.
    """
    meta = json.dumps(plain(document), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    header: dict[str, Any] = {"__metadata__": {"json": meta}}
    # The widest first, so that every tensor lies on a multiple of its own width and can be viewed without a copy.
    narrow = {name: tensor.int() if tensor.dtype == torch.int64 else tensor for name, tensor in tensors.items()}
    ordered = sorted(narrow.items(), key=lambda item: -item[1].element_size())
    end = 0
    parts: list[bytes | memoryview] = []
    for name, tensor in ordered:
        start, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": _CODES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, end]}
        if tensor.numel():
            parts.append(np.ascontiguousarray(tensor.detach().numpy()).data.cast("B"))
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return b"".join((struct.pack("<Q", len(text)), text, *parts))


def unpack(data: bytes) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """The tensors (copies, to be changed at will) and the document of what `pack` wrote."""
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    document = json.loads(header.pop("__metadata__")["json"])
    body = memoryview(data)[8 + length :]
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        array = np.frombuffer(body[start:end], _DTYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors, document
