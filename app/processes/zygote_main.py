"""The process that others are forked from: `python -m app.processes.zygote_main MODULE SOCKET`.

Torch takes seconds to import. It is imported once here; what is forked has it at once, and shares its memory. `MODULE`
has `prepare()`, called once here, and `main()`, called in every process that is forked; its result is the exit status.
Neither the module nor its `prepare` may start a thread: a fork takes along only the one that forks.

A letter over the socket asks for a process and brings its four files: what will be its input, its output and its
errors, and the socket on which whoever asked is told its id and, once it has ended, its exit status.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

NUMBER = struct.Struct("!i")
"""What is told twice: the id, 0 where nothing was forked; then the exit status, negative: the signal that ended it."""
LOST = 255
"""Exit status of a process that never was, or whose own nobody can tell any more."""
FILES = 4
IDLE = 600.0
"""Seconds without any process after which it goes: whoever asks then starts another one."""
NICENESS = 10
"""Below the server: a page stays quick while its runs train."""

Main = Callable[[], int]


class Nursery:
    """The processes that have been forked here and have not ended.

    Args:
        asked: where letters come.
        main: what they do.
    """

    def __init__(self, asked: socket.socket, main: Main) -> None:
        self._asked = asked
        self._main = main
        self._told: dict[int, socket.socket] = {}
        # A byte for each SIGCHLD, so that one wait is for both: letters and ends.
        self._bell = os.pipe()
        for end in self._bell:
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._bell[1], warn_on_full_buffer=False)

    def serve(self) -> None:
        """Until whoever asks is gone, or nothing has been wanted for long."""
        asked, ends = self._asked.fileno(), self._bell[0]
        waited_for = [asked, ends]
        while self._told or asked in waited_for:
            ready = select.select(waited_for, [], [], None if self._told else IDLE)[0]
            if ends in ready:
                os.read(ends, 4096)
                self._tell_ends()
            if asked in ready:
                letter, files, _, _ = socket.recv_fds(self._asked, 1, FILES)
                if letter:
                    self._fork(files)
                else:
                    waited_for.remove(asked)
            if not ready:  # what comes now starts another one; what has come is still read
                self._asked.shutdown(socket.SHUT_RD)

    def _fork(self, files: list[int]) -> None:
        *streams, told = files
        telling = socket.socket(fileno=told)
        pid = None if _given_up(telling) else self._forked(streams, telling)
        for stream in streams:
            os.close(stream)
        if pid is None:
            _tell(telling, 0, LOST)
            telling.close()
        else:
            self._told[pid] = telling
            if not _tell(telling, pid):  # it was ended while it began
                os.kill(pid, signal.SIGKILL)

    def _forked(self, streams: list[int], telling: socket.socket) -> int | None:
        try:
            pid = os.fork()
        except OSError as error:  # no room: the last words of what there will not be
            with contextlib.suppress(OSError):
                os.write(streams[-1], f"{error}\n".encode())
            return None
        if pid == 0:
            telling.close()
            self._become(streams)
        return pid

    def _become(self, streams: list[int]) -> NoReturn:
        """What is forked: nothing of the others', files of its own, a session of its own."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._asked.close()
        for telling in self._told.values():
            telling.close()
        for file in self._bell:
            os.close(file)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        for stream in set(streams):
            os.close(stream)
        os.setsid()
        leave(self._main)

    def _tell_ends(self) -> None:
        while self._told:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            with self._told.pop(pid) as telling:
                _tell(telling, os.waitstatus_to_exitcode(status))


def leave(main: Main) -> NoReturn:
    """Does it and ends the process with its result: torch takes its time to go, and there is nothing left to do."""
    code = 1
    try:
        code = main()
    except Exception:  # noqa: BLE001  the process ends here, and its last words go where errors go
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):  # whoever reads it is gone
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _given_up(telling: socket.socket) -> bool:
    """Whether the process was ended before it began: nobody will say anything more on this line."""
    return bool(select.select([telling], [], [], 0)[0])


def _tell(telling: socket.socket, *numbers: int) -> bool:
    """Whether anybody still wants to know."""
    try:
        telling.sendall(b"".join(map(NUMBER.pack, numbers)))
    except OSError:
        return False
    return True


def main() -> None:
    """Forks until whoever started it is gone."""
    os.nice(NICENESS)
    module = importlib.import_module(sys.argv[1])
    module.prepare()
    with socket.socket(fileno=int(sys.argv[2])) as asked:
        Nursery(asked, module.main).serve()


if __name__ == "__main__":
    main()
