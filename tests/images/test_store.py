from __future__ import annotations

import os
import resource
import shutil
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.errors import Refusal
from app.images import PictureStore

MIB = 1024 * 1024


def noise(seed: int, side: int = 64, mode: str = "L") -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side), np.uint8)).convert(mode)


def test_a_picture_comes_back_as_it_was(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, MIB)
    picture = store.add(noise(1, mode="RGB"))
    assert (picture.width, picture.height, picture.channels) == (64, 64, 3)
    assert np.array_equal(np.asarray(store.get(picture.id)), np.asarray(noise(1, mode="RGB")))
    assert store.find(picture.id) == picture
    assert store.png(picture.id).startswith(b"\x89PNG")


def test_the_id_is_of_the_content(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, MIB)
    assert store.add(noise(1)).id == store.add(noise(1)).id
    assert store.add(noise(1)).id != store.add(noise(2)).id
    assert store.add(noise(1)).id != store.add(noise(1, mode="RGB")).id
    wide, high = Image.new("L", (6, 2)), Image.new("L", (2, 6))
    assert store.add(wide).id != store.add(high).id


def test_the_least_recently_used_are_dropped(tmp_path: Path) -> None:
    size = len(_png(tmp_path / "probe"))
    store = PictureStore(tmp_path, int(size * 3.5))
    first, second, third = (store.add(noise(n)).id for n in range(3))
    assert store.touch(first)
    fourth = store.add(noise(3)).id
    assert not store.touch(second)
    assert all(store.touch(name) for name in (first, third, fourth))
    assert sum(path.stat().st_size for path in tmp_path.glob("*.png")) <= size * 3.5


def _png(folder: Path) -> bytes:
    store = PictureStore(folder, MIB)
    return store.png(store.add(noise(0)).id)


def test_a_kept_picture_stays_until_it_is_released(tmp_path: Path) -> None:
    size = len(_png(tmp_path / "probe"))
    store = PictureStore(tmp_path, int(size * 2.5))
    kept = store.add(noise(0)).id
    store.keep(kept)
    store.keep(kept)
    for n in range(1, 6):
        store.add(noise(n))
    assert store.touch(kept)
    with pytest.raises(Refusal) as caught:
        store.delete(kept)
    assert (caught.value.code, caught.value.status) == ("picture_kept", 409)
    store.release(kept)
    store.release(kept)
    store.delete(kept)
    assert not store.touch(kept)


def test_it_goes_on_after_a_restart_in_the_same_order(tmp_path: Path) -> None:
    size = len(_png(tmp_path / "probe"))
    store = PictureStore(tmp_path, MIB)
    names = [store.add(noise(n)).id for n in range(4)]
    for age, name in enumerate(reversed(names)):
        os.utime(tmp_path / f"{name}.png", (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "half.part").write_bytes(b"cut off")
    (tmp_path / "readme.png").write_bytes(b"not ours")
    again = PictureStore(tmp_path, int(size * 2.5))
    assert [again.touch(name) for name in names] == [False, False, True, True]
    assert not (tmp_path / "half.part").exists()
    assert (tmp_path / "readme.png").exists()


@pytest.mark.parametrize("name", ["0" * 32, "", "..", "../secret", "x" * 500, "a\0b"])
def test_an_unknown_picture_is_404(tmp_path: Path, name: str) -> None:
    store = PictureStore(tmp_path, MIB)
    for ask in (store.get, store.find, store.png, store.delete, store.keep):
        with pytest.raises(Refusal) as caught:
            ask(name)
        assert (caught.value.code, caught.value.status) == ("picture_unknown", 404)


def test_a_file_that_somebody_removed_is_unknown(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, MIB)
    name = store.add(noise(1)).id
    (tmp_path / f"{name}.png").unlink()
    with pytest.raises(Refusal):
        store.get(name)
    assert store.add(noise(1)).id == name
    assert store.get(name).size == (64, 64)


def test_a_picture_larger_than_the_store_is_refused(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, 1000)
    with pytest.raises(Refusal) as caught:
        store.add(noise(1))
    assert (caught.value.code, caught.value.status) == ("store_too_small", 413)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, MIB)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # the system then refuses the rest of the file
    try:
        with pytest.raises(Refusal) as caught:
            store.add(noise(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (caught.value.code, caught.value.status) == ("store_unwritable", 507)
    assert not list(tmp_path.iterdir())
    assert store.get(store.add(noise(1)).id).size == (64, 64)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    store = PictureStore(tmp_path / "pictures", MIB)
    known = store.add(noise(1)).id
    shutil.rmtree(tmp_path / "pictures")
    with pytest.raises(Refusal) as caught:
        store.add(noise(2))
    assert caught.value.code == "store_unwritable"
    with pytest.raises(Refusal) as caught:
        store.png(known)
    assert caught.value.code == "picture_unknown"


def test_two_stores_may_drop_each_others_pictures(tmp_path: Path) -> None:
    """Two servers on one folder are not what it is made for, but neither may stumble over the other."""
    size = len(_png(tmp_path / "probe"))
    stores = [PictureStore(tmp_path / "shared", int(size * 2.5)) for _ in range(2)]
    wrong: list[BaseException] = []

    def work(store: PictureStore) -> None:
        try:
            for n in range(60):
                with suppress(Refusal):
                    store.png(store.add(noise(n % 7)).id)
        except BaseException as error:
            wrong.append(error)
            raise

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_threads_may_use_it_at_once(tmp_path: Path) -> None:
    size = len(_png(tmp_path / "probe"))
    store = PictureStore(tmp_path, size * 5)
    wrong: list[BaseException] = []

    def work(seed: int) -> None:
        try:
            for n in range(30):
                name = store.add(noise((seed + n) % 9)).id
                with suppress(Refusal):  # where another thread has dropped it in between
                    assert np.array_equal(np.asarray(store.get(name)), np.asarray(noise((seed + n) % 9)))
        except BaseException as error:
            wrong.append(error)
            raise

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert sum(path.stat().st_size for path in tmp_path.glob("*.png")) <= size * 5
    assert not list(tmp_path.glob("*.part"))
