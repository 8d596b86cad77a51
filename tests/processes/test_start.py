"""Processes that run a module of ours, forked or started anew."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple, Self
from unittest import mock

import psutil
import pytest

from app.processes import start
from app.processes.environment import TUNED
from app.processes.start import piped, started
from app.processes.zygote import Forked
from app.processes.zygote_main import LOST, NICENESS
from tests.loops import LOOPS, Loop, in_loop

CHILD = "tests.processes.child"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["forked", "anew"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways: the second is that of systems other than Linux."""
    way: str = request.param
    monkeypatch.setattr(start, "FORKS", way == "forked")
    return way


@pytest.fixture(params=LOOPS)
def loop(request: pytest.FixtureRequest) -> Loop:
    """Both that a server may live on."""
    return LOOPS[request.param]


@pytest.fixture
def zygote() -> Iterator[psutil.Process]:
    """The one of the tests' own module, ready; it ends with the test."""
    ran("who")
    process = start.zygote(CHILD)._process
    assert process is not None
    yield psutil.Process(process.pid)
    start.zygote(CHILD).close()


class Ran(NamedTuple):
    """What came of a process."""

    code: int
    said: str
    complained: str


@contextmanager
def ordering(order: str) -> Iterator[BinaryIO]:
    """A file with what a process is told to do."""
    with TemporaryFile() as stdin:
        stdin.write(f"{order}\n".encode())
        stdin.seek(0)
        yield stdin


def ran(order: str) -> Ran:
    with ordering(order) as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
        code = started(CHILD, stdin.fileno(), stdout.fileno(), stderr.fileno()).wait(60)
        stdout.seek(0)
        stderr.seek(0)
        return Ran(code, stdout.read().decode(), stderr.read().decode())


def who() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ran("who").said)
    return told


@pytest.mark.usefixtures("either")
def test_it_reads_says_and_complains() -> None:
    assert ran("echo a b") == (0, "a b\n", "a b\n")


@pytest.mark.usefixtures("either")
def test_it_is_tuned_however_the_server_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    start.zygote(CHILD).close()
    for name in TUNED:
        monkeypatch.delenv(name, raising=False)
    assert who()["tuned"] == TUNED
    start.zygote(CHILD).close()


@pytest.mark.usefixtures("either")
def test_its_result_is_its_exit_status() -> None:
    assert ran("leave 7").code == 7


@pytest.mark.usefixtures("either")
def test_what_it_raises_are_its_last_words() -> None:
    failed = ran("fail")
    assert (failed.code, failed.complained.splitlines()[-1]) == (1, "ValueError: on purpose")


@pytest.mark.usefixtures("either")
def test_it_is_ended_at_once(loop: Loop) -> None:
    async def test() -> None:
        with closing(await piped(CHILD, 1000)) as line:
            line.writer.write(b"sleep\n")
            assert await line.reader.readline() == b"asleep\n"
            assert line.process.pid is not None
            assert psutil.Process(line.process.pid).nice() == NICENESS
            line.process.kill()
            assert await line.process.ended() == -signal.SIGKILL
            assert (await line.reader.read(), await line.errors.read()) == (b"", b"")
            line.process.kill()  # has ended: nothing to do

    in_loop(test(), loop)


def test_they_share_what_was_prepared_and_nothing_else(zygote: psutil.Process) -> None:
    first, second = who(), who()
    assert first["prepared_by"] == second["prepared_by"] == zygote.pid
    assert first["pid"] != second["pid"]
    for each in (first, second):
        assert each["files"] == [0, 1, 2]
        assert each["session"] == each["pid"], "Ctrl+C in the server's terminal is not for it"
        assert each["niceness"] == NICENESS


def test_many_at_once_keep_their_own(zygote: psutil.Process, loop: Loop) -> None:
    async def echo(word: str) -> str:
        with closing(await piped(CHILD, 1000)) as line:
            line.writer.write(f"echo {word}\n".encode())
            said = await line.reader.read()
            assert await line.process.ended() == 0
            return said.decode().strip()

    async def test() -> None:
        words = [str(number) for number in range(40)]
        assert await asyncio.gather(*map(echo, words)) == words

    in_loop(test(), loop)


def test_what_a_line_needed_is_let_go(zygote: psutil.Process, loop: Loop) -> None:
    async def use(order: str) -> None:
        with closing(await piped(CHILD, 1000)) as line:
            line.writer.write(f"{order}\n".encode())
            await line.process.ended()
            await asyncio.gather(line.reader.read(), line.errors.read())
        await asyncio.sleep(0)

    async def test() -> None:
        await use("echo first")
        before = psutil.Process().num_fds()
        for order in ("leave 3", "fail", "echo a"):
            await use(order)
        assert psutil.Process().num_fds() == before

    in_loop(test(), loop)


