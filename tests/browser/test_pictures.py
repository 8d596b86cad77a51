"""Pictures in: samples, uploads by button, drop and paste, crop, size and colour; what arrives is what torch reads."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser import oracle
from tests.browser.conftest import Visit
from tests.browser.pointer import inside, stroke
from tests.browser.scope import REFUSED, Scope, address, words

_FILE = """([text, name, type]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  return data;
}"""


@pytest.fixture
def small(visit: Visit) -> Scope:
    return visit(address(s={"size": [28, 28]}))


def choice(scope: Scope, text: str) -> Locator:
    return scope.locate("cs-picture .choice").get_by_text(text, exact=True)


def hand_over(scope: Scope, event: str, path: Path) -> None:
    """Drop or paste a file onto the page, as the browser tells it."""
    data = scope.page.evaluate_handle(_FILE, [base64.b64encode(path.read_bytes()).decode(), path.name, "image/png"])
    scope.page.evaluate(
        """([event, data]) => {
          const init = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
          const told = event === 'paste' ? new ClipboardEvent(event, init) : new DragEvent(event, init);
          document.body.dispatchEvent(told);
        }""",
        [event, data],
    )


def uploaded(scope: Scope) -> None:
    scope.until("({ setting }) => setting.source.kind === 'upload'")
    scope.settle()


def test_every_sample_can_be_chosen(small: Scope) -> None:
    samples = small.page.request.get("/api/samples").json()
    seen: set[str] = set()
    for group in ("Photographs", "Digits", "Patterns"):
        small.locate("cs-picture .groups").get_by_text(group, exact=True).click()
        thumbs = small.locate("cs-picture .thumbs button")
        for at in range(thumbs.count()):
            thumbs.nth(at).click()
            small.settle()
            seen.add(small.setting["source"]["id"])
            np.testing.assert_allclose(small.tensor("input"), oracle.picture(small, small.setting), atol=1e-7)
    assert seen == {sample["id"] for sample in samples}
    assert {"boats", "impulse", "checkerboard", "stripes", "siemens_star", "gradient", "circle", "letters"} <= seen


def test_upload_by_the_button(small: Scope, made_picture: Path) -> None:
    small.source("upload")
    small.locate("cs-upload input[type=file]").set_input_files(made_picture)
    uploaded(small)
    oracle.check(small)
    expect(small.locate("cs-picture img")).to_be_visible()
    # It is the very picture: all its pixels, at its own size.
    choice(small, "own").click()
    small.locate("cs-picture").get_by_role("button", name="as the picture").click()
    small.settle()
    pixels = np.asarray(Image.open(made_picture), np.float32).transpose(2, 0, 1) / 255
    np.testing.assert_allclose(small.tensor("input"), pixels, atol=1e-6)


def test_of_a_picture_of_another_shape_the_middle_is_taken_until_somebody_chooses(
    small: Scope, made_picture: Path
) -> None:
    hand_over(small, "drop", made_picture)
    uploaded(small)
    assert small.setting["crop"] == [0, 5, 30, 30]
    said = small.locate("cs-crop").get_by_text(words("picture.crop_middle"))
    expect(said).to_be_visible()
    oracle.check(small)
    choice(small, "own").click()
    small.locate("cs-picture .sizes button[aria-pressed]").click()  # height and width by themselves
    width = small.locate("cs-picture .sizes input").nth(1)
    width.fill("14")
    width.press("Enter")
    small.settle()
    assert (small.setting["size"], small.setting["crop"]) == ([28, 14], [0, 12, 30, 15])
    small.locate("cs-crop .crop").press("Control+z")  # in the field it would be the field's own
    small.settle()
    assert (small.setting["size"], small.setting["crop"]) == ([28, 28], [0, 5, 30, 30])
    # What somebody has chosen stays, whatever becomes of the size.
    small.locate("cs-crop .crop").press("ArrowLeft")
    small.settle()
    assert small.setting["crop"] == [0, 4, 30, 30]
    expect(said).to_have_count(0)
    width.fill("20")
    width.press("Enter")
    small.settle()
    assert small.setting["crop"] == [0, 4, 30, 30]
    small.source("photo")
    small.locate("cs-picture .thumbs button[title]").nth(1).click()
    small.settle()
    sample = next(s for s in small.page.request.get("/api/samples").json() if s["id"] == small.setting["source"]["id"])
    _, _, rows, cols = small.setting["crop"]
    height, width_ = small.setting["size"]
    assert rows / cols == pytest.approx(height / width_, rel=0.01)
    assert rows == sample["height"] or cols == sample["width"]
    oracle.check(small)


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_upload_by_drop_and_by_paste(small: Scope, made_picture: Path, event: str) -> None:
    if event == "drop":
        hand_over(small, "dragover", made_picture)
        expect(small.locate(".drop-veil")).to_be_visible()
    hand_over(small, event, made_picture)
    uploaded(small)
    oracle.check(small)
    expect(small.locate(".drop-veil")).to_have_count(0)
    expect(small.locate("#picture-tab-upload")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("bad", ["text", "cut", "bomb", "large"])
def test_a_bad_upload_is_refused_in_words_and_nothing_is_lost(
    visit: Visit, tmp_path: Path, lang: str, bad: str
) -> None:
    scope = visit(address(s={"size": [28, 28]}), lang=lang)
    before = scope.setting
    path = tmp_path / "bad.png"
    if bad == "text":
        path.write_text("no picture at all")
    elif bad == "cut":
        whole = tmp_path / "whole.png"
        Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)).save(whole)
        path.write_bytes(whole.read_bytes()[:4000])
    elif bad == "bomb":
        Image.new("L", (64, 64)).save(path)
        data = bytearray(path.read_bytes())
        data[16:24] = struct.pack(">II", 30_000, 30_000)
        path.write_bytes(bytes(data))
    else:
        path.write_bytes(bytes(11 * 1024 * 1024))
    scope.watch.expect(REFUSED)
    scope.source("upload")
    scope.locate("cs-upload input[type=file]").set_input_files(path)
    refusal = scope.locate("cs-upload .refusal")
    expect(refusal).to_be_visible()
    text = refusal.inner_text()
    assert len(text) > 30
    assert any("가" <= letter <= "힣" for letter in text) == (lang == "ko")
    assert scope.setting == before
    oracle.check(scope)


def test_pictures_of_odd_kinds_come_in_as_they_should(small: Scope, tmp_path: Path) -> None:
    """16 bits, a palette, grey with alpha, lying on its side, 1×1: an upload shows what a person sees."""
    rng = np.random.default_rng(1)
    deep = Image.fromarray((np.arange(64, dtype=np.uint16) * 1000).reshape(8, 8))
    palette = Image.fromarray(rng.integers(0, 255, (9, 7, 3), np.uint8)).quantize(16)
    alpha = Image.fromarray(rng.integers(0, 255, (6, 6, 2), np.uint8), "LA")
    turned = Image.fromarray(rng.integers(0, 255, (10, 20, 3), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    pictures = {
        "deep": deep,
        "palette": palette,
        "alpha": alpha,
        "turned": turned,
        "dot": Image.new("RGB", (1, 1), "red"),
    }
    for name, image in pictures.items():
        path = tmp_path / f"{name}.png"
        image.save(path, exif=exif) if name == "turned" else image.save(path)
        small.source("upload")
        before = small.setting["source"]
        small.locate("cs-upload input[type=file]").set_input_files(path)
        small.until(f"({{ setting }}) => setting.source.id !== '{before.get('id')}'")
        small.settle()
        x = oracle.check(small)
        assert np.isfinite(x).all()
    choice(small, "own").click()
    small.locate("cs-picture").get_by_role("button", name="as the picture").click()
    small.settle()
    np.testing.assert_allclose(small.tensor("input")[:, 0, 0], [1, 0, 0])


def test_grey_goes_by_the_rule_of_rec_601(small: Scope) -> None:
    rgb = small.tensor("input").copy()
    choice(small, "grey").click()
    small.settle()
    grey = small.tensor("input")
    assert grey.shape == (1, 28, 28)
    np.testing.assert_allclose(grey[0], 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2], atol=3 / 255)
    oracle.check(small)
    choice(small, "RGB").click()
    small.settle()
    np.testing.assert_array_equal(small.tensor("input"), rgb)


@pytest.mark.parametrize("size", [28, 56, 112, 224])
def test_sizes(scope: Scope, size: int) -> None:
    choice(scope, str(size)).click()
    scope.settle()
    assert scope.tensor("input").shape == (3, size, size)
    oracle.check(scope)


def test_a_size_of_ones_own(small: Scope) -> None:
    choice(small, "own").click()
    small.locate("cs-picture .sizes button[aria-pressed]").click()  # not in proportion
    height, width = small.locate("cs-picture .sizes input").all()
    height.fill("20")
    height.press("Enter")
    width.fill("33")
    width.press("Enter")
    small.settle()
    assert small.tensor("input").shape == (3, 20, 33)
    oracle.check(small)


def test_cropping_with_the_mouse_the_keys_and_numbers(small: Scope) -> None:
    area = small.locate("cs-crop .crop")
    stroke(small, inside(area, 0.25, 0.25), inside(area, 0.75, 0.5))
    small.settle()
    top, left, height, width = small.setting["crop"]
    shown = small.page.request.get("/api/samples").json()
    boats = next(sample for sample in shown if sample["id"] == "boats")
    assert [top, left, height, width] == pytest.approx(
        [0.25 * boats["height"], 0.25 * boats["width"], 0.25 * boats["height"], 0.5 * boats["width"]], abs=6
    )
    expect(small.locate("cs-crop .crop-box")).to_be_visible()
    oracle.check(small)
    area.focus()
    small.page.keyboard.press("ArrowRight")
    small.settle()
    assert small.setting["crop"][1] > left
    small.page.keyboard.press("Shift+ArrowDown")
    small.settle()
    assert small.setting["crop"][2] > height
    oracle.check(small)
    small.locate("cs-crop summary").click()
    field = small.locate("cs-crop details input").nth(2)
    field.fill("40")
    field.press("Enter")
    small.settle()
    assert small.setting["crop"][2] == 40
    oracle.check(small)
    small.locate("cs-crop").get_by_role("button", name="Whole picture").click()
    small.settle()
    assert small.setting["crop"] is None
    oracle.check(small)
