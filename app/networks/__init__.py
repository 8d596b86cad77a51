"""Layers in a row: their shapes, and torch's own modules for them. What other rooms use is named here."""

from __future__ import annotations

from .chain import Chain, Step, build, chain, modules
from .code import Code, code
from .effective import Effective, effective
from .forward import Forward, cost, forward
from .mend import Mended, remedy
from .network import Network, network
from .ready import READY, Ready, layers_for
from .summary import Broken, Row, Summary, Totals, summary
from .trace import Region, fan_out, trace
from .weights import Seeded, State, Weights, check_state, expected

__all__ = [
    "READY",
    "Broken",
    "Chain",
    "Code",
    "Effective",
    "Forward",
    "Mended",
    "Network",
    "Ready",
    "Region",
    "Row",
    "Seeded",
    "State",
    "Step",
    "Summary",
    "Totals",
    "Weights",
    "build",
    "chain",
    "check_state",
    "code",
    "cost",
    "effective",
    "expected",
    "fan_out",
    "forward",
    "layers_for",
    "modules",
    "network",
    "remedy",
    "summary",
    "trace",
]
