"""One kept-alive connection to the server, with as little of its own as a client can have."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

PHOTO = {"image": "boats", "color": "rgb", "size": [224, 224]}
PRESETS = ["sobel_x", "sobel_y", "laplacian", "sharpen", "gaussian_blur", "emboss", "line_45", "box_blur"]
CONV = {
    "input": PHOTO,
    "layer": {"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1},
    "weight": {"presets": PRESETS},
}
"""The work that the apply and browser rows share: 224×224 RGB to 8 maps under 3×3 kernels."""


class Client:
    """Requests over one connection; `Accept` asks for safetensors."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        assert place.hostname is not None
        self._connection = http.client.HTTPConnection(place.hostname, place.port, timeout=120)

    def get(self, path: str) -> bytes:
        """The body of an answer.

        Raises:
            RuntimeError: for any status but 200.
        """
        return self._ask("GET", path, None)

    def post(self, path: str, body: bytes) -> bytes:
        """The body of an answer to a JSON request; raises as `get` does."""
        return self._ask("POST", path, body)

    def apply(self, body: dict[str, Any]) -> bytes:
        """One layer applied."""
        return self.post("/api/layers/apply", json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        headers = {"Accept": "application/octet-stream"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return content


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def medians(times: int, *actions: Callable[[], object]) -> list[float]:
    """The median seconds of each action, taken turn by turn so that a noisy moment falls on all of them alike."""
    turns = [[seconds(action) for action in actions] for _ in range(times)]
    return [statistics.median(column) for column in zip(*turns, strict=True)]
