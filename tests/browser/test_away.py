"""Offline, and a server that is gone: each has its own words, the page keeps what it has and goes on by itself."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import AWAY, Scope, address
from tests.serving import serving


def free_port() -> int:
    """One that is still free after a while: below those that the system gives to whoever connects or asks for any."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


def test_offline_and_back(scope: Scope) -> None:
    scope.watch.expect(AWAY)
    scope.watch_frames(".stage-output .grid-pixels")
    scope.page.context.set_offline(True)
    scope.set_number("stride", 2)
    scope.until("(state) => state.live.status === 'offline'")
    expect(scope.locate("cs-status .alarm")).to_contain_text("This machine is offline.")
    assert scope.tensor("output").shape == (8, 112, 112)
    assert scope.colours(".stage-output .grid-pixels") > 20
    scope.page.context.set_offline(False)
    expect(scope.locate("cs-status .good")).to_have_text("Connected again.")  # for three seconds
    scope.settle()
    assert oracle.check(scope).shape == (8, 56, 56)
    assert scope.frames()[1] == 0


def test_a_server_that_is_gone_and_comes_back_without_its_pictures(
    visit: Visit, tmp_path: Path, made_picture: Path
) -> None:
    port = str(free_port())
    with serving(tmp_path / "first", "--port", port) as served:
        scope = visit(address(s={"size": [24, 32]}), at=served.url, lang="ko")
        scope.source("upload")
        scope.locate("cs-upload input[type=file]").set_input_files(made_picture)
        scope.until("(state) => state.setting.source.kind === 'upload'")
        scope.settle()
        before = oracle.check(scope)
    scope.watch.expect(AWAY, r"status of 404")
    scope.set_number("stride", 2)
    scope.until("(state) => state.live.status === 'gone'")
    expect(scope.locate("cs-status .alarm")).to_be_visible()
    expect(scope.locate("cs-status .alarm")).to_contain_text("서버")
    expect(scope.locate("cs-status .alarm button")).to_be_visible()
    assert scope.tensor("output").shape == before.shape
    assert scope.colours(".stage-output .grid-pixels") > 20
    # Another server at the same place, which has never seen the picture: the page sends it again.
    with serving(tmp_path / "second", "--port", port):
        scope.locate("cs-status .alarm button").click()
        scope.settle()
        assert oracle.check(scope).shape == (8, 12, 16)
        expect(scope.locate("cs-status .alarm")).to_have_count(0)


def test_a_page_that_opens_without_its_server_says_so_and_waits(visit: Visit, server: str) -> None:
    def cut(page: object) -> None:
        assert isinstance(page, Page)
        page.route("**/api/layers/apply", lambda route: route.abort("connectionrefused"), times=2)
        page.route("**/api/health", lambda route: route.abort("connectionrefused"), times=1)

    from playwright.sync_api import Page

    scope = visit(wait=False, at=server, before=cut)
    scope.watch.expect(AWAY)
    expect(scope.locate("cs-status .alarm")).to_contain_text("The server does not answer.")
    scope.settle()
    oracle.check(scope)
