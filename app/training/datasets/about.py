"""What is known of a data set without its pictures: the answer to "what is there to train on?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.training.datasets.data import Shape


@dataclass(frozen=True)
class About:
    """One data set of the catalogue.

    Attributes:
        id: its name in a run's spec: `mnist`, `strokes`, `shapes`, `drawings`, or `idx:<name>`.
        kind: the id without what follows a colon; its sentences stand under `datasets.<kind>` (`.title`, `.summary`,
            `.source`, `.licence`) and are filled with `params`.
        classes: what its labels stand for, the same in every language; `datasets.<kind>.classes.<n>`, where it is
            there, says the n-th in words.
        shape: C, H, W of one picture.
        train, test: how many pictures there are.
        params: what fills the sentences.
    """

    id: str
    classes: tuple[str, ...]
    shape: Shape
    train: int
    test: int
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What its sentences stand under."""
        return self.id.partition(":")[0]
