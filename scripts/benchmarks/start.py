"""How soon the second start of `scripts/serve` answers."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.benchmarks.rows import Row

ROOT = Path(__file__).resolve().parents[2]
STARTS = 3


def rows() -> Iterator[Row]:
    """The best and the worst of a few starts in an installed checkout."""
    took = [_seconds_to_answer() for _ in range(STARTS + 1)][1:]  # the first may still have something to install
    yield Row("start", "second start of scripts/serve → it answers, slowest of 3", max(took), "s", 4.0)


def _seconds_to_answer() -> float:
    with tempfile.TemporaryDirectory() as data:
        start = time.perf_counter()
        process = subprocess.Popen(
            [ROOT / "scripts" / "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "CONVSCOPE_DATA": data},
        )
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if "http://" in line:
                    return time.perf_counter() - start
            raise RuntimeError("scripts/serve ended before it answered")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)
            process.stdout.close()
