"""The table of callbacks: adding one is adding its file, and its line here."""

from __future__ import annotations

from typing import Annotated, TypeAlias, get_args

from pydantic import Field

from .base import Parameters
from .csv_logger import CSVLogger
from .early_stopping import EarlyStopping
from .model_checkpoint import ModelCheckpoint
from .reduce_lr_on_plateau import ReduceLROnPlateau
from .terminate_on_nan import TerminateOnNaN

AnyCallback: TypeAlias = Annotated[
    EarlyStopping | ReduceLROnPlateau | ModelCheckpoint | TerminateOnNaN | CSVLogger,
    Field(discriminator="kind"),
]
"""The parameters of any callback, told apart by its `kind`."""

KINDS: dict[str, type[Parameters]] = {
    model.model_fields["kind"].default: model for model in get_args(get_args(AnyCallback)[0])
}
