"""A worker process, seen from the server: its pipes, its answers, its end."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from app.processes.start import Piped, piped
from app.runs.wire import Message, Order, encode, refusal_of

LONGEST_LINE = 64 * 2**20


class WorkerGoneError(Exception):
    """The worker has ended, or been ended, before it answered."""


@dataclass(frozen=True)
class Exit:
    """How a process ended.

    Attributes:
        code: its status; negative: the signal that ended it.
        words: the last line that it wrote where errors go.
    """

    code: int
    words: str


class Worker:
    """A process that trains one run and goes. Made by `spawn`; lives on the event loop.

    Attributes:
        hear: gets every message that answers no command.
        heard: when the process last said something, in the loop's time.
        hung: how many seconds it had not answered when it was ended for that; None: it was not.
    """

    def __init__(self, piped: Piped) -> None:
        self._piped = piped
        self._process, self._writer = piped.process, piped.writer
        self._reader, self._complaints = piped.reader, piped.errors
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._errors: deque[str] = deque(maxlen=20)
        self.hear: Callable[[Message], None] = lambda message: None
        self.heard = asyncio.get_running_loop().time()
        self.hung: float | None = None
        self._ready = asyncio.Event()
        self.ended: asyncio.Task[Exit] = asyncio.create_task(self._attend())

    @classmethod
    async def spawn(cls) -> Worker:
        """Starts a process; it prepares itself and waits for its order.

        Raises:
            OSError: where the system has no room for another one.
        """
        return cls(await piped("app.runs.worker", LONGEST_LINE))

    @property
    def pid(self) -> int | None:
        """Of the process; None where it has yet to be forked."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return not self.ended.done()

    def begin(self, order: Order) -> None:
        """Tells it which run to train."""
        self.heard = asyncio.get_running_loop().time()
        self._send(order.message())

    async def ask(self, command: Message, grace: float) -> Any:
        """Tells it something and waits until it has taken note; what does not within `grace` seconds is ended.

        The time counts from when the process is ready; how long that takes is watched by whoever reads `heard`.

        Raises:
            Refusal: what the run says to it.
            WorkerGoneError: where it ends before it answers.
        """
        await self._ready.wait()
        if not self.alive:
            raise WorkerGoneError
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        self._send({**command, "n": number})
        try:
            return await asyncio.wait_for(answer, grace)
        except TimeoutError as error:
            self.kill(hung=grace)
            raise WorkerGoneError from error
        finally:
            del self._asked[number]

    def kill(self, *, hung: float | None = None) -> None:
        """Ends the process at once, whatever it does."""
        if self.alive:
            self.hung = hung
            self._piped.kill()

    def _send(self, message: Message) -> None:
        if not self._writer.is_closing():
            self._writer.write(encode(message))

    async def _attend(self) -> Exit:
        """Hears the process to its end."""
        with closing(self._piped):
            _, _, code = await asyncio.gather(self._listen(), self._listen_to_errors(), self._process.ended())
        self._ready.set()  # nobody need wait for it any more
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(WorkerGoneError())
        return Exit(code, next((line for line in reversed(self._errors) if line), ""))

    async def _listen(self) -> None:
        async for line in self._reader:
            self.heard = asyncio.get_running_loop().time()
            try:
                message: Message = json.loads(line)
            except ValueError:  # something that was printed before the worker had the pipe to itself
                self._errors.append(line.decode(errors="replace").strip()[:300])
                continue
            answer = self._asked.get(message.get("n", 0))
            if "ready" in message:
                self._ready.set()
            elif answer is None:
                self.hear(message)
            elif answer.done():
                continue
            elif "refusal" in message:
                answer.set_exception(refusal_of(message["refusal"]))
            else:
                answer.set_result(message["answer"])

    async def _listen_to_errors(self) -> None:
        while chunk := await self._complaints.read(2**16):
            text = chunk.decode(errors="replace")
            self._errors.extend(line.strip()[:300] for line in text.splitlines())
            sys.stderr.write(text)
