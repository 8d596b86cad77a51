"""The demonstration run: it starts once by itself, and all three callbacks have something to do in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from tests.web.running import Server, starting


def demo(server: Server, query: str = "") -> tuple[int, dict[str, str]]:
    answer = server.http.post(f"/api/runs/demo{query}")
    return answer.status_code, answer.json()


def test_the_first_visit_starts_one_run_that_stops_early_and_says_why(tmp_path: Path) -> None:
    with starting(tmp_path, demo=True) as server:
        with ThreadPoolExecutor(4) as tabs:
            answers = list(tabs.map(lambda _: demo(server, "?lang=ko"), range(4)))
        assert {status for status, _ in answers} == {200}
        (name,) = {body["id"] for _, body in answers}
        events = server.events(name)
        assert events[-1].data["reason"] == "early_stopped"
        actions = {event.data["action"] for event in events if event.event == "callback"}
        assert actions >= {"improved", "waited", "reduced", "saved", "stopped", "weights_restored"}
        for language, called in (("ko", "시범 실행"), ("en", "Demonstration")):
            told = server.http.get(f"/api/runs/{name}?lang={language}").json()
            assert told["name"] == called
            file = server.http.get(f"/api/runs/{name}/export?format=csv&lang={language}").headers["content-disposition"]
            assert quote(called.lower().replace(" ", "-")) in file
        for given in ("Mine", ""):
            assert server.http.patch(f"/api/runs/{name}", json={"name": given}).json()["name"] == given

    with starting(tmp_path, demo=True) as server:
        assert demo(server) == (200, {"id": name})
        assert server.http.delete(f"/api/runs/{name}").status_code == 204
        status, problem = demo(server)
        assert (status, problem["code"]) == (409, "demo_gone")
        status, again = demo(server, "?again=true")
        assert status == 200
        assert again["id"] != name
        server.end(again["id"])


def test_the_setting_keeps_it_away(tmp_path: Path) -> None:
    with starting(tmp_path) as server:
        status, problem = demo(server)
        assert (status, problem["code"]) == (409, "demo_off")
        assert server.http.get("/api/runs").json() == []
