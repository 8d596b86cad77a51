"""Chromium and a Hangul font: found, else installed, else a failure; tried with made-up programs on the PATH.

No machine that runs these tests lacks both, nor may a test install packages: the commands are recorded instead.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts.lib import browser
from scripts.lib.environment import Trouble
from tests.setup.programs import link, program


class Machine:
    """A PATH of our own making; what is asked of it stands in `calls`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *, root: bool) -> None:
        self.programs = folder / "bin"
        self.log = folder / "calls.txt"
        # Its Playwright has a Chromium once the file `downloaded` is there.
        self.downloaded = folder / "downloaded"
        self.python = program(
            folder / "venv", "python", f'[ "$1" = -c ] && exec test -e {self.downloaded}\n{self.records("playwright")}'
        )
        link(self.programs, "sh", "test", "touch", "cat", "chmod")
        monkeypatch.setenv("PATH", str(self.programs))
        monkeypatch.setattr(browser, "_is_root", lambda: root)
        monkeypatch.setattr(sys, "platform", "linux")

    def records(self, name: str) -> str:
        return f'echo "{name} $*" >> {self.log}'

    def has(self, name: str, script: str = "exit 0") -> None:
        program(self.programs, name, script)

    def has_apt(self, *, working: bool) -> None:
        chromium, fonts = self.programs / "chromium-headless-shell", self.programs / "fc-list"
        install = (
            f'case "$*" in\n*install*chromium*) printf "#!/bin/sh\\n" > {chromium}; chmod +x {chromium};;\nesac\n'
            f'case "$*" in\n*install*noto*) printf "#!/bin/sh\\necho Noto\\n" > {fonts}; chmod +x {fonts};;\nesac'
        )
        self.has("apt-get", f"{self.records('apt-get')}\n{install if working else 'exit 100'}")

    def ensure(self) -> None:
        browser.ensure(self.python, lambda line: None)

    @property
    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


def test_what_is_there_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch, root=True)
    machine.has("google-chrome")
    machine.has("fc-list", "echo Noto Sans CJK KR")
    machine.has_apt(working=True)
    machine.ensure()
    assert machine.calls == []
    assert browser.chromium() == str(machine.programs / "google-chrome")


def test_a_shell_without_windows_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch, root=False)
    machine.has("chromium")
    machine.has("chromium-headless-shell")
    assert browser.chromium() == str(machine.programs / "chromium-headless-shell")


def test_root_on_debian_updates_the_lists_and_installs_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch, root=True)
    machine.has_apt(working=True)
    machine.ensure()
    update, install = machine.calls
    assert update.startswith("apt-get update")
    assert install.endswith("chromium-headless-shell fonts-noto-cjk")


def test_only_what_is_missing_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch, root=True)
    machine.has("chromium")
    machine.has_apt(working=True)
    machine.ensure()
    assert machine.calls[-1].endswith("fontconfig fonts-noto-cjk")


def test_a_chromium_that_does_not_start_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch, root=False)
    machine.has("chromium-browser", "echo 'requires the chromium snap' >&2; exit 1")
    assert browser.chromium() is None


def test_without_apt_playwright_downloads_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch, root=False)
    machine.has("fc-list", "echo Noto Sans CJK KR")
    program(
        machine.python.parent,
        "python",
        f'[ "$1" = -c ] && exec test -e {machine.downloaded}\n'
        f"{machine.records('playwright')}\ntouch {machine.downloaded}",
    )
    machine.ensure()
    assert machine.calls == ["playwright -m playwright install chromium"]


def test_where_apt_has_none_playwright_is_tried_with_its_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, monkeypatch, root=True)
    machine.has("fc-list", "echo Noto Sans CJK KR")
    machine.has_apt(working=False)
    with pytest.raises(Trouble):
        machine.ensure()
    assert machine.calls[-1] == "playwright -m playwright install --with-deps chromium"


def test_where_neither_can_be_had_it_fails_with_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch, root=False)
    machine.has_apt(working=True)
    with pytest.raises(Trouble) as caught:
        machine.ensure()
    said = str(caught.value)
    assert "no Chromium, no font with Hangul" in said
    assert "sudo apt-get update && sudo apt-get install -y fontconfig chromium-headless-shell fonts-noto-cjk" in said
    assert "playwright install chromium" in said
    assert not any(call.startswith("apt-get") for call in machine.calls)


def test_without_fontconfig_there_is_no_hangul(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(tmp_path, monkeypatch, root=False)
    assert not browser.has_hangul()
