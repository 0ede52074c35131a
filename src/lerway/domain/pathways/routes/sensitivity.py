"""What would change the answer: prices at which another route is as good.

The route stays best as long as a course of it costs no more than now plus the difference
between the best route without that course and the route. That is exact, course by course.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lerway.domain.pathways.routes.milp import Cut
from lerway.domain.pathways.routes.model import PriceChange
from lerway.domain.pathways.routes.plan import worths
from lerway.domain.pathways.routes.prepare import prepare
from lerway.domain.pathways.routes.search import Search, goals
from lerway.standards.ctdl.model import Money

if TYPE_CHECKING:
    from lerway.domain.pathways.routes.model import Plan
    from lerway.domain.pathways.routes.solver import Solver

__all__ = ["price_changes"]


def price_changes(plan: Plan, solver: Solver) -> tuple[PriceChange, ...]:
    """Return for each course of the route the price up to which the route stays best.

    Empty if there is no route, if it is not proven, or if its aim does not count money.
    """
    route, request = plan.route, plan.request
    first, _ = goals(request.aim)
    if route is None or not route.proven or not first.cents:
        return ()
    instance = prepare(request)
    search = Search(instance, request.aim, worths(request, instance), solver)
    at = {c.id: i for i, c in enumerate(instance.courses)}
    out: list[PriceChange] = []
    for step in route.steps:
        if solver.left() <= 0:
            break
        without = [Cut(frozenset({at[step.course.id]}), 0)]
        other = search.best(without, thorough=False)
        price = step.course.cost or Money(Decimal(0), request.limits.currency)
        if other is None:
            words = f"{step.course.name} cannot be done without under these limits."
            out.append(PriceChange(step.course.id, step.course.name, price, None, (), words))
            continue
        if not other.proven:
            continue
        more = Decimal(round((other.value - route.objective) / first.cents)) / 100
        instead = tuple(
            instance.courses[c].name
            for c in sorted(other.chosen)
            if instance.courses[c].id not in route.ids
        )
        up_to = Money(price.amount + more, price.currency)
        words = (
            f"{step.course.name} stays in the best route up to a price of {up_to.said()}"
            f" (now {price.said()}); above that {', '.join(instead) or 'a route without it'}"
            " would be better."
        )
        out.append(PriceChange(step.course.id, step.course.name, price, up_to, instead, words))
    return tuple(out)
