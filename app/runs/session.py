"""One sitting of a run, in the worker: drives the trainer, writes what happens, and does what it is told meanwhile."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal
from app.runs.dataset import data_of
from app.runs.folder import RunFiles, RunFolder
from app.runs.inbox import Inbox
from app.runs.log import Log
from app.runs.log_error import LogError, OwnerLostError
from app.runs.recovery import Change, Place, Point, point_of, replayed
from app.runs.row import said_text
from app.runs.throttle import Throttle
from app.runs.wire import Message, Order, array_of, refusal_message, rows_message
from app.training.events import EndReason, Event, Said, plain
from app.training.spec import RunSpec
from app.training.trainer import Trainer

HEARTBEAT = 1.0


class Session:
    """Trains one run from where its log ends to its end, whatever that is.

    Args:
        order: which run, and what it may use.
        inbox: what it is told.
        send: tells the server.
    """

    def __init__(self, order: Order, inbox: Inbox, send: Callable[[Message], None]) -> None:
        self._order = order
        self._folder = RunFolder(order.run)
        self._inbox = inbox
        self._send = send
        self._throttle = Throttle()
        self._paused = False
        self._until: str | None = None  # the type of event after which it holds again
        self._ending: tuple[EndReason, Said] | None = None  # why it is being stopped, where no person stops it
        self._place: Place = (0, 0)
        self._epochs = 0
        self._changes: list[Change] = []
        self._spoke = time.monotonic()

    def run(self) -> None:
        """Comes back once the end stands in the log, or has been told to the server where the log takes it not."""
        try:
            with Log(self._folder.log, max_bytes=self._order.limits.log_bytes) as self._log:
                self._log.own(self._order.owner)
                try:
                    self._train()
                except OwnerLostError:
                    return  # a new server has taken the run over and told its end
                except Exception as error:  # noqa: BLE001  whatever it is, the log ends with a reason
                    self._fail(error)
        except LogError as error:
            self._tell_end("failed", error.said)

    def _train(self) -> None:
        point = point_of(self._log)
        self._epochs = point.epochs
        self._trainer = self._trainer_at(point)
        self._changes = list(point.changes)
        self._place = (point.epochs, 0)
        for moment in self._trainer.run():
            self._write(self._throttle.admit([self._noted(event) for event in moment]))
            if self._trainer.over:
                continue  # to the end: there is nothing left to be held or changed
            if self._until and any(event.type == self._until for event in moment):
                self._hold()
            self._replay()
            self._obey()

    def _trainer_at(self, point: Point) -> Trainer:
        folder, limits = self._folder, self._order.limits
        spec = RunSpec.model_validate_json(json.dumps(self._log.head().spec))
        data = data_of(folder, self._log, self._order.datasets)
        probe: NDArray[np.float32] | None = np.load(folder.probe) if folder.probe.exists() else None
        files = RunFiles(folder.files, limits.checkpoint_bytes)
        return Trainer(spec, data, files=files, limits=limits, probe=probe, resume=point.resume, continued=point.begun)

    def _noted(self, event: Event) -> Event:
        """Keeps in mind where the run is; a stop that no person asked for gets its own reason."""
        if event.type == "batch" and event.epoch is not None:
            self._place = (event.epoch, event.fields["batch"] + 1)
        elif event.type == "epoch_ended" and event.epoch is not None:
            self._epochs = event.epoch + 1
            self._place = (self._epochs, 0)
        elif event.type == "run_ended" and self._ending and event.fields["reason"] == "stopped":
            reason, said = self._ending
            return replace(event, fields={**event.fields, "reason": reason}, said=said)
        return event

    def _write(self, events: Sequence[Event]) -> None:
        if events:
            self._send(rows_message(self._log.append(events, owner=self._order.owner)))
            self._spoke = time.monotonic()
        elif time.monotonic() - self._spoke > HEARTBEAT:
            self._send({})
            self._spoke = time.monotonic()

    def _replay(self) -> None:
        """What a person had changed at this place before the run stopped is changed again."""
        while self._changes and self._changes[0].place <= self._place:
            change = self._changes.pop(0)
            event = (
                self._trainer.set_learning_rate(change.value)
                if change.index is None
                else self._trainer.set_patience(change.index, int(change.value))
            )
            self._write([replayed(event)])

    def _obey(self) -> None:
        """Does what it has been told; returns once it may train on."""
        while True:
            held = self._paused and self._until is None
            message = self._inbox.next(self._throttle.wait if held else 0)
            if message is not None:
                self._answer(message)
            elif held:
                self._write(self._throttle.release())
            else:
                return

    def _answer(self, message: Mapping[str, Any]) -> None:
        try:
            answer = self._do(message)
        except Refusal as refusal:
            self._send({"n": message["n"], "refusal": refusal_message(refusal)})
        else:
            self._send({"n": message["n"], "answer": answer})

    def _do(self, message: Mapping[str, Any]) -> Any:
        match message["do"]:
            case "pause" if not self._paused:
                self._hold()
            case "resume" if self._paused:
                self._go_on()
            case "step" if self._paused:
                self._step(message["unit"])
            case "stop":
                self._trainer.stop()
                self._paused, self._until = False, None
            case "end":
                self._end_early("interrupted", Said("runs.said.server_closed"))
            case "lr":
                self._change(None, self._trainer.set_learning_rate(message["lr"]))
            case "patience":
                index = message["index"]
                self._change(index, self._trainer.set_patience(index, message["patience"]))
            case "predict":
                return plain(self._trainer.predict(array_of(message["input"])))
        return None

    def _hold(self) -> None:
        """Pauses. After a single batch nothing is written of it: the run has been paused all the time."""
        silent, self._until = self._until == "batch", None
        if silent and self._paused:
            return
        self._paused = True
        time.sleep(self._throttle.wait or 0)  # so that the last batch stands before the pause
        self._write([*self._throttle.release(), self._event("run_paused")])

    def _go_on(self) -> None:
        self._paused, self._until = False, None
        self._write([self._event("run_resumed")])

    def _step(self, unit: str) -> None:
        if unit == "epoch":
            self._go_on()
            self._until = "epoch_ended"
        else:
            self._until = "batch"

    def _event(self, kind: Any) -> Event:
        epoch, batch = self._place
        return Event(kind, {"batch": batch}, epoch=epoch)

    def _change(self, index: int | None, event: Event) -> None:
        """What a person wants now goes before what was wanted for later, before the run stopped."""
        self._changes = [change for change in self._changes if change.index != index]
        self._write([event])

    def _end_early(self, reason: EndReason, said: Said) -> None:
        self._ending = self._ending or (reason, said)
        self._paused, self._until = False, None
        self._trainer.stop()

    def _fail(self, error: Exception) -> None:
        said = _said_of(error)
        if said.key == "runs.said.error":
            traceback.print_exception(error)  # for whoever runs the server
        event = Event("run_ended", {"reason": "failed", "epochs": self._epochs}, said)
        self._folder.free_reserve()
        try:
            row = self._log.end(event, owner=self._order.owner)
        except OwnerLostError:
            return
        except LogError:
            self._tell_end("failed", said)
        else:
            self._send(rows_message([row]))

    def _tell_end(self, reason: EndReason, said: Said) -> None:
        self._send({"end": [reason, said_text(said)]})


def _said_of(error: Exception) -> Said:
    match error:
        case LogError():
            return error.said
        case Refusal():
            params = {
                name: ", ".join(map(str, value)) if isinstance(value, list) else value
                for name, value in error.params.items()
            }
            return Said(f"errors.{error.code}.detail", params)
        case OSError():
            return Said("runs.said.files_unwritable", {"error": error.strerror or type(error).__name__})
        case MemoryError():
            return Said("runs.said.no_memory")
    words = "".join(traceback.format_exception_only(error)).strip()
    return Said("runs.said.error", {"error": words[:300]})
