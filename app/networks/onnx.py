"""A network as an ONNX file, written by torch's own exporter."""

from __future__ import annotations

import copy
import importlib
import logging
import threading
import warnings
from typing import Any

import torch

from app.errors import Refusal

from .network import Network
from .plain import plain
from .private import private, samples_apart

_lock = threading.Lock()
"""The exporter traces with state that is one for the whole process."""


def to_onnx(network: Network) -> bytes:
    """The file, weights included; its input is `input`, its output `output`, both with a batch axis of any length.

    Where a layer joins the samples of a batch, the batch is one sample.

    Raises:
        Refusal: `onnx_missing` (409) where onnx or onnxscript is not installed; `onnx_refuses` where the exporter has
            no words for the network.
    """
    for name in ("onnx", "onnxscript"):
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise Refusal("onnx_missing", status=409, name=name) from error
    chain, apart = network.chain, samples_apart(network.chain)
    modules = torch.nn.Sequential(
        *(
            plain(step.layer, step.input_shape, module)
            for step, module in zip(chain.steps, copy.deepcopy(private(network)).cpu(), strict=True)
        )
    ).eval()
    # Of two samples: a batch of one is taken for one that may be broadcast.
    example = torch.zeros(2 if apart else 1, *chain.input_shape)
    _hush()
    with _lock:
        try:
            program = torch.onnx.export(
                modules,
                (example,),
                input_names=["input"],
                output_names=["output"],
                dynamic_shapes=({0: torch.export.Dim("batch")},) if apart else None,
                dynamo=True,
                verbose=False,
            )
        except torch.onnx.OnnxExporterError as error:
            raise Refusal("onnx_refuses", sentence=str(error).partition("\n")[0]) from error
        assert program is not None, "with dynamo there is always a program"  # noqa: S101 - said to mypy
        return _without_traces(program.model_proto)


def _hush() -> None:
    """Torch warns at every export of what is its own affair: no torchvision, and a word of its own going out of use."""
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", r"`isinstance\(treespec, LeafSpec\)` is deprecated", FutureWarning)


def _without_traces(model: Any) -> bytes:
    """The file without the exporter's notes, which hold stack traces with the paths of this machine."""
    graph = model.graph
    for each in (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        each.ClearField("metadata_props")
    written: bytes = model.SerializeToString()
    return written
