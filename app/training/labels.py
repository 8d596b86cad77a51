"""What people call things: the names of runs and of classes, as they are kept."""

from __future__ import annotations

import unicodedata


def tidy(name: str) -> str | None:
    """Composed (NFC), with single spaces and none at the ends.

    None where it has characters that cannot be seen: controls, marks of direction, halves of surrogate pairs, code
    points that mean nothing.
    """
    tidied = " ".join(unicodedata.normalize("NFC", name).split())
    return None if any(unicodedata.category(character)[0] == "C" for character in tidied) else tidied
