"""Runs with real worker processes, for tests: small data, and waits for what is to come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from app.runs import Row, Runs, RunView, Timing
from app.training.datasets import to_npz
from app.training.spec import Limits, RunSpec
from tests import loops
from tests.training.small import little, spec

Result = TypeVar("Result")

PATIENCE = 60
"""Seconds until a test gives up; a worker needs a few to begin, more where the machine is busy."""
NO_SPARE = 1e6
DATA = to_npz(little(200))
"""20 batches of 8 in an epoch, 40 pictures to validate with."""


def in_loop(test: Callable[[], Awaitable[Result]]) -> Result:
    """Runs an asynchronous test on the loop that the server lives on."""

    async def bounded() -> Result:
        async with asyncio.timeout(PATIENCE * 2):
            return await test()

    return loops.in_loop(bounded())


@asynccontextmanager
async def serving_runs(
    folder: Path, *, limits: Limits | None = None, max_runs: int = 1, max_queue: int = 5, **timing: float
) -> AsyncIterator[Runs]:
    """What a server does with its runs from its start to its end; no worker is kept ready unless `timing` says so."""
    waits = Timing(**{"warm": NO_SPARE, "refill": NO_SPARE, "retry": 0.1, **timing})
    runs = Runs(folder, limits=limits or Limits(), max_runs=max_runs, max_queue=max_queue, timing=waits)
    await runs.start()
    try:
        yield runs
    finally:
        await runs.close()


def endless(**changes: Any) -> RunSpec:
    """A run that only ends when it is ended: half a minute at least."""
    return spec(**{"epochs": 500, "layers": SLOW, **changes})


SLOW: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 48, "kernel_size": 5, "padding": "same"},
    {"kind": "relu"},
    {"kind": "conv2d", "out_channels": 48, "kernel_size": 5, "padding": "same"},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 3},
]


async def submitted(runs: Runs, wanted: RunSpec | None = None, **more: Any) -> str:
    """A run on the small data."""
    return await runs.submit(wanted or spec(), data=DATA, **more)


async def everything(runs: Runs, run_id: str, after: int = 0) -> list[Row]:
    """All rows to the end of the run."""
    return [row async for rows in runs.follow(run_id, after) for row in rows]


async def reached(runs: Runs, run_id: str, kind: str, *, count: int = 1, after: int = 0) -> list[Row]:
    """The rows up to the one that is the `count`th of its type.

    Raises:
        AssertionError: where the run ends before.
    """
    found: list[Row] = []
    async for rows in runs.follow(run_id, after):
        for row in rows:
            found.append(row)
            count -= row.type == kind
            if not count:
                return found
    raise AssertionError(f"no {kind} in {[row.type for row in found]}")


async def in_state(runs: Runs, run_id: str, *states: str, within: float = PATIENCE) -> RunView:
    """The run once it is in one of these states.

    Raises:
        AssertionError: where it takes longer.
    """
    deadline = time.monotonic() + within
    while (view := runs.get(run_id)).state not in states:
        assert time.monotonic() < deadline, f"still {view.state} after {within} s"
        await asyncio.sleep(0.01)
    return view


async def left(runs: Runs, run_id: str) -> None:
    """Once the run's process is gone and its place is free."""
    if task := runs._tasks.get(run_id):
        await asyncio.wait([task])


def worker_pid(runs: Runs, run_id: str) -> int:
    """The process that trains the run."""
    worker = runs._find(run_id).worker
    assert worker is not None
    assert worker.pid is not None, "it has said something, so it is there"
    return worker.pid


def contiguous(rows: Collection[Row], first: int = 1) -> bool:
    """Whether the ids have no hole and nothing comes twice."""
    return [row.seq for row in rows] == list(range(first, first + len(rows)))
