"""The stream of a run's events: replay equals live, from any place on, for many readers, in each one's language."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.serving import serving
from tests.web.running import SMALL, THINKING, Sent, Server


@pytest.fixture(scope="module")
def thinking(server: Server) -> tuple[str, list[Sent]]:
    """A run whose callbacks all had something to say, and its events as they came live."""
    name = server.submit(THINKING)
    return name, server.events(name)


def test_ids_count_without_a_hole_and_the_event_is_the_datas_type(thinking: tuple[str, list[Sent]]) -> None:
    _, live = thinking
    assert [event.id for event in live] == list(range(1, len(live) + 1))
    for event in live:
        assert event.data["type"] == event.event
        assert event.data["seq"] == event.id
        assert abs(event.data["time"] - time.time()) < 600


def test_the_order_of_events(thinking: tuple[str, list[Sent]]) -> None:
    _, live = thinking
    assert (live[0].event, live[-1].event) == ("run_started", "run_ended")
    assert live[-1].data["reason"] == "early_stopped"
    assert live[-1].data["detail"]
    kinds = [event.event for event in live if event.event != "batch"]
    epoch = ["epoch_started", "epoch_ended", *["callback"] * 4, "maps_saved"]
    assert kinds == ["run_started", *epoch * 3, "callback", "run_ended"]


def test_every_callback_says_why_in_the_readers_language(server: Server, thinking: tuple[str, list[Sent]]) -> None:
    name, live = thinking
    said = [event.data for event in live if event.event == "callback"]
    assert {data["action"] for data in said} >= {"improved", "stopped", "reduced", "saved", "weights_restored"}
    korean = server.events(name, "?lang=ko")
    for one, other in zip(live, korean, strict=True):
        if one.event == "callback":
            assert one.data["reason"].isascii()
            assert not other.data["reason"].isascii()
        assert {**one.data, "reason": 0, "detail": 0} == {**other.data, "reason": 0, "detail": 0} or one.event != (
            "callback"
        )
    by_header = server.events(name, **{"Accept-Language": "ko-KR"})
    assert by_header == korean


def test_replay_equals_the_live_stream(server: Server, thinking: tuple[str, list[Sent]]) -> None:
    name, live = thinking
    assert server.events(name) == live


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_reader_resumes_after_any_event(server: Server, thinking: tuple[str, list[Sent]], share: float) -> None:
    name, live = thinking
    last = round(share * len(live))
    assert server.events(name, **{"Last-Event-ID": str(last)}) == live[last:]
    assert server.events(name, f"?after={last}") == live[last:]
    # What a browser sends when it reconnects: the header is the newer of the two.
    assert server.events(name, "?after=0", **{"Last-Event-ID": str(last)}) == live[last:]


def test_a_reader_who_knows_more_than_there_is_gets_the_end(server: Server, thinking: tuple[str, list[Sent]]) -> None:
    assert server.events(thinking[0], "?after=100000") == []


def test_an_empty_place_is_none(server: Server, thinking: tuple[str, list[Sent]]) -> None:
    name, live = thinking
    assert server.events(name, "?after=") == live
    assert server.events(name, **{"Last-Event-ID": ""}) == live
    assert server.events(name, "?after=2", **{"Last-Event-ID": ""}) == live[2:]


def test_warnings_are_sentences_in_the_readers_language(server: Server) -> None:
    layers = [*SMALL["layers"], {"kind": "softmax", "dim": 1}]
    name = server.finished(SMALL, layers=layers, epochs=1)
    told = {language: server.events(name, f"?lang={language}") for language in ("en", "ko")}
    (english,), (korean,) = (told[language][0].data["warnings"] for language in ("en", "ko"))
    assert english["code"] == korean["code"] == "softmax_last"
    assert english["detail"].isascii()
    assert not korean["detail"].isascii()
    for language, events in told.items():
        checked = server.http.post(f"/api/runs/check?lang={language}", json={**SMALL, "layers": layers}).json()
        assert checked["warnings"] == events[0].data["warnings"]
        lines = server.http.get(f"/api/runs/{name}/export?lang={language}").text.splitlines()
        assert [json.loads(line) for line in lines] == [event.data for event in events]


@pytest.mark.parametrize("value", ["-1", "x", "1.5", "9" * 30])
def test_a_place_that_is_none_is_refused(server: Server, thinking: tuple[str, list[Sent]], value: str) -> None:
    for answer in (
        server.http.get(f"/api/runs/{thinking[0]}/events", params={"after": value}),
        server.http.get(f"/api/runs/{thinking[0]}/events", headers={"Last-Event-ID": value}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_reader_in_the_middle_of_a_run_misses_nothing(server: Server) -> None:
    name = server.submit(SMALL, epochs=40)
    with server.stream(name) as events:
        first = [next(events) for _ in range(30)]
    rest = server.events(name, **{"Last-Event-ID": "30"})
    assert [event.id for event in first + rest] == list(range(1, len(first + rest) + 1))
    assert first + rest == server.events(name)
    ended = [event.data["epoch"] for event in first + rest if event.event == "epoch_ended"]
    assert ended == list(range(40))


def test_batch_events_are_at_most_ten_a_second_with_the_first_and_last_of_each_epoch(server: Server) -> None:
    name = server.finished(SMALL, batch_size=2, epochs=6)
    events = server.events(name)
    batches = [event.data for event in events if event.event == "batch"]
    for epoch in range(6):
        own = [data["batch"] for data in batches if data["epoch"] == epoch]
        assert (own[0], own[-1]) == (0, 799)
    # Told at the tenth of a second and written when the machine comes to it: one that is late is close to the next.
    inner = [data["time"] for data in batches if data["batch"] not in (0, 799)]
    assert all(later - time >= 1 for time, later in zip(inner, inner[11:], strict=False))


@pytest.mark.alone
def test_a_hundred_readers_all_get_every_event(server: Server) -> None:
    name = server.submit(SMALL, epochs=20)
    found: list[list[int | None]] = []
    lock = threading.Lock()

    def read() -> None:
        with Server(str(server.http.base_url)) as client:
            ids = [event.id for event in client.events(name)]
        with lock:
            found.append(ids)

    threads = [threading.Thread(target=read) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 100
    assert all(ids == found[0] for ids in found)
    assert found[0] == list(range(1, len(found[0]) + 1))


def test_the_stream_tells_proxies_to_keep_their_hands_off(server: Server, thinking: tuple[str, list[Sent]]) -> None:
    path = f"/api/runs/{thinking[0]}/events"
    with server.http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in answer.headers
        answer.read()
    head = server.http.head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_head_of_an_endless_stream_ends(server: Server) -> None:
    name = server.training()
    assert server.http.head(f"/api/runs/{name}/events").status_code == 200
    server.end(name)


def test_the_streams_of_a_run_that_is_unknown(server: Server) -> None:
    answer = server.http.get("/api/runs/nowhere/events")
    assert (answer.status_code, answer.json()["code"]) == (404, "run_unknown")


@pytest.mark.alone
def test_ctrl_c_ends_open_streams_and_the_server_within_a_second(tmp_path: Path) -> None:
    with serving(tmp_path) as served, Server(served.url) as server:
        name = server.training()
        ends: list[Any] = []

        def read() -> None:
            with server.stream(name) as events:
                ends.extend(event.event for event in events)

        threads = [threading.Thread(target=read) for _ in range(5)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        began = time.monotonic()
        os.kill(served.pid, signal.SIGINT)
        for thread in threads:
            thread.join(5)
        while Path(f"/proc/{served.pid}").exists() and Path(f"/proc/{served.pid}/stat").read_text().split()[2] != "Z":
            assert time.monotonic() - began < 1
            time.sleep(0.01)
        assert "end" not in ends  # the run goes on some day, and so will its readers
    with serving(tmp_path) as served, Server(served.url) as server:
        told = server.run(name)
        assert (told["state"], told["reason"]) == ("interrupted", "interrupted")
        events = server.events(name)
        assert [event.id for event in events] == list(range(1, len(events) + 1))
        assert events[-1].event == "run_ended"
