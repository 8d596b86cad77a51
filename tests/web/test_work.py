"""Long work for somebody who may leave: it is ended, or not begun, and whoever stays gets an answer or a refusal."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from app.errors import Refusal
from app.networks.wanted import check_wanted
from app.web.work import GONE, Work


class Client:
    """A request whose body has been read, and whose client leaves when told to."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.request = Request({"type": "http"}, self._receive)

    async def _receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}


def until_unwanted(began: threading.Event) -> Callable[[], Response]:
    def work() -> Response:
        began.set()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            check_wanted()
            time.sleep(0.001)
        return Response("nobody left")

    return work


def test_who_stays_is_answered() -> None:
    async def main() -> Response:
        return await Work(1).run_for(Client().request, lambda: Response("here"))

    assert asyncio.run(main()).body == b"here"


def test_a_refusal_comes_through() -> None:
    def refuse() -> Response:
        raise Refusal("layer_outside", layer=1, count=1)

    async def main() -> None:
        await Work(1).run_for(Client().request, refuse)

    with pytest.raises(Refusal, match="layer_outside"):
        asyncio.run(main())


def test_what_runs_for_somebody_who_leaves_ends_and_what_waits_does_not_begin() -> None:
    async def main() -> list[Response]:
        work, clients = Work(1), [Client() for _ in range(3)]
        began = [threading.Event() for _ in clients]
        asked = [
            asyncio.create_task(work.run_for(client.request, until_unwanted(event)))
            for client, event in zip(clients, began, strict=True)
        ]
        assert await asyncio.to_thread(began[0].wait, 20)
        clients[1].left.set()
        await asyncio.sleep(0.01)
        clients[0].left.set()
        assert await asyncio.to_thread(began[2].wait, 20)
        clients[2].left.set()
        answers = await asyncio.gather(*asked)
        assert [event.is_set() for event in began] == [True, False, True]
        return answers

    assert [answer.status_code for answer in asyncio.run(main())] == [GONE] * 3


def test_a_server_that_goes_down_says_so_to_whoever_still_waits() -> None:
    async def main() -> None:
        work, began = Work(1), threading.Event()
        asked = asyncio.create_task(work.run_for(Client().request, until_unwanted(began)))
        assert await asyncio.to_thread(began.wait, 20)
        work.close()
        await asked

    with pytest.raises(Refusal, match="server_closing") as caught:
        asyncio.run(main())
    assert caught.value.status == 503


def test_what_is_cancelled_ends_in_its_thread_too() -> None:
    began, ended = threading.Event(), threading.Event()

    def work() -> Response:
        try:
            return until_unwanted(began)()
        finally:
            ended.set()

    async def main() -> None:
        asked = asyncio.create_task(Work(1).run_for(Client().request, work))
        assert await asyncio.to_thread(began.wait, 20)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    asyncio.run(main())
    assert ended.wait(5)
