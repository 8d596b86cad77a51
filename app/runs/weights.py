"""The weights of a run that lives no more."""

from __future__ import annotations

from app.errors import Refusal
from app.runs.log import FINAL, Log

_EACH = "weights"


def last_weights(log: Log) -> bytes:
    """What the run was left with: at its end (restored ones, perhaps), or after its last complete epoch.

    Raises:
        Refusal: `no_weights` (409).
    """
    newest = max(
        ((log.blob_seq(kind, epoch), kind, epoch) for kind in (FINAL, _EACH) for epoch in log.epochs(kind)[-1:]),
        default=None,
    )
    found = log.blob(newest[1], newest[2]) if newest else None
    if found is None:
        raise Refusal("no_weights", status=409)
    return found
