"""Our callbacks over given figures, and the same record of them as `oracle.keras_says` keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.training.callbacks import AnyCallback, CallbackList
from app.training.callbacks.base import Logs
from app.training.events import Event
from app.training.simulate import PretendedRun

from .oracle import ENDING, Outcome, same


class Recorder(PretendedRun):
    """Keeps what is saved and written."""

    def __init__(self, lr: float) -> None:
        super().__init__(lr)
        self.files: list[tuple[str, bool]] = []
        self.texts: dict[str, str] = {}

    def save(self, name: str, *, epoch: int, logs: Logs, full: bool) -> None:
        super().save(name, epoch=epoch, logs=logs, full=full)
        self.files.append((name.removesuffix(ENDING), full))

    def write(self, name: str, text: str) -> None:
        self.texts[name] = text


def epoch(
    run: PretendedRun, watching: CallbackList, number: int, figures: Logs, batches: Sequence[Logs]
) -> list[Event]:
    """One epoch as the trainer drives it."""
    run.epoch = number
    watching.epoch_begin(number)
    for batch, running in enumerate(batches):
        watching.batch_end(batch, dict(running))
        if run.stop_training:
            break
    return watching.epoch_end(number, dict(figures))


def we_say(
    specs: Sequence[AnyCallback], logs: Sequence[Mapping[str, float]], lr: float, batches: Sequence[Sequence[Logs]]
) -> Outcome:
    """The outcome of our callbacks, as their events tell it."""
    outcome = Outcome()
    run = Recorder(lr)
    watching = CallbackList(specs, run)
    watching.begin()
    events: list[Event] = []
    for number, figures in enumerate(logs):
        outcome.lr.append(run.learning_rate)
        thoughts = epoch(run, watching, number, dict(figures), batches[number])
        outcome.counters.append([_counters(event, specs) for event in thoughts])
        events += thoughts
        if run.stop_training:
            break
    events += watching.train_end()
    outcome.saved = run.files
    outcome.stopped = run.stop_training
    outcome.restored = run.restored
    told = (event.fields["message"] for event in events if "message" in event.fields)
    outcome.lines = sorted(line.replace(ENDING, "") for message in told for line in message.split("\n"))
    return outcome


def _counters(event: Event, specs: Sequence[AnyCallback]) -> dict[str, Any]:
    said = event.fields
    match said["callback"]:
        case "early_stopping":
            return {"wait": said["wait"], "best": same(said.get("best")), "best_epoch": said.get("best_epoch")}
        case "reduce_lr_on_plateau":
            return {"wait": said["wait"], "best": same(said.get("best")), "cooldown": said["cooldown"]}
        case "model_checkpoint":
            compares = getattr(specs[said["index"]], "save_best_only", False)
            return {"best": same(said.get("best"))} if compares else {}
    return {}
