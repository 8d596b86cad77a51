"""The folder `.venv`: made and filled when something that decides its content has changed, left alone otherwise.

Only the standard library: this runs before anything is installed. What decides is content (`FINGERPRINTED`), never a
time, so that a fresh clone, a copy and a checkout of another branch are all told apart correctly. A stamp is written
last, so that an interrupted installation is taken up again, with pip's own cache of what was downloaded.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FINGERPRINTED = ("pyproject.toml", "constraints.txt", "package.json", "package-lock.json", "hatch_build.py")
HEARTBEAT = 20.0

# By the environment and not by an option, so that it holds for what builds the package too; pip read the first name up
# to 25.2, and reads the second one since.
CONSTRAINED = {"PIP_CONSTRAINT": "constraints.txt", "PIP_BUILD_CONSTRAINT": "constraints.txt"}

# What pip says, and what it means for the person in front of it.
CAUSES = (
    (
        r"No space left on device",
        "The disk is full. ConvScope with a CPU build of torch takes about 2 GB, with CUDA about 8 GB; "
        "README says how CONVSCOPE_TORCH_INDEX gets the small one.",
    ),
    (
        r"No matching distribution found for torch",
        "The index has no torch for this Python and machine. Another Python may have one: "
        "CONVSCOPE_PYTHON=/path/to/python3.12 scripts/serve",
    ),
    (
        r"name resolution|NewConnectionError|ConnectTimeout|Read timed out|Network is unreachable|ProxyError|ENOTFOUND",
        "A package index cannot be reached. Check the network (and the proxy), then run this again: "
        "it goes on from what was downloaded.",
    ),
)


class Trouble(Exception):
    """Something that the person has to put right; the message says what and how."""


class Environment:
    """One checkout's `.venv`.

    Args:
        root: the checkout.
        say: takes one line of progress.
    """

    def __init__(self, root: Path = ROOT, say: Callable[[str], None] | None = None) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.stamp = self.folder / "installed.json"
        self.log = self.folder / "install.log"
        self.say = say or (lambda line: print(line, file=sys.stderr, flush=True))

    def ensure(self, *, dev: bool) -> Path:
        """Install what is missing, if anything is; the Python to run things with.

        Raises:
            Trouble: it cannot be done.
        """
        if self.is_ready(dev=dev):
            return self.python
        with self._alone():
            # Whoever held the lock may have done it all meanwhile.
            if not self.is_ready(dev=dev):
                self._install(dev=dev or self._installed().get("dev") is True)
        return self.python

    def is_ready(self, *, dev: bool) -> bool:
        """Whether all is installed as this checkout asks for, and what npm gives is in place."""
        installed = self._installed()
        return (
            installed.get("fingerprint") == fingerprint(self.root)
            and (installed.get("dev") is True or not dev)
            and self.python.exists()
            and vendor_is_whole(self.root)
        )

    def _installed(self) -> dict[str, object]:
        try:
            content = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def _install(self, *, dev: bool) -> None:
        start = time.monotonic()
        self.say("Installing ConvScope into .venv; the first time this takes minutes (torch is the large part).")
        was = fingerprint(self.root)
        self.stamp.unlink(missing_ok=True)
        self._make_venv()
        # One log for all steps of this installation.
        self.log.unlink(missing_ok=True)
        if index := os.environ.get("CONVSCOPE_TORCH_INDEX"):
            self.say(f"  torch comes from {index}")
            # Without its dependencies: such an index has few of them, and the next step takes them from the usual one.
            self._pip("install", "--no-deps", "--index-url", index, torch_requirement(self.root))
        self._pip("install", "--editable", ".[dev]" if dev else ".")
        self.stamp.write_text(json.dumps({"fingerprint": was, "dev": dev}), encoding="utf-8")
        self.say(f"Installed in {time.monotonic() - start:.0f} s.")

    def _make_venv(self) -> None:
        if self._works("import sys, pip; sys.exit(sys.version_info < (3, 11))"):
            return
        if missing := [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]:
            raise Trouble(
                f"{sys.executable} comes without {' and '.join(missing)}. On Debian and Ubuntu: "
                "sudo apt-get install python3-venv"
            )
        self.say(f"  making .venv with Python {sys.version.split()[0]}")
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(self.folder)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if made.returncode or not self._works("import pip"):
            raise Trouble(explain(made.stdout + made.stderr) + f"\n.venv could not be made with {sys.executable}.")

    def _works(self, code: str) -> bool:
        if not self.python.exists():
            return False
        return subprocess.run([str(self.python), "-c", code], capture_output=True, check=False).returncode == 0

    def _pip(self, *arguments: str) -> None:
        """Run pip, with a line of progress for what takes long."""
        command = [str(self.python), "-m", "pip", *arguments, "--progress-bar", "off", "--no-input"]
        settings = {**os.environ, **CONSTRAINED, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
        start = time.monotonic()
        with (
            self.log.open("a", encoding="utf-8") as log,
            subprocess.Popen(
                command,
                cwd=self.root,
                env=settings,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            ) as process,
        ):
            try:
                for line in _lines(process):
                    log.write(line or "")
                    said = "still at it" if line is None else progress(line)
                    if said:
                        self.say(f"  {time.monotonic() - start:4.0f} s  {said}")
            except BaseException:
                process.terminate()
                raise
        if process.returncode:
            raise Trouble(
                f"{explain(self.log.read_text(encoding='utf-8'))}\nThe whole log: {self.log}; "
                "run this again once that is put right."
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One installation at a time; the lock goes with the process, however that ends."""
        folder = self.root / ".cache"
        folder.mkdir(exist_ok=True)
        with (folder / "install.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say("Another start is installing; waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def fingerprint(root: Path) -> str:
    """A hash of all that decides what is installed."""
    digest = hashlib.sha256()
    for name in FINGERPRINTED:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def vendor_is_whole(root: Path) -> bool:
    """Whether every file that `hatch_build.py` noted as made is still there."""
    vendor = root / "static" / "vendor"
    try:
        names = (vendor / "stamp.txt").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return False
    return all((vendor / name).is_file() for name in names)


def torch_requirement(root: Path) -> str:
    """The line of `constraints.txt` that says which torch."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("torch=="))


def progress(line: str) -> str | None:
    """What a line of pip's output says of interest, or None."""
    if found := re.match(r"\s*Downloading (\S+?)-(\d\S*?)-\S+ \(([\d.]+ [MG]B)\)", line):
        return f"downloading {found[1]} {found[2]}, {found[3]}"
    if re.match(r"\s*Preparing editable metadata .*: started", line):
        return "building the page's parts"
    if found := re.match(r"Installing collected packages: (.*)", line):
        return f"unpacking {found[1].count(',') + 1} packages"
    return None


def explain(output: str) -> str:
    """The last lines of pip's output, and what they mean where that is known."""
    tail = "\n".join(line for line in output.strip().splitlines()[-12:])
    return next((f"{tail}\n\n{meaning}" for pattern, meaning in CAUSES if re.search(pattern, output)), tail)


def _lines(process: subprocess.Popen[str]) -> Iterator[str | None]:
    """The process's lines as they come, and None whenever it has been silent for a while."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=HEARTBEAT)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line


def guarded(main: Callable[[], int]) -> int:
    """Run a script's `main`: trouble is one message and 1, an interrupt is 130."""
    try:
        return main()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; the next run goes on from here.", file=sys.stderr)
        return 130
