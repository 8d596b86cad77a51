"""What a request costs beside its work: against the bare torch call and an empty request, turn by turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scripts.benchmarks.client import Client, medians
from scripts.benchmarks.rows import Row

TURNS = 300
WARM_UP = 50
MOST = 2.0


def against_bare(
    client: Client, path: str, body: bytes, bare: Callable[[], object], *, group: str, what: tuple[str, str, str]
) -> Iterator[Row]:
    """The median time of a request as a multiple of `bare` and an empty request together, and each of the three.

    Args:
        client: a connection to the server.
        path, body: the request.
        bare: torch alone doing the same work.
        group: of the rows.
        what: the ratio, the request and the bare work, in words.
    """

    def empty() -> None:
        client.get("/api/health")

    def whole() -> None:
        client.post(path, body)

    medians(WARM_UP, bare, empty, whole)
    bare_s, empty_s, whole_s = medians(TURNS, bare, empty, whole)
    ratio, request, work = what
    yield Row(group, ratio, whole_s / (bare_s + empty_s), "×", MOST)
    yield Row(group, request, whole_s * 1e3, "ms")
    yield Row(group, work, bare_s * 1e3, "ms")
    yield Row(group, "an empty request", empty_s * 1e3, "ms")
