"""Layers in a row: their shapes, and torch's own modules for them. What other rooms use is named here."""

from __future__ import annotations

from .chain import Chain, Step, build, chain

__all__ = ["Chain", "Step", "build", "chain"]
