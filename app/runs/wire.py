"""What the server and a worker say to each other: a JSON object a line, both ways.

To the worker: first `{"do": "run", …}` (see `Order`), then commands, each with a number `n`. From it: `ready`, `rows`
(what it has just committed), the answer to a command under its number, `end` where the log did not take the end, and
an empty object now and then, to show that it lives.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal
from app.runs.row import Row, said_from, said_text
from app.training.spec import Limits

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """What a worker is to do.

    Attributes:
        run: the folder of the run.
        datasets: the server's data folder.
        owner: the token under which it writes.
        limits: what the run may use.
    """

    run: Path
    datasets: Path
    owner: str
    limits: Limits

    def message(self) -> Message:
        """As it goes over the pipe."""
        return {
            "do": "run",
            "run": str(self.run),
            "datasets": str(self.datasets),
            "owner": self.owner,
            "limits": asdict(self.limits),
        }

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Order:
        """What `message` made."""
        return cls(Path(message["run"]), Path(message["datasets"]), message["owner"], Limits(**message["limits"]))


def encode(message: Mapping[str, Any]) -> bytes:
    """A line."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def rows_message(rows: list[Row]) -> Message:
    """Rows that stand in the log."""
    return {"rows": [[row.seq, row.type, row.epoch, row.data, said_text(row.said)] for row in rows]}


def rows_of(message: Mapping[str, Any]) -> list[Row]:
    """What `rows_message` made."""
    return [Row(seq, kind, epoch, data, said_from(said)) for seq, kind, epoch, data, said in message["rows"]]


def refusal_message(refusal: Refusal) -> Message:
    """A refusal, to be raised again at the other end."""
    return {"code": refusal.code, "status": refusal.status, "loc": refusal.loc, "params": refusal.params}


def refusal_of(message: Mapping[str, Any]) -> Refusal:
    """What `refusal_message` made."""
    return Refusal(message["code"], status=message["status"], loc=tuple(message["loc"]), **message["params"])


def array_message(array: NDArray[np.float32]) -> Message:
    """A tensor of float32."""
    return {"shape": array.shape, "data": base64.b64encode(array.astype(np.float32).tobytes()).decode()}


def array_of(message: Mapping[str, Any]) -> NDArray[np.float32]:
    """What `array_message` made; may be written to."""
    flat = np.frombuffer(base64.b64decode(message["data"]), np.float32)
    return flat.reshape(message["shape"]).copy()
