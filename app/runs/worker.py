"""The process that trains one run, started by the server (`app.processes`) and spoken to in lines of JSON.

It is started before there is anything to do: the first step of a network builds what later steps only use.
"""

from __future__ import annotations

import importlib
import os
import sys

import torch

from app import heap
from app.processes.zygote_main import leave
from app.runs.inbox import ORPHANED, Inbox
from app.runs.session import Session
from app.runs.warm import warm
from app.runs.wire import Message, Order, encode


def prepare() -> None:
    """What all workers have in common."""
    importlib.import_module("torch._dynamo")  # a second, which torch's first optimizer would take
    heap.keep_buffers()
    torch.set_num_threads(1)


def main() -> int:
    """Trains the run that it is told to."""
    # The pipe is for messages alone; whatever a library prints goes where errors go.
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    inbox = Inbox(sys.stdin.buffer)

    def send(message: Message) -> None:
        try:
            pipe.write(encode(message))
            pipe.flush()
        except ConnectionError:
            # The server is gone and the inbox has not heard of it yet: no fault of the run, so none may be written.
            os._exit(ORPHANED)

    warm()
    send({"ready": True})
    order = inbox.next(None)
    if order is not None:
        Session(Order.of(order), inbox, send).run()
    return 0


if __name__ == "__main__":
    prepare()
    leave(main)
