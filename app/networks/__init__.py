"""Layers in a row: their shapes, and torch's own modules for them. What other rooms use is named here."""

from __future__ import annotations

from .chain import Chain, Step, build, chain, modules
from .ready import READY, Ready, layers_for

__all__ = ["READY", "Chain", "Ready", "Step", "build", "chain", "layers_for", "modules"]
