"""`keras.callbacks.ReduceLROnPlateau`: lowers the learning rate when the monitored figure has stopped improving."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Parameters
from .fields import Count, Mode, Monitor, Patience, Verbose, hints


class ReduceLROnPlateau(Parameters):
    """Multiplies the learning rate by `factor` after `patience` epochs without improvement, down to `min_lr`."""

    kind: Literal["reduce_lr_on_plateau"] = "reduce_lr_on_plateau"
    monitor: Monitor = "val_loss"
    factor: Annotated[float, Field(gt=0, lt=1), hints(range=[0.05, 0.95])] = 0.1
    patience: Patience = 10
    verbose: Verbose = 0
    mode: Mode = "auto"
    min_delta: Annotated[float, hints(range=[0, 0.1])] = 1e-4
    cooldown: Annotated[Count, hints(range=[0, 20])] = 0
    min_lr: Annotated[float, Field(ge=0), hints(range=[0, 0.01])] = 0.0
