"""Where the program's own files lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE if (_PACKAGE / "static").is_dir() else _PACKAGE.parent

STATIC = _ROOT / "static"
TEMPLATES = _ROOT / "templates"
VENDOR = STATIC / "vendor"
CATALOGUES = STATIC / "i18n"
