"""The page `/train` as its tests use it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.runs import ask
from tests.browser.scope import Scope, words

DRAFT = "() => document.querySelector('cs-train-setup').store.state.draft"


def opened(visit: Visit, at: str, fragment: str = "", **options: Any) -> Scope:
    scope = visit(f"train{fragment}", at=at, wait=False, reduced_motion="reduce", **options)
    # A server that has just begun reads the data first.
    expect(scope.locate("cs-train-setup .setup-go")).to_contain_text("9,098")
    return scope


def draft(scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = scope.page.evaluate(DRAFT)
    return found


def open_part(scope: Scope, name: str) -> None:
    scope.locate(f"#setup-{name}").click()


def kinds(scope: Scope) -> list[str]:
    return [layer["kind"] for layer in draft(scope)["layers"]]


def tool(scope: Scope, label: str, **params: str) -> Locator:
    return scope.page.get_by_role("button", name=words(label).format(**params))


def newest(url: str) -> str:
    name: str = ask(f"{url}/api/runs")[0]["id"]
    return name


def row(scope: Scope, run: str) -> Locator:
    """A run's row in the list."""
    return scope.locate("cs-run-list .run").filter(has=scope.page.locator(f"#run-more-{run}"))


def more(scope: Scope, run: str) -> Locator:
    """The further buttons of a run."""
    row(scope, run).locator(".run-more").click()
    return scope.locate(f"#run-more-{run}")


def press(scope: Scope, key: str) -> None:
    """A key of the page, while nothing has the focus."""
    scope.locate("main").focus()
    scope.page.keyboard.press(key)


def state(scope: Scope) -> Locator:
    return scope.locate("cs-train-head .run-state")
