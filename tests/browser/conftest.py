"""A real server and a real Chromium for the browser tests, and a page that fails on whatever it complains about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scripts.lib.browser import FLAGS, chromium
from tests.browser.runs import end_all, submit, until_state
from tests.browser.scope import WAIT, Scope, Watch
from tests.serving import serving

expect.set_options(timeout=WAIT)

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}

# The first two: for each window Chromium makes a popup of its address bar, pages in a process of their own, and a
# process in reserve; together they cost as much as our page. It heeds only the last of such switches, so the rest is
# what Playwright switches off.
UNUSED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
    "SpareRendererForSitePerProcess",
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
)

# Remembers which answer is on the canvas, and turns what the policy forbids into an error of the console.
_LISTEN = """
document.addEventListener('convscope-painted', ({ target }) => {
  window.convscopePainted = target.store.state.live.answer;
});
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`CSP ${event.violatedDirective}: ${event.blockedURI}`);
});
"""

# The training panel as somebody left it who is here for the stage: it asks nothing and draws nothing.
_FOLDED = """
if (location.protocol === 'http:' && !localStorage.getItem('convscope:dock')) {
  localStorage.setItem('convscope:dock', 'folded');
}
"""

# Newest wins: what is superseded is aborted, and so is what a reload leaves behind.
_ABORTED = "net::ERR_ABORTED"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that all tests share; it holds nothing but uploaded pictures."""
    with serving(tmp_path_factory.mktemp("data")) as served:
        yield served.url


@pytest.fixture(scope="session")
def training_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another one, for tests that bring runs of their own."""
    with serving(tmp_path_factory.mktemp("runs")) as served:
        yield served.url


@pytest.fixture
def trains(training_server: str) -> Iterator[str]:
    """The same for one test: a run that goes on after it is ended, for the next test needs its place."""
    yield training_server
    end_all(training_server)


@pytest.fixture(scope="session")
def finished(training_server: str) -> str:
    """A run whose best epoch is the first, whose rate fell after the third and which stopped after the fourth."""
    run = submit(training_server, name="Four directions")
    assert until_state(training_server, run, "finished", "failed")["reason"] == "early_stopped"
    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, else Playwright's."""
    with sync_playwright() as playwright:
        flags = [*FLAGS, f"--disable-features={','.join(UNUSED)}"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield browser
        browser.close()


Visit = Callable[..., Scope]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """All that went wrong in the pages of this test; what was not expected fails it."""
    watch = Watch()
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def visit(browser: Browser, server: str, watch: Watch) -> Iterator[Visit]:
    """Opens the page in a context of its own, once or more often.

    The function takes the fragment of the address, and by name: `lang`, `theme` (the cookies), `at` (another server),
    `wait=False` (do not wait for the first picture), and what Playwright's contexts take.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        fragment: str = "",
        *,
        lang: str = "en",
        theme: str | None = None,
        at: str = server,
        wait: bool = True,
        before: Callable[[Page], None] | None = None,
        **options: Any,
    ) -> Scope:
        options.setdefault("viewport", DESKTOP)
        context = browser.new_context(base_url=at, locale=lang, **options)
        contexts.append(context)
        context.set_default_timeout(WAIT)
        context.add_init_script(_LISTEN)
        if at == server:  # the panel has servers of its own in the tests that are about it
            context.add_init_script(_FOLDED)
        cookies = {"lang": lang, "theme": theme}
        context.add_cookies([{"name": k, "value": v, "url": at} for k, v in cookies.items() if v])
        page = context.new_page()
        listen(page, watch)
        scope = Scope(page, watch)
        if before:
            before(page)
        page.goto(f"/{fragment}")
        if wait:
            scope.settle()
        return scope

    yield open_page
    for context in contexts:
        context.close()


def listen(page: Page, watch: Watch) -> None:
    """Write down whatever goes wrong in a page."""
    page.on(
        "console",
        lambda message: (
            watch.wrong.append(f"console {message.type}: {message.text} {message.location.get('url', '')}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on("pageerror", lambda error: watch.wrong.append(f"exception: {error}"))
    page.on(
        "requestfailed",
        lambda request: (
            watch.wrong.append(f"request: {request.url} {request.failure}") if request.failure != _ABORTED else None
        ),
    )


@pytest.fixture
def scope(visit: Visit) -> Scope:
    """The page as a newcomer with a desktop finds it, its first picture painted."""
    return visit()


@pytest.fixture
def made_picture(tmp_path: Path) -> Path:
    """A picture file with colours that no sample has: 40 wide, 30 high."""
    import numpy as np
    from PIL import Image

    rows, cols = np.mgrid[0:30, 0:40]
    pixels = np.stack([rows * 8, cols * 6, (rows * cols) % 256], -1).astype(np.uint8)
    path = tmp_path / "made.png"
    Image.fromarray(pixels).save(path)
    return path
