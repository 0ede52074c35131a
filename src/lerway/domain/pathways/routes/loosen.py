"""When no route keeps to the limits: the smallest limit to loosen.

Each limit is loosened alone, as far as is needed: the budget to the least cost without a
budget, the last day to the soonest end, the hours a week to the fewest that do, online
only to anywhere. If no limit alone helps, all are loosened together and it is said so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lerway.domain.pathways.routes.model import CHEAPEST, FASTEST, Limits, Loosening, Request
from lerway.domain.pathways.routes.prepare import prepare
from lerway.domain.pathways.routes.search import Search
from lerway.domain.pathways.told import Told
from lerway.standards.ctdl.model import Money

if TYPE_CHECKING:
    from lerway.domain.pathways.routes.model import Aim
    from lerway.domain.pathways.routes.search import Best
    from lerway.domain.pathways.routes.solver import Solver

__all__ = ["loosenings"]

_MOST_HOURS = 80
_ANYWHERE = 2.0
"""What giving up `online only` counts as: more than any other limit doubled."""


def loosenings(request: Request, solver: Solver) -> tuple[Loosening, ...]:
    """Return what to loosen, the smallest first; empty if nothing helps."""
    limits = request.limits
    found: list[Loosening] = []
    if limits.budget is not None:
        found += _budget(request, solver)
    if limits.finish_by is not None:
        found += _finish(request, solver)
    found += _hours(request, solver)
    if limits.online_only:
        found += _anywhere(request, solver)
    if not found:
        found += _together(request, solver)
    return tuple(sorted(found, key=lambda x: x.by))


def _solve(request: Request, limits: Limits, aim: Aim, solver: Solver) -> Best | None:
    asked = replace(request, limits=limits, aim=aim)
    instance = prepare(asked)
    if instance.unreachable or not instance.rows:
        return None
    worth = [0.0] * len(instance.courses)
    return Search(instance, aim, worth, solver).best(thorough=False)


def _budget(request: Request, solver: Solver) -> list[Loosening]:
    limits = request.limits
    best = _solve(request, replace(limits, budget=None), CHEAPEST, solver)
    if best is None or limits.budget is None:
        return []
    need = Decimal(round(best.value)) / 100
    more = need - limits.budget
    return [
        Loosening(
            ("budget",),
            Told(
                "loosen.budget",
                "With a budget of {need} instead of {had} ({more} more) there is one.",
                need=_money(need, limits),
                had=_money(limits.budget, limits),
                more=_money(more, limits),
            ),
            float(more / limits.budget) if limits.budget else 1.0,
        )
    ]


def _finish(request: Request, solver: Solver) -> list[Loosening]:
    limits = request.limits
    best = _solve(request, replace(limits, finish_by=None), FASTEST, solver)
    if best is None or limits.finish_by is None:
        return []
    need = limits.start + timedelta(days=round(best.value) - 1)
    had = (limits.finish_by - limits.start).days + 1
    return [
        Loosening(
            ("finish by",),
            Told(
                "loosen.finish",
                "Finishing by {need} instead of {had} there is one.",
                need=need,
                had=limits.finish_by,
            ),
            (need - limits.finish_by).days / had,
        )
    ]


def _hours(request: Request, solver: Solver) -> list[Loosening]:
    """Return the fewest whole hours a week that do; more hours never take a route away."""
    limits = request.limits

    def possible(hours: int) -> bool:
        asked = replace(limits, hours_a_week=float(hours))
        return _solve(request, asked, CHEAPEST, solver) is not None

    low, high = int(limits.hours_a_week), _MOST_HOURS
    if low >= high or not possible(high):
        return []
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if possible(middle) else (middle, high)
    return [
        Loosening(
            ("hours a week",),
            Told(
                "loosen.hours",
                "With {need} hours a week instead of {had} there is one.",
                need=high,
                had=f"{limits.hours_a_week:g}",
            ),
            (high - limits.hours_a_week) / limits.hours_a_week,
        )
    ]


def _anywhere(request: Request, solver: Solver) -> list[Loosening]:
    best = _solve(request, replace(request.limits, online_only=False), CHEAPEST, solver)
    if best is None:
        return []
    words = "With courses that are not online as well there is one."
    return [Loosening(("online only",), Told("loosen.online", words), _ANYWHERE)]


def _together(request: Request, solver: Solver) -> list[Loosening]:
    """Return what all limits together would have to become, if that helps."""
    limits = request.limits
    free = replace(limits, budget=None, finish_by=None, online_only=False)
    names = [
        name
        for name, set_ in (
            ("budget", limits.budget is not None),
            ("finish by", limits.finish_by is not None),
            ("online only", limits.online_only),
        )
        if set_
    ]
    best = _solve(request, free, CHEAPEST, solver)
    if best is None:
        free = replace(free, hours_a_week=float(_MOST_HOURS))
        names.append("hours a week")
        best = _solve(request, free, CHEAPEST, solver)
    if best is None:
        return _dates(request, free, solver)
    need = Decimal(round(best.value)) / 100
    days = best.schedule.days or 0
    return [
        Loosening(
            tuple(names),
            Told(
                "loosen.together",
                "No single limit is enough: loosening {limits} together, the cheapest route costs"
                " {need} and ends on {end}.",
                limits=" and ".join(names),
                need=_money(need, limits),
                end=limits.start + timedelta(days=max(days, 1) - 1),
            ),
            float(len(names)) + _ANYWHERE,
        )
    ]


def _dates(request: Request, free: Limits, solver: Solver) -> list[Loosening]:
    """Return that only start dates stand in the way, if that is so."""
    courses = tuple(replace(c, starts=()) for c in request.courses)
    best = _solve(replace(request, courses=courses), free, CHEAPEST, solver)
    if best is None:
        return []
    last = max(d for c in request.courses for d in c.starts)
    return [
        Loosening(
            ("start dates",),
            Told(
                "loosen.dates",
                "Only start dates stand in the way: one after the other, some courses have no date"
                " left (the last in the catalogue is {last}). Ask the providers for later dates,"
                " or take some courses side by side.",
                last=last,
            ),
            float("inf"),
        )
    ]


def _money(amount: Decimal, limits: Limits) -> str:
    return Money(amount, limits.currency).said()
