"""`python -m app` and the command `convscope`: start the server."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from pydantic import ValidationError

from app import __version__
from app.paths import VENDOR
from app.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, serve until Ctrl+C; returns the exit status (2: something asked for cannot be)."""
    parser = argparse.ArgumentParser(prog="convscope", description="See every number that a CNN computes.")
    parser.add_argument("--host", help="the address to listen on (CONVSCOPE_HOST, 127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port; 0 takes a free one (CONVSCOPE_PORT, 8000)")
    parser.add_argument("--version", action="version", version=f"ConvScope {__version__}")
    options: dict[str, Any] = vars(parser.parse_args(arguments))
    try:
        settings = Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        return _complain(*(f"CONVSCOPE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()))
    if not (VENDOR / "lit.js").is_file():
        return _complain(f"{VENDOR} is not built: install the package first (pip install .)")

    # Server and torch take seconds to import; --help and mistakes should not.
    from app.server import StartError, run  # noqa: PLC0415

    try:
        run(settings)
    except StartError as error:
        return _complain(str(error))
    return 0


def _complain(*lines: str) -> int:
    for line in lines:
        print(f"convscope: {line}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
