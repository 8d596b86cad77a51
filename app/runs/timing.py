"""How long is waited for what, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """The waits of the server on its workers.

    Attributes:
        grace: until a command must have been taken note of; what takes longer than the longest batch is a hang.
        silence: until a worker that trains must have said anything at all.
        leave: for a worker to go once its run has ended, and for all of them when the server goes down.
        warm: from the start of the server, or the end of a run, to the next worker that is prepared: visitors first.
        refill: from the start of a run to the next worker that is prepared: its first batches come first.
        retry: between attempts to write an end that could not be written.
    """

    grace: float = 10.0
    silence: float = 60.0
    leave: float = 1.0
    warm: float = 1.0
    refill: float = 3.0
    retry: float = 2.0
