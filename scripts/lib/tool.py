"""A tool that needs the dev extra and a browser: install those, then become it.  `tool MODULE [arguments]`"""

from __future__ import annotations

import os
import sys

from scripts.lib import browser
from scripts.lib.environment import Environment, guarded


def main() -> int:
    """Becomes the tool's own process, so that nothing of this one runs beside what it measures."""
    environment = Environment()
    python = environment.ensure(dev=True)
    browser.ensure(python, environment.say)
    os.execv(python, [str(python), "-m", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(guarded(main))
