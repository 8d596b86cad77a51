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


ROUTES = {"networks/onnx_process.py", "runs/wire.py"}
"""What only hands on a refusal that was raised elsewhere."""


def raised() -> Iterator[tuple[str, set[str], str]]:
    """Code, names of params and place of every `Refusal(…)` in the program."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal"):
                continue
            names = {keyword.arg or "**" for keyword in node.keywords} - {"status", "loc"}
            found = set(codes(node.args[0], tree))
            assert found or name in ROUTES, f"{name}:{node.lineno}: which codes can this be?"
            for code in sorted(found):
                yield code, names, f"{name}:{node.lineno}"


def codes(argument: ast.expr, module: ast.Module) -> Iterator[str]:
    """The codes that an expression can mean: a word, either of two, what a name stands for, what an f-string begins."""
    match argument:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from codes(one, module)
            yield from codes(other, module)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            known = {key.split(".")[1] for key in catalogue("en") if key.startswith(f"errors.{start}")}
            assert known, f"no sentence for any code that begins with {start}"
            yield from known
        case ast.Name(id=name):
            for node in ast.walk(module):
                match node:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        yield from codes(value, module)
                    case ast.FunctionDef(name=function, args=ast.arguments(args=[ast.arg(arg=first), *_])) if (
                        first == name
                    ):
                        yield from handed(function, module)


def handed(function: str, module: ast.Module) -> Iterator[str]:
    """The words that a function of the module is called with in the first place."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Name(id=called), args=[ast.Constant(value=str(code)), *_]) if called == function:
                yield code


@pytest.mark.parametrize(("code", "names", "place"), list(raised()))
def test_every_refusal_has_its_title_and_its_sentence(code: str, names: set[str], place: str) -> None:
    for language in ("en", "ko"):
        for part in ("title", "detail"):
            text = catalogue(language).get(f"errors.{code}.{part}")
            assert text, f"{place}: errors.{code}.{part} is not in {language}.json"
            missing = set(PLACEHOLDER.findall(text)) - names
            assert "**" in names or not missing, f"{place}: errors.{code}.{part} needs {missing}"
            assert part == "detail" or len(text) <= 40, f"errors.{code}.title is no title: {text}"


def test_the_scan_of_the_source_finds_what_is_known_to_be_there() -> None:
    found = {code for code, _, _ in raised()}
    plain, passed_on, one_of_two, composed = "queue_full", "epochs_too_many", "preset_parameter", "preset_size_odd"
    assert {plain, passed_on, one_of_two, composed} <= found


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
