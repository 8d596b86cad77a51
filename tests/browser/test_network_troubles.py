"""What can go wrong around a network that is no fault of its layers, and how one goes on."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.nets import member, opened
from tests.browser.runs import until
from tests.browser.scope import AWAY, address, words

LAYERS: list[dict[str, Any]] = [
    {"kind": "dropout", "p": 0.5},
    {"kind": "flatten"},
    {"kind": "dropout", "p": 0.25},
    {"kind": "linear", "out_features": 3},
]

# A file that has been moved since it was chosen.
_MOVED = """() => {
  const file = new File(['x'], 'moved.safetensors');
  file.slice = () => ({ text: () => Promise.reject(new DOMException('', 'NotReadableError')) });
  return document.querySelector('cs-net-import').read(file);
}"""


def test_without_the_kinds_of_layers_the_chain_says_so_and_asks_again(visit: Visit) -> None:
    def refuse(page: Page) -> None:
        problem = json.dumps({"code": "busy", "title": "", "detail": "Too busy."})
        page.route(
            "**/api/layers",
            lambda route: route.fulfill(status=503, body=problem, content_type="application/problem+json"),
        )

    scope = visit("network", wait=False, before=refuse)
    scope.watch.expect("503")
    expect(scope.locate("cs-chain [role=alert]")).to_contain_text("Too busy.")
    scope.page.unroute("**/api/layers")
    scope.locate("cs-chain").get_by_role("button", name=words("watch.again")).click()
    expect(scope.locate("#chain-0")).to_be_visible()
    expect(scope.locate("cs-chain [role=alert]")).to_have_count(0)


def test_a_file_that_is_no_longer_there_is_told(visit: Visit) -> None:
    scope = opened(visit, address(s={"layers": LAYERS}, v={"tab": "import"}))
    scope.locate("cs-net-import").wait_for(state="attached")
    scope.page.evaluate(_MOVED)
    expect(scope.locate("cs-net-import [role=alert]")).to_contain_text(words("netfiles.unreadable"))
    expect(scope.locate("cs-net-import [role=status]")).to_have_text("")
    assert member(scope, "setting.layers") == LAYERS


def test_dropout_shows_the_numbers_of_no_other_layer(visit: Visit) -> None:
    """Between two dropouts the second one's numbers are waited for; a request that fails can be made again."""
    look = {"layer": 0, "map": 0, "row": 14, "col": 14, "level": "map"}
    scope = opened(visit, address(s={"layers": LAYERS}, v={"look": look}))
    dropout = scope.locate("cs-net-dropout")
    expect(dropout.locator("figure")).to_have_count(2)
    held: list[Route] = []

    def hold(route: Route) -> None:
        """What the second dropout asks for by itself."""
        if '"want":["layers.1.output","layers.2.output","layers.2.mask"]' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    scope.page.route("**/api/networks/forward", hold)
    scope.page.evaluate(
        """() => {
          const { store } = document.querySelector('cs-net-maps');
          store.set({ view: { ...store.state.view, look: { layer: 2, map: 0, row: 0, col: 400, level: 'map' } } });
        }"""
    )
    expect(dropout).to_contain_text(words("netzoom.waiting"))
    expect(dropout.locator("figure")).to_have_count(0)
    until(lambda: dropout.count() == 1 and len(held) >= 2)
    scope.watch.expect(AWAY)
    for route in held:
        route.abort()
    expect(dropout).to_contain_text(words("netzoom.away"))
    scope.page.unroute("**/api/networks/forward")
    dropout.get_by_role("button", name=words("netzoom.retry")).click()
    expect(dropout.locator("figure")).to_have_count(2)
