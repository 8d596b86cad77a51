from __future__ import annotations

import logging
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/nothing", "/static/css/base.css", "/openapi.json"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


def test_embedded_pages_may_be_framed(client: TestClient) -> None:
    headers = client.get("/embed/layer").headers
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/samples", "/api/images/boats", "/api/nothing", "/static/x"])
def test_head_is_the_head_of_get(client: TestClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert head.status_code == whole.status_code
    assert head.content == b""
    assert {name: value for name, value in head.headers.items() if name != "date"} == dict(whole.headers)


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/samples", "/api/nothing"])
def test_answers_vary(client: TestClient, path: str) -> None:
    assert {"accept", "accept-language", "cookie"} <= {
        name.strip().lower() for name in client.get(path).headers["vary"].split(",")
    }


def test_static_files_are_revalidated(client: TestClient) -> None:
    first = client.get("/static/vendor/lit.js")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/static/vendor/lit.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("vendor/lit.js", "text/javascript; charset=utf-8"),
        ("css/base.css", "text/css; charset=utf-8"),
        ("i18n/ko.json", "application/json"),
    ],
)
def test_static_files_have_their_type_and_are_packed(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(f"/static/{path}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/static/..%2f..%2fpyproject.toml", "/static/../app/main.py", "/static/a%00b"])
def test_nothing_outside_static_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_fault_of_ours_is_a_problem_that_says_nothing_and_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app: FastAPI = create_app(Settings(data=tmp_path))

    async def broken() -> None:
        raise ZeroDivisionError("the secret is 42")

    app.add_api_route("/api/broken", broken)
    with caplog.at_level(logging.ERROR):
        answer = TestClient(app, "http://localhost", raise_server_exceptions=False).get("/api/broken?lang=ko")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "the secret is 42" in caplog.text
