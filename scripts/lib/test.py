"""`scripts/test`: all that a change has to pass. Arguments go to pytest."""

from __future__ import annotations

import sys

from scripts.lib import browser, steps
from scripts.lib.environment import Environment, guarded


def main() -> int:
    """Exit status: 0, or that of the step that failed."""
    environment = Environment()
    python = environment.ensure(dev=True)
    steps.ensure_npm_packages()
    browser.ensure(python, environment.say)
    return steps.run([*steps.LINT, *steps.tests(sys.argv[1:])])


if __name__ == "__main__":
    sys.exit(guarded(main))
