"""Uploaded weights: safetensors files on a shelf, float32 whatever they came as."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import safetensors.numpy
import safetensors.torch
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError

from app.errors import Refusal
from app.layers import KINDS, Shape
from app.shelf import Shelf

Tensors: TypeAlias = dict[str, NDArray[Any]]

FLOATS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
WHOLE = (torch.int64, torch.int32)
COUNTERS = frozenset(name for kind in KINDS.values() for name in kind.counters)
"""What layers count, each in one whole number."""
PICKLES = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))
"""How pickles begin; those of `torch.save` stand in a zip archive, whose first file is always `…/data.pkl`."""
LOCAL_HEADER = 30 + 2**16
"""Bytes of the header of the first file of a zip archive, its name included."""


@dataclass(frozen=True)
class WeightFile:
    """What is known of an uploaded file.

    Attributes:
        id: names it in requests.
        shapes: of its tensors by name, but for counters.
        document: what a file of our own says of its network: `layers`, `input_shape`, `classes`; {} of any other.
    """

    id: str
    shapes: Mapping[str, Shape]
    document: Mapping[str, Any]


class WeightFiles:
    """Uploaded weights by id, within a number of bytes; the least recently used go first. Thread-safe."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._shelf = Shelf(folder, ".safetensors", max_bytes)

    def add(self, data: bytes) -> WeightFile:
        """Keep the floating-point tensors of a safetensors file; the same numbers have the same id.

        Raises:
            Refusal: `weights_pickled`, `weights_not_safetensors`, `weights_unreadable` (415), `weights_empty`,
                `weights_dtype`, `weights_store_too_small` (413), `weights_unwritable` (507).
        """
        document, tensors = _read(data)
        file = safetensors.numpy.save(tensors)
        name = hashlib.sha256(file).hexdigest()[:32]
        if not self._shelf.touch(name):
            self._write(name, file)
        return WeightFile(name, {key: array.shape for key, array in tensors.items() if _is_float(array)}, document)

    def touch(self, name: str) -> bool:
        """Whether the file is here; if so it counts as used now."""
        return self._shelf.touch(name)

    def tensors(self, name: str) -> Tensors | None:
        """The file's tensors; None where it is not here (any more)."""
        data = self._shelf.read(name)
        return None if data is None else safetensors.numpy.load(data)

    def _write(self, name: str, file: bytes) -> None:
        if len(file) > self._shelf.max_bytes:
            raise Refusal(
                "weights_store_too_small", status=413, loc=("file",), bytes=len(file), limit=self._shelf.max_bytes
            )
        try:
            self._shelf.write(name, file)
        except OSError as error:
            raise Refusal("weights_unwritable", status=507) from error


def _read(data: bytes) -> tuple[dict[str, Any], Tensors]:
    """What the file says of itself, and its tensors as float32, counters as int32.

    Numbers beyond float32's range become infinite, as a conversion in torch makes them.
    """
    try:
        found = safetensors.torch.load(data)
    except (SafetensorError, KeyError, ValueError, RuntimeError) as error:
        raise _refusal(data) from error
    document = _document(data)
    tensors: Tensors = {}
    for name, tensor in found.items():
        # A checkpoint from which a run can go on has more than weights; see `training.snapshot`.
        if document.get("full") and not name[:1].isdigit():
            continue
        if name.rpartition(".")[2] in COUNTERS:
            if tensor.dtype in WHOLE and tensor.numel() == 1:
                tensors[name] = tensor.clamp(0, 2**31 - 1).to(torch.int32).numpy()
            continue
        if tensor.dtype not in FLOATS:
            kind = str(tensor.dtype).removeprefix("torch.")
            raise Refusal("weights_dtype", loc=("file",), name=name[:120], dtype=kind)
        tensors[name] = tensor.to(torch.float32).numpy()
    if not any(map(_is_float, tensors.values())):
        raise Refusal("weights_empty", loc=("file",))
    return document, tensors


def _is_float(array: NDArray[Any]) -> bool:
    return array.dtype == np.float32


def _refusal(data: bytes) -> Refusal:
    """What is wrong with a file that is no safetensors file in order.

    Pickles are known by their first bytes, and not looked into: what they hold is a program.
    """
    if data.startswith(PICKLES) or (data.startswith(b"PK") and b"/data.pkl" in data[:LOCAL_HEADER]):
        return Refusal("weights_pickled", status=415, loc=("file",))
    if data[8:9] == b"{":  # behind its length, the header of a safetensors file
        return Refusal("weights_unreadable", status=415, loc=("file",))
    return Refusal("weights_not_safetensors", status=415, loc=("file",))


def _document(data: bytes) -> dict[str, Any]:
    """The JSON document in the metadata of a file that is known to be well-formed; {} where there is none."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    with suppress(ValueError, RecursionError):
        document = json.loads(header.get("__metadata__", {}).get("json", ""))
        if isinstance(document, dict):
            return document
    return {}
