"""`keras.callbacks.ModelCheckpoint`: writes the model to a file after an epoch or every so many batches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Parameters
from .fields import Mode, Monitor, Verbose


class ModelCheckpoint(Parameters):
    """Saves every time, or only when the monitored figure is better than ever before."""

    kind: Literal["model_checkpoint"] = "model_checkpoint"
    filepath: Annotated[str, Field(min_length=1, max_length=200)]
    monitor: Monitor = "val_loss"
    verbose: Verbose = 0
    save_best_only: bool = False
    save_weights_only: bool = False
    mode: Mode = "auto"
    save_freq: Literal["epoch"] | Annotated[int, Field(ge=1, le=2**31 - 1)] = "epoch"
    initial_value_threshold: float | None = None
