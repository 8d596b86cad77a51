from __future__ import annotations

import gzip
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.training.datasets import CLASSES, FILES, about, catalogue, examples, idx_folders, load
from app.training.datasets import idx as module

from .idx_files import contents, idx, lay


def refusal(folder: Path, name: str = "idx:tiny") -> Refusal:
    with pytest.raises(Refusal) as caught:
        load(name, folder)
    assert caught.value.loc == ("dataset",)
    return caught.value


@pytest.mark.parametrize("packed", [False, True])
def test_four_files_are_a_data_set(packed: bool, tmp_path: Path) -> None:
    lay(tmp_path, packed=packed)
    known = about("idx:tiny", tmp_path)
    assert (known.id, known.classes, known.shape, known.train, known.test) == (
        "idx:tiny", ("0", "1", "2"), (1, 12, 13), 40, 10,
    )  # fmt: skip
    assert catalogue(tmp_path)[-1] == known
    data = load("idx:tiny", tmp_path)
    assert data.images.shape == (40, 1, 12, 13)
    assert data.test_images.shape == (10, 1, 12, 13)
    # Each picture kept its own label, whatever the order is now.
    original = np.random.default_rng(0).integers(0, 256, (40, 12, 13)).astype(np.uint8)
    where = {picture.tobytes(): place * 3 // 40 for place, picture in enumerate(original)}
    assert [where[picture.tobytes()] for picture in data.images] == data.labels.tolist()
    assert set(data.labels[-14:].tolist()) == {0, 1, 2}
    data.tensors()  # torch may view the bytes


def test_a_dot_before_idx_is_another_spelling(tmp_path: Path) -> None:
    place = lay(tmp_path)
    for file in FILES:
        (place / file).rename(place / file.replace("-idx", ".idx"))
    assert about("idx:tiny", tmp_path).train == 40


def test_labels_may_begin_at_1_and_have_names(tmp_path: Path) -> None:
    files = contents()
    files[1], files[3] = idx(np.arange(40) % 3 + 1), idx(np.arange(10) % 3 + 1)
    place = lay(tmp_path, files=files)
    assert about("idx:tiny", tmp_path).classes == ("1", "2", "3")
    (place / CLASSES).write_text("none\n셔츠\nBag\nCoat\n", encoding="utf-8")
    assert about("idx:tiny", tmp_path).classes == ("셔츠", "Bag", "Coat")
    assert set(load("idx:tiny", tmp_path).labels.tolist()) == {0, 1, 2}
    for text in ("only\ntwo", "a\n\nb\nc\n", f"a\nb\nc\n{'x' * 99}"):
        (place / CLASSES).write_text(text)
        assert refusal(tmp_path).code == "idx_classes"
    (place / CLASSES).write_bytes(b"\xff\xfe\n" * 9)
    assert refusal(tmp_path).params == {"file": CLASSES}


def test_missing_files_are_named(tmp_path: Path) -> None:
    place = lay(tmp_path)
    (place / FILES[1]).unlink()
    (place / FILES[2]).unlink()
    (place / FILES[2]).mkdir()  # a folder is no file
    told = refusal(tmp_path)
    assert (told.code, told.params) == ("dataset_incomplete", {"name": "tiny", "missing": [FILES[1], FILES[2]]})
    assert [known.id for known in catalogue(tmp_path)][-1] == "drawings"
    ((name, problem),) = idx_folders(tmp_path)
    assert (name, problem.code) == ("tiny", "dataset_incomplete")  # type: ignore[union-attr]


IMAGES = contents()[0]
DAMAGE = {
    "empty": (0, b"", "idx_magic"),
    "web page": (0, b"<!doctype html><html><body>404 not found</body></html>", "idx_magic"),
    "exchanged": (0, contents()[1], "idx_magic"),
    "exchanged labels": (1, contents()[0], "idx_magic"),
    "other numbers": (0, b"\0\0\x0d" + IMAGES[3:], "idx_magic"),
    "only a header": (0, IMAGES[:16], "idx_length"),
    "cut off": (0, IMAGES[:-1], "idx_length"),
    "longer": (2, contents()[2] + b"\0", "idx_length"),
    "no picture": (0, idx(np.zeros((0, 12, 13))), "idx_sides"),
    "no rows": (0, idx(np.zeros((40, 0, 13))), "idx_sides"),
    "absurd sides": (0, b"\0\0\x08\x03" + struct.pack(">3I", 1, 2**32 - 1, 2**32 - 1), "idx_sides"),
    "absurd count": (0, b"\0\0\x08\x03" + struct.pack(">3I", 2**32 - 1, 28, 28), "idx_too_large"),
    "labels of others": (1, idx(np.zeros(39)), "idx_other_count"),
    "other size": (2, idx(np.zeros((10, 12, 12))), "idx_other_size"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_file_is_refused_by_name(kind: str, packed: bool, tmp_path: Path) -> None:
    place, data, code = DAMAGE[kind]
    files = contents()
    files[place] = data
    lay(tmp_path, packed=packed, files=files)
    told = refusal(tmp_path)
    assert told.code == code
    assert told.params["file"] == FILES[place] + (".gz" if packed else "")
    catalogue(tmp_path)  # a damaged data set spoils no list


def test_a_packed_file_that_cannot_be_unpacked(tmp_path: Path) -> None:
    place = lay(tmp_path, packed=True)
    file = place / f"{FILES[0]}.gz"
    whole = file.read_bytes()
    for damaged in (whole[:-20], whole[:-8] + bytes(8), whole[:-300] + b"\xff" * 300, b"\0" * 40, b"PK\3\4" * 9):
        file.write_bytes(damaged)
        told = refusal(tmp_path)
        assert (told.code, told.params) == ("idx_packed", {"file": file.name})


def test_a_file_that_unpacks_to_more_than_it_says_is_not_unpacked_whole(tmp_path: Path) -> None:
    place = lay(tmp_path, packed=True)
    (place / f"{FILES[0]}.gz").write_bytes(gzip.compress(contents()[0] + bytes(200_000_000), compresslevel=1))
    assert refusal(tmp_path).code == "idx_length"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path)

    def forbidden(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(module, "_open", forbidden)
    told = refusal(tmp_path)
    assert (told.code, told.params["reason"]) == ("dataset_unreadable", "Permission denied")


def test_changed_files_are_read_again(tmp_path: Path) -> None:
    place = lay(tmp_path)
    assert len(examples("idx:tiny", tmp_path, 4).images) == 12
    for file, data in zip(FILES, contents(train=60, side=8), strict=True):
        (place / file).write_bytes(data)
    assert about("idx:tiny", tmp_path).train == 60
    assert examples("idx:tiny", tmp_path, 4).images.shape == (12, 1, 8, 9)


def test_folders_of_other_names_are_not_looked_at(tmp_path: Path) -> None:
    for name in ("two words", "ünlaut", "dot.ted", "x" * 65):
        lay(tmp_path, name)
    (tmp_path / "datasets" / "file").write_text("no folder")
    assert idx_folders(tmp_path) == []
    assert refusal(tmp_path, "idx:two words").code == "dataset_unknown"


@given(data=st.binary(max_size=80), place=st.integers(0, 3), head=st.booleans())
@settings(max_examples=100)
def test_no_bytes_break_the_reader(
    data: bytes, place: int, head: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    files = contents()
    files[place] = files[place][: 12 if head else 0] + data
    lay(folder, files=files)
    read = None
    with suppress(Refusal):
        read = load("idx:tiny", folder)
    assert read is None or len(read.images) == len(read.labels) > 0
