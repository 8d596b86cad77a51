"""`scripts/serve`: install where needed, then become the server."""

from __future__ import annotations

import os
import sys

from scripts.lib.environment import Environment, guarded

USAGE = """\
scripts/serve [--host H] [--port N]

Installs ConvScope into .venv where that is needed and serves it, by default at http://127.0.0.1:8000/.
CONVSCOPE_TORCH_INDEX names an index to take torch from; README lists the other settings."""


def main() -> int:
    """Does not come back once the server runs: Ctrl+C then is the server's own affair."""
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(USAGE)
        return 0
    python = Environment().ensure(dev=False)
    os.execv(python, [str(python), "-m", "app", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(guarded(main))
