from __future__ import annotations

import pytest

from app.i18n import choose


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "language"),
    [
        (None, None, None, "en"),
        ("ko", "en", "en", "ko"),
        (None, "ko", "en", "ko"),
        (None, None, "ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
        (None, None, "en-US,en;q=0.9,ko;q=0.8", "en"),
        (None, None, "fr, ko;q=0.1", "ko"),
        (None, None, "fr, de", "en"),
        (None, None, "ko;q=0, en;q=0.5", "en"),
        (None, None, "ko;q=much, en;q=0.5", "en"),
        (None, None, "en-US@posix", "en"),
        ("ko_KR", None, None, "ko"),
        ("klingon", "ko", "en", "ko"),
        ("", "", "", "en"),
    ],
)
def test_query_then_cookie_then_browser_then_english(
    query: str | None, cookie: str | None, accept: str | None, language: str
) -> None:
    assert choose(query, cookie, accept) == language
