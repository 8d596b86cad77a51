"""The catalogues `static/i18n/<language>.json`: nested keys, sentences with `{name}` placeholders.

Python, the templates and JavaScript read the same files. A sentence that is missing falls back to English and then to
its key, so that a gap in a catalogue can be seen but never breaks an answer; a test keeps the catalogues complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from app.i18n.language import Language
from app.paths import CATALOGUES

PLACEHOLDER = re.compile(r"\{(\w+)\}")

Value = int | float | str | Sequence[int | float | str]


def translate(language: Language, key: str, /, **params: Value) -> str:
    """The sentence under `key`, with its placeholders filled.

    Whole numbers from 10,000 on are grouped, lists of numbers stand in brackets (`[3, 224, 224]`), lists of words are
    separated by commas. A placeholder without a value stays as it is written.
    """
    sentence = catalogue(language).get(key) or catalogue("en").get(key) or key
    return PLACEHOLDER.sub(lambda found: _text(params[found[1]]) if found[1] in params else found[0], sentence)


def has(key: str) -> bool:
    """Whether there is a sentence under this key (in English, the language that every key has)."""
    return key in catalogue("en")


@lru_cache
def catalogue(language: Language) -> dict[str, str]:
    """All sentences of a language by their dotted keys; read once."""
    tree = json.loads((CATALOGUES / f"{language}.json").read_text(encoding="utf-8"))
    return dict(_flat(tree, ""))


def _flat(tree: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in tree.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((f"{prefix}{name}", str(value)))
    return rows


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, int):
        return _whole(value)
    text = ", ".join(_text(item) for item in value)
    return text if any(isinstance(item, str) for item in value) else f"[{text}]"


def _whole(value: int) -> str:
    if abs(value) < 10_000:
        return str(value)
    if abs(value) < 10**20:  # the largest seed among them
        return f"{value:,}"
    # Python refuses to write out numbers of thousands of digits, and nobody would read them.
    return f"{'-' if value < 0 else ''}10^{int(abs(value).bit_length() * 0.30103)}"
