"""A server reduced to its runs, as a process of its own that a test may kill: `python -m tests.runs.host FOLDER`.

Starts one endless run and prints its id and its worker's process id once an epoch of it is complete.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from .living import endless, reached, serving_runs, submitted, worker_pid


async def main() -> None:
    async with serving_runs(Path(sys.argv[1])) as runs:
        run_id = await submitted(runs, endless())
        waiting = await submitted(runs)
        await reached(runs, run_id, "epoch_ended")
        print(run_id, waiting, worker_pid(runs, run_id), flush=True)
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main())
