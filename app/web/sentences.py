"""Sentences of the catalogues in what a run says of itself: its log holds keys, readers get words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.i18n import Language, translate
from app.runs import Row
from app.training.events import Said
from app.web.tensors import dumps


def sentence(said: Said, language: Language) -> str:
    """The sentence in one language."""
    return translate(language, said.key, **said.params)


def remark(said: Said, language: Language) -> dict[str, str]:
    """The sentence beside a word that is the same in every language, the last one of its key: `code`, `detail`."""
    return {"code": said.key.rpartition(".")[2], "detail": sentence(said, language)}


def worded(row: Row) -> bool:
    """Whether the event reads differently in another language."""
    return row.said is not None or row.type == "run_started"


def event_text(row: Row, language: Language) -> str:
    """An event's JSON as a reader of this language gets it.

    Its sentence is the last member: a callback's is its `reason`, any other's its `detail`. The warnings of
    `run_started`, keys and parameters in the log, are remarks.
    """
    data = _with_remarks(row.fields, language) if row.type == "run_started" else row.data
    if row.said is None:
        return data
    member = "reason" if row.type == "callback" else "detail"
    return f'{data[:-1]},"{member}":{dumps(sentence(row.said, language))}}}'


def _with_remarks(fields: Mapping[str, Any], language: Language) -> str:
    warnings = [Said(warning["key"], warning["params"]) for warning in fields.get("warnings", [])]
    return dumps({**fields, "warnings": [remark(said, language) for said in warnings]})
