"""What can be refused of callbacks before anything runs."""

from __future__ import annotations

from collections.abc import Sequence

from app.layers import inside
from app.training.events import Said

from .base import Surroundings
from .fields import METRICS
from .kinds import AnyCallback


def check(specs: Sequence[AnyCallback], *, validation: bool) -> list[Said]:
    """Refuses what could only fail during the run; answers warnings, such as a figure that no epoch will have.

    Args:
        specs: the callbacks in their order.
        validation: whether the run has validation data, so that there are `val_loss` and `val_accuracy`.

    Raises:
        Refusal: with `callbacks`, the index and the field in `loc`; see each callback's `check`.
    """
    figures = {name for name in METRICS if validation or not name.startswith("val_")}
    around = Surroundings(validation, figures)
    warnings: list[Said] = []
    for index, spec in enumerate(specs):
        with inside("callbacks", index):
            found = spec.check(around)
        named = {"callback": spec.kind, "place": index + 1}
        warnings += [Said(warning.key, {**warning.params, **named}) for warning in found]
    return warnings
