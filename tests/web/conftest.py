"""Clients of the whole application: inside the process, and of a server in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.serving import serving
from tests.web.running import Server


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Talks to an application of its own; faults of ours come out as answers, as they would over HTTP."""
    data: Path = tmp_path_factory.mktemp("data")
    with TestClient(create_app(Settings(data=data)), "http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all who need no settings of their own; whoever starts a run there ends it."""
    with serving(tmp_path_factory.mktemp("data")) as served, Server(served.url) as server:
        yield server
