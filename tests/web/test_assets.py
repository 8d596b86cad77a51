"""Our own files leave without their comments, and nothing else of them is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.paths import STATIC

SOURCES = sorted(path for kind in ("js", "css") for path in (STATIC / kind).rglob(f"*.{kind}"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_only_comments_are_left_out_and_lines_keep_their_numbers(client: TestClient, path: Path) -> None:
    source = path.read_text(encoding="utf-8").split("\n")
    served = client.get(f"/static/{path.relative_to(STATIC).as_posix()}").text.split("\n")
    assert len(served) == len(source)
    assert all(kept in ("", line) for line, kept in zip(source, served, strict=True))
    if path.suffix == ".js":
        lost = [line.strip() for line, kept in zip(source, served, strict=True) if kept != line]
        assert all(line.startswith(("/**", "*", "//")) for line in lost)


def test_what_is_typed_only_is_all_comment(client: TestClient) -> None:
    assert client.get("/static/js/core/types.js").text.strip() == "export {};"
