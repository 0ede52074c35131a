"""The choice of courses as a mixed integer programme (solved by HiGHS: `adapters.highs`).

Variables: x_c in {0, 1}, whether course c is taken; t, the days until the end; u_c, the
place of c in the order, only for courses on a cycle of alternatives. Rows:

1. of each wanted skill: the sum of x over its teachers is at least 1;
2. of each prerequisite of c: x_c is at most the sum of x over what would meet it;
3. on a cycle of alternatives: a choice z of who comes first, and u_c > u_p where z is 1;
4. t is at least the sum of days, and at least start + days of each dated course taken;
5. budget, last day, and cuts.

Everything is whole numbers, so an optimum is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.domain.pathways.routes.cycles import components
from lerway.domain.pathways.routes.solver import Matrix, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.pathways.routes.prepare import Instance
    from lerway.domain.pathways.routes.solver import Solver

__all__ = ["Cut", "Goal", "Outcome", "Programme"]

_WHOLE: Final = 0.5


class Cut(NamedTuple):
    """Choices that are not wanted.

    Attributes:
        which: of these courses,
        most: at most so many,
        alone: unless others are taken beside them.
    """

    which: frozenset[int]
    most: int
    alone: bool = False


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


class Programme:
    """The programme of one instance; solved again and again under further rows."""

    def __init__(
        self, instance: Instance, solver: Solver, courses: Sequence[int] | None = None
    ) -> None:
        """Lay out the variables and the rows that always hold.

        Args:
            instance: the problem.
            solver: with its time.
            courses: the only ones that may be taken; all, if None.
        """
        self.solver = solver
        self._courses = list(range(len(instance.courses)) if courses is None else courses)
        at = {c: i for i, c in enumerate(self._courses)}
        self._at = at
        n = len(self._courses)
        self._n = n
        self._time = n
        self._cents = [instance.cents[c] for c in self._courses]
        self._whole = [True] * n + [False]
        self._upper: list[float] = [1.0] * n + [math.inf]
        self._base = Rows()
        for row in instance.rows:
            self._base.add(((at[c], 1.0) for c in row if c in at), low=1.0)
        groups = [(at[c], [at[p] for p in g if p in at]) for c, g in instance.groups if c in at]
        self._prerequisites(groups)
        everything = [(i, -float(instance.days[c])) for i, c in enumerate(self._courses)]
        self._base.add([(self._time, 1.0), *everything], low=0.0)
        for i, c in enumerate(self._courses):
            if starts := instance.starts[c]:
                earliest = float(starts[0] + instance.days[c])
                self._base.add([(self._time, 1.0), (i, -earliest)], low=0.0)

    def _prerequisites(self, groups: Sequence[tuple[int, Sequence[int]]]) -> None:
        graph: dict[str, set[str]] = {str(c): set() for c in range(self._n)}
        for c, group in groups:
            graph[str(c)].update(map(str, group))
        ring: dict[int, int] = {}
        for number, component in enumerate(components(graph)):
            if len(component) > 1:
                ring.update((int(c), number) for c in component)
        place = {c: self._column(len(ring)) for c in ring}
        for c, group in groups:
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
                    big = float(len(ring) + 1)
                    # The place of c is above that of p, if p is why c can be taken.
                    row = [(place[c], 1.0), (place[p], -1.0), (z, -big)]
                    self._base.add(row, low=1.0 - big)
            self._base.add([*terms, (c, -1.0)], low=0.0)

    def _column(self, upper: float, *, whole: bool = False) -> int:
        self._whole.append(whole)
        self._upper.append(float(upper))
        return len(self._upper) - 1

    def solve(
        self,
        goal: Goal,
        *,
        budget: int | None = None,
        latest: int | None = None,
        cuts: Sequence[Cut] = (),
        at_most: Goal | None = None,
        value: float = 0.0,
        seconds: float | None = None,
    ) -> Outcome:
        """Return the best choice.

        Args:
            goal: what is made least.
            budget: at most so many cents.
            latest: at most so many days.
            cuts: further rows.
            at_most: a goal that may be at most `value`.
            value: likewise.
            seconds: for this one; else all that are left.
        """
        rows = self._base.copy()
        if budget is not None:
            rows.add(((c, float(v)) for c, v in enumerate(self._cents)), high=float(budget))
        for cut in cuts:
            terms = [(self._at[c], 1.0) for c in sorted(cut.which) if c in self._at]
            if cut.alone:
                terms += [(i, -1.0) for i, c in enumerate(self._courses) if c not in cut.which]
            rows.add(terms, high=float(cut.most))
        if at_most is not None:
            costs = self._costs(at_most)
            rows.add(((c, v) for c, v in enumerate(costs) if v), high=value + _WHOLE)
        upper = list(self._upper)
        if latest is not None:
            upper[self._time] = float(latest)
        step = math.gcd(goal.cents, goal.days) or 1
        matrix = Matrix(self._costs(goal), upper, self._whole, rows, step)
        solved = self.solver.solve(matrix, seconds)
        chosen = None
        if solved.values is not None:
            chosen = frozenset(
                c for c, v in zip(self._courses, solved.values, strict=False) if v > _WHOLE
            )
        return Outcome(chosen, solved.value, solved.bound, solved.proven)

    def _costs(self, goal: Goal) -> list[float]:
        costs = [0.0] * len(self._upper)
        for c, v in enumerate(self._cents):
            costs[c] = float(goal.cents * v)
        costs[self._time] = float(goal.days)
        return costs
