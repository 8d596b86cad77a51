"""A network written as ONNX in a process of its own.

Torch's exporter works with state that is one for the whole process: while it traces, oneDNN is off, and whoever asks
for numbers beside it would get others in their last digits.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from tempfile import TemporaryFile

import safetensors.numpy
from pydantic import TypeAdapter

from app.errors import Refusal
from app.layers import AnyLayer, Layer
from app.processes.start import Started, started
from app.processes.zygote_main import leave

from .chain import chain
from .network import Network, network
from .onnx import to_onnx
from .wanted import check_wanted
from .weights import Seeded, State, expected

REFUSED = 3
"""Exit status of a process whose output is a refusal."""
LONGEST = 120.0
"""Seconds after which an export is given up; the largest network allowed takes a sixth of it on a busy machine."""
LOOK = 0.2
"""Seconds between two times that it is asked whether somebody still waits for it."""
_SMALLEST = {"kind": "conv2d", "out_channels": 1, "kernel_size": 1}
_LAYERS: TypeAdapter[Sequence[Layer]] = TypeAdapter(list[AnyLayer])


def exported(network: Network) -> bytes:
    """The file, as `onnx.to_onnx` writes it; takes seconds the first time, and about one while that is not long ago.

    Raises:
        Refusal: as `to_onnx`; `onnx_refuses` too where it takes too long.
        Unwanted: where whoever asked is gone; the process has then ended.
    """
    check_wanted()
    with TemporaryFile() as packed, TemporaryFile() as written, TemporaryFile() as complaints:
        packed.write(_packed(network))
        packed.seek(0)
        process = started("app.networks.onnx_process", packed.fileno(), written.fileno(), complaints.fileno())
        try:
            code = _awaited(process)
        except BaseException:
            process.kill()
            process.wait()
            raise
        for file in (written, complaints):
            file.seek(0)
        if code == REFUSED:
            told = json.load(written)
            raise Refusal(told["code"], status=told["status"], **told["params"])
        if code != 0:
            raise RuntimeError(complaints.read().decode(errors="replace")[-2000:])
        return written.read()


def _awaited(process: Started) -> int:
    """The exit status."""
    end = time.monotonic() + LONGEST
    while True:
        try:
            return process.wait(LOOK)
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


def prepare() -> None:
    """One export that nobody wants: the exporter and all that it is made of come with its first one."""
    with suppress(Refusal):  # whoever asks is told
        to_onnx(network(chain(_LAYERS.validate_python([_SMALLEST]), (1, 1, 1)), Seeded(0)))


def main() -> int:
    """Reads a network, writes its file, or why there is none."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints is not part of the file
    try:
        out.write(to_onnx(_unpacked(sys.stdin.buffer.read())))
    except Refusal as refusal:
        out.write(json.dumps({"code": refusal.code, "status": refusal.status, "params": refusal.params}).encode())
        return REFUSED
    finally:
        out.flush()
    return 0


if __name__ == "__main__":
    leave(main)
