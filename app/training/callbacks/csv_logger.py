"""`keras.callbacks.CSVLogger`: the figures of every epoch as a row of a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from app.errors import Refusal
from app.layers import inside
from app.training.events import Event, Said

from .base import Callback, Logs, Parameters, Run, Surroundings
from .filename import ENDING, check_name


class CSVLogger(Parameters):
    """Writes the file anew after every epoch.

    `append` changes nothing: a run's folder is empty when it begins, and a run that is continued goes on with its file.
    """

    kind: Literal["csv_logger"] = "csv_logger"
    filename: Annotated[str, Field(min_length=1, max_length=200)] = "training.csv"
    separator: Literal[",", ";", "\t", "|", " "] = ","
    append: bool = False

    def check(self, around: Surroundings) -> list[Said]:
        name = self.filename.casefold()
        with inside("filename"):
            check_name(self.filename)
            if name.endswith(ENDING):
                raise Refusal("file_name_ending", ending=ENDING)
            if name in around.files:
                raise Refusal("file_name_taken")
        around.files.add(name)
        return []

    def at_work(self, index: int, run: Run) -> Logger:
        return Logger(self, index, run)


class Logger(Callback):
    """CSVLogger at work: the columns are those of the first epoch, the figures as Python writes them."""

    counters: ClassVar[tuple[str, ...]] = ("keys", "lines")

    def __init__(self, parameters: CSVLogger, index: int, run: Run) -> None:
        super().__init__(parameters, index, run)
        self.on_train_begin()

    def on_train_begin(self) -> None:
        self.keys: list[str] | None = None
        self.lines: list[str] = []

    def on_epoch_end(self, epoch: int, logs: Logs) -> Event:
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(key.startswith("val_") for key in self.keys):
                self.keys += [f"val_{key}" for key in self.keys]  # Keras leaves room for a validation that comes later
            self.lines.append(self._line(["epoch", *self.keys]))
        self.lines.append(self._line([epoch, *(logs.get(key, "NA") for key in self.keys)]))
        name = self.parameters.filename
        self.run.write(name, "".join(self.lines))
        said = Said("callbacks.said.csv.written", {"rows": len(self.lines) - 1, "path": name})
        return self.event("saved", epoch, said, path=name)

    def _line(self, cells: Iterable[Any]) -> str:
        text = StringIO()
        csv.writer(text, delimiter=self.parameters.separator).writerow(cells)
        return text.getvalue()
