"""A run as a PyTorch script that trains to the same numbers, with numpy and torch alone.

The script is put together from what this program runs or tests itself: the layers' own torch text, the source of the
augmentation, and the source of `loop` and `callbacks` beside this file.
"""

from __future__ import annotations

from .text import python_script

__all__ = ["python_script"]
