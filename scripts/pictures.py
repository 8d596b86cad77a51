"""The pictures of README, each a page as somebody would have it before them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.lib.browser import FLAGS, chromium
from tests.serving import ROOT, serving

FOLDER = ROOT / "docs"


PUT = """changes => {
  const { store } = document.querySelector('cs-stage');
  const merged = Object.entries(changes).map(([name, values]) => [name, { ...store.state[name], ...values }]);
  store.set(Object.fromEntries(merged));
}"""
READY = """() => {
  const { live, setting } = document.querySelector('cs-stage').store?.state ?? {};
  return live?.status === 'ready' && live.answer.setting === setting;
}"""


def first_look(_: Page) -> None:
    """The page as it opens."""


def stepping(page: Page) -> None:
    """Somewhere in the middle of a map, some taps into a cell."""
    page.evaluate(
        PUT, {"cursor": {"map": 0, "row": 44, "col": 65, "step": 14}, "view": {"stepping": True, "unit": "tap"}}
    )


def pooling(page: Page) -> None:
    """Max pooling of a digit, a cell whose window has a winner."""
    layer = {"kind": "max_pool2d", "kernel_size": 3, "stride": 2, "ceil_mode": True}
    digit = {"source": {"kind": "sample", "id": "digit-5"}, "size": [28, 28], "color": "gray"}
    cursor = {"map": 0, "row": 6, "col": 6, "step": None}
    page.evaluate(PUT, {"setting": {**digit, "layer": layer, "weight": None, "bias": None}, "cursor": cursor})


WATCHED = """() => {
  const { state } = document.querySelector('cs-curves')?.store ?? {};
  return state?.connection.state === 'ended';
}"""
COMPUTED = """() => {
  const { live, setting } = document.querySelector('cs-net-maps')?.store?.state ?? {};
  return live?.status === 'ready' && live.answer.setting === setting;
}"""
TRAINED = """async (look) => {
  const { store } = document.querySelector('cs-net-maps');
  const [{ id, spec, latest }] = await (await fetch('/api/runs')).json();
  const { setting, view } = store.state;
  const weights = { run: id, epoch: latest.epoch };
  store.set({ setting: { ...setting, layers: spec.layers, weights }, view: { ...view, look } });
}"""
STAGE, CURVES, NETWORK = ("/", READY), ("/train", WATCHED), ("/network", COMPUTED)
"""A page, and when it is whole."""


def traced(page: Page) -> None:
    """The network of the demonstration run, a cell in its middle traced back to the pixels."""
    page.evaluate(TRAINED, {"layer": 2, "map": 1, "row": 6, "col": 7, "level": "map"})


@dataclass(frozen=True)
class Picture:
    """One file of `docs`: the window, the language, the theme, the page, and what is done before it is taken."""

    name: str
    width: int
    height: int
    lang: str
    theme: str
    prepare: Callable[[Page], None] = first_look
    page: tuple[str, str] = STAGE


PICTURES = (
    Picture("explore", 1440, 900, "en", "light"),
    Picture("stepping", 1440, 900, "ko", "dark", stepping),
    Picture("pooling", 1440, 900, "en", "light", pooling),
    Picture("phone", 360, 760, "ko", "light"),
    Picture("network", 1440, 900, "en", "light", traced, NETWORK),
    Picture("training", 1440, 900, "en", "light", page=CURVES),
)


def take(browser: Browser, url: str, picture: Picture) -> Path:
    """Takes one picture once its numbers are on the stage."""
    context = browser.new_context(viewport={"width": picture.width, "height": picture.height}, bypass_csp=True)
    context.add_cookies(
        [
            {"name": name, "value": value, "url": url}
            for name, value in (("lang", picture.lang), ("theme", picture.theme))
        ]
    )
    page = context.new_page()
    address, ready = picture.page
    page.goto(url + address)
    page.wait_for_function(ready)
    picture.prepare(page)
    page.wait_for_function(ready)
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def demonstrate(url: str) -> None:
    """Runs the demonstration to its end, so that there is something to see beside the stage."""
    run = httpx.post(f"{url}/api/runs/demo").raise_for_status().json()["id"]
    httpx.get(f"{url}/api/runs/{run}/events", timeout=120).raise_for_status()  # ends with the run


def main() -> int:
    """All of them."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        serving(Path(data), CONVSCOPE_DEMO="1") as server,
        sync_playwright() as playwright,
    ):
        demonstrate(server.url)
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for picture in PICTURES:
            print(take(browser, server.url, picture).relative_to(ROOT), flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
