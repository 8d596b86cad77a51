"""Keras's callbacks, decision for decision, each of which says what it thought; see CallbackList."""

from __future__ import annotations

from .base import Logs, Parameters, Run, Weights
from .callback_list import CallbackList
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
]
