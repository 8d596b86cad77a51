"""The types of callback parameters: Keras's names within bounds, and hints for the page's form."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

MOST_EPOCHS = 1_000_000
"""No run is as long; it keeps counters within reach of every reader of JSON."""

METRICS = ("loss", "accuracy", "val_loss", "val_accuracy")
"""What a run measures; those that begin with `val_` only where it has validation data."""


def hints(**hints: Any) -> Any:
    """What the page's form asks of a field beside its type: `suggest` (names to choose from), `range` (of a slider)."""
    return Field(json_schema_extra={f"x-{name}": value for name, value in hints.items()})


def _no_truth(value: Any) -> Any:
    """Python takes False for 0; JSON's `false` is no number."""
    return str(value) if isinstance(value, bool) else value


Monitor: TypeAlias = Annotated[str, Field(min_length=1, max_length=64), hints(suggest=[*METRICS, "learning_rate"])]
Mode: TypeAlias = Literal["auto", "min", "max"]
Verbose: TypeAlias = Annotated[Literal[0, 1], BeforeValidator(_no_truth)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=MOST_EPOCHS)]
"""A number of epochs; 0 is one."""
Patience: TypeAlias = Annotated[Count, hints(range=[0, 20])]
