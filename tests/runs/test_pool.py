"""Workers in store."""

from __future__ import annotations

import asyncio
import time

import psutil
import pytest

from app.processes.start import zygote
from app.runs.pool import Pool
from app.runs.timing import Timing
from tests.runs.living import in_loop


@pytest.mark.parametrize("cold", [False, True])
def test_it_closes_at_whatever_moment_its_worker_is(*, cold: bool) -> None:
    async def test() -> None:
        for delay in (0, 0.001, 0.003, 0.006, 0.01, 0.02, 0.04, 0.08, 0.2):
            if cold:  # the zygote has yet to import torch
                zygote("app.runs.worker").close()
            pool = Pool(Timing(warm=0))
            pool.prepare()
            await asyncio.sleep(delay)
            async with asyncio.timeout(2):
                await pool.close()

    in_loop(test)
    parent = zygote("app.runs.worker")._process
    assert parent is not None
    end = time.monotonic() + 30
    while left := psutil.Process(parent.pid).children():
        assert time.monotonic() < end, left
        time.sleep(0.05)


def test_what_was_taken_is_ready_and_another_one_follows() -> None:
    async def test() -> None:
        pool = Pool(Timing(refill=0))
        first = await pool.take()
        await asyncio.sleep(0)
        second = await pool.take()
        await asyncio.gather(first._ready.wait(), second._ready.wait())
        assert first.pid != second.pid
        for worker in (first, second):
            worker.kill()
            assert (await worker.ended).code == -9
        await pool.close()

    in_loop(test)
