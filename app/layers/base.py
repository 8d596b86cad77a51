"""What a layer is: it knows its torch module, what each output cell reads, its reduction and its code.

A concrete layer is one file with one class. It names its parameters as torch does and answers the hooks below;
output sizes, refusals, explanations, parameter counts, receptive fields, code and the page's controls follow from
them. Nothing outside this room asks which kind a layer is. Windowed layers derive from `windowed.Windowed` and answer
`axes` only; layers that work cell by cell derive from `elementwise.Elementwise`.

Rules that need no input are written into the field's type (`pydantic.ValidationError`); rules between fields, or
between a field and the input, raise `Refusal` from `output_shape`, with a `loc` relative to the layer.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from pydantic import BaseModel, ConfigDict

from app.errors import Refusal

from .block import Block
from .cell import Cell, Float64, Pair, Shape, Window
from .keras_text import NoKeras, Translation
from .lines import CellByCell, Line
from .taps import Taps

Group: TypeAlias = Literal["convolution", "pooling", "padding", "activation", "other"]
Reduction: TypeAlias = Literal["sum_of_products", "max", "mean", "lp_norm", "copy", "elementwise", "none"]


class Divisor(BaseModel):
    """What an average divides by: the cells of the window (`window`), the real ones among them (`real`), or a number
    given (`fixed`). `value` is that number, or the cells of a whole window.
    """

    model_config = ConfigDict(frozen=True)

    rule: Literal["window", "real", "fixed"]
    value: int

    def of(self, window: Window) -> int:
        """The divisor of one cell."""
        if self.rule == "fixed":
            return self.value
        return int((window.real if self.rule == "real" else ~window.absent).sum())


class Norm(BaseModel):
    """L-p pooling: the power, and the cells of a whole window (torch scales short windows up to it)."""

    model_config = ConfigDict(frozen=True)

    p: float
    window: int


def _hints(schema: dict[str, Any], layer: type[Layer]) -> None:
    """What the page asks of a kind besides its parameters, beside them in its JSON Schema."""
    schema.update({"x-group": layer.group, "x-modes": layer.modes, "x-seeded": layer.random})


class Layer(BaseModel):
    """One layer, with torch's own parameter names and defaults. Frozen and hashable; equal layers are equal keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, json_schema_extra=_hints)

    kind: str

    torch_name: ClassVar[str]
    """The class in `torch.nn`."""
    reduction: ClassVar[Reduction]
    weight_layout: ClassVar[Literal["oi", "io"] | None] = None
    """Which of the weight's first two axes counts output and which input channels; None: no kernel."""
    group: ClassVar[Group] = "other"
    """The heading under which the page offers it."""
    modes: ClassVar[bool] = False
    """Whether train mode computes something else than eval mode."""
    random: ClassVar[bool] = False
    """Whether `run` in train mode draws random numbers."""
    normalises: ClassVar[bool] = False
    """Whether it turns scores into shares of 1."""
    counters: ClassVar[tuple[str, ...]] = ()
    """Whole numbers that torch keeps beside the buffers, where there are any of these; eval mode does without."""

    # ---- hooks: what every layer must say ----

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of the output on an input of this shape, by arithmetic alone.

        Raises:
            Refusal: whatever torch would refuse, with the field in `loc`; outputs of size 0 as well.
        """
        raise NotImplementedError

    def window(self, shape: Shape, at: tuple[int, ...]) -> Window:
        """Which input cells the output cell `at` reads."""
        raise NotImplementedError

    def reduce(self, cell: Cell) -> float:
        """The value of one output cell, in float64."""
        raise NotImplementedError

    # ---- hooks with an answer that fits most layers ----

    def check_batch(self, shape: Shape, samples: int) -> None:
        """Whether a network learns from a batch of so many inputs of this shape, which each by itself is fine.

        Raises:
            Refusal: where samples would be merged, and whatever torch would refuse in train mode only.
        """

    def joins_samples(self, shape: Shape) -> bool:
        """Whether one sample's output depends on the others of its batch, in eval mode; such a layer is run with
        batches of one.
        """
        return False

    def merges_batch(self, shape: Shape) -> bool:
        """Whether the batch axis (one picture here) is merged with what follows it, so that no layer can come next."""
        return False

    def sources(self, shape: Shape, block: Block, *, training: bool) -> Block:
        """The input cells that some output cell of the block depends on; padding is none.

        Args:
            shape: of the input.
            block: of the output; not empty.
            training: whether it is about train mode.
        """
        return Block.whole(shape)

    def targets(self, shape: Shape, block: Block, *, training: bool) -> Block:
        """The output cells that depend on some input cell of the block; `sources` the other way round."""
        return Block.whole(self.output_shape(shape))

    def taps(self, shape: Shape) -> Taps | None:
        """The tap tables, for windowed layers."""
        return None

    def groups_of(self, shape: Shape) -> int:
        """Into how many groups channels fall: an output channel reads the input channels of its group."""
        return shape[0] if len(shape) == 3 else 1

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """The shapes of `weight` and `bias`, where the layer has them."""
        return {}

    def buffer_shapes(self, shape: Shape) -> dict[str, Shape]:
        """The shapes of what the layer remembers besides its weights and no optimizer changes; counters left out."""
        return {}

    def macs(self, shape: Shape) -> int:
        """Multiplications by the weights, without the bias."""
        return 0

    def reads(self, shape: Shape) -> int:
        """How many times an input cell is read, over the whole output: the work of layers without weights."""
        return math.prod(self.output_shape(shape))

    def tap_numbers(self, shape: Shape) -> int:
        """How many numbers the tap tables hold."""
        return 0

    def scratch(self, shape: Shape) -> int:
        """Numbers that torch holds for a while besides input, weights and output."""
        return 0

    def lines(self, shape: Shape) -> tuple[Line, Line] | None:
        """What height and width read, in eval mode; None without rows and columns on both sides."""
        return (CellByCell(), CellByCell()) if len(shape) == 3 else None

    def formula(self, shape: Shape) -> tuple[str, str] | None:
        """The output-size formula of height and width with the numbers put in."""
        return None

    @property
    def padding_value(self) -> float | None:
        """What a tap on padding reads; None where no tap can."""
        return None

    def divisor(self, shape: Shape) -> Divisor | None:
        """What an average divides by."""
        return None

    def norm(self, shape: Shape) -> Norm | None:
        """The power of L-p pooling."""
        return None

    def torch_class(self) -> str:
        """The class in `torch.nn`; differs from `torch_name` only where torch has a class per mode."""
        return self.torch_name

    def arguments(self, shape: Shape) -> dict[str, Any]:
        """Every argument of the torch class by its name; `device` and `dtype` are not the layer's to choose."""
        return {name: getattr(self, name) for name in type(self).model_fields if name not in _NOT_ARGUMENTS}

    def keras(self, shape: Shape) -> Translation:
        """The ready-made Keras layers that do what this one does on an input of this shape.

        Raises:
            NoKeras: with the reason, where there are none.
        """
        raise NoKeras("unwritten")

    def run(
        self, module: torch.nn.Module, x: torch.Tensor, chance: torch.Generator | None = None
    ) -> dict[str, torch.Tensor]:
        """Runs the module on a batch of one; the tensors of the answer, batch axis included where they have one.

        Args:
            module: this layer's module, in the mode and with the weights asked for; buffers may be changed.
            x: float32 `1 × C × H × W` or `1 × F`.
            chance: where a `random` layer draws from in train mode, a generator of the CPU; None is torch's own.
        """
        return {"output": module(x)[0]}

    # ---- derived ----

    def receptive_field(self, shape: Shape) -> Pair | None:
        """How many input rows and columns an output cell spans at most, padding included; None without either."""
        lines = self.lines(shape)
        return lines and (lines[0].receptive_field, lines[1].receptive_field)

    def jump(self, shape: Shape) -> tuple[float, float] | None:
        """Input rows and columns from one output cell to the next, on average."""
        lines = self.lines(shape)
        return lines and (_number(lines[0]), _number(lines[1]))

    @property
    def overwrites_input(self) -> bool:
        """Whether the module writes its output over its input, as torch's `inplace` does."""
        return bool(getattr(self, "inplace", False))

    def module(self, shape: Shape) -> torch.nn.Module:
        """Torch's own module for this input, newly initialised from torch's global generator.

        For initialisation under a seed use the block `seeded.seeded`.
        """
        made: torch.nn.Module = getattr(torch.nn, self.torch_class())(**self.arguments(shape))
        return made

    def parameters(self, shape: Shape) -> int:
        """How many numbers training would change."""
        return sum(math.prod(each) for each in self.weight_shapes(shape).values())

    def kernel(self, weight: npt.NDArray[np.float32], window: Window, at: tuple[int, ...]) -> Float64:
        """The weights that the output cell `at` multiplies its window by, in the window's shape."""
        if self.weight_layout == "oi":
            mine = weight[at[0]]
        else:
            mine = weight[window.channels.start : window.channels.stop, at[0] % weight.shape[1]]
        kernel: Float64 = mine.reshape(window.shape).astype(np.float64)
        return kernel


_NOT_ARGUMENTS = {"kind", "device", "dtype"}


def _number(line: Line) -> float:
    """Input cells for each output cell."""
    whole, rest = divmod(line.advance, line.period)
    return line.advance / line.period if rest else whole


def spatial(shape: Shape) -> tuple[int, int, int]:
    """Channels, height, width of an input.

    Raises:
        Refusal: `needs_picture`, for a flat input.
    """
    if len(shape) != 3:
        raise Refusal("needs_picture", shape=list(shape))
    return shape[0], shape[1], shape[2]
