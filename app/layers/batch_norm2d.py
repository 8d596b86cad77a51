"""Batch normalisation: each channel is shifted and scaled by its mean and variance, then by two learned numbers."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import torch
from pydantic import Field

from app.errors import Refusal

from .base import Group, spatial
from .block import Block, every
from .cell import Cell, Shape
from .elementwise import Elementwise
from .fields import Positive, ignored, inferred, slider
from .keras_text import NoKeras, Translation, call
from .lines import Line, WholeLine


class BatchNorm2d(Elementwise):
    """`torch.nn.BatchNorm2d`.

    Evaluation uses the running statistics; training uses the picture's own (population variance) and moves the
    running ones towards them (there with the sample variance). Without `track_running_stats` it is always the
    picture's own.
    """

    kind: Literal["batch_norm2d"] = "batch_norm2d"
    num_features: Positive | None = inferred()
    eps: Annotated[float, Field(ge=0), slider(0, 0.01)] = 1e-5
    momentum: Annotated[float | None, slider(0, 1)] = 0.1
    affine: bool = True
    track_running_stats: bool = True
    device: None = ignored()
    dtype: Literal["float32"] | None = ignored()

    torch_name: ClassVar[str] = "BatchNorm2d"
    group: ClassVar[Group] = "other"
    modes: ClassVar[bool] = True
    counters: ClassVar[tuple[str, ...]] = ("num_batches_tracked",)

    def output_shape(self, shape: Shape) -> Shape:
        channels, height, width = spatial(shape)
        if self.num_features is not None and self.num_features != channels:
            raise Refusal("num_features_disagree", loc=("num_features",), given=self.num_features, input=channels)
        if not self.track_running_stats:
            self._check_statistics(height * width, "track_running_stats")
        return shape

    def _check_statistics(self, cells: int, field: str) -> None:
        """Raises Refusal where a picture of so many cells has no statistics of its own to divide by."""
        if cells == 1:
            raise Refusal("batch_norm_one_value", loc=(field,))
        if self.eps == 0:
            raise Refusal("batch_norm_eps", loc=("eps",))

    def check_batch(self, shape: Shape, samples: int) -> None:
        _, height, width = spatial(shape)
        if samples * height * width == 1:
            raise Refusal("batch_norm_one_sample", smallest=samples)
        self._check_statistics(samples * height * width, "eps")

    def joins_samples(self, shape: Shape) -> bool:
        return not self.track_running_stats

    def sources(self, shape: Shape, block: Block, *, training: bool) -> Block:
        if training or not self.track_running_stats:
            return Block.of(block.channels, every(shape[1]), every(shape[2]))
        return block

    def lines(self, shape: Shape) -> tuple[Line, Line] | None:
        return super().lines(shape) if self.track_running_stats else (WholeLine(shape[1]), WholeLine(shape[2]))

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"weight": (shape[0],), "bias": (shape[0],)} if self.affine else {}

    def buffer_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"running_mean": (shape[0],), "running_var": (shape[0],)} if self.track_running_stats else {}

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {**super().arguments(shape), "num_features": shape[0]}

    def run(
        self, module: torch.nn.Module, x: torch.Tensor, chance: torch.Generator | None = None
    ) -> dict[str, torch.Tensor]:
        if module.training:
            self._check_statistics(x.shape[2] * x.shape[3], "mode")
        tensors = super().run(module, x)
        # Copies: the next run of the same module moves its buffers.
        return {**tensors, **{n: b.clone() for n, b in module.named_buffers() if n in ("running_mean", "running_var")}}

    def reduce(self, cell: Cell) -> float:
        channel, tensors = cell.at[0], cell.tensors
        if cell.training or not self.track_running_stats:
            picture = tensors["input"][channel].astype(np.float64)
            mean, variance = picture.mean(), picture.var()
        else:
            mean, variance = float(tensors["running_mean"][channel]), float(tensors["running_var"][channel])
        scale, shift = (tensors["weight"][channel], tensors["bias"][channel]) if self.affine else (1.0, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return float((np.float64(cell.values.item()) - mean) / np.sqrt(variance + self.eps) * scale + shift)

    def keras(self, shape: Shape) -> Translation:
        if not self.track_running_stats:
            raise NoKeras("batch_norm_statistics")
        if self.momentum is None:
            raise NoKeras("batch_norm_cumulative")
        learned = None if self.affine else False
        # Rounded, so that 1 - 0.1 does not read 0.9 and some dust.
        kept = round(1 - self.momentum, 12)
        normalisation = call("BatchNormalization", momentum=kept, epsilon=self.eps, center=learned, scale=learned)
        weights = ("weight", "bias") if self.affine else ()
        remark = "torch: momentum=0.1, eps=1e-05, keras: momentum=0.99 (1 - torch's), epsilon=0.001 (defaults)"
        return Translation((normalisation,), (*weights, "running_mean", "running_var"), remarks=(remark,))
