"""The one way in which this program says no.

A `Refusal` carries a stable code and the numbers behind the sentence. The sentence itself stands in the catalogues
(`static/i18n/*.json`, under `errors.<code>`), in every language, and is put together where the answer leaves the
server. Rooms that know nothing of the web raise it; `app.web.problems` turns it into `application/problem+json`.
"""

from __future__ import annotations

Param = int | float | str | list[int] | list[str]


class Refusal(Exception):
    """What was asked cannot be done; the catalogue's sentence says what would be right.

    Args:
        code: a stable word, such as `kernel_too_large`; the key of its sentence under `errors`.
        status: the HTTP status that fits (422 unless it is about size, type, place or rights).
        loc: the path of the refused field, from the outermost name inwards, if there is one.
        params: the numbers and names that the sentence needs.
    """

    def __init__(self, code: str, *, status: int = 422, loc: tuple[str | int, ...] = (), **params: Param) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.status = status
        self.loc = loc
        self.params: dict[str, Param] = params
