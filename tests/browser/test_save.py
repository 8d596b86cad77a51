"""Saving: what other programs read out of the files is what torch says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Download
from safetensors import safe_open

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.scope import Scope, address, words


def saved(scope: Scope, name: str, folder: Path) -> Path:
    """Press a button of the tab and keep the file that comes."""
    with scope.page.expect_download() as coming:
        scope.locate("cs-save").get_by_role("button", name=name, exact=True).click()
    download: Download = coming.value
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def test_all_tensors_as_safetensors(visit: Visit, tmp_path: Path) -> None:
    scope = visit(address(s={"size": [20, 24]}, v={"tab": "save"}))
    y = oracle.check(scope)
    path = saved(scope, words("save.all"), tmp_path)
    assert path.suffix == ".safetensors"
    with safe_open(path, framework="numpy") as file:
        assert set(file.keys()) == {"input", "output", "weight", "bias", "rows", "cols"}
        np.testing.assert_allclose(file.get_tensor("output"), y, atol=1e-5)
        np.testing.assert_allclose(file.get_tensor("input"), oracle.picture(scope, scope.setting), atol=1e-7)
        assert file.get_tensor("rows").dtype == np.int32
        about = json.loads(file.metadata()["json"])
    assert about["setting"] == scope.setting
    assert about["meta"]["output_shape"] == list(y.shape)


def test_one_tensor_as_npy(visit: Visit, tmp_path: Path) -> None:
    scope = visit(address(s={"size": [20, 24]}, v={"tab": "save"}))
    y = oracle.check(scope)
    for name in ("output", "input", "rows"):
        path = saved(scope, words("save.npy").format(name=name), tmp_path)
        assert path.suffix == ".npy"
        np.testing.assert_array_equal(np.load(path), scope.tensor(name))
    np.testing.assert_allclose(np.load(tmp_path / "convscope-conv2d-8x20x24-output.npy"), y, atol=1e-5)


def test_the_stage_as_a_picture(visit: Visit, tmp_path: Path) -> None:
    scope = visit(address(s={"size": [56, 56]}, v={"tab": "save"}))
    image = Image.open(saved(scope, words("save.stage"), tmp_path)).convert("RGB")
    assert image.width > image.height > 100
    # The picture is in it: left a photograph, right a map, both with many tones.
    left = image.crop((0, 0, image.width // 3, image.height))
    right = image.crop((2 * image.width // 3, 0, image.width, image.height))
    for part in (left, right):
        assert len(part.getcolors(1 << 24) or []) > 100
