"""Catalogues for the routes' benchmark and tests: small random ones, large ones, brute force.

Brute force tries every set of courses in every order, from the rules of
`lerway.domain.pathways.routes.model` alone, and shares no code with the search.
"""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lerway.domain.pathways.routes import Aim, Limits, Request, Want
from lerway.domain.pathways.routes.model import CHEAPEST, FASTEST
from lerway.kernel.source import Source
from lerway.standards.ctdl.model import Course, Delivery, Money, SkillRef

if TYPE_CHECKING:
    from lerway.domain.pathways.holdings import SkillKey

__all__ = ["brute_force", "large_request", "small_request"]

START = date(2027, 1, 4)
SOURCE = Source("benchmark", "made up", "2027", sample=True)


def small_request(seed: int) -> Request:
    """Return a request over at most 12 courses with everything that makes routes hard."""
    pick = random.Random(seed)
    skills = [("f", f"s{i}") for i in range(pick.randint(1, 5))]
    count = pick.randint(1, 12)
    courses = tuple(_small_course(pick, i, count, skills) for i in range(count))
    limits = Limits(
        START,
        budget=pick.choice([None, None, Decimal(200), Decimal(400)]),
        hours_a_week=pick.choice([5.0, 10.0, 20.0]),
        online_only=pick.random() < 0.2,
        finish_by=pick.choice([None, None, START + timedelta(days=100)]),
    )
    wanted = pick.sample(skills, pick.randint(1, len(skills)))
    return Request(
        tuple(Want(s, s[1], pick.choice([None, 0.5, 1.0])) for s in wanted),
        courses,
        limits,
        pick.choice([CHEAPEST, FASTEST, Aim.balanced(Decimal(25))]),
        held={("f", "s0"): 0.5} if pick.random() < 0.2 else {},
        earned=frozenset(["c0"] if pick.random() < 0.2 else []),
        alternatives=1,
    )


def _small_course(pick: random.Random, i: int, count: int, skills: list[SkillKey]) -> Course:
    taught = pick.sample(skills, pick.randint(0, min(3, len(skills))))
    dates = {START + timedelta(days=pick.randint(-10, 120)) for _ in range(pick.choice([0, 0, 2]))}
    return Course(
        f"c{i}",
        f"C{i}",
        "provider",
        SOURCE,
        skills=tuple(SkillRef(s[1], "f", pick.choice([None, 0.5, 1.0])) for s in taught),
        prerequisites=tuple(
            tuple(f"c{pick.randrange(count)}" for _ in range(pick.choice([1, 1, 2])))
            for _ in range(pick.choice([0, 0, 0, 1, 1, 2]))
        ),
        requires_skills=tuple(
            SkillRef(pick.choice(skills)[1], "f", pick.choice([None, 0.5]))
            for _ in range(pick.choice([0, 0, 0, 0, 1]))
        ),
        cost=None
        if pick.random() < 0.05
        else Money(
            Decimal(pick.choice([0, 50, 100, 120, 250])), pick.choice(["USD"] * 19 + ["EUR"])
        ),
        hours=pick.choice([None, 5, 10, 20, 40]),
        weeks=pick.choice([None, None, 1, 2, 4]),
        delivery=pick.choice([Delivery.ONLINE, Delivery.ONLINE, Delivery.BLENDED]),
        starts=tuple(sorted(dates)),
    )


def large_request(seed: int, *, courses: int = 10_000, skills: int = 60) -> Request:
    """Return a request over a large catalogue with prerequisites."""
    pick = random.Random(seed)
    every: list[Course] = []
    for i in range(courses):
        size = pick.choice([1, 1, 2, 2, 3, 4, 5, 6])
        hours = pick.choice([10, 20, 30, 40, 60, 90]) * size / 2
        before = range(pick.choice([0, 0, 0, 1, 2])) if i else range(0)
        every.append(
            Course(
                f"c{i}",
                f"C{i}",
                "provider",
                SOURCE,
                skills=tuple(SkillRef(f"s{pick.randrange(200)}", "f") for _ in range(size)),
                prerequisites=tuple((f"c{pick.randrange(i)}",) for _ in before),
                cost=Money(Decimal(int(hours * pick.uniform(4, 20))), "USD"),
                hours=hours,
                delivery=Delivery.ONLINE,
            )
        )
    wants = tuple(Want(("f", f"s{i}"), f"s{i}") for i in range(skills))
    return Request(wants, tuple(every), Limits(START), CHEAPEST, alternatives=0)


