"""Numbers as the callbacks' sentences tell them."""

from __future__ import annotations

import math

MOST_DIGITS = 17
"""As many tell any two float64 numbers apart."""


def numbers(*values: float) -> list[str]:
    """The numbers as texts, with four decimals or as many as it takes for different ones to look different."""
    distinct = len({"nan" if math.isnan(value) else value for value in values})
    for digits in range(4, MOST_DIGITS):
        texts = [_text(value, digits) for value in values]
        if len(set(texts)) >= distinct:
            return texts
    return [repr(value) for value in values]


def _text(value: float, digits: int) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        return _typographic(f"{value:.{digits}f}")
    return _typographic(f"{value:.{digits - 1}e}")


def rate(value: float) -> str:
    """A learning rate or another small setting, with six digits at most."""
    return _typographic(f"{value:.6g}")


def _typographic(text: str) -> str:
    """As the page writes numbers (static/js/core/format.js): no padding in the exponent, and a true minus sign."""
    digits, _, exponent = text.partition("e")
    return (f"{digits}e{int(exponent)}" if exponent else digits).replace("-", "−")
