"""Choosing data on `/train`: a look at every data set, files of one's own, and drawings that a run learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.pointer import inside, stroke, touch
from tests.browser.runs import ask, until, until_state
from tests.browser.scope import REFUSED, Scope, Watch
from tests.browser.test_axe import violations
from tests.serving import serving
from tests.training.datasets.idx_files import lay


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a server of its own."""
    return tmp_path / "data"


@pytest.fixture
def own(data: Path, watch: Watch) -> Iterator[str]:
    """The address of a server on which nothing has been drawn yet."""
    watch.expect(REFUSED)  # a run that nothing can be trained on yet is refused while it is set up
    with serving(data) as served:
        yield served.url


def opened(visit: Visit, own: str, lang: str = "en", phone: bool = False) -> Scope:
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {}
    scope = visit("train", at=own, wait=False, lang=lang, reduced_motion="reduce", **options)
    if phone:
        scope.locate("#open-sheet").tap()
    scope.locate("#setup-data").click()
    scope.locate(".data-choice").first.wait_for()
    return scope


def choose(scope: Scope, name: str) -> None:
    scope.locate(f".data-choice input[value='{name}']").check()


def begin(scope: Scope, name: str) -> None:
    scope.locate(".drawings-add input").fill(name)
    scope.locate(".drawings-add input").press("Enter")


def counts(scope: Scope) -> list[str]:
    return scope.locate(".drawn-head .chip").all_inner_texts()


def board(scope: Scope) -> Locator:
    return scope.locate("cs-drawings .draw-board")


def draw(scope: Scope, places: Sequence[tuple[float, float]]) -> None:
    """A stroke with a finger, through fractions of the board's sides."""
    box = board(scope).bounding_box()
    assert box is not None
    touch(scope, *([(box["x"] + x * box["width"], box["y"] + y * box["height"])] for x, y in places))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_data_set_can_be_looked_at(own: str, visit: Visit, lang: str) -> None:
    scope = opened(visit, own, lang)
    for name, classes in (("mnist", 10), ("strokes", 4), ("shapes", 9)):
        choose(scope, name)
        expect(scope.locate("cs-data-look canvas")).to_have_count(classes)
        for n in range(1, classes + 1):  # they are painted a frame later
            scope.wait(lambda n=n: scope.colours(f"cs-data-look li:nth-child({n}) canvas") > 5)  # type: ignore[misc]
        # As many answers as classes: the run that is set up stays a good one.
        expect(scope.locate("cs-train-setup .setup-train")).to_be_enabled()
        assert violations(scope, "cs-data") == []


def test_files_are_found_once_they_lie_there(own: str, visit: Visit, data: Path) -> None:
    scope = opened(visit, own)
    scope.locate(".data-own > summary").click()
    expect(scope.locate(".files-path")).to_contain_text(str(data / "datasets"))
    place = lay(data, "fashion", packed=True)
    missing = place / "t10k-labels-idx1-ubyte.gz"
    kept = missing.read_bytes()
    missing.unlink()
    scope.locate("cs-data-files button").click()
    expect(scope.locate("cs-data-files .notice")).to_contain_text("t10k-labels-idx1-ubyte")
    missing.write_bytes(kept)
    scope.locate("cs-data-files button").click()
    choose(scope, "idx:fashion")
    expect(scope.locate("cs-data-look canvas")).to_have_count(3)
    assert violations(scope, "cs-data") == []
    expect(scope.locate("cs-train-setup .setup-train")).to_be_enabled()


def test_drawings_are_kept_deleted_and_brought_back(own: str, visit: Visit) -> None:
    scope = opened(visit, own)
    choose(scope, "drawings")
    begin(scope, "  벌레 ")
    for offset in (0.2, 0.3, 0.4):
        stroke(
            scope, inside(board(scope), offset, 0.2), inside(board(scope), 0.5, 0.8), inside(board(scope), 0.8, offset)
        )
        scope.locate(".easel-keep").click()
        expect(scope.locate(".easel-keep")).to_be_disabled()  # the board is empty again
    expect(scope.locate(".drawn img")).to_have_count(3)
    assert counts(scope) == ["3"]
    assert scope.locate(".drawn img").first.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 28
    begin(scope, "line")
    for _ in range(3):  # with keys alone
        for key in ("ArrowUp", " ", "ArrowRight", "ArrowRight", "ArrowRight", " ", "Enter"):
            board(scope).press(key)
        expect(scope.locate(".easel-keep")).to_be_disabled()
    expect(scope.locate("cs-drawings > .role-output")).to_contain_text("Classes: 2, drawings: 6")
    assert violations(scope, "cs-data") == []
    scope.locate(".drawn").first.click()
    expect(scope.locate(".drawn")).to_have_count(5)
    scope.locate("cs-drawings [role=status] button").click()
    expect(scope.locate(".drawn")).to_have_count(6)
    scope.locate(".drawn-class").filter(has_text="line").locator(".drawn-head button").click()
    scope.locate(".drawn-class .notice button").first.click()
    expect(scope.locate(".drawn-class")).to_have_count(1)
    scope.page.reload()
    scope.locate("#setup-data").click()
    choose(scope, "drawings")
    expect(scope.locate(".drawn")).to_have_count(3)
    expect(scope.locate("cs-train-setup .setup-refusal")).to_contain_text("Classes so far: 1")


def test_with_a_finger_two_classes_are_drawn_and_learned(own: str, visit: Visit) -> None:
    scope = opened(visit, own, phone=True)
    choose(scope, "drawings")
    for name, ends in (
        ("down", [(0.5, 0.1), (0.5, 0.5), (0.5, 0.9)]),
        ("across", [(0.1, 0.5), (0.5, 0.5), (0.9, 0.5)]),
    ):
        begin(scope, name)
        board(scope).evaluate("(canvas) => canvas.scrollIntoView({ block: 'nearest' })")
        for nudge in (-0.1, 0.0, 0.1, 0.15):
            draw(scope, [(x + nudge * (name == "down"), y + nudge * (name == "across")) for x, y in ends])
            scope.locate(".easel-keep").click()
            expect(scope.locate(".easel-keep")).to_be_disabled()
    expect(scope.locate("cs-drawings > .role-output")).to_contain_text("drawings: 8")
    assert violations(scope, "cs-data") == []
    assert scope.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(scope.locate("cs-train-setup .setup-train")).to_be_enabled()
    # Each stroke was lifted at full speed; the board keeps that from becoming a fling, which would swallow this tap.
    scope.locate("cs-train-setup .setup-train").tap()
    until(lambda: bool(ask(f"{own}/api/runs")))
    run = until_state(own, ask(f"{own}/api/runs")[0]["id"], "finished")
    assert run["spec"]["dataset"] == "drawings"
