"""One layer on one input: every tensor of the answer, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy.typing as npt
import torch

from app.errors import Refusal

from .base import Layer
from .cell import Shape
from .cost import inside
from .memo import Memo
from .meta import meta
from .numbers import Float32
from .seeded import generator
from .taps import Taps
from .weights import WeightSpec, ready_module

Mode: TypeAlias = Literal["eval", "train"]
Tensors: TypeAlias = dict[str, npt.NDArray[Any]]

CPU = torch.device("cpu")

# cuDNN rounds the operands of a convolution to ten bits unless told not to; here every number is to be followed.
torch.backends.cudnn.allow_tf32 = False

_TAPS: Memo[Taps | None] = Memo(500_000, lambda taps: 500 + (taps.rows.size + taps.cols.size if taps else 0))


@dataclass(frozen=True, eq=False)
class Applied:
    """The answer: tensors by the contract's names (float32, int32 or uint8) and `meta` (see `meta.meta`)."""

    tensors: Tensors
    meta: dict[str, Any]


def taps_of(layer: Layer, shape: Shape) -> Taps | None:
    """The layer's tap tables, remembered."""
    return _TAPS.get((layer, shape), lambda: layer.taps(shape))


def apply(
    layer: Layer,
    x: Float32,
    *,
    weight: WeightSpec | None = None,
    bias: Sequence[float] | None = None,
    mode: Mode = "eval",
    seed: int = 0,
    want: frozenset[str] | None = None,
    device: torch.device = CPU,
) -> Applied:
    """Runs the layer.

    Args:
        layer: which, with its parameters.
        x: float32 `C × H × W`, or flat `F`; not changed. The answer's `input` is this array.
        weight: where its weights come from; None is torch's initialisation under seed 0.
        bias: the bias; left out, it is torch's where the weights are, else 0.
        mode: `train` matters to dropout and batch norm.
        seed: of what is random in train mode.
        want: the names of the tensors to hand out; None for all.
        device: where torch computes.

    Raises:
        Refusal: what cannot be; `loc` begins with `layer`, `weight` or `bias`.
    """
    shape: Shape = x.shape
    with inside("layer"):
        said = meta(layer, shape)
    module = ready_module(layer, shape, weight, bias, training=mode == "train", device=device)
    batch = torch.from_numpy(x if x.flags.writeable else x.copy()).to(device)[None]
    with inside("layer"), torch.inference_mode():
        made = run(layer, module, batch, generator(seed))
    tensors: Tensors = {"input": x, "output": made.pop("output").cpu().numpy()}
    for name in layer.weight_shapes(shape):
        tensors[name] = module.get_parameter(name).cpu().numpy()
    tensors.update((name, tensor.cpu().numpy()) for name, tensor in made.items())
    taps = taps_of(layer, shape)
    if taps:
        tensors.update(rows=taps.rows, cols=taps.cols)
    if want is not None:
        tensors = {name: tensor for name, tensor in tensors.items() if name in want}
    return Applied(tensors, dict(said))


def run(layer: Layer, module: torch.nn.Module, batch: torch.Tensor, chance: torch.Generator) -> dict[str, torch.Tensor]:
    """What `Layer.run` answers; the batch stays as it is.

    Raises:
        Refusal: `torch_refuses`, in torch's words, where it refuses what we did not foresee.
    """
    try:
        return layer.run(module, batch.clone() if layer.overwrites_input else batch, chance)
    except (RuntimeError, ValueError) as error:
        raise Refusal("torch_refuses", sentence=str(error)) from error


def index_in(at: Sequence[int], shape: Shape) -> tuple[int, ...]:
    """The index as a tuple.

    Raises:
        Refusal: `at_outside`, where the shape has no such cell.
    """
    if len(at) != len(shape) or not all(0 <= i < size for i, size in zip(at, shape, strict=True)):
        raise Refusal("at_outside", loc=("at",), at=list(at), shape=list(shape))
    return tuple(at)
