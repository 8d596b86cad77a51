"""What the server's memory and its picture store do over many requests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import psutil
from PIL import Image

from scripts.benchmarks.client import CONV, PHOTO, Client
from scripts.benchmarks.rows import Row

APPLIES, FIRST = 2000, 200
STORE_MB = 4


def rows(url: str, pid: int) -> Iterator[Row]:
    """RSS after 2,000 applies of changing sizes against RSS after 200 of them."""
    client, server = Client(url), psutil.Process(pid)
    first = 0
    for turn in range(1, APPLIES + 1):
        side = 96 + 8 * (turn % 17)
        layer = {**CONV["layer"], "stride": 1 + turn % 3, "dilation": 1 + turn % 2}  # type: ignore[dict-item]
        client.apply({**CONV, "layer": layer, "input": {**PHOTO, "size": [side, side]}})
        if turn == FIRST:
            first = server.memory_info().rss
    last = server.memory_info().rss
    yield Row("memory", f"RSS after {APPLIES:,} applies against RSS after {FIRST}", last / first, "×", 1.1)
    yield Row("memory", "RSS at the end", last / 2**20, "MiB")


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
