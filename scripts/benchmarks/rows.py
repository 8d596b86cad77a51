"""A row of the table: what was measured, the figure, and how far it was to reach."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Row:
    """One measured figure.

    Attributes:
        group: what it belongs to (`apply`, `browser`, …).
        what: the thing measured, in words.
        value: the figure.
        unit: its unit; `×` for a ratio of two things measured side by side in this run.
        bound: how far it was to reach, or None for a figure that only explains another one.
        sense: whether the figure is to be at most or at least the bound.
    """

    group: str
    what: str
    value: float
    unit: str
    bound: float | None = None
    sense: Literal["at most", "at least"] = "at most"

    @property
    def reached(self) -> bool | None:
        """None where there is nothing to reach."""
        if self.bound is None:
            return None
        return self.value <= self.bound if self.sense == "at most" else self.value >= self.bound

    def record(self) -> dict[str, object]:
        """For the JSON file."""
        return {**asdict(self), "reached": self.reached}


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| | what | measured | reach | |", "|---|---|---:|---:|---|"]
    for row in rows:
        bound = "" if row.bound is None else f"{'≤' if row.sense == 'at most' else '≥'} {number(row.bound)} {row.unit}"
        mark = {None: "", True: "yes", False: "**no**"}[row.reached]
        lines.append(f"| {row.group} | {row.what} | {number(row.value)} {row.unit} | {bound} | {mark} |")
    return "\n".join(lines)


def number(value: float) -> str:
    """Three significant digits, without an exponent for everyday sizes."""
    return (
        f"{value:.3g}"
        if 1e-3 <= abs(value) < 1e3 or value == 0
        else f"{value:,.0f}"
        if abs(value) < 1e7
        else f"{value:.3g}"
    )
