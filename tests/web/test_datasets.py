from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.training.datasets import FILES, load
from app.web.context import Context
from tests.training.datasets.idx_files import lay


def data_of(client: TestClient) -> Any:
    context: Context = client.app.state.context  # type: ignore[attr-defined]
    return context.settings.data


def test_every_data_set_is_listed_in_both_languages(client: TestClient) -> None:
    english, korean = (client.get(f"/api/datasets?lang={language}").json() for language in ("en", "ko"))
    assert [one["id"] for one in english] == ["mnist", "strokes", "shapes", "drawings"]
    for one, other in zip(english, korean, strict=True):
        assert set(one) == {"id", "title", "classes", "shape", "train", "test", "source", "licence"}
        assert one["title"] != other["title"]
        assert one["classes"] == other["classes"]
    assert english[0]["shape"] == [1, 28, 28]
    assert (english[0]["train"], english[0]["test"]) == (8_000, 2_000)
    assert english[3]["classes"] == []


def test_a_look_is_sent_as_bytes(client: TestClient) -> None:
    answer = client.get("/api/datasets/strokes/samples?per_class=3&lang=ko")
    assert answer.headers["content-type"] == "application/octet-stream"
    (length,) = struct.unpack("<Q", answer.content[:8])
    header = json.loads(answer.content[8 : 8 + length])
    assert header["images"]["dtype"] == "U8"
    assert header["images"]["shape"] == [12, 1, 16, 16]
    assert header["labels"]["dtype"] == "I32"
    meta = json.loads(header["__metadata__"]["json"])
    assert meta == {"classes": ["─", "╱", "│", "╲"], "titles": ["가로", "오른쪽 위로", "세로", "오른쪽 아래로"]}
    start, end = header["images"]["data_offsets"]
    images = np.frombuffer(answer.content[8 + length + start : 8 + length + end], np.uint8).reshape(12, 1, 16, 16)
    data = load("strokes", data_of(client))
    assert np.array_equal(images[:3], data.images[data.labels == 0][:3])


def test_or_as_lists(client: TestClient) -> None:
    answer = client.get("/api/datasets/mnist/samples?per_class=1", headers={"Accept": "application/json"}).json()
    assert np.array(answer["images"]).shape == (10, 1, 28, 28)
    assert answer["labels"] == list(range(10))
    assert answer["meta"]["titles"] == answer["meta"]["classes"] == list("0123456789")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nothing/samples", "dataset_unknown"),
        ("idx:none/samples", "dataset_unknown"),
        ("drawings/samples", "drawings_too_few"),
        ("mnist/samples?per_class=0", "invalid_request"),
        ("mnist/samples?per_class=65", "invalid_request"),
        (f"{'x' * 81}/samples", "invalid_request"),
    ],
)
def test_what_cannot_be_looked_at(path: str, code: str, client: TestClient) -> None:
    answer = client.get(f"/api/datasets/{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_files_in_the_data_folder_are_found(client: TestClient) -> None:
    place = client.get("/api/datasets/idx").json()
    folder = data_of(client) / "datasets"
    assert place == {"folder": str(folder), "files": list(FILES), "classes": "classes.txt", "folders": []}
    lay(data_of(client), "fashion", packed=True)
    (lay(data_of(client), "half") / FILES[0]).unlink()
    listed = client.get("/api/datasets?lang=en").json()[-1]
    assert listed["id"] == "idx:fashion"
    assert (listed["title"], listed["source"]) == ("fashion", "Files in datasets/fashion")
    assert client.get("/api/datasets/idx:fashion/samples").status_code == 200
    good, bad = client.get("/api/datasets/idx").json()["folders"]
    assert good == {"name": "fashion"}
    assert bad["problem"]["code"] == "dataset_incomplete"
    assert FILES[0] in bad["problem"]["detail"]
