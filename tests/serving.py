"""A real server in a process of its own, for whatever a client inside the process cannot show."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSWERS_AT = "ConvScope: "


@dataclass(frozen=True)
class Served:
    """A running server: its address without the slash at the end, and its process."""

    url: str
    pid: int


@contextmanager
def serving(data: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """Serves on a free port of the loopback interface until the block ends.

    Args:
        data: the folder of its pictures and runs.
        arguments: more of the command line.
        environment: more of the environment, such as `CONVSCOPE_STORE_MB="1"`. No demonstration run starts unless
            `CONVSCOPE_DEMO="1"` says so.

    Raises:
        RuntimeError: where the server ends before it answers.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0", *arguments],
        cwd=ROOT,
        env={**os.environ, "CONVSCOPE_DATA": str(data), "CONVSCOPE_DEMO": "0", **environment},
        stdout=subprocess.PIPE,  # what it logs goes where errors go, and stands beside the test that fails
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith(ANSWERS_AT):
                yield Served(line.removeprefix(ANSWERS_AT).strip().rstrip("/"), process.pid)
                return
        raise RuntimeError("the server ended before it answered")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
