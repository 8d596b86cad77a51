"""The page as a person uses it: where to point, what is written there, and the tensors that it holds."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, Route

from tests.serving import ROOT

Grid = Literal["input", "output"]
WAIT = 30_000  # milliseconds until a test gives up: no promise of the page, the machine may be busy with other tests

# The page of whole networks has a state of its own, also where a stage stands inside it.
# Polls inside the page: the page's policy allows no `eval`, which Playwright's own waiting would need.
_UNTIL = """([what, wait]) => new Promise((resolve, reject) => {
  const end = performance.now() + wait;
  const holds = () => {
    const store = document.querySelector('cs-net-maps, cs-stage')?.store;
    return Boolean(store) && (%s)(store.state);
  };
  const look = () => {
    if (holds()) resolve(true);
    else if (performance.now() > end) reject(new Error('in vain: ' + what));
    else setTimeout(look, 10);
  };
  look();
})"""

# A setting that was come back to is equal to the one that was answered, not the same object.
_SETTLED = """({ setting, pinned, live: { status, answer, compared } }) => {
  const text = (value) => JSON.stringify(value, (_, part) => (part && typeof part === 'object' && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort()) : part));
  if (status !== 'ready' || text(answer.setting) !== text(setting)) return false;
  if (pinned && !compared) return false;
  return window.convscopePainted === answer;
}"""

# What of the state is small; typed arrays are fetched one by one.
_STATE = """() => {
  const { setting, pinned, cursor, view, hover, live } = document.querySelector('cs-stage').store.state;
  const { status, problem } = live;
  return { setting, pinned, cursor, view, hover, status, problem, meta: live.answer?.meta ?? null };
}"""

_TENSOR = """([of, name]) => {
  const tensor = document.querySelector('cs-net-maps, cs-stage').store.state.live[of].tensors[name];
  if (!tensor) return null;
  const { buffer, byteOffset, byteLength } = tensor.data;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { dtype: tensor.dtype, shape: tensor.shape, data: btoa(text) };
}"""

_PLACE = """async ([grid, row, col]) => {
  const { place } = await import('/static/js/draw/viewport.js');
  const element = document.querySelector(`.stage-${grid} cs-grid`);
  const box = element.querySelector('.grid-box').getBoundingClientRect();
  const { clientLeft, clientTop, clientWidth: width, clientHeight: height } = element.querySelector('.grid-box');
  const { scale, x, y } = place(element.scene.extent, { width, height }, element.view);
  return [box.left + clientLeft + x + (col + 0.5) * scale, box.top + clientTop + y + (row + 0.5) * scale];
}"""

# Distinct colours in the canvas; a blank one has a single colour. Read from a small copy: reading the canvas itself
# over and over would make the browser draw it otherwise, and say so.
_COLOURS = """(canvas) => {
  if (!canvas.width || !canvas.height) return 0;
  const copy = new OffscreenCanvas(64, 64).getContext('2d', { willReadFrequently: true });
  copy.imageSmoothingEnabled = false;
  copy.drawImage(canvas, 0, 0, 64, 64);
  return new Set(new Uint32Array(copy.getImageData(0, 0, 64, 64).data.buffer)).size;
}"""

# The same in every frame from now on; `window.convscopeBlank` counts the frames that showed nothing.
_SAMPLE = """(canvas) => {
  const copy = new OffscreenCanvas(16, 16).getContext('2d', { willReadFrequently: true });
  window.convscopeFrames = 0;
  window.convscopeBlank = 0;
  const look = () => {
    copy.clearRect(0, 0, 16, 16);
    if (canvas.width && canvas.height) copy.drawImage(canvas, 0, 0, 16, 16);
    const colours = new Set(new Uint32Array(copy.getImageData(0, 0, 16, 16).data.buffer)).size;
    window.convscopeFrames += 1;
    if (colours < 2 || !canvas.isConnected) window.convscopeBlank += 1;
    requestAnimationFrame(look);
  };
  look();
}"""

_CHANGED = """(canvas, [before, wait]) => new Promise((resolve, reject) => {
  const end = performance.now() + wait;
  const look = () => {
    if (canvas.toDataURL() !== before) resolve(true);
    else if (performance.now() > end) reject(new Error('the canvas shows the same as before'));
    else setTimeout(look, 20);
  };
  look();
})"""

_DTYPES: dict[str, type[np.generic]] = {"F32": np.float32, "I32": np.int32, "U8": np.uint8}


@dataclass
class Watch:
    """What went wrong in the browser: the console, exceptions, the policy, requests. Tests say what they expect."""

    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, *patterns: str) -> None:
        """From now on, and looking back, these are no failures (regular expressions)."""
        self.expected.extend(patterns)

    def unexpected(self) -> list[str]:
        """What nobody expected."""
        return [each for each in self.wrong if not any(re.search(pattern, each) for pattern in self.expected)]


REFUSED = r"status of 4\d\d"
AWAY = (
    r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED|SOCKET_NOT_CONNECTED|FAILED)"
)


def number(text: str) -> float:
    """A number as the page writes it (− for minus, ∞) as a float."""
    return float(text.strip().replace("−", "-").replace("∞", "inf").replace(",", ""))


def numbers(text: str) -> list[float]:
    """Every number in a text of the page."""
    return [number(each) for each in re.findall(r"[−-]?(?:\d[\d,]*\.?\d*(?:e[−-]?\d+)?|∞|NaN)", text)]


def words(key: str, lang: str = "en") -> str:
    """What the page calls something: names may change, what they stand for does not."""
    found: Any = json.loads((ROOT / "static" / "i18n" / f"{lang}.json").read_text(encoding="utf-8"))
    for part in key.split("."):
        found = found[part]
    assert isinstance(found, str)
    return found


def address(**state: Any) -> str:
    """The fragment that a link to this state has.

    Args:
        state: `s` (setting), `p` (pinned), `c` (cursor), `v` (view): what differs from the defaults.
    """
    text = base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip("=")
    return f"#1.{text}"


TEXTBOOK: dict[str, Any] = {
    # One channel of 5×5, one 3×3 kernel: everything is large enough to read.
    "source": {"kind": "tensor", "values": [[[row * 5 + col for col in range(5)] for row in range(5)]]},
    "layer": {"kind": "conv2d", "out_channels": 1, "kernel_size": 3},
    "weight": {"values": [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]},
    "bias": [0.5],
}


class Held(list[Route]):
    """Requests that wait until somebody lets them go on."""

    released = False

    def wait(self, route: Route) -> None:
        """One more; after `release` it goes on at once."""
        if self.released:
            route.continue_()
        else:
            self.append(route)

    def release(self) -> None:
        """Lets all of them go on, and whatever comes later."""
        self.released = True
        while self:
            self.pop().continue_()


def hold(page: Page, pattern: str) -> Held:
    """Requests to such addresses wait in the list that is returned."""
    held = Held()
    page.route(pattern, held.wait)
    return held


class Scope:
    """One open page of ConvScope."""

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page = page
        self.watch = watch

    # Waiting

    def until(self, condition: str, wait: int = WAIT) -> None:
        """Wait until a JavaScript function of the state holds.

        Raises:
            playwright.sync_api.Error: it does not come to hold in time.
        """
        self.page.evaluate(_UNTIL % condition, [condition, wait])

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds that only the test can tell: requests that it has seen, what several looks say.

        Raises:
            AssertionError: it does not come to hold in time.
        """
        end = time.monotonic() + WAIT / 1000
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            self.page.wait_for_timeout(20)  # and not `sleep`: meanwhile the browser tells what happens

    def settle(self) -> None:
        """Wait until the present setting is answered and its picture painted."""
        self.until(_SETTLED)

    def hold(self, pattern: str) -> Held:
        """From now on requests to such addresses wait in the list that is returned."""
        return hold(self.page, pattern)

    def refused(self) -> None:
        """Wait until the present setting is refused; the browser writes a line about it into its console."""
        self.watch.expect(REFUSED)
        self.until("(state) => state.live.status === 'refused'")

    # The state

    def state(self) -> dict[str, Any]:
        """Setting, pinned, cursor, view, hover, the status, the problem and the answer's meta."""
        state: dict[str, Any] = self.page.evaluate(_STATE)
        return state

    @property
    def setting(self) -> dict[str, Any]:
        """The setting."""
        setting: dict[str, Any] = self.state()["setting"]
        return setting

    def cursor(self) -> tuple[int, int, int, int | None]:
        """Map, row, column and step."""
        cursor = self.state()["cursor"]
        return cursor["map"], cursor["row"], cursor["col"], cursor["step"]

    @property
    def view(self) -> dict[str, Any]:
        """How it is looked at."""
        view: dict[str, Any] = self.state()["view"]
        return view

    def tensor(self, name: str, of: Literal["answer", "compared"] = "answer") -> NDArray[Any]:
        """A tensor of the answer, as the page holds it."""
        found = self.page.evaluate(_TENSOR, [of, name])
        assert found is not None, f"the page holds no tensor {name}"
        data = np.frombuffer(base64.b64decode(found["data"]), _DTYPES[found["dtype"]])
        return data.reshape(found["shape"])

    # Where things are

    def locate(self, selector: str) -> Locator:
        """Elements of the page."""
        return self.page.locator(selector)

    def aim(self, grid: Grid, row: int, col: int) -> tuple[float, float]:
        """The middle of a cell of a grid, in the window; the grid is brought into sight first."""
        self.locate(f".stage-{grid} .grid-box").scroll_into_view_if_needed()
        x, y = self.page.evaluate(_PLACE, [grid, row, col])
        return x, y

    def point(self, grid: Grid, row: int, col: int) -> None:
        """Move the mouse over a cell."""
        self.page.mouse.move(*self.aim(grid, row, col))

    def click(self, grid: Grid, row: int, col: int) -> None:
        """Click a cell."""
        self.page.mouse.click(*self.aim(grid, row, col))

    def focus(self, grid: Grid) -> Locator:
        """Give a grid the keyboard."""
        box = self.locate(f".stage-{grid} .grid-box")
        box.focus()
        return box

    def marks(self, grid: Grid) -> list[dict[str, Any]]:
        """What is lit on a grid: kind, rows and columns."""
        marks: list[dict[str, Any]] = self.page.evaluate(
            "(grid) => document.querySelector(`.stage-${grid} cs-grid`).scene.marks", grid
        )
        return marks

    def lit(self, grid: Grid, kind: str) -> set[tuple[int, int]]:
        """The cells of a grid that are lit in one way."""
        return {
            (row, col)
            for mark in self.marks(grid)
            if mark["kind"] == kind
            for row in mark["rows"]
            for col in mark["cols"]
        }

    def colours(self, selector: str) -> int:
        """How many colours a canvas shows; 1 is a blank one."""
        count: int = self.locate(selector).first.evaluate(_COLOURS)
        return count

    def watch_frames(self, selector: str) -> None:
        """Look at a canvas in every frame from now on."""
        self.locate(selector).first.evaluate(_SAMPLE)

    def frames(self) -> tuple[int, int]:
        """Frames seen since `watch_frames`, and how many of them were blank."""
        seen, blank = self.page.evaluate("() => [window.convscopeFrames, window.convscopeBlank]")
        return seen, blank

    def pixels(self, selector: str) -> str:
        """What a canvas shows, to compare."""
        text: str = self.locate(selector).first.evaluate("(canvas) => canvas.toDataURL()")
        return text

    def changed(self, selector: str, before: str) -> None:
        """Wait until a canvas shows something else than it did."""
        self.locate(selector).first.evaluate(_CHANGED, [before, WAIT])

    # Controls

    def control(self, name: str) -> Locator:
        """The control of a parameter of the layer."""
        return self.locate("cs-control").filter(has=self.page.locator(f"#parameter-{name}-name"))

    def set_number(self, name: str, value: float) -> None:
        """Type into the number of a parameter."""
        self.control(name).locator("input[type=number]").first.fill(str(value))

    def choose(self, name: str, word: str) -> None:
        """Choose a word (or `None`) of a parameter."""
        self.control(name).locator(".segments label").filter(has_text=re.compile(rf"^\s*{word}\s*$")).click()

    def choose_kind(self, title: str) -> None:
        """Choose a kind of layer by its title."""
        self.locate("cs-layer .card-head button").click()
        self.locate("cs-layer .kinds").get_by_role("button", name=title, exact=True).click()

    def tab(self, name: str) -> None:
        """Open a tab of the tools."""
        self.locate(f"#tools-tab-{name}").click()

    def source(self, tab: str) -> None:
        """Open a tab of the picture card."""
        self.locate(f"#picture-tab-{tab}").click()

    # What the page says

    def total(self, words: str) -> str:
        """The number beside some words of the arithmetic's last lines."""
        line = self.locate("cs-arithmetic .arith-total > div").filter(has_text=words)
        return line.locator("dd").inner_text()

    def told(self) -> tuple[float, float]:
        """The cell that the arithmetic comes to, and torch's own number, as they are written."""
        result = self.locate("cs-arithmetic dd.result").inner_text()
        torch = self.locate("cs-arithmetic .arith-torch dd").inner_text().split(" · ")[0]
        return number(result), number(torch)

    def arithmetic_of(self, map_: int, row: int, col: int) -> None:
        """Wait until the arithmetic is that of this cell, in full."""
        self.until(f"({{ cursor }}) => cursor.map === {map_} && cursor.row === {row} && cursor.col === {col}")
        self.locate("cs-arithmetic .arith:not(.stale)").wait_for()
