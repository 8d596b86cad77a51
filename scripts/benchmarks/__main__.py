"""Measures everything, prints the table, writes `bench.json`; fails where a figure does not reach its bound."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.server import tune_process

tune_process()  # the bare torch call is measured under the conditions that the server gives itself

import torch  # noqa: E402

from scripts.benchmarks import apply, browser, memory, networkpage, networks, runs, start, training  # noqa: E402
from scripts.benchmarks.rows import Row, table  # noqa: E402
from tests.serving import serving  # noqa: E402


def measure(data: Path) -> Iterator[Row]:
    """All rows, one group after the other: nothing runs beside what is measured."""
    torch.set_num_threads(1)
    yield from start.rows()
    with serving(data / "first") as server:
        yield from apply.rows(server.url)
        yield from networks.rows(server.url)
        yield from networkpage.rows(server.url)
        yield from browser.rows(server.url)
    with serving(data / "second") as server:
        yield from memory.rows(server.url, server.pid)
    yield from training.rows()
    replayed = runs.write_long_log(data / "runs")
    with serving(data / "runs") as server:
        yield from runs.rows(server.url, server.pid, replayed)
    with serving(data / "third", CONVSCOPE_STORE_MB=str(memory.STORE_MB)) as server:
        yield from memory.store_rows(server.url, data / "third" / "pictures")


def main() -> int:
    """0 where every bound is reached."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as data:
        for row in measure(Path(data)):
            rows.append(row)
            print(f"{row.group}: {row.what}", file=sys.stderr, flush=True)
    machine = {"python": platform.python_version(), "torch": torch.__version__, "machine": platform.machine()}
    Path("bench.json").write_text(json.dumps({"on": machine, "rows": [row.record() for row in rows]}, indent=1) + "\n")
    print(table(rows))
    return int(any(row.reached is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
