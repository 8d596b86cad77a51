"""`keras.callbacks.EarlyStopping`: ends the run when the monitored figure has stopped improving."""

from __future__ import annotations

from typing import Annotated, Literal

from .base import Parameters
from .fields import Count, Mode, Monitor, Patience, Verbose, hints


class EarlyStopping(Parameters):
    """Stops after `patience` epochs without improvement; can put the weights of the best epoch back."""

    kind: Literal["early_stopping"] = "early_stopping"
    monitor: Monitor = "val_loss"
    min_delta: Annotated[float, hints(range=[0, 0.1])] = 0.0
    patience: Patience = 0
    verbose: Verbose = 0
    mode: Mode = "auto"
    baseline: float | None = None
    restore_best_weights: bool = False
    start_from_epoch: Annotated[Count, hints(range=[0, 20])] = 0
