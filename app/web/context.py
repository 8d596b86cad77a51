"""What the routers of one server share: its settings and device, its pictures, weights and runs, its open streams."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import torch
from fastapi import Request

from app.i18n import Language, choose
from app.images import PictureStore, PreparedCache
from app.layers import Memo
from app.runs import Runs
from app.settings import Settings
from app.web.held import Held
from app.web.probes import Probes
from app.web.streams import Streams
from app.web.weight_files import WeightFiles
from app.web.work import Work, half


@dataclass(frozen=True)
class Context:
    """One server's state; `create_app` makes it and hangs it on `app.state.context`."""

    settings: Settings
    device: torch.device
    pictures: PictureStore
    weights: WeightFiles
    held: Memo[Held]
    runs: Runs
    probes: Probes
    prepared: PreparedCache = field(default_factory=PreparedCache)
    work: Work = field(default_factory=Work)
    searches: Work = field(default_factory=half)
    """What runs a network many times has places of its own: whoever asks for one pass does not wait behind it."""
    exports: Work = field(default_factory=lambda: Work(1))
    """ONNX is written one file at a time: each holds torch a second time."""
    streams: Streams = field(default_factory=Streams)
    demonstration: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whoever starts the demonstration run; two tabs at once get the same one."""

    def close(self) -> None:
        """End open streams and long work: the server goes down."""
        self.streams.close()
        for each in (self.work, self.searches, self.exports):
            each.close()


def language_of(request: Request) -> Language:
    """The language that this request asks for."""
    return choose(request.query_params.get("lang"), request.cookies.get("lang"), request.headers.get("accept-language"))


def context_of(request: Request) -> Context:
    """The state of the server that got this request."""
    context: Context = request.app.state.context
    return context
