"""A newcomer's first and second start: a fresh clone, and a PATH with Python and next to nothing else (no Node)."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.setup.programs import ROOT, checkout, link, settings

ANSWERS_AT = "ConvScope: "


@dataclass(frozen=True)
class Start:
    """One start: the address, what was said before it, the seconds until it was said."""

    url: str
    said: str
    seconds: float
    process: subprocess.Popen[str]


@dataclass(frozen=True)
class Newcomer:
    """A fresh clone and the environment of somebody who has Python and pip."""

    root: Path
    environment: dict[str, str]

    @contextmanager
    def starts(self) -> Iterator[Start]:
        begin = time.monotonic()
        with subprocess.Popen(
            [self.root / "scripts" / "serve", "--host", "127.0.0.1", "--port", "0"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process:
            try:
                said = []
                for line in process.stdout or ():
                    said.append(line)
                    if line.startswith(ANSWERS_AT):
                        break
                text = "".join(said)
                assert ANSWERS_AT in text, text
                url = said[-1].removeprefix(ANSWERS_AT).strip()
                yield Start(url, text, time.monotonic() - begin, process)
            finally:
                process.send_signal(signal.SIGINT)


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: bytes = answer.read()
        return content


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    link(tmp_path / "bin", "sh", "dirname")
    # The real one: a version manager's stub needs more of the PATH.
    (tmp_path / "bin" / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    return Newcomer(
        checkout(tmp_path / "clone"),
        settings(PATH=str(tmp_path / "bin"), CONVSCOPE_DATA=str(tmp_path / "data")),
    )


@pytest.fixture
def installed(tmp_path: Path) -> Newcomer:
    """This checkout, whose own environment these tests run in."""
    return Newcomer(ROOT, settings(CONVSCOPE_DATA=str(tmp_path / "data")))


@pytest.mark.timeout(600)
def test_one_command_on_a_fresh_machine_then_nothing_more_to_install(newcomer: Newcomer) -> None:
    with newcomer.starts() as first:
        assert "Installing ConvScope" in first.said
        assert b'"status"' in get(f"{first.url}api/health")
        assert b"<html" in get(first.url)
        assert b"LitElement" in get(f"{first.url}static/vendor/lit.js")
        first.process.send_signal(signal.SIGINT)
        assert first.process.wait(timeout=10) == 0
    log = newcomer.root / ".venv" / "install.log"
    written = log.stat().st_mtime_ns
    with newcomer.starts() as second:
        assert second.said == f"{ANSWERS_AT}{second.url}\n"
        assert b'"status"' in get(f"{second.url}api/health")
    assert log.stat().st_mtime_ns == written


@pytest.mark.alone
def test_where_all_is_installed_it_answers_in_four_seconds_and_ends_in_one(installed: Newcomer) -> None:
    with installed.starts() as start:
        assert start.said == f"{ANSWERS_AT}{start.url}\n"
        assert start.seconds < 4
        begin = time.monotonic()
        start.process.send_signal(signal.SIGINT)
        assert start.process.wait(timeout=10) == 0
        assert time.monotonic() - begin < 1


def test_a_mistake_on_the_command_line_is_said_plainly(installed: Newcomer) -> None:
    command = [str(installed.root / "scripts" / "serve"), "--port", "many"]
    done = subprocess.run(command, env=installed.environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "invalid int value: 'many'" in done.stderr
