"""Layers that explain themselves; see `base.Layer`. What other rooms use is named here."""

from __future__ import annotations

from .apply import CPU, Applied, Mode, apply, index_in, run, taps_of
from .base import Divisor, Layer, Norm, Reduction
from .block import Block
from .cell import Cell, Shape, Window
from .code_keras import translate
from .code_torch import expression
from .cost import Cost, cost, inside
from .explain import explain
from .keras_text import NoKeras, Translation
from .kinds import KINDS, AnyLayer
from .lines import Line, Reach
from .memo import Memo
from .meta import meta
from .numbers import Float32, json_number, read_numbers
from .presets import PRESETS
from .seeded import generator, seeded
from .taps import ABSENT, PADDING, IntArray, Taps
from .weights import NamedKernel, Seed, WeightPresets, WeightSeed, WeightSpec, WeightValues, replaced

__all__ = [
    "ABSENT",
    "CPU",
    "KINDS",
    "PADDING",
    "PRESETS",
    "AnyLayer",
    "Applied",
    "Block",
    "Cell",
    "Cost",
    "Divisor",
    "Float32",
    "IntArray",
    "Layer",
    "Line",
    "Memo",
    "Mode",
    "NamedKernel",
    "NoKeras",
    "Norm",
    "Reach",
    "Reduction",
    "Seed",
    "Shape",
    "Taps",
    "Translation",
    "WeightPresets",
    "WeightSeed",
    "WeightSpec",
    "WeightValues",
    "Window",
    "apply",
    "cost",
    "explain",
    "expression",
    "generator",
    "index_in",
    "inside",
    "json_number",
    "meta",
    "read_numbers",
    "replaced",
    "run",
    "seeded",
    "taps_of",
    "translate",
]
