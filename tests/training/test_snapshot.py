"""Files that others read: the library safetensors is the witness."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from app.networks import build
from app.training.files import FilesInMemory
from app.training.snapshot import Snapshot
from app.training.tensorfile import pack, unpack

from .small import flat, little, of, spec, trainer

SAVING = [
    {"kind": "model_checkpoint", "filepath": "full", "monitor": "loss"},
    {"kind": "model_checkpoint", "filepath": "weights", "monitor": "loss", "save_weights_only": True},
    {"kind": "early_stopping", "monitor": "loss", "patience": 9, "restore_best_weights": True},
]
DTYPES = [torch.float32, torch.int64, torch.int32, torch.uint8]


@given(
    st.dictionaries(
        st.text(max_size=20).filter(lambda name: name != "__metadata__"),
        st.tuples(st.sampled_from(DTYPES), st.lists(st.integers(0, 3), max_size=3)),
        max_size=5,
    ),
    st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.floats() | st.integers()),
)
def test_any_tensors_come_back_and_the_library_reads_them(
    shapes: dict[str, tuple[torch.dtype, list[int]]], document: dict[str, object]
) -> None:
    tensors = {name: torch.randint(0, 9, shape).to(dtype) for name, (dtype, shape) in shapes.items()}
    data = pack(tensors, document)
    ours, back = unpack(data)
    theirs = safetensors.torch.load(data)
    assert ours.keys() == theirs.keys() == tensors.keys()
    for name, tensor in tensors.items():
        kept = tensor.int() if tensor.dtype == torch.int64 else tensor
        assert ours[name].dtype == theirs[name].dtype == kept.dtype
        assert torch.equal(ours[name], kept)
        assert torch.equal(theirs[name], kept)
    assert json.dumps(back, allow_nan=False)


def test_int64_of_earlier_versions_is_read() -> None:
    data = safetensors.torch.save({"batches": torch.tensor(7), "weight": torch.ones(2)}, {"json": "{}"})
    tensors, _ = unpack(data)
    assert (tensors["batches"].dtype, tensors["batches"].item()) == (torch.int64, 7)


def saved() -> FilesInMemory:
    files = FilesInMemory()
    flat(trainer(spec(callbacks=SAVING), little(), files=files).run())
    return files


@pytest.mark.parametrize("name", ["full", "weights"])
def test_a_checkpoint_is_read_with_torch_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / "saved.safetensors"
    path.write_bytes(saved()[f"{name}.safetensors"])
    model = build(trainer().plan.chain, seed=9)
    tensors = safetensors.torch.load_file(path)
    assert {tensor.dtype for tensor in tensors.values()} <= {torch.float32, torch.int32, torch.uint8}, "what pages read"
    if name == "full":
        with pytest.raises(RuntimeError, match="Unexpected key"):
            model.load_state_dict(tensors)
    assert not model.load_state_dict(tensors, strict=name == "weights").missing_keys
    tracked = model.state_dict()["1.num_batches_tracked"]
    assert (tracked.dtype, tracked.item()) == (torch.int64, 15)
    with safe_open(path, "pt") as file:
        meta = json.loads(file.metadata()["json"])
    assert [layer["kind"] for layer in meta["layers"]][:2] == ["conv2d", "batch_norm2d"]
    assert (meta["epoch"], meta["input_shape"], meta["classes"]) == (2, [1, 6, 6], ["a", "b", "c"])
    assert meta["logs"].keys() >= {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert meta["full"] is (name == "full")


def test_weights_alone_are_smaller() -> None:
    files = saved()
    assert len(files["weights.safetensors"]) < len(files["full.safetensors"]) / 2


def test_figures_that_are_no_numbers_are_words() -> None:
    exploding = [{"kind": "flatten"}, {"kind": "linear", "out_features": 8}, {"kind": "linear", "out_features": 3}]
    events = flat(trainer(spec(layers=exploding, optimizer={"kind": "sgd", "lr": 1e6})).run())
    snapshot = Snapshot.read(of(events, "maps_saved")[-1].blobs["resume"])
    assert snapshot.meta["logs"]["loss"] == "nan"
