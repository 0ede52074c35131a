"""The choice of courses as a mixed integer programme, solved by HiGHS (highspy 1.9 and later).

Variables: x_c in {0, 1}, whether course c is taken; t, the days until the end; u_c, the
place of c in the order, only for courses on a cycle of alternatives. Rows:

1. of each wanted skill: the sum of x over its teachers is at least 1;
2. of each prerequisite of c: x_c is at most the sum of x over what would meet it;
3. on a cycle of alternatives: a choice z of who comes first, and u_c > u_p where z is 1;
4. t is at least the sum of days, and at least start + days of each dated course taken;
5. budget, last day, and cuts.

Everything is whole numbers, so an optimum is exact; HiGHS's tolerance is set accordingly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lerway.domain.pathways.routes.cycles import components

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.domain.pathways.routes.prepare import Instance

__all__ = ["Cut", "Goal", "Outcome", "Programme"]

_WHOLE: Final = 0.5
Cut = tuple[frozenset[int], int]
"""Of these courses, at most so many."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is made least: `cents` times the cost and `days` times the time."""

    cents: int
    days: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver found.

    Attributes:
        chosen: indices of the courses; None if it found nothing.
        value: of the goal, waiting between courses not counted.
        bound: no choice has a smaller value.
        proven: whether `value` is the least, or that there is nothing.
    """

    chosen: frozenset[int] | None
    value: float
    bound: float
    proven: bool


@dataclass(slots=True)
class _Rows:
    """Rows of a sparse matrix."""

    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list[int])
    value: list[float] = field(default_factory=list[float])
    lower: list[float] = field(default_factory=list[float])
    upper: list[float] = field(default_factory=list[float])

    def add(
        self, terms: Iterable[tuple[int, float]], low: float = -math.inf, high: float = math.inf
    ) -> None:
        for at, by in terms:
            self.index.append(at)
            self.value.append(by)
        self.starts.append(len(self.index))
        self.lower.append(low)
        self.upper.append(high)


class Programme:
    """The programme of one instance; solved again and again under further rows."""

    def __init__(self, instance: Instance) -> None:
        """Lay out the variables and the rows that always hold."""
        self.instance = instance
        n = len(instance.courses)
        self._n = n
        self._time = n
        self._columns = n + 1
        self._whole = [True] * n + [False]
        self._upper: list[float] = [1.0] * n + [math.inf]
        self._base = _Rows()
        for row in instance.rows:
            self._base.add(((c, 1.0) for c in row), low=1.0)
        self._prerequisites()
        everything = [(c, -float(d)) for c, d in enumerate(instance.days)]
        self._base.add([(self._time, 1.0), *everything], low=0.0)
        for c, starts in enumerate(instance.starts):
            if starts:
                earliest = float(starts[0] + instance.days[c])
                self._base.add([(self._time, 1.0), (c, -earliest)], low=0.0)

    def _prerequisites(self) -> None:
        graph: dict[str, set[str]] = {str(c): set() for c in range(self._n)}
        for c, group in self.instance.groups:
            graph[str(c)].update(map(str, group))
        ring: dict[int, int] = {}
        for number, component in enumerate(components(graph)):
            if len(component) > 1:
                ring.update((int(c), number) for c in component)
        place = {c: self._column(len(ring)) for c in ring}
        for c, group in self.instance.groups:
            same = [p for p in group if c in ring and ring.get(p) == ring[c]]
            if not same:
                self._base.add([*((p, 1.0) for p in group), (c, -1.0)], low=0.0)
                continue
            terms: list[tuple[int, float]] = []
            for p in group:
                z = self._column(1, whole=True)
                terms.append((z, 1.0))
                self._base.add([(p, 1.0), (z, -1.0)], low=0.0)
                if p in same:
                    big = float(len(ring))
                    # u_c >= u_p + 1 - big (1 - z)
                    row = [(place[c], 1.0), (place[p], -1.0), (z, -big)]
                    self._base.add(row, low=1.0 - big)
            self._base.add([*terms, (c, -1.0)], low=0.0)

    def _column(self, upper: float, *, whole: bool = False) -> int:
        self._whole.append(whole)
        self._upper.append(float(upper))
        self._columns += 1
        return self._columns - 1

    def solve(
        self,
        goal: Goal,
        *,
        seconds: float,
        budget: int | None = None,
        latest: int | None = None,
        cuts: Sequence[Cut] = (),
        at_most: Goal | None = None,
        value: float = 0.0,
    ) -> Outcome:
        """Return the best choice.

        Args:
            goal: what is made least.
            seconds: for the solver.
            budget: at most so many cents.
            latest: at most so many days.
            cuts: further rows.
            at_most: a goal that may be at most `value`.
            value: likewise.
        """
        rows = _Rows(*(list(x) for x in (
            self._base.starts, self._base.index, self._base.value, self._base.lower,
            self._base.upper)))  # fmt: skip
        if budget is not None:
            rows.add(((c, float(v)) for c, v in enumerate(self.instance.cents)), high=float(budget))
        for which, most in cuts:
            rows.add(((c, 1.0) for c in sorted(which)), high=float(most))
        if at_most is not None:
            costs = self._costs(at_most)
            rows.add(((c, v) for c, v in enumerate(costs) if v), high=value + _WHOLE)
        upper = list(self._upper)
        if latest is not None:
            upper[self._time] = float(latest)
        return self._run(goal, rows, upper, seconds)

    def _costs(self, goal: Goal) -> list[float]:
        costs = [0.0] * self._columns
        for c, v in enumerate(self.instance.cents):
            costs[c] = float(goal.cents * v)
        costs[self._time] = float(goal.days)
        return costs

    def _run(self, goal: Goal, rows: _Rows, upper: list[float], seconds: float) -> Outcome:
        import highspy
        import numpy as np

        model = highspy.HighsLp()
        model.num_col_ = self._columns
        model.num_row_ = len(rows.lower)
        costs = self._costs(goal)
        if goal.days == 0:
            # Of equally cheap choices those without idle courses: time may be anything.
            costs[self._time] = 0.0
        model.col_cost_ = np.array(costs)
        model.col_lower_ = np.zeros(self._columns)
        model.col_upper_ = np.array(upper)
        model.row_lower_ = np.array(rows.lower)
        model.row_upper_ = np.array(rows.upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(rows.starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(rows.index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(rows.value)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[w] for w in self._whole]
        solver: Any = highspy.Highs()
        for option, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("time_limit", max(seconds, 0.01)),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.999 * _step(goal)),
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(model)
        solver.run()
        return self._read(solver, highspy)

    def _read(self, solver: Any, highspy: Any) -> Outcome:  # noqa: ANN401 - highspy has no types
        status = solver.getModelStatus()
        info = solver.getInfo()
        states = highspy.HighsModelStatus
        if status in {states.kInfeasible, states.kUnboundedOrInfeasible}:
            return Outcome(None, math.inf, math.inf, proven=True)
        bound = float(info.mip_dual_bound) if self._n else 0.0
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Outcome(None, math.inf, bound, proven=False)
        taken = solver.getSolution().col_value[: self._n]
        chosen = frozenset(c for c, v in enumerate(taken) if v > _WHOLE)
        value = float(info.objective_function_value)
        proven = status == states.kOptimal
        return Outcome(chosen, value, value if proven else min(bound, value), proven)


def _step(goal: Goal) -> int:
    """Return what two values of a goal differ by at least."""
    return math.gcd(goal.cents, goal.days) or 1
