"""Runs on a real server: how soon they begin, what a hundred readers cost, how fast a log is read, what memory does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil

from app.processes.start import FORKS
from app.runs.folder import RunFolder
from app.runs.log import Log
from app.training.events import Event
from scripts.benchmarks.readers import events, reading
from scripts.benchmarks.rows import Row
from scripts.benchmarks.tabs import WINDOW, browsing
from scripts.benchmarks.training import SPEC

READERS, RUNS, STARTS = 100, 20, 5
REPLAYED = 10_000
RESERVE = 2 if FORKS else 1
"""Processes of a server on which nothing trains: the worker in reserve, and the one that workers are forked from."""
WATCH = Path(__file__).with_name("runs.js")
WATCHED = 40
"""Epochs of the run that a browser watches."""
TURNS, EPOCHS = 8, 5
"""Of the run that is read: so many times it is alone and then read, for so many epochs each."""


def write_long_log(data: Path) -> str:
    """A run of 10,000 events among the server's runs, to be made before it starts; returns its id."""
    run, owner = "replayed", "bench"
    folder = RunFolder(data / "runs" / run)
    folder.create(name="10,000 events", spec=SPEC, data=None, probe=None)
    logs = {"loss": 0.123456, "accuracy": 0.987654}
    batches = [
        Event("batch", {"batch": step % 100, "step": step, "logs": logs, "learning_rate": 0.05}, epoch=step // 100)
        for step in range(REPLAYED - 2)
    ]
    with Log(folder.log) as log:
        log.own(owner)
        log.append([Event("run_started", {"epochs": 100}), *batches], owner=owner)
        log.end(Event("run_ended", {"reason": "completed", "epochs": 100}), owner=owner)
    return run


def rows(url: str, pid: int, replayed: str) -> Iterator[Row]:
    """All of them, on one server."""
    with httpx.Client(base_url=url, timeout=60) as client:
        yield from replay(url, replayed)
        yield from starts(client, pid)
        yield from readers(client, pid)
        yield from memory(client, pid)


def replay(url: str, run: str) -> Iterator[Row]:
    """10,000 events to a new reader, from the request to the last byte."""
    took = []
    for _ in range(5):
        start = time.perf_counter()
        answer = httpx.get(f"{url}/api/runs/{run}/events")
        took.append(time.perf_counter() - start)
        assert answer.text.count("\nid: ") == REPLAYED - 1
    yield Row("runs", f"replay of {REPLAYED:,} events to a new reader, to the last byte", max(took) * 1e3, "ms", 300)


def starts(client: httpx.Client, pid: int) -> Iterator[Row]:
    """From the request to the first batch event in a reader's hands."""
    took = []
    for _ in range(STARTS):
        _warm(pid)
        start = time.perf_counter()
        run = _submit(client, SPEC)
        took.append(next(at for at, event in events(str(client.base_url), run) if event["type"] == "batch") - start)
        _stop(client, run)
    yield Row("runs", f"submit → first batch event, warm, slowest of {STARTS}", max(took) * 1e3, "ms", 500)


def readers(client: httpx.Client, pid: int) -> Iterator[Row]:
    """One run, turn by turn alone and read by 100; then another one, read by 99 and a browser."""
    _warm(pid)
    url = str(client.base_url)
    callbacks = [{**each, "patience": 1000} if "patience" in each else each for each in SPEC["callbacks"]]
    run = _submit(client, {**SPEC, "callbacks": callbacks, "epochs": 2 * TURNS * EPOCHS})
    whole: dict[bool, list[int]] = {False: [], True: []}  # the epochs that were not read at all, or from end to end
    for turn in range(2 * TURNS):
        with reading(url, run, READERS if turn % 2 else 0) as crowd:
            _wait(lambda crowd=crowd: all(each.late for each in crowd))
            whole[bool(crowd)] += range(_complete(client, run) + 1, (turn + 1) * EPOCHS - 1)
            _until(client, run, (turn + 1) * EPOCHS)
    seconds = [event["seconds"] for _, event in events(url, run) if event["type"] == "epoch_ended"]
    alone, read = (statistics.median(seconds[epoch] for epoch in whole[watched]) for watched in (False, True))
    yield Row("runs", f"step time read by {READERS} against alone", read / alone, "×", 1.05)
    yield from latency(client, pid)


def latency(client: httpx.Client, pid: int) -> Iterator[Row]:
    """Event written → in the page, beside 99 other readers; the run is held until all of them are there."""
    _warm(pid)
    url = str(client.base_url)
    run = _submit(client, {**SPEC, "epochs": WATCHED})
    _until(client, run, 1)
    client.post(f"/api/runs/{run}/pause").raise_for_status()
    with browsing() as browser, reading(url, run, READERS - 1) as crowd:
        page = browser.new_page(viewport=WINDOW)
        page.add_init_script(WATCH.read_text())
        page.goto(f"{url}/train/{run}", wait_until="networkidle")
        client.post(f"/api/runs/{run}/resume").raise_for_status()
        _until(client, run, WATCHED)
        _wait(lambda: all(each.ended for each in crowd))
        late: list[float] = page.evaluate("window.convscopeLate")
    lost = sum(not each.whole for each in crowd)
    yield Row(
        "runs",
        f"event written → in the page, 99th percentile of {len(late)}, {READERS} readers",
        _p99(late) * 1e3,
        "ms",
        100,
    )
    yield Row(
        "runs",
        f"the same → in the other {READERS - 1} readers' hands",
        _p99([t for each in crowd for t in each.late]) * 1e3,
        "ms",
    )
    yield Row("runs", f"of {READERS - 1} readers, those with a hole in their ids", lost, "", 0)


def memory(client: httpx.Client, pid: int) -> Iterator[Row]:
    """The server's own RSS over 20 short runs, each of them watched to its end."""
    server = psutil.Process(pid)
    held = []
    for _ in range(RUNS):
        run = _submit(client, {**SPEC, "epochs": 1})
        for _at, _event in events(str(client.base_url), run):
            pass
        held.append(server.memory_info().rss)
    yield Row("runs", f"server's RSS after {RUNS} runs against after 3", held[-1] / held[2], "×", 1.1)
    yield Row("runs", "server's RSS then", held[-1] / 2**20, "MiB")


def _submit(client: httpx.Client, spec: dict[str, Any]) -> str:
    answer = client.post("/api/runs", json=spec)
    answer.raise_for_status()
    run: str = answer.json()["id"]
    return run


def _stop(client: httpx.Client, run: str) -> None:
    client.post(f"/api/runs/{run}/stop").raise_for_status()
    _wait(lambda: _state(client, run) == "stopped")


def _until(client: httpx.Client, run: str, epochs: int) -> None:
    """Until so many epochs are complete, or it has stopped early."""
    _wait(lambda: _complete(client, run) >= epochs or _state(client, run) == "finished")


def _state(client: httpx.Client, run: str) -> str:
    state: str = client.get(f"/api/runs/{run}").json()["state"]
    return state


def _complete(client: httpx.Client, run: str) -> int:
    latest = client.get(f"/api/runs/{run}").json().get("latest")
    return 0 if latest is None else int(latest["epoch"]) + 1


def _warm(pid: int) -> None:
    """Until the server has a worker in reserve that has nothing more to do."""
    server = psutil.Process(pid)

    def idle() -> bool:
        processes = server.children(recursive=True)
        try:
            return len(processes) == RESERVE and all(each.cpu_percent(0.4) < 5 for each in processes)
        except psutil.NoSuchProcess:  # it was the one of the run before
            return False

    _wait(idle)


def _wait(reached: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the run did not come so far in time")
        time.sleep(0.2)


def _p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * len(values))]
