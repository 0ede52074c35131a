"""From a request to whole numbers: which courses can be taken, and what they need.

1. Courses that were earned are met prerequisites; those that break a limit are left out,
   with the reason.
2. Of the rest, those that can ever be taken: the least set in which every course has a
   way to meet each prerequisite. What is on a cycle never enters it.
3. Of these, those that teach something wanted, and what they need, and what that needs.

Costs come out in cents and times in days, so that the optimum is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lerway.domain.pathways.routes.cycles import cycles
from lerway.domain.pathways.routes.model import Excluded
from lerway.domain.pathways.told import Told
from lerway.standards.ctdl.model import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from lerway.domain.pathways.holdings import SkillKey
    from lerway.domain.pathways.routes.model import Limits, Request
    from lerway.standards.ctdl.model import Course, SkillRef

__all__ = ["Instance", "prepare", "skill_key", "teaches"]

_ENOUGH = 1e-9


@dataclass(frozen=True, slots=True)
class Instance:
    """The problem in whole numbers. Index i is the course `courses[i]`.

    Attributes:
        courses: that can be taken and help.
        cents: their costs; days: how long each takes.
        starts: days from the start of the route to each start date; empty if at any time.
        rows: of each wanted skill that is taught, the courses that teach it.
        row_wants: indices of `request.wants`, row by row.
        groups: (course, courses of which one must come before it).
        credited: of each course, the prerequisites that are met by what is held.
        latest: the last day counted from the start, or None; budget: in cents, or None.
        excluded: why other courses that teach something wanted are left out.
        untaught: indices of wants that nothing in the catalogue teaches.
        unreachable: indices of wants that only courses left out teach.
    """

    courses: tuple[Course, ...]
    cents: tuple[int, ...]
    days: tuple[int, ...]
    starts: tuple[tuple[int, ...], ...]
    rows: tuple[tuple[int, ...], ...]
    row_wants: tuple[int, ...]
    groups: tuple[tuple[int, tuple[int, ...]], ...]
    credited: tuple[tuple[str, ...], ...]
    latest: int | None
    budget: int | None
    excluded: tuple[Excluded, ...]
    untaught: tuple[int, ...]
    unreachable: tuple[int, ...]


def skill_key(ref: SkillRef) -> SkillKey:
    """Return the skill that a course names."""
    return ref.framework, ref.id


def teaches(ref: SkillRef, key: SkillKey, level: float | None) -> bool:
    """Return whether a course that names `ref` teaches a skill to `level`.

    A course that states no level counts as teaching it.
    """
    if skill_key(ref) != key:
        return False
    return level is None or ref.level is None or ref.level + _ENOUGH >= level


def prepare(request: Request) -> Instance:
    """Return the problem in whole numbers."""
    usable, excluded = _usable(request)
    teachers = _Teachers(request.courses)
    needs, credited = _needs(request, usable, teachers)
    takeable = _takeable(usable, needs)
    excluded.update(_untakeable(request, usable, needs, takeable))
    wanted = [tuple(c for c in teachers.of(w.key, w.level) if c in takeable) for w in request.wants]
    chosen = _closure((c for row in wanted for c in row), needs, takeable)
    order = [c.id for c in request.courses if c.id in chosen]
    at = {id_: i for i, id_ in enumerate(order)}
    taught = [bool(teachers.of(w.key, w.level)) for w in request.wants]
    limits = request.limits
    helpful = {c for w in request.wants for c in teachers.of(w.key, w.level)}
    return Instance(
        courses=tuple(usable[c] for c in order),
        cents=tuple(_cents(usable[c]) for c in order),
        days=tuple(_days(usable[c], limits) or 0 for c in order),
        starts=tuple(_starts(usable[c], limits.start) for c in order),
        rows=tuple(tuple(at[c] for c in row) for row in wanted if row),
        row_wants=tuple(i for i, row in enumerate(wanted) if row),
        groups=tuple(
            (at[c], tuple(at[p] for p in group if p in at and p != c))
            for c in order
            for group in needs[c]
        ),
        credited=tuple(tuple(credited.get(c, ())) for c in order),
        latest=(limits.finish_by - limits.start).days + 1 if limits.finish_by else None,
        budget=math.floor(limits.budget * 100) if limits.budget is not None else None,
        excluded=tuple(e for c, e in excluded.items() if c in helpful or _about_cycles(e)),
        untaught=tuple(i for i, t in enumerate(taught) if not t),
        unreachable=tuple(i for i, row in enumerate(wanted) if taught[i] and not row),
    )


def _about_cycles(excluded: Excluded) -> bool:
    return excluded.code in {"course.requires_itself", "course.cycle"}


class _Teachers:
    """Which courses teach a skill."""

    def __init__(self, courses: Iterable[Course]) -> None:
        self._by_skill: dict[SkillKey, list[tuple[str, float | None]]] = {}
        for course in courses:
            for ref in course.skills:
                self._by_skill.setdefault(skill_key(ref), []).append((course.id, ref.level))

    def of(self, key: SkillKey, level: float | None) -> list[str]:
        every = self._by_skill.get(key, ())
        return list(
            dict.fromkeys(
                c for c, at in every if level is None or at is None or at + _ENOUGH >= level
            )
        )


def _usable(request: Request) -> tuple[dict[str, Course], dict[str, Excluded]]:
    """Return the courses that break no limit, and why the others do."""
    usable: dict[str, Course] = {}
    excluded: dict[str, Excluded] = {}
    for course in request.courses:
        reason = _reason(course, request)
        if reason is None:
            usable[course.id] = course
        else:
            excluded[course.id] = Excluded(course.id, course.name, reason.code, reason)
    return usable, excluded


def _reason(course: Course, request: Request) -> Told | None:
    limits = request.limits
    days = _days(course, limits)
    if course.id in request.earned:
        return Told("course.earned", "it was earned already")
    if course.cost is None:
        words = "its provider states no cost, so it cannot be compared"
        return Told("course.no_cost", words)
    if course.cost.currency != limits.currency:
        words = "its cost is in {currency}, and nothing is converted"
        return Told("course.other_currency", words, currency=course.cost.currency)
    if days is None:
        return Told("course.no_duration", "its provider states neither hours nor weeks")
    pace = course.hours / course.weeks if course.hours and course.weeks else 0.0
    if pace > limits.hours_a_week + _ENOUGH:
        words = "it takes {pace} hours a week, and there are {hours}"
        hours = f"{limits.hours_a_week:g}"
        return Told("course.too_many_hours", words, pace=f"{pace:.1f}", hours=hours)
    if limits.online_only and course.delivery is not Delivery.ONLINE:
        words = "delivery is {delivery}, not online"
        return Told("course.not_online", words, delivery=course.delivery.value)
    if course.starts and max(course.starts) < limits.start:
        last = max(course.starts).isoformat()
        return Told("course.no_start", "it started last on {last}", last=last)
    return None


def _days(course: Course, limits: Limits) -> int | None:
    if course.weeks is None and course.hours is None:
        return None
    own = course.weeks or 0.0
    pace = (course.hours or 0.0) / limits.hours_a_week
    return math.ceil(max(own, pace) * 7 - 1e-6)


def _cents(course: Course) -> int:
    return math.ceil(course.cost.amount * 100) if course.cost else 0


def _starts(course: Course, start: date) -> tuple[int, ...]:
    return tuple(sorted((d - start) // timedelta(days=1) for d in course.starts if d >= start))


def _needs(
    request: Request, usable: Mapping[str, Course], teachers: _Teachers
) -> tuple[dict[str, list[tuple[str, ...]]], dict[str, list[str]]]:
    """Return of each usable course the groups that are still to be met, and what is credited."""
    by_id = {c.id: c for c in request.courses}
    needs: dict[str, list[tuple[str, ...]]] = {}
    credited: dict[str, list[str]] = {}
    for id_, course in usable.items():
        groups = needs.setdefault(id_, [])
        for group in course.prerequisites:
            met = next((p for p in group if _met(p, by_id, request)), None)
            if met is None:
                groups.append(tuple(dict.fromkeys(group)))
            else:
                credited.setdefault(id_, []).append(by_id[met].name if met in by_id else met)
        for ref in course.requires_skills:
            if _holds(skill_key(ref), ref.level, request):
                credited.setdefault(id_, []).append(ref.name or ref.id)
            else:
                groups.append(tuple(teachers.of(skill_key(ref), ref.level)))
    return needs, credited


def _met(prerequisite: str, by_id: Mapping[str, Course], request: Request) -> bool:
    if prerequisite in request.earned:
        return True
    course = by_id.get(prerequisite)
    if course is None or not course.skills or not request.limits.credit_for_held:
        return False
    return all(_holds(skill_key(s), s.level, request) for s in course.skills)


def _holds(key: SkillKey, level: float | None, request: Request) -> bool:
    if key not in request.held:
        return False
    held = request.held[key]
    return level is None or (held is not None and held + _ENOUGH >= level)


def _takeable(
    usable: Mapping[str, Course], needs: Mapping[str, Sequence[tuple[str, ...]]]
) -> set[str]:
    """Return the courses that can ever be taken, by working up from those without needs."""
    open_groups = {c: len(needs[c]) for c in usable}
    waiting: dict[str, list[tuple[str, int]]] = {}
    for c in usable:
        for g, group in enumerate(needs[c]):
            for p in group:
                waiting.setdefault(p, []).append((c, g))
    done: set[tuple[str, int]] = set()
    takeable = {c for c, n in open_groups.items() if n == 0}
    fresh = list(takeable)
    while fresh:
        for c, g in waiting.get(fresh.pop(), ()):
            if (c, g) in done:
                continue
            done.add((c, g))
            open_groups[c] -= 1
            if open_groups[c] == 0 and c not in takeable:
                takeable.add(c)
                fresh.append(c)
    return takeable


def _untakeable(
    request: Request,
    usable: Mapping[str, Course],
    needs: Mapping[str, Sequence[tuple[str, ...]]],
    takeable: set[str],
) -> dict[str, Excluded]:
    left = {c: needs[c] for c in usable if c not in takeable}
    names = {c.id: c.name for c in request.courses}
    out: dict[str, Excluded] = {}
    graph = {c: {p for group in groups for p in group if p in left} for c, groups in left.items()}
    for cycle in cycles(graph):
        for c in cycle:
            if len(cycle) == 1:
                why = Told("course.requires_itself", "it names itself as its prerequisite")
            else:
                ring = " → ".join(names[x] for x in (*cycle, cycle[0]))
                words = "these courses are each other's prerequisites: {ring}"
                why = Told("course.cycle", words, ring=ring)
            out[c] = Excluded(c, names[c], why.code, why)
    for c, groups in left.items():
        if c not in out:
            group = next((g for g in groups if not set(g) & takeable), ())
            what = " or ".join(repr(names.get(p, p)) for p in group) or "a skill that it asks for"
            courses = "; ".join(names.get(p, p) for p in group)
            words = "its prerequisite {what} cannot be had"
            why = Told("course.prerequisite_unmet", words, what=what, courses=courses)
            out[c] = Excluded(c, names[c], why.code, why)
    return out


def _closure(
    ids: Iterable[str], needs: Mapping[str, Sequence[tuple[str, ...]]], takeable: set[str]
) -> set[str]:
    chosen: set[str] = set()
    fresh = list(ids)
    while fresh:
        c = fresh.pop()
        if c not in chosen:
            chosen.add(c)
            fresh += [p for group in needs[c] for p in group if p in takeable]
    return chosen