def test_a_line_closes_nothing_that_another_thread_has_opened(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is closed twice may be that of another file by then."""
    closed: list[OSError] = []
    over = threading.Event()

    def read_on() -> None:
        while not over.is_set():
            try:
                with Path(__file__).open("rb", 0) as file:
                    file.read(100)
            except OSError as error:
                closed.append(error)

    async def test() -> None:
        for turn in range(1500):
            with closing(await piped(CHILD, 1000)) as line:
                if turn % 2:
                    await asyncio.gather(line.reader.read(), line.errors.read())
            await asyncio.sleep(0)

    # A process that is gone at once: what it was given is closed, and nothing else takes time.
    monkeypatch.setattr(start, "FORKS", True)
    monkeypatch.setattr(start, "zygote", lambda module: mock.Mock(fork=lambda *files: None))
    threads = [threading.Thread(target=read_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        in_loop(test(), loop)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert closed == []


def test_a_server_with_many_open_files_gets_one_too(zygote: psutil.Process) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    with ExitStack() as files:
        files.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1100):
            files.enter_context(TemporaryFile())
        assert ran("leave 7").code == 7


def test_one_that_is_ended_before_it_exists_never_does(zygote: psutil.Process) -> None:
    zygote.suspend()
    with ordering("echo here") as stdin, TemporaryFile() as stdout:
        process = started(CHILD, stdin.fileno(), stdout.fileno(), stdout.fileno())
        assert process.pid is None
        process.kill()
        assert process.wait(5) == LOST
        zygote.resume()
        assert who()["prepared_by"] == zygote.pid, "it has read on"
        stdout.seek(0)
        assert stdout.read() == b""


def test_nobody_waits_for_a_line_to_one_that_is_ended_before_it_exists(zygote: psutil.Process, loop: Loop) -> None:
    async def test() -> None:
        zygote.suspend()
        line = await piped(CHILD, 1000)
        line.writer.write(b"echo here\n")
        line.kill()
        async with asyncio.timeout(5):
            assert await line.process.ended() == LOST
            assert (await line.reader.read(), await line.errors.read()) == (b"", b"")
        zygote.resume()
        assert who()["prepared_by"] == zygote.pid, "it has read on"

    in_loop(test(), loop)


def test_one_that_is_ended_while_it_begins_is_ended(tmp_path: Path) -> None:
    # The zygote does not look, as if it had looked a moment before.
    with (
        Alone("z._given_up = lambda telling: False") as alone,
        ordering("sleep") as stdin,
        (tmp_path / "said").open("wb") as said,
    ):
        first = alone.ask(stdin, said)
        first.kill()
        assert first.wait(5) == LOST
        with ordering("leave 3") as another:
            assert alone.ask(another, said).wait(60) == 3
        zygote = psutil.Process(alone.process.pid)
        while zygote.children():
            time.sleep(0.02)


def test_another_one_takes_the_place_of_a_zygote_that_died(zygote: psutil.Process) -> None:
    before = who()["prepared_by"]
    zygote.kill()
    psutil.wait_procs([zygote])
    after = who()["prepared_by"]
    assert before == zygote.pid != after


def test_what_it_died_over_is_told(zygote: psutil.Process) -> None:
    zygote.suspend()
    with TemporaryFile() as nothing:
        process = started(CHILD, *[nothing.fileno()] * 3)
        zygote.kill()
        assert process.wait(60) == LOST


def test_it_goes_with_whoever_asked(tmp_path: Path) -> None:
    asker = subprocess.Popen([sys.executable, "-c", ASKER, str(tmp_path / "said")], cwd=ROOT)
    said = tmp_path / "said"
    while not (said.exists() and said.read_text()):
        assert asker.poll() is None
        time.sleep(0.02)
    forked = psutil.Process(json.loads(said.read_text())["prepared_by"])
    asker.kill()
    asker.wait()
    gone, alive = psutil.wait_procs([forked], timeout=10)
    assert (gone, alive) == ([forked], [])


ASKER = f"""
import sys, tempfile, time
from app.processes.start import started
with tempfile.TemporaryFile() as stdin, open(sys.argv[1], "wb") as stdout:
    stdin.write(b"who\\n")
    stdin.seek(0)
    started("{CHILD}", stdin.fileno(), stdout.fileno(), stdout.fileno()).wait()
    time.sleep(60)
"""


class Alone:
    """A zygote whose module is changed before it begins, and what was asked of it."""

    def __init__(self, change: str) -> None:
        self._asked, theirs = socket.socketpair()
        code = f"import os, sys\nimport app.processes.zygote_main as z\n{change}\nz.main()"
        with theirs:
            command = [sys.executable, "-c", code, CHILD, str(theirs.fileno())]
            self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])

    def ask(self, stdin: BinaryIO, stdout: BinaryIO) -> Forked:
        told, tell = socket.socketpair()
        with tell:
            files = [stdin.fileno(), stdout.fileno(), stdout.fileno(), tell.fileno()]
            try:
                socket.send_fds(self._asked, [b"f"], files)
            except OSError:
                told.close()
                raise
        return Forked(told)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._asked.close()
        self.process.kill()
        self.process.wait()


def test_where_there_is_no_room_that_is_what_it_says() -> None:
    refuse = "def fork(): raise BlockingIOError(11, 'no room')\nos.fork = fork"
    with Alone(refuse) as alone, TemporaryFile() as said:
        assert alone.ask(said, said).wait(60) == LOST
        said.seek(0)
        assert said.read() == b"[Errno 11] no room\n"


def test_it_goes_once_nothing_has_been_wanted_for_long() -> None:
    with Alone("z.IDLE = 0.3") as alone, ordering("leave 5") as stdin, TemporaryFile() as said:
        assert alone.ask(stdin, said).wait(60) == 5
        assert alone.process.wait(60) == 0
        with pytest.raises(BrokenPipeError):
            alone.ask(stdin, said)


def test_it_stays_while_somebody_needs_it() -> None:
    with Alone("z.IDLE = 0.1") as alone, ordering("sleep") as stdin, TemporaryFile() as said:
        process = alone.ask(stdin, said)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        while process.pid is None:
            time.sleep(0.02)
        assert alone.process.poll() is None
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(60) == -signal.SIGTERM
        assert alone.process.wait(60) == 0
