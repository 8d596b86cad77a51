"""Who may ask: trusted names only, and no other site's pages where something changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.guard import trusted_hosts
from app.web.problems import MAX_BODY

BODY: dict[str, Any] = {"input": {"tensor": [1.0, 2.0]}, "layer": {"kind": "relu"}}


def unsafe_routes() -> list[tuple[str, str]]:
    paths = create_app().openapi()["paths"]
    return [
        (method.upper(), path.replace("{id}", "boats"))
        for path, methods in paths.items()
        for method in methods
        if method not in ("get", "head", "options")
    ]


@pytest.fixture(scope="module", autouse=True)
def _data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_another_site_is_refused_on_every_unsafe_method(client: TestClient, headers: dict[str, str]) -> None:
    routes = unsafe_routes()
    assert len(routes) >= 4
    for method, path in routes:
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
            answer = client.request(method, path, headers={**headers, "Content-Type": kind}, content=b"--x--")
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site"), (method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://proxy.example"},
    ],
)
def test_our_own_pages_and_programs_may(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/layers/apply", json=BODY, headers=headers).status_code == 200


def test_reading_is_open_to_links_from_anywhere(client: TestClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:80", "[::1]:8000", "LOCALHOST"])
def test_loopback_names_are_trusted(client: TestClient, host: str) -> None:
    assert client.get("/api/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "10.0.0.1", "", "localhost:x", "me@localhost", "[::1", "a b"]
)
@pytest.mark.parametrize("path", ["/api/health", "/", "/static/css/base.css", "/openapi.json"])
def test_a_foreign_host_is_refused_everywhere(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "untrusted_host")


def test_more_hosts_can_be_trusted() -> None:
    hosts = trusted_hosts("192.168.1.5", "lab.example, *.school.example")
    assert hosts == {"localhost", "127.0.0.1", "::1", "192.168.1.5", "lab.example", "*.school.example"}
    client = TestClient(create_app(Settings(host="192.168.1.5", trusted_hosts="lab.example, *.school.example")))
    for host in ("192.168.1.5", "lab.example:443", "cnn.school.example"):
        assert client.get("/api/health", headers={"Host": host}).status_code == 200
    for host in ("school.example", "notschool.example", "lab.example.evil"):
        assert client.get("/api/health", headers={"Host": host}).status_code == 400
    anyone = TestClient(create_app(Settings(trusted_hosts="*")))
    assert anyone.get("/api/health", headers={"Host": "anything.example"}).status_code == 200


def test_a_body_that_says_it_is_too_long_is_not_read(client: TestClient) -> None:
    answer = client.post(
        "/api/layers/apply", content=b" " * (MAX_BODY + 1), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["params"] == {"limit": MAX_BODY}


def test_a_body_that_grows_too_long_is_cut_off(client: TestClient) -> None:
    pieces = (b" " * 1024 * 1024 for _ in range(12))
    answer = client.post("/api/layers/apply", content=pieces, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
