"""The page as it leaves the server: language, theme, and what the browser should fetch early."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.paths import STATIC
from app.web import assets
from app.web.assets import module_urls


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/", {}, "en"),
        ("/", {"Accept-Language": "ko-KR,ko;q=0.9"}, "ko"),
        ("/?lang=en", {"Accept-Language": "ko"}, "en"),
        ("/", {"Cookie": "lang=ko", "Accept-Language": "en"}, "ko"),
        ("/?lang=xx", {"Cookie": "lang=ko"}, "ko"),
    ],
)
def test_the_page_speaks_the_language_asked_for(
    client: TestClient, path: str, headers: dict[str, str], language: str
) -> None:
    client.cookies.clear()
    answer = client.get(path, headers=headers)
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["content-language"] == language


def test_a_language_in_the_address_is_remembered(client: TestClient) -> None:
    client.cookies.clear()
    assert "lang=ko" in client.get("/?lang=ko").headers["set-cookie"]
    assert '<html lang="ko"' in client.get("/").text
    assert "set-cookie" not in client.get("/").headers
    client.cookies.clear()


@pytest.mark.parametrize(("theme", "said"), [("dark", True), ("light", True), ("pink", False), ('"><script>', False)])
def test_the_theme_of_the_cookie(client: TestClient, theme: str, said: bool) -> None:
    text = client.get("/", headers={"Cookie": f"theme={theme}"}).text
    assert (f'data-theme="{theme}"' in text) is said
    assert ("data-theme" in text) is said


@pytest.fixture(scope="module")
def run(client: TestClient) -> str:
    """The id of a run."""
    layers = [{"kind": "flatten"}, {"kind": "linear", "out_features": 4}]
    body = {"dataset": "strokes", "layers": layers, "epochs": 1, "name": "<b>가중치</b>"}
    name: str = client.post("/api/runs", json=body).json()["id"]
    return name


@pytest.mark.parametrize("path", ["/", "/train", "/train/{run}"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_page_obeys_the_policy(client: TestClient, run: str, path: str, language: str) -> None:
    answer = client.get(f"{path.format(run=run)}?lang={language}")
    assert answer.status_code == 200
    text = answer.text
    assert f'<html lang="{language}"' in text
    assert f"lang={language}" in answer.headers["set-cookie"]
    assert "<b>" not in text
    assert "<script>" not in text
    assert "style=" not in text
    assert "importmap" not in text


@pytest.mark.parametrize(
    ("accept", "kind"), [("text/html,*/*;q=0.8", "text/html"), ("*/*", "application/problem+json")]
)
def test_a_wrong_address_is_a_page_for_people_and_a_problem_for_programs(
    client: TestClient, accept: str, kind: str
) -> None:
    answer = client.get("/nowhere?lang=ko", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith(kind)
    assert "찾을 수 없습니다" in answer.text


def test_the_page_of_an_unknown_run_says_so(client: TestClient) -> None:
    answer = client.get("/train/nowhere?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert client.get("/train/nowhere").json()["code"] == "run_unknown"


def test_an_interface_address_is_a_problem_for_browsers_too(client: TestClient) -> None:
    answer = client.get("/api/nowhere", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("path", "page"), [("/", "explore"), ("/train", "train"), ("/train/{run}", "run")])
def test_the_page_preloads_every_module_it_imports(client: TestClient, run: str, path: str, page: str) -> None:
    modules = module_urls(f"js/pages/{page}.js")
    text = client.get(path.format(run=run)).text
    assert modules[0] == f"/static/js/pages/{page}.js"
    assert "/static/vendor/lit.js" in modules
    for module in modules:
        assert f'<link rel="modulepreload" href="{module}">' in text
        assert client.get(module).status_code == 200


def test_imports_are_followed_once_and_read_again_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    files = {
        "a.js": "import {x} from './b.js';\nexport * from \"./deep/c.js\";\n// import './no.js'\n",
        "b.js": "import {\n  y,\n  z,\n} from './a.js';\nimport './b.js';\nconst s = `from './no.js'`;\n",
        "deep/c.js": "import '../d.mjs';\nimport 'lit';\n",
        "d.mjs": "",
    }
    (tmp_path / "deep").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert module_urls("a.js") == ["/static/a.js", "/static/b.js", "/static/deep/c.js", "/static/d.mjs"]
    (tmp_path / "b.js").write_text("", encoding="utf-8")
    (tmp_path / "a.js").write_text("import './b.js';", encoding="utf-8")
    assert module_urls("a.js") == ["/static/a.js", "/static/b.js"]
    assert STATIC.is_dir()
