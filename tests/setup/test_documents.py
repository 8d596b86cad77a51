"""The documents say what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import Settings
from tests.setup.programs import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_lists_every_setting_with_its_default() -> None:
    readme = text("README.md")
    rows = {row[0]: row[1] for row in re.findall(r"^\| `CONVSCOPE_(\w+)` \|.*\| (.*) \|$", readme, re.MULTILINE)}
    for name, field in Settings.model_fields.items():
        default = rows.pop(name.upper()).strip("`").replace(",", "")
        if isinstance(field.default, int):
            assert default == f"{field.default:d}", name
    # The scripts' own.
    assert set(rows) == {"TORCH_INDEX", "PYTHON"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_paths_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text(name))
    paths = re.findall(r"`((?:app|scripts|static|tests)/[\w./-]+)`", text(name))
    made = {"static/vendor", "static/vendor/LICENSES.txt"}
    missing = [path for path in (*links, *paths) if path not in made and not (ROOT / path).exists()]
    assert not missing


def test_changelog_knows_this_version() -> None:
    from app import __version__

    assert re.search(rf"^## {re.escape(__version__)}\b", text("CHANGELOG.md"), re.MULTILINE)


def test_licence_is_ours() -> None:
    licence = Path(ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License")
    assert "ConvScope contributors" in licence
