"""Every number that goes into one output cell, in order, and its value in float64 beside torch's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from app.errors import Refusal

from .apply import CPU, Mode, Tensors, apply, index_in
from .base import Layer
from .cell import Cell, Shape, Window
from .cost import inside
from .numbers import Float32, json_number
from .weights import WeightSpec

MAX_TERMS = 100_000


def explain(
    layer: Layer,
    x: Float32,
    *,
    at: Sequence[int],
    weight: WeightSpec | None = None,
    bias: Sequence[float] | None = None,
    mode: Mode = "eval",
    seed: int = 0,
    device: torch.device = CPU,
) -> dict[str, Any]:
    """The contract's answer about the output cell `at`, ready for JSON (non-finite numbers are words).

    Terms come channel by channel, row by row; a flat input is one row. `row` and `col` are −1 on padding. `weight`,
    `product` and `partial_sums` are None where no kernel multiplies the input. So it is in batch norm: its `weight`
    scales the normalised value, not the input. `bias` is whatever is added at the end.

    Raises:
        Refusal: `at_outside` and `too_many_terms`, before anything runs; else as `apply`.
    """
    with inside("layer"):
        output = layer.output_shape(x.shape)
    index = index_in(at, output)
    window = _window(layer, x.shape, index)
    tensors = apply(layer, x, weight=weight, bias=bias, mode=mode, seed=seed, device=device).tensors
    cell = _cell(layer, tensors, index, window, training=mode == "train")
    value, in_torch = layer.reduce(cell), float(tensors["output"][cell.at])
    divisor = layer.divisor(x.shape)
    winner = cell.winner if layer.reduction == "max" else None
    return {
        "terms": _terms(cell),
        "partial_sums": None if cell.partial_sums is None else [json_number(each) for each in cell.partial_sums],
        "bias": cell.bias,
        "winner": None if winner is None else [int(cell.window.rows[winner[1]]), int(cell.window.cols[winner[2]])],
        "divisor": None if divisor is None else divisor.of(cell.window),
        "value": json_number(value),
        "torch_value": json_number(in_torch),
        "difference": json_number(_difference(value, in_torch)),
    }


def _window(layer: Layer, shape: Shape, at: tuple[int, ...]) -> Window:
    window = layer.window(shape, at)
    if window.terms > MAX_TERMS:
        raise Refusal("too_many_terms", loc=("at",), terms=window.terms, limit=MAX_TERMS)
    return window


def _cell(layer: Layer, tensors: Tensors, at: tuple[int, ...], window: Window, *, training: bool) -> Cell:
    return Cell(
        at=at,
        window=window,
        values=window.gather(tensors["input"], layer.padding_value or 0.0),
        kernel=layer.kernel(tensors["weight"], window, at) if layer.weight_layout else None,
        bias=float(tensors["bias"][at[0]]) if "bias" in tensors else None,
        tensors=tensors,
        training=training,
    )


def _terms(cell: Cell) -> list[dict[str, Any]]:
    window = cell.window
    return [
        {
            "channel": channel,
            "row": int(row),
            "col": int(col),
            "input": json_number(float(cell.values[c, r, k])),
            "weight": None if cell.kernel is None else float(cell.kernel[c, r, k]),
            "product": None if cell.products is None else json_number(float(cell.products[c, r, k])),
            "padding": bool(window.padding[r, k]),
        }
        for c, channel in enumerate(window.channels)
        for r, row in enumerate(window.rows)
        for k, col in enumerate(window.cols)
        if not window.absent[r, k]
    ]


def _difference(value: float, in_torch: float) -> float:
    """Ours minus torch's; 0 where both are the same infinity, or both no number."""
    same = value == in_torch or (math.isnan(value) and math.isnan(in_torch))
    return 0.0 if same else value - in_torch
