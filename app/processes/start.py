"""A process that runs a module of ours: its `prepare`, then its `main`."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from .environment import TUNED
from .zygote import Forked, Zygote
from .zygote_main import NICENESS

FORKS = sys.platform == "linux"
"""Elsewhere a new Python is started: macOS' own libraries do not outlive a fork, and Windows knows none."""
_ROOT = Path(__file__).resolve().parents[2]
Started: TypeAlias = Forked | subprocess.Popen[bytes]

zygote = cache(Zygote)
"""The one of a module."""


def started(module: str, stdin: int, stdout: int, stderr: int) -> Started:
    """Starts one with these files, and returns at once.

    Raises:
        OSError: where the system has no room for another one.
    """
    if FORKS:
        return zygote(module).fork(stdin, stdout, stderr)
    process = subprocess.Popen(
        _command(module), cwd=_ROOT, env={**os.environ, **TUNED}, stdin=stdin, stdout=stdout, stderr=stderr
    )
    _lower(process.pid)
    return process


class Process(Protocol):
    """What there is of a process on the event loop; `Forked` says more."""

    @property
    def pid(self) -> int | None: ...

    def kill(self) -> None: ...

    async def ended(self) -> int: ...


@dataclass(frozen=True)
class Piped:
    """A process, and a line each way between it and the event loop.

    Attributes:
        process: itself.
        reader, writer: what it says and hears.
        errors: what it says where errors go.
        hearing: the transports of the two readers; each closes itself with the last that it hears.
    """

    process: Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    errors: asyncio.StreamReader
    hearing: Sequence[asyncio.BaseTransport]

    def kill(self) -> None:
        """Ends the process at once, whatever it does; where it does not exist yet, nothing more is waited for."""
        self.process.kill()
        if self.process.pid is None:
            self.close()

    def close(self) -> None:
        """Lets the line go; call it once the process has ended and been heard."""
        self.writer.close()
        for transport in self.hearing:
            transport.close()


async def piped(module: str, longest_line: int) -> Piped:
    """Starts one and returns at once.

    Args:
        module: its name.
        longest_line: in bytes, that `readline` of its two readers takes.

    Raises:
        OSError: where the system has no room for another one.
    """
    if not FORKS:
        return await _piped(module, longest_line)
    with ExitStack() as ours, ExitStack() as theirs:
        (hears, stdin), (said, stdout), (complained, stderr) = (_line(ours, theirs) for _ in range(3))
        process = zygote(module).fork(stdin.fileno(), stdout.fileno(), stderr.fileno())
        ours.pop_all()  # whoever reads and writes them closes them
    reader, talk = await _reading(said, longest_line)
    errors, complaints = await _reading(complained, longest_line)
    return Piped(process, reader, await _writing(hears), errors, (talk, complaints))


def _line(*ends: ExitStack) -> tuple[socket.socket, socket.socket]:
    """A way between the two that close its ends, used in one direction only.

    No pipe, though it is one in all but name: uvloop closes the number of a pipe's file twice, and between the two it
    may be that of what another thread has just opened (MagicStack/uvloop#763). From a socket it takes the number over.
    """
    ours, theirs = socket.socketpair()
    for stack, end in zip(ends, (ours, theirs), strict=True):
        stack.enter_context(end)
    return ours, theirs


class _Hearing(asyncio.StreamReaderProtocol):
    """Closes its transport with the last that comes; left to the garbage collector, it would be closed twice, too."""

    def eof_received(self) -> bool:
        super().eof_received()
        return False


async def _reading(end: socket.socket, limit: int) -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader(limit)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: _Hearing(reader), end)
    return reader, transport


async def _writing(end: socket.socket) -> asyncio.StreamWriter:
    loop, protocol = asyncio.get_running_loop(), asyncio.StreamReaderProtocol(asyncio.StreamReader())
    transport, _ = await loop.connect_write_pipe(lambda: protocol, end)
    return asyncio.StreamWriter(transport, protocol, None, loop)


async def _piped(module: str, longest_line: int) -> Piped:
    process = await asyncio.create_subprocess_exec(
        *_command(module),
        cwd=_ROOT,
        env={**os.environ, **TUNED},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        limit=longest_line,
        start_new_session=True,
    )
    _lower(process.pid)
    # All three pipes are asked for.
    reader, errors = cast("asyncio.StreamReader", process.stdout), cast("asyncio.StreamReader", process.stderr)
    return Piped(_Spawned(process), reader, cast("asyncio.StreamWriter", process.stdin), errors, ())


class _Spawned:
    """Asyncio's own process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> int:
        return await self._process.wait()


def _command(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _lower(pid: int) -> None:
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # gone already: its end tells
            os.setpriority(os.PRIO_PROCESS, pid, NICENESS)
