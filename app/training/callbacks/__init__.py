"""Keras's callbacks, decision for decision, each of which says what it thought; see CallbackList.

Ours on purpose, where Keras (3.15, `keras/src/callbacks`) does something else:

- What could only fail during a run is refused before it: a figure whose direction `auto` does not know, a `filepath`
  with a figure that no epoch has, a `save_freq` or `factor` that is not above 0. See each callback's `check`.
- `save_best_only` works with an integer `save_freq`, on the running figures of the epoch; Keras raises a TypeError.
- Files are safetensors in the run's own folder, whatever ending was asked for; `learning_rate` can stand in every name.
- The rate is torch's float64; Keras rounds it to float32 with every change.
- `append` of CSVLogger changes nothing, since a run's folder is empty when it begins.
- Warnings are events (`monitor_missing`), and printed lines are their `message`; that of an early stop comes with the
  stop, in Keras when training has ended.
"""

from __future__ import annotations

from .base import Logs, Parameters, Run, Weights
from .callback_list import CallbackList, check_patience
from .check import check
from .csv_logger import CSVLogger
from .early_stopping import EarlyStopping
from .fields import METRICS
from .kinds import KINDS, AnyCallback
from .model_checkpoint import ModelCheckpoint
from .reduce_lr_on_plateau import ReduceLROnPlateau
from .terminate_on_nan import TerminateOnNaN

__all__ = [
    "KINDS",
    "METRICS",
    "AnyCallback",
    "CSVLogger",
    "CallbackList",
    "EarlyStopping",
    "Logs",
    "ModelCheckpoint",
    "Parameters",
    "ReduceLROnPlateau",
    "Run",
    "TerminateOnNaN",
    "Weights",
    "check",
    "check_patience",
]
