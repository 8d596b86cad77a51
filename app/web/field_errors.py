"""pydantic's refusals of fields, in the words and by the names of whoever sent the request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from app.i18n import Language, has, translate

Path = list[str | int]

LAST_CHOICE = re.compile(r"(?<=') or (?=')")
"""What pydantic, whose sentences are English, writes before the last of several choices."""

MOST = 100
"""Refused fields that are told; nobody reads more, and a small body can have a million."""


def told(error: RequestValidationError, language: Language) -> tuple[list[dict[str, Any]], str]:
    """Each refused field, or the first hundred, with its `loc`, `code` and `msg`; and the first as a sentence."""
    found = [(item, _field(item["loc"], error.body, item["type"])) for item in error.errors()[:MOST]]
    found = _meant(found)
    errors: list[dict[str, Any]] = []
    for item, loc in found:
        row = {"loc": loc, "code": item["type"], "msg": _message(item, language)}
        if row not in errors:  # a number that stands for both of a pair was written once
            errors.append(row)
    item, loc = found[0]
    place = _place(item["loc"][0], loc, language)
    return errors, translate(language, "errors.invalid_request.detail", field=place, reason=errors[0]["msg"])


def _meant(found: list[tuple[Mapping[str, Any], Path]]) -> list[tuple[Mapping[str, Any], Path]]:
    """Without what is said for those members of a union that the value was not meant for.

    Where a field takes some texts or something else (`save_freq`), a text was meant as one of them, and nothing else
    was.
    """
    away: list[int] = []
    for choice, loc in found:
        if choice["type"] != "literal_error":
            continue
        others = [id(item) for item, other in found if item["type"] != "literal_error" and other[: len(loc)] == loc]
        if others:
            away += others if isinstance(choice["input"], str) else [id(choice)]
    return [(item, loc) for item, loc in found if id(item) not in away]


def _message(item: Mapping[str, Any], language: Language) -> str:
    kind: str = item["type"]
    context = dict(item.get("ctx") or {})
    if kind == "json_invalid":
        context["position"] = item["loc"][-1]
    key = next((key for key in (f"errors.fields.{kind}", f"errors.{kind}.detail") if has(key)), "errors.fields.other")
    return translate(language, key, **{name: _word(value) for name, value in context.items()})


def _word(value: Any) -> int | float | str:
    """A bound with all its digits, or a list of choices, which stands behind a colon."""
    return value if isinstance(value, int | float) else LAST_CHOICE.sub(", ", str(value))


def _place(source: str, loc: Path, language: Language) -> str:
    """Where the field is: `callbacks[0].save_freq` of the body, or a parameter of the address or the header."""
    if source == "body":
        return _dotted(loc) or translate(language, "errors.invalid_request.place.body")
    kind = "header" if source == "header" else "address"
    return translate(language, f"errors.invalid_request.place.{kind}", name=_dotted(loc[1:]))


def _dotted(loc: Path) -> str:
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in loc).removeprefix(".")


def _field(loc: Sequence[str | int], body: Any, kind: str) -> Path:
    """The path of the refused field as its sender wrote it.

    pydantic mixes in the names of union members and validators, and FastAPI the word `body`; what cannot be followed
    in the body itself is left out, except for the name of a field that is missing.
    """
    source, *names = loc
    if source != "body":
        return list(loc)
    path: Path = []
    value = body
    for index, name in enumerate(names):
        if isinstance(value, Mapping) and name in value:
            value = value[name]
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes) and isinstance(name, int):
            value = value[name] if name < len(value) else None
        elif not (kind == "missing" and index == len(names) - 1):
            continue
        path.append(name)
    return path
