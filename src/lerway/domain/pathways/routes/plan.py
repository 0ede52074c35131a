"""Find a route, say why it is so, what comes next best, and what stands in the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lerway.domain.pathways.routes.loosen import loosenings
from lerway.domain.pathways.routes.milp import Cut
from lerway.domain.pathways.routes.model import Plan, Route, Step
from lerway.domain.pathways.routes.prepare import prepare, teaches
from lerway.domain.pathways.routes.search import Search
from lerway.kernel.errors import InvalidError, MisuseError
from lerway.standards.ctdl.model import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.domain.pathways.routes.model import Loosening, Request
    from lerway.domain.pathways.routes.prepare import Instance
    from lerway.domain.pathways.routes.search import Best
    from lerway.domain.pathways.routes.solver import Solver
    from lerway.standards.ctdl.model import Course

__all__ = ["find_route", "route_of", "worths"]

_SHOWN = 6


def find_route(request: Request, solver: Solver) -> Plan:
    """Return the best route under the limits, with what a person needs to judge it.

    Args:
        request: what is wanted, from which courses, under which limits.
        solver: with the time that it may take (`lerway.bootstrap.find_route` gives one).

    Raises:
        InvalidError: `course.twice` if two courses have one id.
        MisuseError: `route.hours`, `route.finish`, `route.budget` for limits that make
            no sense.
    """
    _require_sense(request)
    instance = prepare(request)
    untaught = tuple(request.wants[i].label for i in instance.untaught)
    if not request.wants:
        return _plan(request, instance, None, (), "Nothing is missing: no course is needed.")
    worth = worths(request, instance)
    blocked = bool(instance.unreachable)
    best = None
    search = None
    if instance.rows and not blocked:
        search = Search(instance, request.aim, worth, solver)
        best = search.best()
    if best is None or search is None:
        if not instance.rows and not blocked:
            words = _list(untaught)
            return _plan(request, instance, None, (), f"No course here teaches {words}.")
        to_loosen = loosenings(request, solver)
        first = f" {to_loosen[0].sentence}" if to_loosen else ""
        words = "No route keeps to these limits."
        if search is not None and not search.proven:
            words = "No route was found that keeps to these limits; the search was stopped."
        return _plan(
            request,
            instance,
            None,
            (),
            f"{words}{first}",
            to_loosen,
        )
    route = route_of(request, instance, best)
    others = _alternatives(request, search, best)
    return _plan(request, instance, route, others, _sentence(request, route, untaught))


def _require_sense(request: Request) -> None:
    limits = request.limits
    if not 0 < limits.hours_a_week <= 168:  # noqa: PLR2004 - hours of a week
        raise MisuseError(
            "route.hours",
            f"{limits.hours_a_week:g} hours a week cannot be studied",
            hint="say how many hours a week there are for study, above 0",
        )
    if limits.finish_by is not None and limits.finish_by < limits.start:
        raise MisuseError(
            "route.finish",
            f"the end {limits.finish_by} is before the start {limits.start}",
            hint="give a later day to finish by, or an earlier one to start",
        )
    if limits.budget is not None and limits.budget < 0:
        raise MisuseError("route.budget", "a budget cannot be below nothing", hint="give 0 or more")
    seen: set[str] = set()
    for course in request.courses:
        if course.id in seen:
            raise InvalidError(
                "course.twice",
                f"two courses have the id {course.id!r}",
                hint="import each catalogue once; ids of different providers must differ",
            )
        seen.add(course.id)


def worths(request: Request, instance: Instance) -> list[float]:
    """Return of each course the importance of the wanted skills that it teaches."""
    worth = [0.0] * len(instance.courses)
    for row, want in zip(instance.rows, instance.row_wants, strict=True):
        for c in row:
            worth[c] += request.wants[want].weight
    return worth


def route_of(request: Request, instance: Instance, best: Best) -> Route:
    """Return a choice as a route, step by step."""
    limits = request.limits
    steps: list[Step] = []
    closed: set[int] = set()
    day = 0
    for place, c in enumerate(best.schedule.order):
        course = instance.courses[c]
        begin = best.schedule.starts[place]
        closes = [
            w
            for row, w in zip(instance.rows, instance.row_wants, strict=True)
            if c in row and w not in closed
        ]
        closed.update(closes)
        later = best.schedule.order[place + 1 :]
        opens = [
            instance.courses[of].name
            for of in later
            if any(of == x and c in g for x, g in instance.groups)
        ]
        labels = tuple(request.wants[w].label for w in closes)
        unsure = [
            request.wants[w].label
            for w in closes
            if request.wants[w].level is not None
            and not any(
                s.level is not None
                for s in course.skills
                if teaches(s, request.wants[w].key, request.wants[w].level)
            )
        ]
        end = begin + max(instance.days[c], 1) - 1
        steps.append(
            Step(
                course,
                limits.start + timedelta(days=begin),
                limits.start + timedelta(days=end),
                begin - day,
                labels,
                tuple(opens),
                instance.credited[c],
                _step_sentence(course, labels, opens, unsure, instance.credited[c], begin - day),
            )
        )
        day = begin + instance.days[c]
    cents = sum(instance.cents[c] for c in best.chosen)
    gap = 0.0 if best.proven or best.value <= 0 else max(0.0, 1 - best.bound / best.value)
    return Route(
        tuple(steps),
        Money(Decimal(cents) / 100, limits.currency),
        best.schedule.days or 0,
        sum(s.course.hours or 0.0 for s in steps),
        best.value,
        best.proven,
        gap,
    )


def _step_sentence(
    course: Course,
    closes: Sequence[str],
    opens: Sequence[str],
    unsure: Sequence[str],
    credited: Sequence[str],
    waits: int,
) -> str:
    parts = [f"{course.name} ({course.provider})"]
    if closes:
        parts.append(f"closes {_list(closes)}")
    if opens:
        parts.append(f"must come before {_list(opens)}")
    if credited:
        parts.append(f"its prerequisite {_list(credited)} is met by what you hold")
    if unsure:
        parts.append(f"its provider does not state the level of {_list(unsure)}")
    if waits:
        parts.append(f"starts {waits} day{'' if waits == 1 else 's'} after the step before ends")
    return "; ".join(parts) + "."


def _alternatives(request: Request, search: Search, best: Best) -> tuple[Route, ...]:
    """Return the next best routes, each without at least one course of every one before."""
    cuts = [Cut(best.chosen, len(best.chosen) - 1)]
    out: list[Route] = []
    while len(out) < request.alternatives and best.chosen and search.solver.left() > 0:
        following = search.best(cuts, thorough=False)
        if following is None:
            break
        out.append(route_of(request, search.instance, following))
        cuts.append(Cut(following.chosen, len(following.chosen) - 1))
    return tuple(out)


def _sentence(request: Request, route: Route, untaught: Sequence[str]) -> str:
    proof = (
        "no other choice is better"
        if route.proven
        else f"the best could be at most {route.gap:.1%} better; the search was stopped"
    )
    left = f" No course here teaches {_list(untaught)}." if untaught else ""
    n = len(route.steps)
    return (
        f"The {request.aim.name} route takes {n} course{'' if n == 1 else 's'},"
        f" {route.cost.said()} and {route.weeks:.0f} weeks at {request.limits.hours_a_week:g}"
        f" hours a week, one course after the other; {proof}.{left}"
    )


def _plan(
    request: Request,
    instance: Instance,
    route: Route | None,
    others: tuple[Route, ...],
    sentence: str,
    to_loosen: tuple[Loosening, ...] = (),
) -> Plan:
    remarks = [f"{e.name!r}: {e.sentence}" for e in instance.excluded if e.code in _NAMED]
    untaught = tuple(request.wants[i].label for i in instance.untaught)
    return Plan(
        request,
        route,
        others,
        untaught,
        to_loosen,
        instance.excluded,
        tuple(remarks),
        sentence,
    )


_NAMED = frozenset({"course.requires_itself", "course.cycle"})


def _list(names: Iterable[str]) -> str:
    every = list(names)
    shown = every[:_SHOWN]
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    if more or len(shown) < 2:  # noqa: PLR2004 - nothing to join
        return ", ".join(shown) + more
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
