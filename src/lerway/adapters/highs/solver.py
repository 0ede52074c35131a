"""HiGHS 1.9 and later (highspy) as the solver of mixed integer programmes.

One thread and one seed, so that the same programme gives the same answer everywhere.
"""

from __future__ import annotations

import math
import os
import sys
import time
from functools import cache
from typing import Any

from lerway.domain.pathways.routes.solver import Matrix, Solved
from lerway.kernel.errors import MisuseError

__all__ = ["HighsSolver"]


class HighsSolver:
    """Solves within a number of seconds, all programmes together."""

    def __init__(self, seconds: float) -> None:
        """Start the time.

        Args:
            seconds: for everything that will be asked of this solver.
        """
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; never below nothing."""
        return max(self._until - time.monotonic(), 0.0)

    def solve(self, matrix: Matrix, seconds: float | None = None, /) -> Solved:
        """Return the least value; what was found so far if the time ends before.

        Args:
            matrix: the programme.
            seconds: at most, of those that are left.

        Raises:
            MisuseError: `route.no_solver` if highspy is not installed.
        """
        highs = _highs()
        left = self.left() if seconds is None else min(seconds, self.left())
        solver: Any = highs.Highs()
        for option, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("time_limit", max(left, 0.01)),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.999 * matrix.step),
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(_model(matrix, highs))
        solver.run()
        return _read(solver, highs)


@cache
def _highs() -> Any:  # noqa: ANN401 - highspy's types are not strict
    """Return the module, after its first greeting was let out of nobody's sight.

    HiGHS 1.16 writes a banner to standard output when its first solver is made, before any
    option can say not to; `--json` must print JSON alone.
    """
    try:
        import highspy
    except ImportError:
        raise MisuseError(
            "route.no_solver",
            "routes need highspy, and it is not installed",
            hint="pip install 'lerway[compass]'",
        ) from None
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
    return highspy


def _model(matrix: Matrix, highs: Any) -> Any:  # noqa: ANN401
    import numpy as np

    model = highs.HighsLp()
    model.num_col_ = len(matrix.costs)
    model.num_row_ = len(matrix.lower)
    model.col_cost_ = np.array(matrix.costs)
    model.col_lower_ = np.zeros(len(matrix.costs))
    model.col_upper_ = np.array(matrix.upper_columns)
    model.row_lower_ = np.array(matrix.lower)
    model.row_upper_ = np.array(matrix.upper)
    model.a_matrix_.format_ = highs.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(matrix.starts, dtype=np.int32)
    model.a_matrix_.index_ = np.array(matrix.index, dtype=np.int32)
    model.a_matrix_.value_ = np.array(matrix.value)
    kinds = (highs.HighsVarType.kContinuous, highs.HighsVarType.kInteger)
    model.integrality_ = [kinds[w] for w in matrix.whole]
    return model


def _read(solver: Any, highs: Any) -> Solved:  # noqa: ANN401
    status, states = solver.getModelStatus(), highs.HighsModelStatus
    if status in {states.kInfeasible, states.kUnboundedOrInfeasible}:
        return Solved(None, math.inf, math.inf, proven=True)
    info = solver.getInfo()
    bound = float(info.mip_dual_bound)
    if info.primal_solution_status != highs.SolutionStatus.kSolutionStatusFeasible:
        return Solved(None, math.inf, bound, proven=False)
    value = float(info.objective_function_value)
    proven = status == states.kOptimal
    values = tuple(float(v) for v in solver.getSolution().col_value)
    return Solved(values, value, value if proven else min(bound, value), proven)
