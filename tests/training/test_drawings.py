from __future__ import annotations

import resource
import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.errors import Refusal
from app.training import drawings as module
from app.training.drawings import MAX_LABEL, DrawingStore, as_drawing, tidy


def stroke(seed: int = 0, size: int = 28, ground: int = 0, ink: int = 255) -> Image.Image:
    image = Image.new("L", (size, size), ground)
    ends = np.random.default_rng(seed).integers(size // 4, 3 * size // 4, 4)
    ends[2:] += size // 8
    ImageDraw.Draw(image).line([int(end) for end in ends], fill=ink, width=max(1, size // 14))
    return image


def code_of(caught: pytest.ExceptionInfo[Refusal]) -> tuple[str, int]:
    return caught.value.code, caught.value.status


def test_a_drawing_comes_back_as_it_was(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    kept = store.add("cat", stroke())
    assert np.array_equal(kept.pixels, np.asarray(stroke()))
    again = DrawingStore(tmp_path).get(kept.id)
    assert (again.id, again.label) == (kept.id, "cat")
    assert np.array_equal(again.pixels, kept.pixels)


def test_classes_stand_in_the_order_in_which_they_were_begun(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    made = [store.add(label, stroke(n)).id for n, label in enumerate(["b", "a", "b", "c", "a"])]
    assert store.classes() == {"b": [made[0], made[2]], "a": [made[1], made[4]], "c": [made[3]]}
    assert [drawing.id for drawing in store.all()] == made


def test_nothing_is_made_before_something_is_kept(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path / "none")
    assert store.classes() == {}
    assert store.all() == []
    for ask in (store.get, store.delete):
        with pytest.raises(Refusal) as caught:
            ask("0" * 32)
        assert code_of(caught) == ("drawing_unknown", 404)
    assert not (tmp_path / "none").exists()


def test_one_drawing_or_a_class_is_forgotten(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    made = [store.add(label, stroke(n)).id for n, label in enumerate("aabb")]
    store.delete(made[0])
    assert store.classes() == {"a": [made[1]], "b": made[2:]}
    with pytest.raises(Refusal) as caught:
        store.get(made[0])
    assert code_of(caught) == ("drawing_unknown", 404)
    store.delete_class("  b ")
    assert store.classes() == {"a": [made[1]]}
    with pytest.raises(Refusal) as caught:
        store.delete_class("b")
    assert code_of(caught) == ("class_unknown", 404)


def test_an_id_is_never_given_twice(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    ids = set()
    for _ in range(5):
        ids.add(store.add("a", stroke()).id)
        store.delete_class("a")
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("written", "kept"),
    [(" a  b\t c ", "a b c"), ("\u1100\u1161", "가"), ("e\u0301", "é"), ("☂", "☂"), ("x" * MAX_LABEL, "x" * MAX_LABEL)],
)
def test_a_name_is_tidied(written: str, kept: str) -> None:
    assert tidy(written) == kept


@pytest.mark.parametrize("label", ["", "   ", "x" * (MAX_LABEL + 1), "a\0b", "\u200b", "\ud800", "a\x1bb", "\u202eabc"])
def test_a_name_that_cannot_be_read_is_refused(label: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        DrawingStore(tmp_path).add(label, stroke())
    assert code_of(caught) == ("label_invalid", 422)
    assert caught.value.loc == ("class",)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CLASSES", 2)
    monkeypatch.setattr(module, "MAX_DRAWINGS", 4)
    store = DrawingStore(tmp_path)
    for label in "aba":
        store.add(label, stroke())
    with pytest.raises(Refusal) as caught:
        store.add("c", stroke())
    assert code_of(caught) == ("too_many_classes", 422)
    last = store.add("b", stroke())
    with pytest.raises(Refusal) as caught:
        store.add("b", stroke())
    assert code_of(caught) == ("too_many_drawings", 422)
    store.delete(last.id)
    store.add("a", stroke())


class TestPictures:
    """What becomes of a picture."""

    def test_ink_on_paper_becomes_its_negative(self) -> None:
        paper, board = as_drawing(stroke(ground=255, ink=0)), as_drawing(stroke())
        assert np.array_equal(paper, board)

    def test_a_picture_of_another_form_is_kept_whole(self) -> None:
        wide = Image.new("L", (280, 70), 0)
        ImageDraw.Draw(wide).rectangle((20, 10, 260, 60), fill=255)
        drawn = as_drawing(wide)
        assert drawn.shape == (28, 28)
        assert drawn[:9].max() == drawn[19:].max() == 0
        assert drawn[13, 4] == 255
        paper = Image.new("RGB", (70, 280), (250, 250, 240))
        ImageDraw.Draw(paper).rectangle((30, 100, 40, 180), fill=(10, 10, 60))
        drawn = as_drawing(paper)
        assert drawn[:, :5].max() < 20  # the paper goes on beside it
        assert drawn[14, 14] > 100

    @pytest.mark.parametrize("ground", [0, 90, 255])
    def test_an_empty_picture_is_refused(self, ground: int) -> None:
        with pytest.raises(Refusal) as caught:
            as_drawing(Image.new("L", (64, 64), ground))
        assert code_of(caught) == ("drawing_empty", 422)

    def test_pictures_of_one_pixel_or_line(self) -> None:
        for size in ((1, 1), (1, 300), (300, 1)):
            with pytest.raises(Refusal):
                as_drawing(Image.new("L", size))


def fill(store: DrawingStore) -> None:
    for n in range(30):
        store.add("a", stroke(n))


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    first = store.add("a", stroke()).id
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (14_000, before[1]))  # the system then refuses a longer file
    try:
        with pytest.raises(Refusal) as caught:
            fill(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert code_of(caught) == ("drawings_unusable", 507)
    assert store.classes()["a"][0] == first
    store.add("a", stroke())


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "drawings.db").write_bytes(b"no database " * 100)
    store = DrawingStore(tmp_path)
    for ask in (store.all, store.classes, lambda: store.add("a", stroke()), lambda: store.get("x")):
        with pytest.raises(Refusal) as caught:
            ask()
        assert code_of(caught) == ("drawings_unusable", 507)


def test_a_file_that_another_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    store = DrawingStore(tmp_path)
    store.add("a", stroke())
    other = sqlite3.connect(tmp_path / "drawings.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Refusal) as caught:
        store.add("a", stroke())
    assert code_of(caught) == ("drawings_unusable", 507)
    other.close()
    store.add("a", stroke())


def test_threads_may_draw_at_once(tmp_path: Path) -> None:
    wrong: list[BaseException] = []

    def work(label: str) -> None:
        try:
            for n in range(15):
                DrawingStore(tmp_path).add(label, stroke(n))
        except BaseException as error:
            wrong.append(error)
            raise

    threads = [threading.Thread(target=work, args=(label,)) for label in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert {label: len(names) for label, names in DrawingStore(tmp_path).classes().items()} == dict.fromkeys("abcd", 15)
