"""What the tests have forked: does what the first line of its input says."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from app.processes.environment import TUNED
from app.processes.zygote_main import leave

prepared: dict[str, int] = {}


def prepare() -> None:
    prepared["by"] = os.getpid()


def main() -> int:
    match sys.stdin.readline().split():
        case ["who"]:
            files = sorted(int(file.name) for file in Path("/proc/self/fd").iterdir())[:-1]  # the last one lists them
            session, niceness = os.getsid(0), os.nice(0)
            tuned = {name: os.environ.get(name) for name in TUNED}
            told = {"pid": os.getpid(), "prepared_by": prepared.get("by"), "files": files}
            print(json.dumps({**told, "session": session, "niceness": niceness, "tuned": tuned}))
        case ["leave", code]:
            return int(code)
        case ["fail"]:
            raise ValueError("on purpose")
        case ["sleep"]:
            print("asleep", flush=True)
            time.sleep(60)
        case ["echo", *words]:
            print(*words)
            print(*words, file=sys.stderr)
    return 0


if __name__ == "__main__":
    prepare()
    leave(main)
