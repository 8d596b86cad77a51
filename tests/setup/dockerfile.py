"""Reads a Dockerfile as far as ours goes: stages, instructions, `ARG` values; and what `.dockerignore` lets through."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class Instruction:
    """`RUN`, `COPY`, … and the rest of its line."""

    word: str
    rest: str


@dataclass
class Stage:
    """What follows one `FROM`."""

    base: str
    name: str | None
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """The rest of every instruction of this kind, in order."""
        return [instruction.rest for instruction in self.instructions if instruction.word == word]

    def one(self, word: str) -> str:
        """The rest of the only instruction of this kind."""
        (rest,) = self.all(word)
        return rest

    def settings(self) -> dict[str, str]:
        """What its `ENV` instructions set."""
        return dict(pair.split("=", 1) for rest in self.all("ENV") for pair in rest.split())


def read(path: Path) -> list[Stage]:
    """The stages, with the `ARG`s that stand before the first `FROM` put in."""
    text = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8"))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    arguments: dict[str, str] = {}
    stages: list[Stage] = []
    for line in lines:
        word, rest = line.split(None, 1)
        if word == "FROM":
            base, _, name = re.sub(r"\$\{(\w+)\}", lambda m: arguments[m[1]], rest).partition(" AS ")
            stages.append(Stage(base, name or None))
        elif not stages:
            assert word == "ARG", line
            name, _, value = rest.partition("=")
            arguments[name] = value
        else:
            stages[-1].instructions.append(Instruction(word, rest))
    return stages


def context(root: Path) -> list[str]:
    """The files of the checkout that `.dockerignore` leaves in the build's context; the last rule that fits decides."""
    lines = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    walk = (path.relative_to(root) for name in _tops(rules) for path in [root / name, *(root / name).rglob("*")])
    return sorted(str(path) for path in walk if (root / path).is_file() and _passes(PurePosixPath(path), rules))


def _tops(rules: list[str]) -> list[str]:
    assert rules[0] == "*"
    return [rule[1:] for rule in rules if rule.startswith("!")]


def _passes(path: PurePosixPath, rules: list[str]) -> bool:
    passes = True
    for rule in rules:
        pattern = rule.removeprefix("!")
        above = [str(each) for each in (path, *path.parents)]
        fits = any(fnmatch.fnmatchcase(each, pattern.replace("**/", "*")) for each in above if each != ".")
        if fits:
            passes = rule.startswith("!")
    return passes
