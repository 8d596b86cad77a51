from __future__ import annotations

import json

import numpy as np
import pytest
import safetensors.numpy
from starlette.datastructures import Headers

from app.errors import Refusal
from app.web.tensors import JSON, OCTETS, PIECE, Array, as_lists, json_answer, wants_json
from app.web.tensors import safetensors as written

TENSORS: dict[str, Array] = {
    "output": np.arange(60_000, dtype=np.float32).reshape(2, 150, 200),
    "mask": np.array([[1, 0, 1]], np.uint8),
    "rows": np.array([[-1, 0], [0, 1], [1, -2]], np.int32),
    "turned": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    "none": np.zeros((0, 3), np.float32),
}
META = '{"formula":"⌊(5 + 2·1) / 2⌋ + 1","padding_value":"-inf"}'


def test_the_library_reads_what_we_write() -> None:
    data = b"".join(written(TENSORS, META))
    read = safetensors.numpy.load(data)
    assert read.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert read[name].dtype == tensor.dtype
        assert np.array_equal(read[name], tensor)
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    assert json.loads(header["__metadata__"]["json"]) == json.loads(META)


@pytest.mark.parametrize(
    "shape",
    [
        (),
        (0,),
        (0, 3),
        (3, 0),
        (PIECE,),
        (PIECE + 1,),
        (3, 2, PIECE),
        (2, PIECE + 1),
        (2 * PIECE + 1, 1),
        (2, 3, 99, 77),
    ],
)
def test_lists_in_pieces_are_the_lists(shape: tuple[int, ...]) -> None:
    tensor = np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape)
    assert json.loads(as_lists(tensor)) == tensor.tolist()
    whole = tensor.astype(np.int32)
    assert as_lists(whole) == json.dumps(whole.tolist(), separators=(",", ":"))


def test_a_number_that_json_cannot_say_is_said_in_its_piece() -> None:
    tensor = np.zeros(2 * PIECE + 5, np.float32)
    tensor[[0, PIECE, 2 * PIECE + 4]] = np.inf, np.nan, -np.inf
    said = json.loads(as_lists(tensor))
    assert (said[0], said[PIECE], said[-1], said[1]) == ("inf", "nan", "-inf", 0)


def test_every_tensor_can_be_viewed_without_a_copy() -> None:
    data = b"".join(written(TENSORS, META))
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    assert length % 8 == 0
    for name, tensor in TENSORS.items():
        assert header[name]["data_offsets"][0] % tensor.itemsize == 0


def test_large_tensors_are_not_copied() -> None:
    parts = written(TENSORS, META)
    assert any(isinstance(part, memoryview) and np.shares_memory(part, TENSORS["output"]) for part in parts)


def test_json_says_what_is_not_finite_in_words() -> None:
    tensor = np.array([[np.nan, np.inf], [-np.inf, 0.5]], np.float32)
    answer = json_answer({"output": tensor, "rows": TENSORS["rows"]}, META)
    assert json.loads(bytes(answer.body)) == {
        "output": [["nan", "inf"], ["-inf", 0.5]],
        "rows": [[-1, 0], [0, 1], [1, -2]],
        "meta": json.loads(META),
    }


def test_too_many_numbers_are_not_sent_as_json() -> None:
    with pytest.raises(Refusal) as caught:
        json_answer({"output": np.zeros(2_000_001, np.float32)}, META)
    assert caught.value.code == "json_too_large"


@pytest.mark.parametrize(
    ("accept", "as_json"),
    [
        (None, False),
        ("*/*", False),
        (OCTETS, False),
        (JSON, True),
        ("application/*", False),
        ("application/json, */*", False),
        ("application/json, */*;q=0.5", True),
        ("application/json;q=0.9, application/octet-stream", False),
        ("application/json, application/octet-stream;q=0.1", True),
        ("application/json, application/octet-stream;q=0", True),
        ("application/octet-stream;q=0, */*", True),
        ("APPLICATION/JSON", True),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", False),
    ],
)
def test_accept_chooses_the_format(accept: str | None, as_json: bool) -> None:
    assert wants_json(Headers({"accept": accept} if accept else {})) is as_json


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/json;q=0", "application/json;q=x", "nonsense"])
def test_other_formats_are_406(accept: str) -> None:
    with pytest.raises(Refusal) as caught:
        wants_json(Headers({"accept": accept}))
    assert (caught.value.code, caught.value.status) == ("not_acceptable", 406)
