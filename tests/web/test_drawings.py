from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.training.drawings import MAX_LABEL


@pytest.fixture(autouse=True)
def nothing_drawn(client: TestClient) -> None:
    for each in client.get("/api/drawings").json()["classes"]:
        assert client.delete("/api/drawings", params={"class": each["class"]}).status_code == 204


def add(client: TestClient, label: Any, image: Any = "digit-3", language: str = "en") -> Any:
    return client.post(f"/api/drawings?lang={language}", json={"class": label, "image": image})


def pixels(png: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(png)))


def test_a_picture_becomes_an_example_of_a_class(client: TestClient) -> None:
    answer = add(client, " 셋 ")
    assert answer.status_code == 201
    assert answer.json() == {"id": answer.json()["id"], "class": "셋"}
    shown = client.get(f"/api/drawings/{answer.json()['id']}/image")
    assert shown.headers["content-type"] == "image/png"
    assert "immutable" in shown.headers["cache-control"]
    assert np.array_equal(pixels(shown.content), pixels(client.get("/api/images/digit-3").content))


def test_an_upload_becomes_one_too(client: TestClient) -> None:
    ink = np.full((90, 90, 3), 255, np.uint8)
    ink[40:50, 20:70] = 0
    file = io.BytesIO()
    Image.fromarray(ink).save(file, "PNG")
    image = client.post("/api/images", files={"file": ("ink.png", file.getvalue(), "image/png")}).json()["id"]
    name = add(client, "line", image).json()["id"]
    drawn = pixels(client.get(f"/api/drawings/{name}/image").content)
    assert drawn.shape == (28, 28)
    assert drawn[14, 14] > 200
    assert drawn[0].max() == 0
    assert client.delete(f"/api/images/{image}").status_code == 204
    assert client.get(f"/api/drawings/{name}/image").status_code == 200  # it has its own copy


def test_drawings_are_listed_by_class_and_forgotten(client: TestClient) -> None:
    ids = [add(client, label).json()["id"] for label in ("b", "a", "b")]
    answer = client.get("/api/drawings").json()
    assert answer["classes"] == [{"class": "b", "drawings": [ids[0], ids[2]]}, {"class": "a", "drawings": [ids[1]]}]
    assert answer["limits"] == {"classes": 20, "drawings": 2000, "label": MAX_LABEL, "fewest_classes": 2, "fewest": 3}
    assert client.delete(f"/api/drawings/{ids[0]}").status_code == 204
    assert client.delete(f"/api/drawings/{ids[0]}").json()["code"] == "drawing_unknown"
    assert client.get(f"/api/drawings/{ids[0]}/image").status_code == 404
    assert client.delete("/api/drawings?class=a").status_code == 204
    assert client.delete("/api/drawings?class=a").json()["code"] == "class_unknown"
    assert client.get("/api/drawings").json()["classes"] == [{"class": "b", "drawings": [ids[2]]}]


def test_enough_drawings_are_a_data_set(client: TestClient) -> None:
    for label in ("one", "two"):
        for digit in range(3):
            add(client, label, f"digit-{digit}")
    listed = next(each for each in client.get("/api/datasets").json() if each["id"] == "drawings")
    assert (listed["classes"], listed["train"], listed["test"]) == (["one", "two"], 6, 0)
    assert client.get("/api/datasets/drawings/samples").status_code == 200


@pytest.mark.parametrize(
    ("label", "image", "code", "loc"),
    [
        ("", "digit-3", "label_invalid", ["class"]),
        ("x" * (MAX_LABEL + 1), "digit-3", "label_invalid", ["class"]),
        ("x" * 201, "digit-3", "invalid_request", ["class"]),
        (3, "digit-3", "invalid_request", ["class"]),
        ("a", "nowhere", "picture_unknown", ["image"]),
        ("a", "", "invalid_request", ["image"]),
        ("a", None, "invalid_request", ["image"]),
    ],
)
def test_what_is_no_example(label: Any, image: Any, code: str, loc: list[str], client: TestClient) -> None:
    answer = add(client, label, image, "ko")
    assert answer.status_code in (404, 422)
    assert answer.json()["code"] == code
    assert answer.json()["errors"][0]["loc"] == loc
    assert client.get("/api/drawings").json()["classes"] == []


def test_an_empty_board_is_no_example(client: TestClient) -> None:
    file = io.BytesIO()
    Image.new("L", (28, 28)).save(file, "PNG")
    image = client.post("/api/images", files={"file": ("a.png", file.getvalue(), "image/png")}).json()["id"]
    assert add(client, "a", image).json()["code"] == "drawing_empty"


def test_a_class_to_forget_must_be_named(client: TestClient) -> None:
    assert client.delete("/api/drawings").status_code == 422
    assert client.delete("/api/drawings", params={"class": "\x00"}).json()["code"] == "label_invalid"


def test_another_site_may_not_draw(client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/api/drawings", json={"class": "a", "image": "digit-3"}, headers=headers).status_code == 403
    assert client.delete("/api/drawings?class=a", headers=headers).status_code == 403
