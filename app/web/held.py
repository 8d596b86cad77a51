"""Weights in memory, with the classes that they were trained to tell apart."""

from __future__ import annotations

from dataclasses import dataclass

from app.layers import Memo
from app.networks import Seeded, Weights


@dataclass(frozen=True, eq=False)
class Held:
    """Attributes:
    weights: what determines a network's numbers.
    classes: what the outputs stand for, where a run says so.
    """

    weights: Weights
    classes: tuple[str, ...] | None = None

    @property
    def numbers(self) -> int:
        """How many there are."""
        if isinstance(self.weights, Seeded):
            return 0
        return sum(tensor.size for tensor in self.weights.tensors.values())


def remembered(numbers: int) -> Memo[Held]:
    """A memory of the weights used last, for so many numbers."""
    return Memo(numbers, lambda held: held.numbers)
