"""Layers that explain themselves; see `base.Layer`. What other rooms use is named here."""

from __future__ import annotations

from .base import Divisor, Layer, Norm, Reduction, spatial
from .cell import Cell, Shape, Window
from .kinds import KINDS, AnyLayer
from .seeded import seeded
from .taps import ABSENT, PADDING, Taps

__all__ = [
    "ABSENT", "KINDS", "PADDING", "AnyLayer", "Cell", "Divisor", "Layer", "Norm", "Reduction", "Shape", "Taps", "Window",
    "seeded", "spatial",
]
