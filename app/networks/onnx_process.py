"""A network written as ONNX in a process of its own.

Torch's exporter works with state that is one for the whole process: while it traces, oneDNN is off, and whoever asks
for numbers beside it would get others in their last digits.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import safetensors.numpy
from pydantic import TypeAdapter

from app.errors import Refusal
from app.layers import AnyLayer, Layer

from .chain import chain
from .network import Network, network
from .onnx import to_onnx
from .wanted import check_wanted
from .weights import State, expected

REFUSED = 3
"""Exit status of a process whose output is a refusal."""
LONGEST = 120.0
"""Seconds after which an export is given up; the largest network allowed takes a sixth of it on a busy machine."""
LOOK = 0.2
"""Seconds between two times that it is asked whether somebody still waits for it."""
_ROOT = Path(__file__).resolve().parents[2]
_LAYERS: TypeAdapter[Sequence[Layer]] = TypeAdapter(list[AnyLayer])


def exported(network: Network) -> bytes:
    """The file, as `onnx.to_onnx` writes it; takes seconds, and holds torch a second time.

    Raises:
        Refusal: as `to_onnx`; `onnx_refuses` too where it takes too long.
        Unwanted: where whoever asked is gone; the process has then ended.
    """
    check_wanted()
    command = [sys.executable, "-m", "app.networks.onnx_process"]
    # From a file: what is written into a pipe cannot be waited for with a look up in between.
    with tempfile.TemporaryFile() as packed:
        packed.write(_packed(network))
        packed.seek(0)
        with subprocess.Popen(
            command, stdin=packed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=_ROOT
        ) as process:
            try:
                written, complaints = _awaited(process)
            except BaseException:
                process.kill()
                raise
    if process.returncode == REFUSED:
        told = json.loads(written)
        raise Refusal(told["code"], status=told["status"], **told["params"])
    if process.returncode != 0:
        raise RuntimeError(complaints.decode(errors="replace")[-2000:])
    return written


def _awaited(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What the process says on its two ways out."""
    end = time.monotonic() + LONGEST
    while True:
        try:
            return process.communicate(timeout=LOOK)
        except subprocess.TimeoutExpired as error:
            if time.monotonic() > end:
                raise Refusal("onnx_refuses", sentence=f"TimeoutError: {LONGEST:.0f} s") from error
        check_wanted()


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
