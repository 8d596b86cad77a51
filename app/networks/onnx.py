"""A network as an ONNX file, written by torch's own exporter."""

from __future__ import annotations

from app.networks.network import Network


def to_onnx(network: Network) -> bytes:
    """The file, weights included; its input is `input`, its output `output`.

    Raises:
        Refusal: `onnx_missing` (409) where onnx or onnxscript is not installed; `onnx_refuses` where the exporter has
            no words for a layer.
    """
    raise NotImplementedError
