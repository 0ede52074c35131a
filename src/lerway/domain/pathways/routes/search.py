"""The best route of a programme, waiting for start dates included.

The programme does not know the order of dated courses, so its value is a lower bound:

1. solve; the value is a bound on every route that no cut has taken away;
2. put the chosen courses in order: what the route really takes. Keep the best so far;
3. if the bound has reached the best, it is proven; else take away this choice and all that
   contain it (more courses never end sooner nor cost less), and go on.

Without start dates the first round is the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.routes.milp import Goal
from lerway.domain.pathways.routes.schedule import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.pathways.routes.milp import Cut, Programme
    from lerway.domain.pathways.routes.model import Aim
    from lerway.domain.pathways.routes.prepare import Instance
    from lerway.domain.pathways.routes.schedule import Schedule

__all__ = ["Best", "best_choice", "goals"]

_ROUNDS: Final = 400
_WEEK: Final = 7


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


def best_choice(
    programme: Programme,
    aim: Aim,
    worth: Sequence[float],
    *,
    cuts: Sequence[Cut] = (),
    budget: int | None = None,
    latest: int | None = None,
    thorough: bool = True,
) -> Best | None:
    """Return the best choice under the limits, or None if there is none.

    Args:
        programme: of the instance.
        aim: what is made least.
        worth: of each course, for the order.
        cuts: choices that are not wanted.
        budget: in cents.
        latest: in days.
        thorough: whether of equally good choices the better by the second goal is sought.
    """
    first, second = goals(aim)
    dated = any(programme.instance.starts)
    taken: list[Cut] = list(cuts)
    best: Best | None = None
    bound = 0.0
    for _ in range(_ROUNDS):
        found = programme.solve(
            first,
            budget=budget,
            latest=latest,
            cuts=taken,
        )
        bound = max(bound, found.bound)
        if found.chosen is None:
            return _closed(best) if found.proven else best
        schedule = in_order(programme.instance, found.chosen, worth)
        fits = schedule.days is not None and (latest is None or schedule.days <= latest)
        value = _value(programme.instance, found.chosen, schedule, first)
        if fits and (best is None or value < best.value):
            best = Best(found.chosen, schedule, value, bound, proven=False)
        if best is not None and bound >= best.value - 1e-6 * max(1.0, best.value):
            best = _closed(best, proven=found.proven)
            break
        if not found.proven or programme.solver.left() <= 0:
            break
        if not dated:
            best = _closed(best)
            break
        taken.append((found.chosen, len(found.chosen) - 1))
    if best is None:
        return None
    if not best.proven:
        return Best(best.chosen, best.schedule, best.value, min(bound, best.value), proven=False)
    if thorough:
        best = _second(programme, best, (first, second), worth, cuts, budget, latest)
    return best


def _closed(best: Best | None, *, proven: bool = True) -> Best | None:
    if best is None:
        return None
    bound = best.value if proven else min(best.bound, best.value)
    return Best(best.chosen, best.schedule, best.value, bound, proven)


def _second(
    programme: Programme,
    best: Best,
    both: tuple[Goal, Goal],
    worth: Sequence[float],
    cuts: Sequence[Cut],
    budget: int | None,
    latest: int | None,
) -> Best:
    """Return, of equally good choices, one that is better by the second goal."""
    first, second = both
    found = programme.solve(
        second,
        budget=budget,
        latest=latest,
        cuts=cuts,
        at_most=first,
        value=best.value,
    )
    if found.chosen is None or found.chosen == best.chosen:
        return best
    schedule = in_order(programme.instance, found.chosen, worth)
    value = _value(programme.instance, found.chosen, schedule, first)
    late = schedule.days is None or (latest is not None and schedule.days > latest)
    if late or value > best.value:
        return best
    before = _value(programme.instance, best.chosen, best.schedule, second)
    after = _value(programme.instance, found.chosen, schedule, second)
    if after >= before and len(found.chosen) >= len(best.chosen):
        return best
    return Best(found.chosen, schedule, value, best.bound, best.proven)


def _value(instance: Instance, chosen: frozenset[int], schedule: Schedule, goal: Goal) -> float:
    cents = sum(instance.cents[c] for c in chosen)
    days = schedule.days if schedule.days is not None else 0
    return float(goal.cents * cents + goal.days * days)
