"""`keras.callbacks.CSVLogger`: the figures of every epoch as a row of a CSV file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Parameters


class CSVLogger(Parameters):
    """Writes the file anew after every epoch.

    `append` changes nothing: a run's folder is empty when it begins, and a run that is continued goes on with its file.
    """

    kind: Literal["csv_logger"] = "csv_logger"
    filename: Annotated[str, Field(min_length=1, max_length=200)] = "training.csv"
    separator: Literal[",", ";", "\t", "|", " "] = ","
    append: bool = False
