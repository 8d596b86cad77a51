from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.images import MAX_FILE_BYTES, SAMPLES
from app.main import create_app
from app.settings import Settings
from app.web.examples import PIXEL


def png(side: int = 8, seed: int = 0) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side + 1, 3), np.uint8)).save(file, "PNG")
    return file.getvalue()


def upload(client: TestClient, data: bytes, language: str = "en") -> Any:
    return client.post(
        f"/api/images?lang={language}", files={"file": ("picture.bin", data, "application/octet-stream")}
    )


def test_an_upload_is_stored_under_the_id_of_its_content(client: TestClient) -> None:
    answer = upload(client, png())
    assert answer.status_code == 201
    assert answer.json() == {"id": answer.json()["id"], "width": 9, "height": 8, "channels": 3}
    assert upload(client, png()).json() == answer.json()
    file = io.BytesIO()
    Image.open(io.BytesIO(png())).save(file, "BMP")
    assert upload(client, file.getvalue()).json() == answer.json()
    got = client.get(f"/api/images/{answer.json()['id']}")
    assert got.headers["content-type"] == "image/png"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(got.content))), np.asarray(Image.open(io.BytesIO(png()))))


def test_a_deleted_picture_is_gone_everywhere(client: TestClient) -> None:
    name = upload(client, png(seed=1)).json()["id"]
    body = {"input": {"image": name}, "layer": {"kind": "relu"}, "want": ["output"]}
    assert client.post("/api/layers/apply", json=body).status_code == 200
    assert client.delete(f"/api/images/{name}").status_code == 204
    assert client.delete(f"/api/images/{name}").status_code == 404
    assert client.get(f"/api/images/{name}").json()["code"] == "picture_unknown"
    answer = client.post("/api/layers/apply", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "picture_unknown")
    assert answer.json()["errors"][0]["loc"] == ["input", "image"]


def test_samples_are_listed_in_both_languages_and_shown(client: TestClient) -> None:
    english, korean = (client.get(f"/api/samples?lang={language}").json() for language in ("en", "ko"))
    assert [sample["id"] for sample in english] == list(SAMPLES)
    assert all(one["title"] != other["title"] for one, other in zip(english, korean, strict=True))
    for sample in english:
        image = Image.open(io.BytesIO(client.get(f"/api/images/{sample['id']}").content))
        assert (image.width, image.height, len(image.getbands())) == (
            sample["width"],
            sample["height"],
            sample["channels"],
        )


def test_a_server_that_cannot_store_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path / "data")), "http://localhost") as client:
        shutil.rmtree(tmp_path / "data")
        answer = upload(client, png())
        assert (answer.status_code, answer.json()["code"]) == (507, "store_unwritable")
        responses = client.get("/openapi.json").json()["paths"]["/api/images"]["post"]["responses"]
        assert list(responses["507"]["content"]) == [answer.headers["content-type"]]


def test_samples_cannot_be_deleted(client: TestClient) -> None:
    answer = client.delete("/api/images/boats")
    assert (answer.status_code, answer.json()["code"]) == (409, "sample_fixed")
    assert client.get("/api/images/boats").status_code == 200


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"not a picture", 415, "not_an_image"),
        (b"", 415, "not_an_image"),
        (png(64)[:200], 422, "image_damaged"),
        (png().ljust(MAX_FILE_BYTES + 1, b"\0"), 413, "file_too_large"),
        (b"\0" * (11 * 1024 * 1024), 413, "body_too_large"),
    ],
    ids=["text", "empty", "truncated", "over 10 MiB", "over 11 MiB"],
)
def test_bad_files_are_refused_in_both_languages(
    client: TestClient, data: bytes, status: int, code: str, language: str
) -> None:
    answer = upload(client, data, language)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert any("가" <= letter <= "힣" for letter in answer.json()["detail"]) == (language == "ko")


def test_a_file_of_exactly_10_mib_is_taken(client: TestClient) -> None:
    assert upload(client, png().ljust(MAX_FILE_BYTES, b"\0")).status_code == 201


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"json": {"file": "x"}}, 415, "wrong_content_type"),
        ({"content": b"x", "headers": {"Content-Type": "text/plain"}}, 415, "wrong_content_type"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "body_unreadable"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=y"}}, 400, "body_unreadable"),
        ({"files": {"picture": ("a.png", png())}}, 422, "invalid_request"),
        ({"data": {"file": "text"}, "files": {"other": b""}}, 422, "invalid_request"),
    ],
)
def test_bad_forms_are_refused(client: TestClient, request_: dict[str, Any], status: int, code: str) -> None:
    answer = client.post("/api/images", **request_)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 422:
        assert answer.json()["errors"][0]["loc"] == ["file"]


def test_the_example_file_is_a_picture(client: TestClient) -> None:
    assert upload(client, PIXEL.encode("ascii")).json()["width"] == 1
