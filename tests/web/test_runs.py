"""Runs over HTTP: submitted, listed, steered, changed, deleted, and refused where the state does not allow it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.serving import serving
from tests.web.running import ENDED, LONG, SMALL, THINKING, Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = {"CONVSCOPE_MAX_RUNS": "1", "CONVSCOPE_MAX_QUEUE": "2"}
    with serving(tmp_path_factory.mktemp("data"), **limits) as served, Server(served.url) as server:
        yield server


@pytest.fixture(scope="module")
def done(server: Server) -> str:
    """A run that has ended."""
    return server.finished(name="  done  ")


@pytest.fixture
def live(server: Server) -> Iterator[str]:
    """A run that trains until the test is over."""
    name = server.training()
    yield name
    server.do(name, "stop")
    server.reach(name, *ENDED)


def codes(server: Server, name: str, *verbs: str) -> list[tuple[int, Any]]:
    answers = [server.do(name, verb, {"unit": "batch"} if verb == "step" else None) for verb in verbs]
    return [(answer.status_code, answer.json().get("params", {}).get("state")) for answer in answers]


def test_a_run_that_has_ended_tells_everything(server: Server, done: str) -> None:
    told = server.run(done)
    assert told in server.http.get("/api/runs").json()
    assert (told["id"], told["name"], told["state"], told["reason"]) == (done, "done", "finished", "completed")
    assert told["detail"]
    assert (told["epoch"], told["epochs"]) == (2, 3)
    assert "place" not in told
    assert abs(told["created"] - time.time()) < 600
    assert told["latest"]["epoch"] == 2
    assert set(told["latest"]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"}
    assert told["best"]["val_loss"] <= told["latest"]["val_loss"]
    spec = told["spec"]
    assert "name" not in spec
    assert (spec["dataset"], spec["seed"], spec["optimizer"]["lr"]) == ("strokes", 3, 0.01)
    filled_in = (spec["validation_split"], spec["probe"], spec["callbacks"], spec["optimizer"]["betas"])
    assert filled_in == (0.2, None, [], [0.9, 0.999])


def test_a_spec_can_be_submitted_again_and_gives_the_same_numbers(server: Server, done: str) -> None:
    again = server.finished(server.run(done)["spec"])
    figures = [
        [{**event.data["logs"]} for event in server.events(name) if event.event == "epoch_ended"]
        for name in (done, again)
    ]
    assert figures[0] == figures[1]


def test_what_a_run_that_has_ended_refuses_names_its_state(server: Server, done: str) -> None:
    assert codes(server, done, "pause", "resume", "step", "stop", "continue") == [(409, "finished")] * 5
    for body in ({"lr": 0.1}, {"callbacks": {"0": {"patience": 3}}}, {"lr": 0.1, "name": "other"}):
        answer = server.http.patch(f"/api/runs/{done}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "run_state")
        assert answer.json()["params"]["state"] == "finished"
    assert server.run(done)["name"] == "done"


def test_pause_step_resume_stop(server: Server, live: str) -> None:
    assert codes(server, live, "resume", "step", "continue") == [(409, "running")] * 3
    answer = server.do(live, "pause")
    assert answer.status_code == 202
    assert answer.json()["id"] == live
    server.reach(live, "paused")
    assert codes(server, live, "pause", "continue") == [(409, "paused")] * 2
    before = [event for event in _so_far(server, live) if event["type"] == "batch"][-1]
    assert server.do(live, "step", {"unit": "batch"}).status_code == 202
    after = _eventually(lambda: _batch_after(server, live, before))
    assert after["step"] == before["step"] + 1
    epoch = after["epoch"]  # of the log, which knows before the server does
    assert server.do(live, "step", {"unit": "epoch"}).status_code == 202
    _eventually(lambda: server.run(live)["latest"]["epoch"] >= epoch)
    assert server.reach(live, "paused")["latest"]["epoch"] == epoch
    assert server.do(live, "resume").status_code == 202
    server.reach(live, "running")
    assert server.do(live, "stop").status_code == 202
    assert server.reach(live, "stopped")["reason"] == "stopped"


@pytest.mark.alone
def test_a_stop_is_taken_note_of_at_once(server: Server, live: str) -> None:
    began = time.monotonic()
    assert server.do(live, "stop").status_code == 202
    assert time.monotonic() - began < 0.2
    assert server.reach(live, "stopped")["reason"] == "stopped"


def _so_far(server: Server, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.http.get(f"/api/runs/{name}/export").text.splitlines()]


def _batch_after(server: Server, name: str, before: dict[str, Any]) -> dict[str, Any] | None:
    found = [event for event in _so_far(server, name) if event["type"] == "batch" and event["seq"] > before["seq"]]
    return found[0] if found else None


def _eventually(question: Any) -> Any:
    limit = time.monotonic() + 60
    while not (answer := question()):
        assert time.monotonic() < limit
        time.sleep(0.02)
    return answer


def test_a_paused_run_can_be_stopped(server: Server) -> None:
    name = server.training()
    server.do(name, "pause")
    server.reach(name, "paused")
    assert server.do(name, "stop").status_code == 202
    assert server.reach(name, "stopped")["reason"] == "stopped"


def test_a_stopped_run_goes_on(server: Server) -> None:
    name = server.submit(LONG, epochs=400)
    with server.stream(name) as events:
        next(event for event in events if event.event == "epoch_ended" and event.data["epoch"] == 2)
    server.end(name)
    assert codes(server, name, "pause", "resume", "step", "stop") == [(409, "stopped")] * 4
    complete = server.run(name)["latest"]["epoch"]
    assert server.do(name, "continue").status_code == 202
    _eventually(lambda: server.run(name)["latest"]["epoch"] > complete)
    server.end(name)
    told = server.events(name)
    assert [event.id for event in told] == list(range(1, len(told) + 1))
    continued = next(event for event in told if event.event == "run_continued")
    assert continued.data["from_epoch"] == complete + 1


def test_a_change_of_a_live_run_is_an_event(server: Server) -> None:
    name = server.training(callbacks=[{"kind": "early_stopping", "patience": 400}, {"kind": "terminate_on_nan"}])
    path = f"/api/runs/{name}"
    assert server.http.patch(path, json={"lr": 0.002}).status_code == 200
    assert server.http.patch(path, json={"callbacks": {"0": {"patience": 450}}}).status_code == 200
    for index in ("1", "2", "999"):
        answer = server.http.patch(path, json={"callbacks": {index: {"patience": 4}}})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["loc"][:2] == ["callbacks", index], answer.text
    # Refused in one part, nothing of it is done.
    both = {"lr": 0.5, "callbacks": {"0": {"patience": 9}, "1": {"patience": 9}}}
    assert server.http.patch(path, json=both).status_code == 422
    server.end(name)
    changes = [event.data for event in server.events(name) if event.event == "run_changed"]
    assert changes[0]["learning_rate"] == [0.01, 0.002]
    assert (changes[1]["index"], changes[1]["patience"]) == (0, [400, 450])
    assert len(changes) == 2
    assert all("detail" in change for change in changes)


@pytest.mark.parametrize(
    "body",
    [
        '{"lr": NaN}',
        '{"lr": "nan"}',
        '{"lr": -1}',
        '{"lr": "0.1"}',
        '{"lr": true}',
        '{"lr": 1e999}',
        "{}",
        "[]",
        "",
        '{"name": 5}',
        f'{{"name": "{"x" * 81}"}}',
        '{"name": "\\ud800"}',
        '{"name": "a\\u0000b"}',
        '{"name": "\\u202eevil"}',
        '{"name": null}',
        '{"lr": null}',
        '{"callbacks": null}',
        '{"name": "kept", "lr": null}',
        '{"callbacks": {}}',
        '{"callbacks": {"-1": {"patience": 1}}}',
        '{"callbacks": {"0": {}}}',
        '{"callbacks": {"0": {"patience": 1.5}}}',
        '{"callbacks": {"0": {"patience": -1}}}',
        '{"callbacks": {"0": {"patience": 1, "mode": "max"}}}',
        '{"callbacks": [{"patience": 1}]}',
        '{"epochs": 5}',
    ],
)
def test_a_change_that_is_none_is_refused(server: Server, done: str, body: str) -> None:
    answer = server.http.patch(f"/api/runs/{done}", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert server.run(done)["name"] == "done"


def test_a_run_is_renamed_at_any_time(server: Server, live: str, done: str) -> None:
    for name in (live, done):
        for given, kept in ((" 세  번째\n", "세 번째"), ("", ""), ("done", "done")):
            answer = server.http.patch(f"/api/runs/{name}", json={"name": given})
            assert (answer.status_code, answer.json()["name"]) == (200, kept)
            assert server.run(name)["name"] == kept


def test_one_runs_the_others_wait_in_their_order(server: Server, live: str) -> None:
    second, third = server.submit(LONG), server.submit(SMALL)
    assert [server.run(name).get("place") for name in (live, second, third)] == [None, 1, 2]
    assert server.run(second)["state"] == "queued"
    assert codes(server, second, "pause", "resume", "step", "continue") == [(409, "queued")] * 4
    answer = server.http.post("/api/runs", json=SMALL)
    assert (answer.status_code, answer.json()["code"]) == (429, "queue_full")
    assert server.do(second, "stop").status_code == 202
    assert server.reach(second, "stopped")["reason"] == "stopped"
    assert server.run(third)["place"] == 1
    fourth = server.submit(SMALL)
    assert server.http.delete(f"/api/runs/{fourth}").status_code == 204  # what only waits may go
    assert server.http.get(f"/api/runs/{fourth}").status_code == 404
    assert [event.event for event in server.events(second)] == ["run_ended"]
    server.do(live, "stop")
    server.reach(third, "finished")


def test_a_run_is_deleted_with_everything_but_not_while_it_runs(server: Server, live: str) -> None:
    answer = server.http.delete(f"/api/runs/{live}")
    assert (answer.status_code, answer.json()["params"]["state"]) == (409, "running")
    server.end(live)
    name = server.finished(THINKING)
    assert server.http.delete(f"/api/runs/{name}").status_code == 204
    assert name not in [run["id"] for run in server.http.get("/api/runs").json()]
    for path in ("", "/events", "/checkpoints", "/maps", "/figures", "/export", "/data", "/files/log.csv"):
        answer = server.http.get(f"/api/runs/{name}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "run_unknown"), path
    assert server.http.delete(f"/api/runs/{name}").status_code == 404


def test_an_unknown_run_is_refused_everywhere(server: Server) -> None:
    description = server.http.get("/openapi.json").json()
    tried = 0
    for path, methods in description["paths"].items():
        if not path.startswith("/api/runs/{id}"):
            continue
        for method, operation in methods.items():
            examples = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples")
            body = next(iter(examples.values()))["value"] if examples else None
            answer = server.http.request(
                method, path.replace("{id}", "nowhere").replace("{name}", "x"), json=body or None
            )
            assert (answer.status_code, answer.json()["code"]) == (404, "run_unknown"), (method, path)
            tried += 1
    assert tried >= 17


def test_a_sentence_is_in_the_language_of_the_reader(server: Server, done: str) -> None:
    for path in (f"/api/runs/{done}", "/api/runs"):
        english, korean = (server.http.get(path, headers={"Accept-Language": tag}).json() for tag in ("en", "ko"))
        one, other = (
            next(run for run in (told if isinstance(told, list) else [told]) if run["id"] == done)
            for told in (english, korean)
        )
        assert one["detail"].isascii()
        assert not other["detail"].isascii()
