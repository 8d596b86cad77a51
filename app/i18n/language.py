"""Which language an answer is in: what the address asks for, else the cookie, else the browser, else English."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "ko"]

LANGUAGES: tuple[Language, ...] = ("en", "ko")


def choose(query: str | None, cookie: str | None, accept_language: str | None) -> Language:
    """The first of the three that names a language we have; English where none does."""
    return _known(query) or _known(cookie) or _preferred(accept_language or "") or "en"


def _known(tag: str | None) -> Language | None:
    """The language of a tag such as `ko`, `ko-KR` or headless Chromium's `en-US@posix`."""
    if not tag:
        return None
    primary = tag.strip().lower().replace("_", "-").split("@")[0].split("-")[0]
    return next((language for language in LANGUAGES if language == primary), None)


def _preferred(header: str) -> Language | None:
    """The best language of an `Accept-Language` header (RFC 9110, 12.5.4); a malformed weight counts as 0."""
    best: Language | None = None
    weight = 0.0
    for item in header.split(","):
        tag, *parameters = item.split(";")
        language = _known(tag)
        quality = _quality(parameters)
        if language is not None and quality > weight:
            best, weight = language, quality
    return best


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0.0 <= quality <= 1.0 else 0.0
    return 1.0
