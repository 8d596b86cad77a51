"""The page of whole networks in Chromium: what follows the pen, all maps of a network, and scrolling through them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, ViewportSize

from scripts.benchmarks.rows import Row
from scripts.benchmarks.tabs import WINDOW, browsing, opened

SCRIPT = Path(__file__).with_name("networkpage.js")
MOVES, REST = 150, 16
"""Moves of the pen, and the milliseconds between two of them: as often as a screen of 60 Hz tells."""
SIZE, TIMES, SECONDS = 64, 12, 4
TALL: ViewportSize = {"width": 1440, "height": 4200}
"""A window in which every strip is on the screen."""


def rows(url: str) -> Iterator[Row]:
    """All of them, in one browser."""
    with browsing() as browser:
        yield from pen(browser, url)
        yield from maps(browser, url)


def pen(browser: Browser, url: str) -> Iterator[Row]:
    """LeNet-5 on a board of 28×28, drawn on without a pause; every move counts, also one that a newer one overtakes."""
    page = _open(browser, url, WINDOW)
    page.click("#picture-tab-draw")
    page.locator("canvas.draw-board").scroll_into_view_if_needed()
    board: dict[str, float] = page.evaluate("bench.board()")
    page.evaluate("bench.watchPen()")

    def place(turn: int) -> tuple[float, float]:
        """On a spiral outwards."""
        angle, reach = turn / 6, (0.05 + 0.38 * turn / MOVES) * board["width"]
        x, y = board["left"] + board["width"] / 2, board["top"] + board["width"] / 2
        return x + reach * math.cos(angle), y + reach * math.sin(angle)

    page.mouse.move(*place(0))
    page.mouse.down()
    for turn in range(1, MOVES + 1):
        page.mouse.move(*place(turn))
        page.wait_for_timeout(REST)
    page.mouse.up()
    late: list[float] = sorted(page.evaluate("bench.pen()"))
    p95 = late[int(0.95 * len(late))]
    yield Row("network page", f"pen moved → probabilities on screen, 95th percentile of {len(late)}", p95, "ms", 50)
    yield Row("network page", "the same, median", statistics.median(late), "ms")
    page.close()


def maps(browser: Browser, url: str) -> Iterator[Row]:
    """A network like TinyVGG on 64×64 RGB: all maps at once, and scrolling through them in a window of usual size."""
    asked = {"shape": f"3,{SIZE},{SIZE}", "classes": "10"}
    models = httpx.get(f"{url}/api/models", params=asked).raise_for_status().json()
    layers: Any = next(model["layers"] for model in models if model["id"] == "tiny_vgg")
    page = _open(browser, url, TALL)
    page.evaluate("([layers, size]) => bench.open(layers, size)", [layers, SIZE])
    took: list[float] = page.evaluate("times => bench.maps(times)", TIMES)
    what = f"TinyVGG on {SIZE}×{SIZE} RGB, answer → all maps on screen"
    yield Row("network page", f"{what}, slowest of {TIMES}", max(took), "ms", 300)
    yield Row("network page", "the same, median", statistics.median(took), "ms")
    page.set_viewport_size(WINDOW)
    page.wait_for_timeout(500)
    scrolled: dict[str, float] = page.evaluate("seconds => bench.scroll(seconds)", SECONDS)
    yield Row("network page", "frames a second while scrolling through them", scrolled["rate"], "/s", 30, "at least")
    yield Row("network page", "the longest of these frames", scrolled["longest"], "ms")
    page.close()


def _open(browser: Browser, url: str, window: ViewportSize) -> Page:
    """The page, its first numbers there and this bench's script in it."""
    page = opened(browser, f"{url}/network", SCRIPT, window)
    page.evaluate("bench.ready()")
    return page
