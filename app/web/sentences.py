"""Sentences of the catalogues in what a run says of itself: its log holds keys, readers get words."""

from __future__ import annotations

from app.i18n import Language, translate
from app.training.events import Said
from app.web.tensors import dumps


def sentence(said: Said, language: Language) -> str:
    """The sentence in one language."""
    return translate(language, said.key, **said.params)


def with_sentence(data: str, kind: str, said: Said | None, language: Language) -> str:
    """An event's JSON with its sentence as the last member.

    Args:
        data: a JSON object as the log holds it, with at least one member.
        kind: the event's type; a callback's sentence is its `reason`, any other's its `detail`.
    """
    if said is None:
        return data
    return f'{data[:-1]},"{"reason" if kind == "callback" else "detail"}":{dumps(sentence(said, language))}}}'
