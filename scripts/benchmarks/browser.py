"""From a moved control to the painted picture, in Chromium, against the same convolution in plain JavaScript."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Response

from scripts.benchmarks.client import PRESETS
from scripts.benchmarks.rows import Row
from scripts.benchmarks.tabs import browsing, opened

SCRIPT = Path(__file__).with_name("browser.js")
FIRST_PICTURE = """async () => {
  const marks = () => performance.getEntriesByName('convscope:painted');
  while (!marks().length) await new Promise(requestAnimationFrame);
  return marks()[0].startTime - performance.getEntriesByType('navigation')[0].responseStart;
}"""
MOVES, DRAG_SECONDS = 120, 3
OWN_TYPES = {"text/html", "text/css", "text/javascript", "application/javascript"}
PANEL = "/training-dock.js"  # with it comes what the page can do without until the first picture stands


def rows(url: str) -> Iterator[Row]:
    """The rows that need a browser."""
    with browsing() as browser:
        yield from first_visit(browser, url)
        yield from moves(browser, url)


def first_visit(browser: Browser, url: str) -> Iterator[Row]:
    """What a first visit loads, and when it has drawn."""
    page = browser.new_page()
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(url, wait_until="networkidle")
    ours = [each for each in answers if each.headers.get("content-type", "").partition(";")[0] in OWN_TYPES]
    first = list(takewhile(lambda answer: not answer.url.endswith(PANEL), ours))
    weight, whole = (sum(len(gzip.compress(each.body())) for each in some) / 1024 for some in (first, ours))
    drawn = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        " - performance.getEntriesByType('navigation')[0].responseStart"
    )
    painted = page.evaluate(FIRST_PICTURE)
    yield Row(
        "first visit",
        f"HTML, JS and CSS gzipped, until the training panel comes, {len(first)} files",
        weight,
        "KB",
        150,
    )
    yield Row("first visit", f"the same, all that comes by itself, {len(ours)} files", whole, "KB")
    yield Row("first visit", "server's answer → page drawn", drawn, "ms", 1000)
    yield Row("first visit", "server's answer → real feature maps on the stage", painted, "ms")
    page.close()


def moves(browser: Browser, url: str) -> Iterator[Row]:
    """A weight moved on 224×224 RGB → 8 maps of 3×3, one by one and dragged."""
    page = opened(browser, url, SCRIPT)
    page.evaluate("presets => bench.prepare(presets)", PRESETS)
    moved: dict[str, Any] = page.evaluate("n => bench.moves(n)", MOVES)
    pictures: float = page.evaluate("seconds => bench.drag(seconds)", DRAG_SECONDS)
    paints, loops = sorted(moved["paints"]), moved["loops"]
    loop = statistics.median(loops)
    median, p95 = statistics.median(paints), paints[int(0.95 * len(paints))]
    yield Row(
        "browser", "control moved → painted, median, against the loop in plain JavaScript", median / loop, "×", 1.0
    )
    yield Row("browser", "the same, 95th percentile", p95 / loop, "×", 2.0)
    yield Row("browser", "pictures a second while dragging", pictures, "/s", 30, "at least")
    yield Row("browser", "control moved → painted, median", median, "ms")
    yield Row("browser", "the plain loop, median", loop, "ms")
    page.close()
