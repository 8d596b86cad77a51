"""A run as a PyTorch script that trains to the same numbers, with numpy and torch alone."""

from __future__ import annotations
