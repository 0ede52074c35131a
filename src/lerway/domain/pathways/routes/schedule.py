"""The order of the courses of a route, and their days: one after the other, soonest end.

Of up to 14 courses the soonest end is exact: dynamic programming over which are done (an
earlier end of the same courses is never worse). Without start dates every order that keeps
to the prerequisites ends at the same time, and what matters most comes first.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.domain.pathways.routes.prepare import Instance

__all__ = ["Schedule", "in_order"]

_EXACT: Final = 14


@dataclass(frozen=True, slots=True)
class Schedule:
    """Courses in order.

    Attributes:
        order: indices of the courses.
        starts: days from the start of the route to each first day.
        days: from the start to the end of the last; None if a course has no date left.
        exact: whether no other order ends sooner.
    """

    order: tuple[int, ...]
    starts: tuple[int, ...]
    days: int | None
    exact: bool = True


def in_order(
    instance: Instance, chosen: Iterable[int], worth: Sequence[float], *, relaxed: bool = False
) -> Schedule:
    """Return the courses in the order that ends soonest.

    Args:
        instance: the problem.
        chosen: the courses to take.
        worth: of each course of the instance, how much it matters; more comes first.
        relaxed: leave out prerequisites that other courses could meet as well, so that no
            choice with these courses and more ends sooner.
    """
    courses = sorted(chosen, key=lambda c: (-worth[c], instance.courses[c].id))
    inside = set(courses)
    needs: dict[int, list[set[int]]] = {c: [] for c in courses}
    for of, group in instance.groups:
        if of in inside and not (relaxed and not inside.issuperset(group)):
            needs[of].append(inside.intersection(group))
    dated = any(instance.starts[c] for c in courses)
    if dated and len(courses) <= _EXACT:
        return _soonest(instance, courses, needs)
    return _greedy(instance, courses, needs, exact=not dated)


def _begin(instance: Instance, course: int, day: int) -> int | None:
    """Return the first day on which a course can begin, from `day` on."""
    dates = instance.starts[course]
    if not instance.courses[course].starts:
        return day
    at = bisect_left(dates, day)
    return dates[at] if at < len(dates) else None


def _greedy(
    instance: Instance, courses: list[int], needs: dict[int, list[set[int]]], *, exact: bool
) -> Schedule:
    done: set[int] = set()
    order: list[int] = []
    starts: list[int] = []
    day = 0
    while len(order) < len(courses):
        ready = [c for c in courses if c not in done and all(g & done for g in needs[c])]
        begins = [(b, c) for c in ready if (b := _begin(instance, c, day)) is not None]
        if not begins:
            return Schedule(tuple(order), tuple(starts), None, exact)
        begin, course = _next(instance, begins, day)
        order.append(course)
        starts.append(begin)
        done.add(course)
        day = begin + instance.days[course]
    return Schedule(tuple(order), tuple(starts), day, exact)


def _next(instance: Instance, begins: list[tuple[int, int]], day: int) -> tuple[int, int]:
    """Return what to begin next, of (first day, course), what matters most first.

    The dated course that begins first, of these the one whose last date comes first; before
    it an undated one, if that ends in time.
    """
    dated = [x for x in begins if instance.starts[x[1]]]
    undated = [x for x in begins if not instance.starts[x[1]]]
    if not dated:
        return undated[0]
    first = min(dated, key=lambda x: (x[0], instance.starts[x[1]][-1]))
    fitting = [x for x in undated if day + instance.days[x[1]] <= first[0]]
    return fitting[0] if fitting else first


def _soonest(instance: Instance, courses: list[int], needs: dict[int, list[set[int]]]) -> Schedule:
    bit = {c: 1 << i for i, c in enumerate(courses)}
    masks = {c: [sum(bit[p] for p in g) for g in needs[c]] for c in courses}
    full = (1 << len(courses)) - 1
    # done -> (end, course done last, its first day)
    best: dict[int, tuple[int, int, int]] = {0: (0, -1, 0)}
    for done in range(full):
        if done not in best:
            continue
        day = best[done][0]
        for c in courses:
            if done & bit[c] or not all(m & done for m in masks[c]):
                continue
            begin = _begin(instance, c, day)
            if begin is None:
                continue
            end = begin + instance.days[c]
            then = done | bit[c]
            if then not in best or end < best[then][0]:
                best[then] = (end, c, begin)
    if full not in best:
        return Schedule((), (), None)
    order: list[int] = []
    starts: list[int] = []
    done = full
    while done:
        _, c, begin = best[done]
        order.append(c)
        starts.append(begin)
        done ^= bit[c]
    return Schedule(tuple(reversed(order)), tuple(reversed(starts)), best[full][0])
