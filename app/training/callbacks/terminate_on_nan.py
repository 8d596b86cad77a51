"""`keras.callbacks.TerminateOnNaN`: ends the run when the loss is no longer a finite number."""

from __future__ import annotations

from typing import Literal

from .base import Parameters


class TerminateOnNaN(Parameters):
    """Looks at the loss after every batch; `raise_error` lets the run fail instead of ending in order."""

    kind: Literal["terminate_on_nan"] = "terminate_on_nan"
    raise_error: bool = False
