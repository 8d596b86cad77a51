"""Tap tables: which input row (column) every output row (column) reads.

A windowed layer is separable: output cell `(y, x)` reads the input cells `rows[y] × cols[x]`. A table entry is the
index of a real row, also where reflect, replicate or circular padding reads one; `PADDING` where the tap lies on
padding that has a value of its own; `ABSENT` where there is no tap: beyond the padding (`ceil_mode`), past the end of
a short bin (adaptive pooling), between or beyond the inputs (transposed convolution).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

PADDING = -1
ABSENT = -2

IntArray: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Taps:
    """The two tap tables of one layer on one input shape; both are read-only.

    Attributes:
        rows: int32, `H_out × K_h`.
        cols: int32, `W_out × K_w`.
    """

    rows: IntArray
    cols: IntArray

    def __post_init__(self) -> None:
        self.rows.flags.writeable = False
        self.cols.flags.writeable = False
