"""A run as the interface tells it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from app.i18n import Language, translate
from app.runs import RunView, State
from app.training.events import EndReason, plain
from app.web.sentences import sentence

DEMONSTRATION = "\x1fdemonstration"
"""What is kept as the name of the demonstration run, whose name is told in the language of each reader. Nobody can call
a run this: names are of characters that can be seen.
"""


class RunInfo(BaseModel):
    """A run as it is now; what it does not have is left out."""

    id: str
    name: str = Field(description="What a person called it; empty where nobody did. The demonstration has one.")
    state: State
    stopping: bool = Field(description="A stop has been asked for and is not done yet.")
    created: float = Field(description="Seconds since 1970.")
    spec: dict[str, Any] = Field(
        description="What it was asked to do, with every default filled in; can be submitted again."
    )
    epochs: int = Field(description="How many were asked for.")
    epoch: int | None = Field(None, description="The one under way or the last one, from 0.")
    reason: EndReason | None = Field(None, description="Why it ended.")
    detail: str | None = Field(None, description="The same as a sentence.")
    place: int | None = Field(None, description="In the queue, from 1.")
    latest: dict[str, Any] | None = Field(None, description="The last complete epoch and its figures.")
    best: dict[str, Any] | None = Field(
        None, description="The same of the epoch with the lowest `val_loss` (`loss` where nothing is validated)."
    )


class Submitted(BaseModel):
    """The name of a run in every address."""

    id: str


def name_of(run: RunView, language: Language) -> str:
    """What the run is called."""
    return translate(language, "pages.demo_run") if run.name == DEMONSTRATION else run.name


def view(run: RunView, language: Language) -> dict[str, Any]:
    """The members of a `RunInfo`."""
    told: dict[str, Any] = {
        "id": run.id,
        "name": name_of(run, language),
        "state": run.state,
        "stopping": run.stopping,
        "created": run.created,
        "spec": run.spec,
        "epochs": run.epochs,
        "epoch": run.epoch,
        "reason": run.reason,
        "detail": sentence(run.detail, language) if run.detail else None,
        "place": run.place,
        "latest": run.latest,
        "best": run.best,
    }
    return {name: plain(value) for name, value in told.items() if value is not None}