def brute_force(request: Request) -> float | None:
    """Return the least value of the aim over every set in every order; None if none fits."""
    usable = [c for c in request.courses if _usable(c, request)]
    days = {c.id: _days(c, request.limits) for c in usable}
    wants = [w for w in request.wants if any(_teaches(c, w.key, w.level) for c in request.courses)]
    if not wants:
        return None
    best: float | None = None
    for mask in range(1 << len(usable)):
        taken = [c for i, c in enumerate(usable) if mask >> i & 1]
        if not all(any(_teaches(c, w.key, w.level) for c in taken) for w in wants):
            continue
        cost = sum((c.cost.amount for c in taken if c.cost), Decimal(0))
        if request.limits.budget is not None and cost > request.limits.budget:
            continue
        end = _soonest(taken, days, request)
        if end is None:
            continue
        value = _value(request.aim, cost, end)
        best = value if best is None else min(best, value)
    return best


def _value(aim: Aim, cost: Decimal, end: int) -> float:
    if not aim.cost or aim.week is None:
        return float(end)
    return float(cost * 100) if aim.week == 0 else float(7 * cost * 100 + aim.week * 100 * end)


def _soonest(taken: list[Course], days: dict[str, int], request: Request) -> int | None:
    ends: dict[frozenset[str], int] = {frozenset(): 0}
    layer = [frozenset[str]()]
    by_id = {c.id: c for c in request.courses}
    for _ in taken:
        following: dict[frozenset[str], None] = {}
        for done in layer:
            for course in taken:
                if course.id in done or not _ready(course, done, by_id, request):
                    continue
                begin = ends[done]
                if course.starts:
                    dates = [(d - START).days for d in course.starts]
                    later = [d for d in dates if d >= begin]
                    if not later:
                        continue
                    begin = min(later)
                then, end = done | {course.id}, begin + days[course.id]
                ends[then] = min(end, ends.get(then, end))
                following[then] = None
        layer = list(following)
    end = ends.get(frozenset(c.id for c in taken))
    last = request.limits.finish_by
    return None if end is None or (last and end > (last - START).days + 1) else end


def _ready(
    course: Course, done: frozenset[str], by_id: dict[str, Course], request: Request
) -> bool:
    groups = all(any(p in done or _met(p, by_id, request) for p in g) for g in course.prerequisites)
    return groups and all(
        _holds(("f", r.id), r.level, request)
        or any(_teaches(by_id[d], ("f", r.id), r.level) for d in done)
        for r in course.requires_skills
    )


def _met(prerequisite: str, by_id: dict[str, Course], request: Request) -> bool:
    if prerequisite in request.earned:
        return True
    skills = by_id[prerequisite].skills
    return bool(skills) and all(_holds(("f", s.id), s.level, request) for s in skills)


def _holds(key: SkillKey, level: float | None, request: Request) -> bool:
    held = request.held.get(key)
    return key in request.held and (level is None or (held is not None and held >= level))


def _teaches(course: Course, key: SkillKey, level: float | None) -> bool:
    return any(
        (s.framework, s.id) == key and (level is None or s.level is None or s.level >= level)
        for s in course.skills
    )


def _usable(course: Course, request: Request) -> bool:
    limits = request.limits
    pace = course.hours / course.weeks if course.hours and course.weeks else 0
    return (
        course.id not in request.earned
        and course.cost is not None
        and course.cost.currency == limits.currency
        and not (course.hours is None and course.weeks is None)
        and pace <= limits.hours_a_week + 1e-9
        and not (limits.online_only and course.delivery is not Delivery.ONLINE)
    )


def _days(course: Course, limits: Limits) -> int:
    pace = (course.hours or 0) / limits.hours_a_week
    return math.ceil(max(course.weeks or 0, pace) * 7 - 1e-6)
