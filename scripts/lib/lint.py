"""`scripts/lint`: the checks that run no code of ours."""

from __future__ import annotations

import sys

from scripts.lib import steps
from scripts.lib.environment import Environment, guarded


def main() -> int:
    """Exit status: 0, or that of the check that failed."""
    Environment().ensure(dev=True)
    steps.ensure_npm_packages()
    return steps.run(steps.LINT)


if __name__ == "__main__":
    sys.exit(guarded(main))
