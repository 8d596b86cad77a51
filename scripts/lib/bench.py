"""`scripts/bench`: install what the measuring needs, then measure."""

from __future__ import annotations

import os
import sys

from scripts.lib import browser
from scripts.lib.environment import Environment, guarded


def main() -> int:
    """Becomes the measuring process, so that nothing of this one runs beside it."""
    environment = Environment()
    python = environment.ensure(dev=True)
    browser.ensure(python, environment.say)
    os.execv(python, [str(python), "-m", "scripts.benchmarks", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(guarded(main))
