"""Chromium for the rows that need one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts.lib.browser import FLAGS, chromium

WINDOW: ViewportSize = {"width": 1440, "height": 900}


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser that is closed in the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, url: str, script: Path, window: ViewportSize = WINDOW) -> Page:
    """A page whose own requests have come to rest, with the script of a bench in it."""
    page = browser.new_page(viewport=window)
    page.goto(url, wait_until="networkidle")
    page.evaluate(script.read_text())
    return page
