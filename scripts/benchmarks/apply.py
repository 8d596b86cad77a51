"""`POST /api/layers/apply` against the bare torch call and an empty request, and its growth with the work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

import numpy as np
import torch

from scripts.benchmarks.client import CONV, Client, medians
from scripts.benchmarks.overhead import against_bare
from scripts.benchmarks.rows import Row

SIDES = [8, 16, 28, 56, 112, 224, 448, 912]
"""Of the growth row: 3 channels to 16 maps under 5×5 kernels, 10⁵ to 10⁹ multiplications, beside typed ones of 10³."""

STRAIGHT = 35.0
"""Per cent that a point may lie off the line; time that grew with a power of the work would be off by hundreds."""


def rows(url: str) -> Iterator[Row]:
    """The two rows, with what stands behind them."""
    client = Client(url)
    yield from overhead(client)
    yield from growth(client)


def overhead(client: Client) -> Iterator[Row]:
    """Median time of one apply as a multiple of the bare convolution plus an empty request."""
    body = json.dumps(CONV).encode()
    picture, kernels, bias = torch.rand(1, 3, 224, 224), torch.randn(8, 3, 3, 3), torch.zeros(8)

    def bare() -> None:
        with torch.inference_mode():
            torch.nn.functional.conv2d(picture, kernels, bias, padding=1)

    what = (
        "224×224 RGB → 8 maps, median, against bare torch + an empty request",
        "the request itself, 2.2 MB of answer",
        "bare torch.nn.functional.conv2d",
    )
    yield from against_bare(client, "/api/layers/apply", body, bare, group="apply", what=what)


def growth(client: Client) -> Iterator[Row]:
    """How straight the line of time against multiplications is; only the output's first numbers travel."""
    points: list[tuple[float, float]] = []
    typed = ({"tensor": [[[0.5] * 12] * 12]}, 1, 1, 3, 12)
    photos = [({"image": "boats", "color": "rgb", "size": [side, side]}, 3, 16, 5, side) for side in SIDES]
    for source, channels, maps, kernel, side in (typed, *photos):
        layer = {"kind": "conv2d", "out_channels": maps, "kernel_size": kernel, "padding": "same"}
        body = json.dumps({"input": source, "layer": layer, "want": ["bias"]}).encode()
        macs = channels * maps * (side * kernel) ** 2
        client.post("/api/layers/apply", body)
        (median,) = medians(max(5, min(60, int(6e8 / macs))), partial(client.post, "/api/layers/apply", body))
        points.append((macs, median))
    work, took = np.array(points).T
    fixed = float(took[work < 1e5].mean())
    past = work >= 1e6
    slope, start = np.polyfit(work[past], took[past], 1, w=1 / took[past])
    off = float(np.abs((slope * work[past] + start) / took[past] - 1).max())
    yield Row("growth", "fixed cost of a request", fixed * 1e3, "ms")
    yield Row("growth", "slope, past the fixed cost", slope * 1e9, "ns per MAC")
    yield Row("growth", f"farthest from a straight line, 10⁶ to {work.max():.0e} MACs", off * 100, "%", STRAIGHT)
