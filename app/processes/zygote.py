"""The process that others are forked from, seen from whoever asks for one; see `zygote_main`."""

from __future__ import annotations

import asyncio
import atexit
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from .environment import TUNED
from .zygote_main import LOST, NUMBER

_ROOT = Path(__file__).resolve().parents[2]


class Zygote:
    """Started with the first process that is asked for; there is one per module and process, for all of its threads.

    Args:
        module: its name; it has `prepare` and `main`.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._asked: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def fork(self, stdin: int, stdout: int, stderr: int) -> Forked:
        """Asks for a process with these files and returns at once; it begins once the zygote has prepared itself.

        Raises:
            OSError: where the system has no room for the zygote.
        """
        told, tell = socket.socketpair()
        with tell:
            try:
                self._ask([stdin, stdout, stderr, tell.fileno()])
            except OSError:
                told.close()
                raise
        return Forked(told)

    def close(self) -> None:
        """Ends it; what it has forked goes on."""
        with self._lock:
            asked, process = self._asked, self._process
            self._asked = self._process = None
        if asked is not None and process is not None:
            asked.close()
            process.kill()
            process.wait()

    def _ask(self, files: list[int]) -> None:
        with self._lock:
            if self._asked is not None:
                with suppress(OSError):
                    socket.send_fds(self._asked, [b"f"], files)
                    return
                # It has been killed, say for want of memory, or has gone since nothing was wanted of it for long.
                self._asked.close()
            self._asked = self._start()
            socket.send_fds(self._asked, [b"f"], files)

    def _start(self) -> socket.socket:
        if self._process is None:
            atexit.register(self.close)
        else:
            self._process.kill()
            self._process.wait()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.processes.zygote_main", self._module, str(theirs.fileno())],
                cwd=_ROOT,
                env={**os.environ, **TUNED},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl+C in the server's terminal is for the server alone
            )
        return ours


class Forked:
    """A process that has been asked for; of `subprocess.Popen`, what is needed of it.

    Attributes:
        returncode: its exit status; negative: the signal that ended it; None while it has none.
    """

    def __init__(self, told: socket.socket) -> None:
        told.setblocking(False)
        self._told = told
        self._unread = b""
        self._unwanted = False
        self._pid: int | None = None
        self.returncode: int | None = None

    @property
    def pid(self) -> int | None:
        """Its id; None while it does not exist yet."""
        self._hear()
        return self._pid or None

    def kill(self) -> None:
        """Ends it at once, whatever it does; where it does not exist yet, it never will, and has ended."""
        self._unwanted = True
        self._hear()
        if self.returncode is None:
            self._end()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended.

        Raises:
            subprocess.TimeoutExpired: not within `timeout` seconds.
        """
        told = select.poll()  # `select.select` takes no file beyond the 1,024th, and a server may have many readers
        told.register(self._told, select.POLLIN)
        while self.returncode is None:
            if not told.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired(f"process {self._pid}", timeout or 0)
            self._hear()
        self._told.close()
        return self.returncode

    async def ended(self) -> int:
        """The same on the event loop; one at a time may wait."""
        loop = asyncio.get_running_loop()
        while self.returncode is None:
            heard = asyncio.Event()
            loop.add_reader(self._told, heard.set)
            try:
                await heard.wait()
            finally:
                loop.remove_reader(self._told)
            self._hear()
        self._told.close()
        return self.returncode

    def _hear(self) -> None:
        """Takes note of what the zygote has told by now."""
        while self.returncode is None:
            try:
                told = self._told.recv(NUMBER.size - len(self._unread))
            except BlockingIOError:
                return
            except ConnectionError:  # it has ended with a letter unread
                told = b""
            self._unread += told
            if not told:
                self.returncode = LOST
            elif len(self._unread) == NUMBER.size:
                (number,), self._unread = NUMBER.unpack(self._unread), b""
                self._note(number)

    def _note(self, number: int) -> None:
        if self._pid is None:
            self._pid = number
            if self._unwanted:
                self._end()
        else:
            self.returncode = number

    def _end(self) -> None:
        with suppress(OSError):  # it has ended, or the zygote has
            if self._pid is None:
                self._told.shutdown(socket.SHUT_RDWR)
            elif self._pid:
                os.kill(self._pid, signal.SIGKILL)
