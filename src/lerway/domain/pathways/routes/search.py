"""The best route of an instance, waiting for start dates included.

1. A bound, a good choice to begin with, and the courses that a better one can hold
   (`bounds`); if many are left, the most likely are solved alone for a better choice first.
2. Solve what is left. The programme does not know the order of dated courses, so its value
   is a bound on every route that no cut has taken away.
3. Put the chosen courses in order: what the route really takes. Keep the best so far.
4. If the bound has reached the best, it is proven; else take away this choice and all that
   contain it (more courses never end sooner nor cost less), and go on at 2.

Without start dates the first round is the last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.routes.bounds import Bounds
from lerway.domain.pathways.routes.milp import Cut, Goal, Programme
from lerway.domain.pathways.routes.schedule import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.pathways.routes.milp import Outcome
    from lerway.domain.pathways.routes.model import Aim
    from lerway.domain.pathways.routes.prepare import Instance
    from lerway.domain.pathways.routes.schedule import Schedule
    from lerway.domain.pathways.routes.solver import Solver

__all__ = ["Best", "Search", "goals"]

_ROUNDS: Final = 400
_WEEK: Final = 7
_CORE: Final = 300
_REPAIRS: Final = 24
_FOR_SECOND: Final = 0.25


@dataclass(frozen=True, slots=True)
class Best:
    """A choice in its order.

    Attributes:
        chosen: indices of the courses; schedule: their order.
        value: of the goal; bound: nothing has a smaller one.
        proven: whether `value` is the least.
    """

    chosen: frozenset[int]
    schedule: Schedule
    value: float
    bound: float
    proven: bool


def goals(aim: Aim) -> tuple[Goal, Goal]:
    """Return what is made least, and what of equals is made least then."""
    if not aim.cost or aim.week is None:
        return Goal(0, 1), Goal(1, 0)
    if aim.week == 0:
        return Goal(1, 0), Goal(0, 1)
    return Goal(_WEEK, round(aim.week * 100)), Goal(1, 0)


class Search:
    """Looks for the best routes of one instance, by one aim."""

    def __init__(
        self, instance: Instance, aim: Aim, worth: Sequence[float], solver: Solver
    ) -> None:
        """Find the bound.

        Args:
            instance: the problem, with its limits.
            aim: what is made least.
            worth: of each course, for the order.
            solver: with the time for everything that is looked for.
        """
        self.instance = instance
        self.solver = solver
        self.worth = worth
        self.first, self.second = goals(aim)
        self.proven = True
        """Whether every answer so far was exact; if not, `None` means: none was found."""
        self._dated = any(c.starts for c in instance.courses)
        self._bounds = Bounds(instance, self.first.cents, self.first.days)
        self._step = math.gcd(self.first.cents, self.first.days) or 1

    def best(self, cuts: Sequence[Cut] = (), *, thorough: bool = True) -> Best | None:
        """Return the best choice under the limits, or None if there is none.

        Args:
            cuts: choices that are not wanted.
            thorough: whether of equally good choices the better by the second goal is sought.
        """
        best = self._begin(cuts)
        best = self._prove(best, cuts)
        if best is not None and best.proven and thorough:
            best = self._second(best, cuts)
        return best

    def _begin(self, cuts: Sequence[Cut]) -> Best | None:
        """Return a good choice to begin with, if an easy one keeps to the limits."""
        forbidden = frozenset(c for cut in cuts if cut.most == 0 for c in cut.which)
        choices = [self._bounds.greedy(forbidden, by_bound=b) for b in (False, True)]
        if self._dated:
            dated = frozenset(c for c, s in enumerate(self.instance.courses) if s.starts)
            choices.append(self._bounds.greedy(forbidden | dated))
        for cut in cuts:
            if cut.most > 0:
                choices += [
                    self._bounds.greedy(forbidden | {c}, cut.which - {c}, by_bound=b)
                    for c in sorted(cut.which)[:_REPAIRS]
                    for b in (False, True)
                ]
        best: Best | None = None
        for chosen in choices:
            if chosen is not None and all(len(chosen & cut.which) <= cut.most for cut in cuts):
                best = self._better(best, chosen)
        kept = self._kept(best)
        if len(kept) > _CORE:
            likely = sorted(kept, key=lambda c: (self._bounds.reduced[c], c))[:_CORE]
            core = sorted({*likely, *(best.chosen if best else ())})
            found = self._solve(self._programme(core), cuts)
            if found.chosen is not None:
                best = self._better(best, found.chosen)
        return best

    def _prove(self, best: Best | None, cuts: Sequence[Cut]) -> Best | None:
        taken: list[Cut] = list(cuts)
        bound, sure = self._bounds.bound, math.inf
        programme = self._programme(self._kept(best))
        for _ in range(_ROUNDS):
            found = self._solve(programme, taken)
            bound = max(bound, min(found.bound, sure))
            if found.chosen is None:
                if found.proven and sure == math.inf:
                    return _closed(best)
                break
            best = self._better(best, found.chosen)
            if found.proven and not self._dated:
                return _closed(best)
            if best is not None and bound > best.value - self._step + 1e-6:
                return _closed(best)
            if not found.proven or self.solver.left() <= 0:
                break
            cut, exact = self._conflict(found.chosen)
            if not exact:
                # An order of so many dated courses was looked for, not proven absent.
                sure = min(sure, bound)
            taken.append(cut)
        self.proven = False
        if best is None:
            return None
        return Best(best.chosen, best.schedule, best.value, min(bound, best.value), proven=False)

    def _conflict(self, chosen: frozenset[int]) -> tuple[Cut, bool]:
        """Return what to take away, and whether it is proven that nothing better goes with it.

        That is, of a choice that does not fit, a small part that fits in no choice; else the
        choice with all that contain it, if none of them ends sooner; else the choice alone.
        """
        schedule = in_order(self.instance, chosen, self.worth)
        loose = in_order(self.instance, chosen, self.worth, relaxed=True)
        exact = schedule.exact and loose.exact
        if self._fits(loose):
            return Cut(chosen, len(chosen) - 1, alone=loose.days != schedule.days), exact
        part = {c for c in chosen if self.instance.courses[c].starts} or set(chosen)
        fresh = list(part)
        while fresh:
            at = fresh.pop()
            more = {p for c, g in self.instance.groups if c == at for p in g if p in chosen}
            fresh += more - part
            part |= more
        if self._fits(in_order(self.instance, part, self.worth, relaxed=True)):
            part = set(chosen)
        for c in sorted(part):
            without = part - {c}
            if not self._fits(in_order(self.instance, without, self.worth, relaxed=True)):
                part = without
        proof = in_order(self.instance, part, self.worth, relaxed=True)
        return Cut(frozenset(part), len(part) - 1), proof.exact

    def _fits(self, schedule: Schedule) -> bool:
        latest = self.instance.latest
        return schedule.days is not None and (latest is None or schedule.days <= latest)

    def _kept(self, best: Best | None) -> list[int]:
        """Return the courses that a choice better than `best` can hold, and its own."""
        if best is None:
            return list(range(len(self.instance.courses)))
        return sorted({*self._bounds.keep(best.value - self._step), *best.chosen})

    def _programme(self, courses: Sequence[int]) -> Programme:
        return Programme(self.instance, self.solver, courses)

    def _solve(self, programme: Programme, cuts: Sequence[Cut]) -> Outcome:
        limits = self.instance
        return programme.solve(self.first, budget=limits.budget, latest=limits.latest, cuts=cuts)

    def _better(self, best: Best | None, chosen: frozenset[int]) -> Best | None:
        """Return the better of a known choice and another, if that keeps to the limits."""
        cents = sum(self.instance.cents[c] for c in chosen)
        if self.instance.budget is not None and cents > self.instance.budget:
            return best
        schedule = in_order(self.instance, chosen, self.worth)
        if schedule.days is None or not self._fits(schedule):
            return best
        value = float(self.first.cents * cents + self.first.days * schedule.days)
        if best is not None and best.value <= value:
            return best
        return Best(chosen, schedule, value, self._bounds.bound, proven=False)

    def _second(self, best: Best, cuts: Sequence[Cut]) -> Best:
        """Return, of equally good choices, one that is better by the second goal."""
        kept = sorted({*self._bounds.keep(best.value), *best.chosen})
        found = self._programme(kept).solve(
            self.second,
            budget=self.instance.budget,
            latest=self.instance.latest,
            cuts=cuts,
            at_most=self.first,
            value=best.value,
            seconds=_FOR_SECOND * self.solver.left(),
        )
        if found.chosen is None or found.chosen == best.chosen:
            return best
        other = self._better(None, found.chosen)
        if other is None or other.value > best.value:
            return best
        if self._by_second(other) >= self._by_second(best):
            return best
        return Best(other.chosen, other.schedule, other.value, best.bound, best.proven)

    def _by_second(self, best: Best) -> tuple[float, int]:
        cents = sum(self.instance.cents[c] for c in best.chosen)
        days = best.schedule.days or 0
        return float(self.second.cents * cents + self.second.days * days), len(best.chosen)


def _closed(best: Best | None) -> Best | None:
    """Return the best as proven."""
    if best is None:
        return None
    return Best(best.chosen, best.schedule, best.value, best.value, proven=True)
