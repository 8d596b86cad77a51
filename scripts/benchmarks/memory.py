"""What the server's memory and its picture store do over many requests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
from PIL import Image

from scripts.benchmarks.client import PHOTO, Client
from scripts.benchmarks.rows import Row

APPLIES, FIRST = 2000, 200
STORE_MB = 4


def rows(url: str, pid: int) -> Iterator[Row]:
    """RSS after 2,000 applies, each of them another one, against RSS after 200."""
    client, server, draw = Client(url), psutil.Process(pid), np.random.default_rng(0)
    first = 0
    for turn in range(1, APPLIES + 1):
        client.apply(_any(draw))
        if turn == FIRST:
            first = server.memory_info().rss
    last = server.memory_info().rss
    yield Row("memory", f"RSS after {APPLIES:,} different applies against RSS after {FIRST}", last / first, "×", 1.1)
    yield Row("memory", "RSS at the end", last / 2**20, "MiB")


def _any(draw: np.random.Generator) -> dict[str, Any]:
    """A convolution or a pooling that has hardly been asked for before."""

    def pair(least: int, most: int) -> list[int]:
        return [int(n) for n in draw.integers(least, most, 2, endpoint=True)]

    kind = str(draw.choice(["conv2d", "conv_transpose2d", "max_pool2d", "avg_pool2d"]))
    layer: dict[str, Any] = {"kind": kind, "kernel_size": pair(1, 5), "stride": pair(1, 3)}
    if kind.startswith("conv"):
        layer["out_channels"] = int(draw.integers(1, 13))
    return {"input": {**PHOTO, "size": pair(40, 240)}, "layer": layer}


def store_rows(url: str, folder: Path) -> Iterator[Row]:
    """The picture store under three times what it may hold."""
    noise = np.random.default_rng(0)
    with httpx.Client(base_url=url, timeout=60) as client:
        for _ in range(3 * STORE_MB):
            file = io.BytesIO()
            Image.fromarray(noise.integers(0, 256, (600, 600, 3), np.uint8)).save(file, "PNG")
            client.post("/api/images", files={"file": ("noise.png", file.getvalue(), "image/png")}).raise_for_status()
    held = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    yield Row(
        "memory", f"picture store of {STORE_MB} MiB after {3 * STORE_MB} MiB of uploads", held / 2**20, "MiB", STORE_MB
    )
