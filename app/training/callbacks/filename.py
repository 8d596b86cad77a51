"""The names of a run's files: Keras's `filepath` template, made safe before anything runs.

A name is one file in the run's own folder. The template takes the bare names of figures with number formats
(`{epoch:02d}-{val_loss:.2f}`); nothing else of Python's format language is let through, since that reaches into
objects (`{epoch.__class__}`) and can fill a memory (`{epoch:1000000000}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter

from app.errors import Refusal

from .fields import METRICS, MOST_EPOCHS

ENDING = ".safetensors"
REPLACED = (".weights.h5", ".h5", ".hdf5", ".keras", ".pt", ".pth", ".ckpt", ENDING)
"""Endings of other programs' formats, for which ours stands; `.90` of `{val_loss:.2f}` is none."""
COUNTS = ("epoch", "batch")
NAMES = (*COUNTS, *METRICS, "learning_rate")
LONGEST = 200
"""Bytes of a name. File systems take 255, and a file that is being written has a longer name for a while."""

_FORMAT = re.compile(
    r"(?:[A-Za-z0-9 _-]?[<>=^])?[-+ ]?z?#?0?(?:[0-9]{1,2})?[,_]?(?:\.[0-9]{1,2})?[bdeEfFgGnoxX%]?", re.ASCII
)
_FORBIDDEN = frozenset('<>:"|?*')
"""What Windows takes in no file name."""
_EXTREMES = (-3.4028235e38, -2.2250738585072014e-308)
"""Figures whose texts are the longest: the largest float32, and the float64 of most digits."""


class Template:
    """A `filepath` that can be relied on: whatever figures come, the names are plain names of files.

    Args:
        given: as it was asked for.

    Attributes:
        replaced: the ending of another format for which ours stands; empty where there was none.
        names: the figures that it needs.
        text: the template with our ending.

    Raises:
        Refusal: `file_name_folder`, `file_name_character`, `file_name_dot`, `file_name_braces`,
            `file_name_placeholder`, `file_name_format` or `file_name_too_long`.
    """

    def __init__(self, given: str) -> None:
        _check_place(given)
        ending = next((ending for ending in REPLACED if given.lower().endswith(ending)), "")
        self.replaced = "" if ending == ENDING else ending
        self.text = given[: len(given) - len(ending)] + ENDING
        fields = list(_fields(self.text))
        self.names = frozenset(name for _, name, _ in fields if name is not None)
        longest = 0
        for literal, name, spec in fields:
            _check_characters(literal)
            longest += len(literal.encode()) + (0 if name is None else _longest(name, spec))
        _check_place(self.text)
        _check_length(longest)

    def name(self, *, epoch: int, logs: Mapping[str, float], batch: int | None = None) -> str:
        """The file's name, with our ending; `epoch` and `batch` count from 0 here and from 1 in the name.

        Raises:
            Refusal: `file_name_figure`, where a figure is not there; `file_name_too_long`, over figures beyond float32.
        """
        values = {**logs, "epoch": epoch + 1} | ({} if batch is None else {"batch": batch + 1})
        missing = sorted(self.names - values.keys())
        if missing:
            raise Refusal("file_name_figure", figure=missing[0], epoch=epoch + 1)
        name = self.text.format_map(values)
        _check_length(len(name.encode()))
        return name


def check_name(name: str) -> None:
    """Refuses what is not the plain name of one file.

    Raises:
        Refusal: `file_name_folder`, `file_name_character`, `file_name_dot` or `file_name_too_long`.
    """
    _check_place(name)
    _check_characters(name)
    _check_length(len(name.encode()))


def _fields(text: str) -> Iterator[tuple[str, str | None, str]]:
    """Literal text, the figure that follows it, if any, and how that is formatted."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise Refusal("file_name_braces") from None
    for literal, name, spec, conversion in parts:
        if name is not None and name not in NAMES:
            raise Refusal("file_name_placeholder", placeholder=_short(name), names=list(NAMES))
        if name is not None and (conversion is not None or not _FORMAT.fullmatch(spec or "")):
            raise Refusal("file_name_format", placeholder=name, format=_short(spec or f"!{conversion}"))
        yield literal, name, spec or ""


def _longest(name: str, spec: str) -> int:
    """How many bytes the figure takes at most."""
    try:
        return max(len(format(value, spec)) for value in ((MOST_EPOCHS,) if name in COUNTS else _EXTREMES))
    except ValueError:
        raise Refusal("file_name_format", placeholder=name, format=_short(spec)) from None


def _check_place(text: str) -> None:
    if "/" in text or "\\" in text:
        raise Refusal("file_name_folder")
    if ".." in text or text.startswith("."):
        raise Refusal("file_name_dot")


def _check_characters(text: str) -> None:
    for character in text:
        if not character.isprintable() or character in _FORBIDDEN:
            told = character if character in _FORBIDDEN else f"U+{ord(character):04X}"
            raise Refusal("file_name_character", character=told)


def _check_length(length: int) -> None:
    if length > LONGEST:
        raise Refusal("file_name_too_long", bytes=length, limit=LONGEST)


def _short(text: str) -> str:
    """What can be told of a text that anybody may have sent."""
    told = "".join(character if character.isprintable() else "�" for character in text)
    return told if len(told) <= 40 else f"{told[:40]}…"
