"""A network written as ONNX in a process of its own.

Torch's exporter works with state that is one for the whole process: while it traces, oneDNN is off, and whoever asks
for numbers beside it would get others in their last digits.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import safetensors.numpy
from pydantic import TypeAdapter

from app.errors import Refusal
from app.layers import AnyLayer, Layer

from .chain import chain
from .network import Network, network
from .onnx import to_onnx
from .weights import State, expected

REFUSED = 3
"""Exit status of a process whose output is a refusal."""
LONGEST = 120.0
"""Seconds after which an export is given up; the largest network allowed takes a sixth of it on a busy machine."""
_ROOT = Path(__file__).resolve().parents[2]
_LAYERS: TypeAdapter[Sequence[Layer]] = TypeAdapter(list[AnyLayer])
_lock = threading.Lock()
"""One at a time: each holds torch a second time."""


def exported(network: Network) -> bytes:
    """The file, as `onnx.to_onnx` writes it; takes seconds.

    Raises:
        Refusal: as `to_onnx`; `onnx_refuses` too where it takes too long.
    """
    with _lock:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "app.networks.onnx_process"],
                input=_packed(network),
                capture_output=True,
                cwd=_ROOT,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refusal("onnx_refuses", sentence=f"TimeoutError: {LONGEST:.0f} s") from error
    if done.returncode == REFUSED:
        told = json.loads(done.stdout)
        raise Refusal(told["code"], status=told["status"], **told["params"])
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _packed(network: Network) -> bytes:
    """The network as one safetensors file: its tensors, its layers and the shape of its input."""
    steps = network.chain.steps
    state = network.module.state_dict()
    tensors = {name: state[name].detach().cpu().contiguous().numpy() for name in expected(network.chain)}
    layers = json.dumps([step.layer.model_dump(mode="json") for step in steps])
    return safetensors.numpy.save(tensors, {"layers": layers, "input_shape": json.dumps(network.chain.input_shape)})


def _unpacked(data: bytes) -> Network:
    """What `_packed` packed."""
    length = int.from_bytes(data[:8], "little")
    about = json.loads(data[8 : 8 + length])["__metadata__"]
    layers = _LAYERS.validate_json(about["layers"])
    return network(chain(layers, tuple(json.loads(about["input_shape"]))), State("stdin", safetensors.numpy.load(data)))


def main() -> int:
    """Reads a network, writes its file, or why there is none."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints is not part of the file
    try:
        out.write(to_onnx(_unpacked(sys.stdin.buffer.read())))
    except Refusal as refusal:
        out.write(json.dumps({"code": refusal.code, "status": refusal.status, "params": refusal.params}).encode())
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
