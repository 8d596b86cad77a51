"""Training runs: their logs, the processes that train, and who may do so when."""

from app.runs.row import Row
from app.runs.runs import Runs
from app.runs.timing import Timing
from app.runs.view import ENDS, RunView, State, Unit

__all__ = ["ENDS", "Row", "RunView", "Runs", "State", "Timing", "Unit"]
