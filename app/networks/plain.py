"""Modules that torch's exporter writes down rightly, for layers of which it writes something else, or nothing.

ONNX's pooling has no divisor of its own and reads `ceil_mode` differently, its exporter knows even bins of adaptive max
pooling only, and runtimes disagree on padding that crops. Such a layer is written by its tap tables: gather, reduce.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch

from app.layers import ABSENT, KINDS, Float32, Layer, Shape
from app.layers.windowed import Windowed


class _Gathered(torch.nn.Module):
    """N × C × H × W → N × C × H_out × K_h × W_out × K_w: what every output cell reads.

    Taps that read no real cell read `fill`.
    """

    def __init__(self, layer: Windowed, shape: Shape, fill: float) -> None:
        super().__init__()
        taps = layer.taps(shape)
        self.fill = fill
        self.sizes = (*taps.rows.shape, *taps.cols.shape)  # H_out, K_h, W_out, K_w
        real = (taps.rows >= 0)[:, :, None, None] & (taps.cols >= 0)
        self.register_buffer("rows", torch.from_numpy(taps.rows.clip(0).astype(np.int64).ravel()))
        self.register_buffer("cols", torch.from_numpy(taps.cols.clip(0).astype(np.int64).ravel()))
        self.register_buffer("real", torch.from_numpy(real))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Gathers rows, then columns."""
        read = x.index_select(2, self.get_buffer("rows")).index_select(3, self.get_buffer("cols"))
        return torch.where(self.get_buffer("real"), read.reshape(*x.shape[:2], *self.sizes), self.fill)


class _Largest(_Gathered):
    """Max pooling."""

    def __init__(self, layer: Windowed, shape: Shape) -> None:
        super().__init__(layer, shape, -math.inf)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The largest real cell of each window."""
        return super().forward(x).amax((3, 5))


class _Mean(_Gathered):
    """Average pooling; `divisor` says for each window what its sum is divided by."""

    def __init__(self, layer: Windowed, shape: Shape) -> None:
        super().__init__(layer, shape, 0.0)
        self.register_buffer("divisor", torch.from_numpy(_divisors(layer, shape)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The sum of each window over its divisor."""
        return super().forward(x).sum((3, 5)) / self.get_buffer("divisor")


class _Norm(_Mean):
    """L-p pooling, as torch has it: the mean of the real cells' powers times the cells of a whole window."""

    def __init__(self, layer: Windowed, shape: Shape) -> None:
        super().__init__(layer, shape)
        norm = layer.norm(shape)
        self.p, self.window = (norm.p, norm.window) if norm else (1.0, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The p-th root of each window's sum."""
        return (super().forward(x.pow(self.p)) * self.window).pow(1 / self.p)


class _Padded(_Gathered):
    """Padding, and cropping."""

    def __init__(self, layer: Windowed, shape: Shape) -> None:
        super().__init__(layer, shape, layer.padding_value or 0.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The cells in their new places."""
        return super().forward(x).squeeze(5).squeeze(3)


_BY_TAPS: Mapping[str, type[_Largest | _Mean | _Norm | _Padded]] = {
    "max": _Largest,
    "mean": _Mean,
    "lp_norm": _Norm,
    "copy": _Padded,
}


def plain(layer: Layer, shape: Shape, module: torch.nn.Module) -> torch.nn.Module:
    """The module, or another that computes the same and that torch's exporter writes down rightly.

    Args:
        layer: which.
        shape: of its input, without the batch axis.
        module: its module, the caller's own: it may be changed.
    """
    if not isinstance(layer, Windowed):
        return module
    if layer.weight_layout is not None:
        return _uncropped(layer, shape, module) if _crops(layer, shape) else module
    return by_taps(layer, shape) if _misread(layer, shape) else module


def by_taps(layer: Windowed, shape: Shape) -> torch.nn.Module:
    """Pooling or padding as gathering and reducing."""
    return _BY_TAPS[layer.reduction](layer, shape)


def _misread(layer: Windowed, shape: Shape) -> bool:
    """Whether ONNX's own operator would mean something else."""
    axes, taps = layer.axes(shape), layer.taps(shape)
    if layer.reduction == "copy":
        return _crops(layer, shape)
    if layer.reduction == "max" and any((table < 0).all(axis=1).any() for table in (taps.rows, taps.cols)):
        return True  # a window of padding only
    if getattr(layer, "divisor_override", None) is not None:
        return True
    if getattr(layer, "ceil_mode", False):
        return any((axis.padded - axis.receptive_field) % axis.stride for axis in axes)  # type: ignore[attr-defined]
    uneven = any(size % axis.output for size, axis in zip(shape[1:], axes, strict=True))
    return layer.reduction == "max" and hasattr(layer, "output_size") and uneven


def _crops(layer: Windowed, shape: Shape) -> bool:
    return min(_sides(layer, shape)) < 0


def _sides(layer: Windowed, shape: Shape) -> tuple[int, int, int, int]:
    """Padding left, right, top, bottom."""
    height, width = layer.axes(shape)
    left, right, top, bottom = (getattr(axis, name, 0) for axis in (width, height) for name in ("before", "after"))
    return left, right, top, bottom


def _uncropped(layer: Windowed, shape: Shape, module: torch.nn.Module) -> torch.nn.Module:
    """A convolution whose padding crops: that first, as torch does."""
    pad = KINDS["pad2d"].model_validate({"padding": _sides(layer, shape), "mode": layer.padding_mode})  # type: ignore[attr-defined]
    assert isinstance(pad, Windowed)  # noqa: S101 - said to mypy
    module.padding, module.padding_mode = (0, 0), "zeros"  # type: ignore[assignment]
    return torch.nn.Sequential(_Padded(pad, shape), module)


def _divisors(layer: Windowed, shape: Shape) -> Float32:
    """H_out × W_out: what the sum of each window is divided by."""
    taps, divisor = layer.taps(shape), layer.divisor(shape)
    least = ABSENT + 1 if divisor and divisor.rule == "window" else 0
    counts = np.outer((taps.rows >= least).sum(axis=1), (taps.cols >= least).sum(axis=1)).astype(np.float32)
    return np.full_like(counts, divisor.value) if divisor and divisor.rule == "fixed" else counts
