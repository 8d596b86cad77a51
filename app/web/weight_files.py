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
from app.layers import Shape
from app.shelf import Shelf

Tensors: TypeAlias = dict[str, NDArray[np.float32]]

FLOATS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
COUNTER = "num_batches_tracked"
"""What batch norm counts as an integer; no number depends on it."""


@dataclass(frozen=True)
class WeightFile:
    """What is known of an uploaded file.

    Attributes:
        id: names it in requests.
        shapes: of its tensors by name.
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
            Refusal: `weights_unreadable` (415), `weights_empty`, `weights_dtype`, `weights_store_too_small` (413),
                `weights_unwritable` (507).
        """
        document, tensors = _read(data)
        file = safetensors.numpy.save(tensors)
        name = hashlib.sha256(file).hexdigest()[:32]
        if not self._shelf.touch(name):
            self._write(name, file)
        return WeightFile(name, {key: tensor.shape for key, tensor in tensors.items()}, document)

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
    """What the file says of itself, and its tensors as float32.

    Numbers beyond float32's range become infinite, as a conversion in torch makes them.
    """
    try:
        found = safetensors.torch.load(data)
    except (SafetensorError, KeyError, ValueError, RuntimeError) as error:
        raise Refusal("weights_unreadable", status=415, loc=("file",)) from error
    document = _document(data)
    tensors: Tensors = {}
    for name, tensor in found.items():
        # A checkpoint from which a run can go on has more than weights; see `training.snapshot`.
        if name.endswith(COUNTER) or (document.get("full") and not name[:1].isdigit()):
            continue
        if tensor.dtype not in FLOATS:
            kind = str(tensor.dtype).removeprefix("torch.")
            raise Refusal("weights_dtype", loc=("file",), name=name[:120], dtype=kind)
        tensors[name] = tensor.to(torch.float32).numpy()
    if not tensors:
        raise Refusal("weights_empty", loc=("file",))
    return document, tensors


def _document(data: bytes) -> dict[str, Any]:
    """The JSON document in the metadata of a file that is known to be well-formed; {} where there is none."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    with suppress(ValueError, RecursionError):
        document = json.loads(header.get("__metadata__", {}).get("json", ""))
        if isinstance(document, dict):
            return document
    return {}
