"""The catalogues are complete, and every code that the program can raise has its sentence in both languages."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from app.i18n import translate
from app.i18n.catalogue import PLACEHOLDER, catalogue

SOURCE = Path(app.__file__).parent


def test_both_languages_have_the_same_keys() -> None:
    assert catalogue("en").keys() == catalogue("ko").keys()


def test_both_languages_have_the_same_placeholders() -> None:
    differing = {
        key: (english, catalogue("ko")[key])
        for key, english in catalogue("en").items()
        if set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(catalogue("ko")[key]))
    }
    assert not differing


def test_no_sentence_is_empty_or_untranslated() -> None:
    assert all(text.strip() for language in ("en", "ko") for text in catalogue(language).values())
    korean = {key: text for key, text in catalogue("ko").items() if key.startswith("errors.") and text.isascii()}
    assert not korean


def raised() -> Iterator[tuple[str, set[str], str]]:
    """Code, names of params and place of every `Refusal("…")` written in the program."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal"):
                continue
            names = {keyword.arg or "**" for keyword in node.keywords} - {"status", "loc"}
            place = f"{path.relative_to(SOURCE)}:{node.lineno}"
            for code in codes(node.args[0]):
                yield code, names, place


def codes(argument: ast.expr) -> list[str]:
    """The codes that an expression can mean: a word, either of two, or all that begin like an f-string."""
    match argument:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.IfExp(body=one, orelse=other):
            return codes(one) + codes(other)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            known = {key.split(".")[1] for key in catalogue("en") if key.startswith(f"errors.{start}")}
            assert known, f"no sentence for any code that begins with {start}"
            return sorted(known)
    return []


@pytest.mark.parametrize(("code", "names", "place"), list(raised()))
def test_every_refusal_has_its_sentence(code: str, names: set[str], place: str) -> None:
    for language in ("en", "ko"):
        sentence = catalogue(language).get(f"errors.{code}.detail")
        assert sentence, f"{place}: errors.{code}.detail is not in {language}.json"
        missing = set(PLACEHOLDER.findall(sentence)) - names
        assert "**" in names or not missing, f"{place}: errors.{code} needs {missing}"


def test_numbers_and_sizes_read_well() -> None:
    assert translate("en", "errors.body_too_large.detail", limit=11534336).endswith("11,534,336")
    assert "[5, 4]" in translate("en", "errors.crop_outside.detail", crop=[0, 0, 9, 9], size=[5, 4])
    assert translate("en", "samples.digit", digit=7) == "Handwritten digit: 7"


@pytest.mark.parametrize(
    "number", [10**5000, -(10**5000), 10**18, math.inf, math.nan], ids=["huge", "deep", "quintillion", "inf", "nan"]
)
def test_absurd_numbers_can_be_said(number: float) -> None:
    assert len(translate("ko", "errors.body_too_large.detail", limit=number)) < 200


def test_what_is_missing_shows_as_its_key_or_its_placeholder() -> None:
    assert translate("ko", "errors.no_such_code.detail") == "errors.no_such_code.detail"
    assert "{digit}" in translate("en", "samples.digit")
