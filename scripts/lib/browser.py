"""The browser and the Hangul font that the browser tests need: found, else installed, else a failure that says so.

Only the standard library: `scripts/test` asks before it knows what is installed. Tests ask `chromium()` too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.lib.environment import Trouble

# Root has no sandbox, a test machine no graphics card, and nothing here calls home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The shell is the same Chromium without a browser's windows around the page; a page costs it a fifth less.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = {"chromium": "chromium-headless-shell", "Hangul": "fonts-noto-cjk"}


def chromium() -> str | None:
    """The machine's own Chromium, if it starts; None leaves it to Playwright's."""
    for name in CHROMIUMS:
        # Started, not looked up: on Ubuntu `chromium-browser` can be a stub that asks for a snap.
        if (path := shutil.which(name)) and _succeeds(path, "--version"):
            return path
    return None


def playwright_has_chromium(python: Path) -> bool:
    """Whether Playwright has downloaded a Chromium of its own."""
    code = (
        "import sys, pathlib, playwright.sync_api as p\n"
        "with p.sync_playwright() as w: sys.exit(not pathlib.Path(w.chromium.executable_path).exists())"
    )
    return _succeeds(str(python), "-c", code)


def has_hangul() -> bool:
    """Whether a font here has Korean glyphs; without one a screenshot shows boxes and no test notices."""
    if sys.platform == "darwin":
        return True  # part of the system
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=ko", "family"], capture_output=True, encoding="utf-8", check=False)
    return bool(found.stdout.strip())


def ensure(python: Path, say: Callable[[str], None]) -> None:
    """Install what of the two is missing.

    Raises:
        Trouble: it is missing and cannot be had; the message has the commands for a person with more rights.
    """
    missing = list(_missing(python))
    if not missing:
        return
    if _is_root() and shutil.which("apt-get"):
        say(f"Installing {' and '.join(PACKAGES[what] for what in missing)} with apt-get.")
        _apt([PACKAGES[what] for what in missing])
        missing = list(_missing(python))
    if "chromium" in missing:
        say("Installing Playwright's Chromium.")
        # Its shared libraries are Debian's and Ubuntu's affair, and root's.
        rights = ["--with-deps"] if _is_root() and shutil.which("apt-get") else []
        subprocess.run([str(python), "-m", "playwright", "install", *rights, "chromium"], check=False)
        missing = list(_missing(python))
    if missing:
        raise Trouble(_advice(missing))


def _missing(python: Path) -> Iterable[str]:
    if chromium() is None and not playwright_has_chromium(python):
        yield "chromium"
    if not has_hangul():
        yield "Hangul"


def _apt(packages: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A fresh machine's lists are empty or old. What fails here is seen by the next look for what is missing.
    subprocess.run(["apt-get", "update", "-q"], env=quiet, check=False)
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "fontconfig", *packages]
    subprocess.run(command, env=quiet, check=False)


def _advice(missing: list[str]) -> str:
    what = {"chromium": "no Chromium", "Hangul": "no font with Hangul"}
    packages = " ".join(PACKAGES[name] for name in missing)
    lines = [
        f"The browser tests need what is not here and could not be installed: {', '.join(what[m] for m in missing)}.",
        f"On Debian:  sudo apt-get update && sudo apt-get install -y fontconfig {packages}",
    ]
    if "chromium" in missing:
        lines.append("Elsewhere:  .venv/bin/python -m playwright install chromium   (or install Chrome)")
    if "Hangul" in missing:
        lines.append("Elsewhere:  install Noto Sans CJK, so that `fc-list :lang=ko` names a font")
    return "\n".join([*lines, "No test is skipped for want of them, so scripts/test ends here."])


def _is_root() -> bool:
    return os.geteuid() == 0


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
