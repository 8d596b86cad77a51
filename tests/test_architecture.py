"""What the design promises about the whole tree: directions, sizes, sentences, and what may never be committed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import get_args

import pytest

from app.i18n.catalogue import PLACEHOLDER, catalogue
from app.i18n.language import Language

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400
LANGUAGES = get_args(Language)


def sources(*folders: str, suffix: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob(f"*{suffix}")
        if "vendor" not in path.relative_to(ROOT).parts
    )


@lru_cache
def committed() -> tuple[tuple[str, str], ...]:
    """Every text file that is, or is about to be, committed: its path and its text."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")
    texts = []
    for name in sorted({name for name in names if name and (ROOT / name).is_file()}):
        data = (ROOT / name).read_bytes()
        if b"\0" not in data[:8192]:
            texts.append((name, data.decode("utf-8")))
    return tuple(texts)


def test_rooms_look_one_way() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("suffix", [".py", ".js", ".css", ".html"])
def test_no_file_has_grown_too_long(suffix: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources("app", "static", "templates", "scripts", "tests", suffix=suffix)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long


@pytest.mark.parametrize(
    ("module", "owner"), [("lit.js", "static/js/ui/element.js"), ("uplot.js", "static/js/draw/chart.js")]
)
def test_one_file_imports_a_vendored_library(module: str, owner: str) -> None:
    pattern = re.compile(rf"""['"][^'"]*\b{re.escape(module)}['"]""")
    users = {
        str(path.relative_to(ROOT))
        for path in sources("static/js", suffix=".js")
        if pattern.search(path.read_text(encoding="utf-8"))
    }
    assert users <= {owner}


class TestSentences:
    """The catalogues and those who read them."""

    def test_the_languages_have_the_same_keys(self) -> None:
        english, *others = (set(catalogue(language)) for language in LANGUAGES)
        for keys in others:
            assert english ^ keys == set()

    def test_the_languages_have_the_same_placeholders(self) -> None:
        for key, sentence in catalogue("en").items():
            for language in LANGUAGES:
                there = catalogue(language)[key]
                assert set(PLACEHOLDER.findall(sentence)) == set(PLACEHOLDER.findall(there)), key

    def test_no_sentence_is_empty_and_none_is_there_twice(self) -> None:
        def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
            names = [name for name, _ in pairs]
            assert len(names) == len(set(names)), names
            return dict(pairs)

        for language in LANGUAGES:
            path = ROOT / "static" / "i18n" / f"{language}.json"
            json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
            assert all(sentence.strip() for sentence in catalogue(language).values())

    def test_korean_is_korean(self) -> None:
        """A sentence of several English words was forgotten; names and code are not sentences."""
        words = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,}){3,}")
        forgotten = {
            key: text for key, text in catalogue("ko").items() if words.search(text) and not re.search("[가-힣]", text)
        }
        assert not forgotten

    def test_numbers_take_no_particle(self) -> None:
        """Particles depend on the word before; after a placeholder they are wrong half of the time."""
        particle = re.compile(r"\{\w+\}(은|는|이|가|을|를|와|과|으로|로)(?![가-힣])")
        assert not {key: text for key, text in catalogue("ko").items() if particle.search(text)}

    def test_every_key_that_is_used_exists(self) -> None:
        keys = set(catalogue("en"))
        missing = {f"{place}: {key}" for place, key in used_keys() if key not in keys}
        assert not missing

    def test_every_key_that_is_put_together_has_a_beginning_that_exists(self) -> None:
        keys = catalogue("en")
        missing = {
            f"{place}: {start}…" for place, start in begun_keys() if not any(key.startswith(start) for key in keys)
        }
        assert not missing


def used_keys() -> Iterator[tuple[str, str]]:
    """Where a whole key stands in the source, and the key."""
    for path in (*sources("static/js", suffix=".js"), *sources("templates", suffix=".html")):
        text = path.read_text(encoding="utf-8")
        for key in re.findall(r"""(?<![\w.])(?:t|hasText)\(\s*['"]([\w.]+)['"]\s*[,)]""", text):
            yield path.name, key
        for key in re.findall(r'data-i18n="([\w.]+)"', text):
            yield path.name, key
    for path, call, name in python_calls():
        match name, call.args:
            case "translate", [_, ast.Constant(value=str(key)), *_]:
                yield path.name, key
            case "Refusal", [ast.Constant(value=str(code)), *_]:
                yield path.name, f"errors.{code}.detail"


def begun_keys() -> Iterator[tuple[str, str]]:
    """Where a key is put together, and its fixed beginning."""
    for path in sources("static/js", suffix=".js"):
        for start in re.findall(r"(?<![\w.])t\(\s*`([\w.]+)\$\{", path.read_text(encoding="utf-8")):
            yield path.name, start
    for path, call, name in python_calls():
        match name, call.args:
            case "translate", [_, ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]), *_]:
                yield path.name, start


def python_calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call in `app`, with the bare name of what is called."""
    for path in sources("app", suffix=".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                yield path, node, name


def test_markup_has_no_style_and_no_script_of_its_own() -> None:
    """The Content-Security-Policy refuses them; the browser would only say so in its console."""
    style = re.compile(r"""\sstyle\s*=\s*["'$]|<style\b|\bstyleMap\b|\son\w+\s*=\s*["']""")
    script = re.compile(r"<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
    for path in (*sources("templates", suffix=".html"), *sources("static/js", suffix=".js")):
        text = path.read_text(encoding="utf-8")
        assert not style.search(text), path.name
        assert not script.search(text), path.name


def test_the_page_loads_nothing_from_elsewhere() -> None:
    elsewhere = re.compile(
        r"""(?:src|href)\s*=\s*["'](?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//|from ['"]https?:"""
    )
    for suffix, folder in ((".html", "templates"), (".css", "static/css"), (".js", "static/js")):
        for path in sources(folder, suffix=suffix):
            assert not elsewhere.search(path.read_text(encoding="utf-8")), path.name


class TestNothingOfOneMachine:
    """What is committed works anywhere, and points at no place but the ones that people should open."""

    def test_no_path_of_somebodys_machine(self) -> None:
        # Put together, so that this file does not find itself.
        places = re.compile("|".join(f"/{top}/" for top in ("home", "Users", "root", "work", "opt/wheels")))
        assert not [name for name, text in committed() if places.search(text)]

    def test_no_registry(self) -> None:
        """Packages come from wherever pip and npm are told; the lock names integrity, not hosts."""
        hosts = re.compile("registry[.]npmjs|registry[.]yarnpkg|files[.]pythonhosted|pypi[.]org/simple")
        assert not [name for name, text in committed() if name != "tests/test_architecture.py" and hosts.search(text)]
        assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")

    def test_pytorchs_own_index_is_named_only_where_people_choose_it(self) -> None:
        index = "download.pytorch" + ".org"
        assert {name for name, text in committed() if index in text} == {"Dockerfile", "README.md"}

    def test_nothing_is_left_to_do(self) -> None:
        mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
        assert not [name for name, text in committed() if mark.search(text)]


def test_every_constraint_of_the_project_is_an_exact_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", line) for line in wanted)
    assert "torch==2.13.0" in wanted


def test_every_requirement_is_constrained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-").splitlines()
    constrained = {line.partition("==")[0] for line in lines}
    assert {re.split(r"[><=;\s]", text)[0] for text in required} <= constrained
