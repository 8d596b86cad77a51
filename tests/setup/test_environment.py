"""When `.venv` is filled, when it is left alone, and what a person reads when it cannot be filled."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scripts.lib.environment import FINGERPRINTED, Environment, Trouble, explain, guarded, progress
from tests.setup.programs import ROOT, program

# Stands for the venv's Python: answers `-c`, and writes down what `-m pip` is asked.
PYTHON = """
case "$1" in
  -c) exit 0 ;;
  -m) echo "$@ under $PIP_CONSTRAINT and $PIP_BUILD_CONSTRAINT" >> calls.txt; {pip} ;;
esac
"""


def small_checkout(root: Path, pip: str = "exit 0") -> Path:
    for name in FINGERPRINTED:
        (root / name).write_text(f"{name}\n", encoding="utf-8")
    (root / "constraints.txt").write_text("numpy==2.0\ntorch==2.13.0\n", encoding="utf-8")
    vendor = root / "static" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / "stamp.txt").write_text("hash\nlit.js\n", encoding="utf-8")
    (vendor / "lit.js").touch()
    program(root / ".venv" / "bin", "python", PYTHON.format(pip=pip))
    return root


def calls(root: Path) -> list[str]:
    path = root / "calls.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def ensure(root: Path, *, dev: bool = False) -> list[str]:
    said: list[str] = []
    Environment(root, said.append).ensure(dev=dev)
    return said


def test_installs_once_under_the_constraints_and_then_says_nothing(tmp_path: Path) -> None:
    root = small_checkout(tmp_path)
    assert "Installing" in ensure(root)[0]
    assert len(calls(root)) == 1
    assert "install --editable ." in calls(root)[0]
    assert calls(root)[0].endswith("under constraints.txt and constraints.txt")
    assert ensure(root) == []
    assert len(calls(root)) == 1


def test_a_new_time_is_no_change_and_a_new_content_is_one(tmp_path: Path) -> None:
    root = small_checkout(tmp_path)
    ensure(root)
    for name in FINGERPRINTED:
        os.utime(root / name, (1, 1))
    assert ensure(root) == []
    for name in FINGERPRINTED:
        path = root / name
        before = path.stat()
        path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
        os.utime(path, (before.st_atime, before.st_mtime))
        assert ensure(root) != [], name
        assert ensure(root) == []


def test_a_missing_vendor_file_is_made_again(tmp_path: Path) -> None:
    root = small_checkout(tmp_path)
    ensure(root)
    (root / "static" / "vendor" / "lit.js").unlink()
    assert ensure(root) != []


def test_the_dev_extra_holds_the_rest_and_is_kept(tmp_path: Path) -> None:
    root = small_checkout(tmp_path)
    ensure(root)
    ensure(root, dev=True)
    assert calls(root)[-1].split()[4] == ".[dev]"
    assert ensure(root) == []
    (root / "constraints.txt").write_text("torch==2.14.0\n", encoding="utf-8")
    ensure(root)
    assert ".[dev]" in calls(root)[-1]


def test_torch_comes_from_the_named_index_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_TORCH_INDEX", "file:///an/index")
    root = small_checkout(tmp_path)
    ensure(root)
    first, second = calls(root)
    assert "install --no-deps --index-url file:///an/index torch==2.13.0" in first
    assert "--index-url" not in second


def test_a_failure_leaves_no_stamp_says_why_and_where_the_log_is(tmp_path: Path) -> None:
    root = small_checkout(tmp_path, pip="echo 'OSError: [Errno 28] No space left on device'; exit 2")
    with pytest.raises(Trouble) as caught:
        ensure(root)
    assert "The disk is full" in str(caught.value)
    assert str(root / ".venv" / "install.log") in str(caught.value)
    program(root / ".venv" / "bin", "python", PYTHON.format(pip="exit 0"))
    ensure(root)
    assert ensure(root) == []


def test_an_interrupt_ends_pip_and_the_next_run_takes_it_up(tmp_path: Path) -> None:
    root = small_checkout(tmp_path, pip="echo $$ > pid.txt; exec sleep 60")
    code = (
        "import sys; from pathlib import Path; from scripts.lib.environment import Environment, guarded\n"
        f"sys.exit(guarded(lambda: bool(Environment(Path({str(root)!r})).ensure(dev=False))))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8")
    deadline = time.monotonic() + 20
    while not (root / "pid.txt").exists() or not (root / "pid.txt").read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "the next run goes on from here" in said
    with pytest.raises(ProcessLookupError):
        os.kill(int((root / "pid.txt").read_text(encoding="utf-8")), 0)
    program(root / ".venv" / "bin", "python", PYTHON.format(pip="exit 0"))
    ensure(root)
    assert json.loads((root / ".venv" / "installed.json").read_text(encoding="utf-8"))["dev"] is False


def test_two_starts_at_once_install_once(tmp_path: Path) -> None:
    # pip is not done before the other start has come to wait for it.
    root = small_checkout(tmp_path, pip="for i in $(seq 1500); do test -e waits && break; sleep 0.02; done")
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if "waiting for it" in line:
            (root / "waits").touch()

    both = [threading.Thread(target=lambda: Environment(root, say).ensure(dev=False)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(calls(root)) == 1
    assert "Another start is installing; waiting for it." in said


def test_a_python_without_venv_is_told_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_checkout(tmp_path)
    (root / ".venv" / "bin" / "python").unlink()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Trouble, match="apt-get install python3-venv"):
        ensure(root)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  Downloading torch-2.13.0-cp311-manylinux.whl (530.6 MB)\n", "downloading torch 2.13.0, 530.6 MB"),
        ("  Downloading idna-3.20-py3-none-any.whl (70 kB)\n", None),
        ("Installing collected packages: a, b, c\n", "unpacking 3 packages"),
        ("  Preparing editable metadata (pyproject.toml): started\n", "building the page's parts"),
        ("  Preparing editable metadata (pyproject.toml): finished\n", None),
        ("Requirement already satisfied: pip\n", None),
    ],
)
def test_progress_tells_what_takes_long(line: str, said: str | None) -> None:
    assert progress(line) == said


@pytest.mark.parametrize(
    ("output", "meaning"),
    [
        ("ERROR: No matching distribution found for torch>=2.6", "no torch for this Python"),
        ("Failed to establish: Temporary failure in name resolution", "cannot be reached"),
        ("npm error code ENOTFOUND", "cannot be reached"),
    ],
)
def test_known_causes_are_named(output: str, meaning: str) -> None:
    assert meaning in explain(output)
    assert output in explain(output)


def test_trouble_is_a_sentence_and_not_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def main() -> int:
        raise Trouble("Put this right.")

    assert guarded(main) == 1
    assert capsys.readouterr().err.strip() == "Put this right."


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("""[ "$2" = "${2#*print}" ] && exit 1; echo 3.9""", "found only older ones: python3 is 3.9"),
        ("exit 127", "found none"),
    ],
)
def test_no_python_that_is_new_enough(tmp_path: Path, script: str, said: str) -> None:
    program(tmp_path, "python3", script)
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    done = subprocess.run(
        [ROOT / "scripts" / "serve"], env={"PATH": str(tmp_path)}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "CONVSCOPE_PYTHON" in done.stderr
