"""For who offers courses or hires: what is taught and not asked for, and the contrary.

Roles are given as targets, records of a group as holdings (with consent; samples here).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.domain.pathways.gap import find_gap
from lerway.domain.pathways.routes.prepare import skill_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.domain.pathways.holdings import Holdings, SkillKey
    from lerway.domain.pathways.targets import Target
    from lerway.standards.ctdl.model import Course

__all__ = ["CourseEffect", "Demand", "best_course_for", "demand"]


@dataclass(frozen=True, slots=True)
class Demand:
    """Courses against roles.

    Attributes:
        unasked: (course, its skills that no role asks for), the courses with most first.
        untaught: (skill, label, how many roles ask for it), skills that no course teaches,
            those that most roles ask for first.
        too_low: (skill, label, highest level asked for, highest level taught), skills that
            no course teaches as far as some role asks.
    """

    unasked: tuple[tuple[Course, tuple[SkillKey, ...]], ...]
    untaught: tuple[tuple[SkillKey, str, int], ...]
    too_low: tuple[tuple[SkillKey, str, float, float], ...]


def demand(courses: Iterable[Course], targets: Iterable[Target]) -> Demand:
    """Compare what courses teach with what roles ask for (what counts there)."""
    every = list(courses)
    asked: dict[SkillKey, int] = {}
    labels: dict[SkillKey, str] = {}
    highest: dict[SkillKey, float] = {}
    for target in targets:
        for need in target.counted:
            asked[need.key] = asked.get(need.key, 0) + 1
            labels[need.key] = need.label
            if need.level is not None:
                highest[need.key] = max(highest.get(need.key, 0.0), need.level)
    taught: dict[SkillKey, float] = {}
    for course in every:
        for ref in course.skills:
            level = 1.0 if ref.level is None else ref.level
            taught[skill_key(ref)] = max(taught.get(skill_key(ref), 0.0), level)
    unasked = [
        (c, tuple(skill_key(s) for s in c.skills if skill_key(s) not in asked)) for c in every
    ]
    return Demand(
        tuple(sorted((u for u in unasked if u[1]), key=lambda u: (-len(u[1]), u[0].id))),
        tuple(
            (k, labels[k], n)
            for k, n in sorted(asked.items(), key=lambda x: (-x[1], labels[x[0]]))
            if k not in taught
        ),
        tuple(
            (k, labels[k], top, taught[k])
            for k, top in sorted(highest.items(), key=lambda x: labels[x[0]])
            if k in taught and taught[k] < top
        ),
    )


@dataclass(frozen=True, slots=True)
class CourseEffect:
    """What one course would do for a group.

    Attributes:
        course: the course.
        qualified: how many people would hold everything that counts after it, and do not
            now.
        closer: how many would come closer without being there.
        sentence: in plain words.
    """

    course: Course
    qualified: int
    closer: int
    sentence: str


def best_course_for(
    group: Sequence[Holdings], target: Target, courses: Iterable[Course], *, limit: int = 5
) -> tuple[CourseEffect, ...]:
    """Return the courses that would qualify most people of a group for a target.

    Prerequisites are not looked at: they are for the person's own route.
    """
    lacking = [
        {line.asked.key: line.asked.level for line in find_gap(h, target).to_close()} for h in group
    ]
    found: list[CourseEffect] = []
    for course in courses:
        teaches = {skill_key(s): s.level for s in course.skills}
        qualified = closer = 0
        for missing in lacking:
            closed = sum(_enough(teaches, key, level) for key, level in missing.items())
            qualified += bool(missing) and closed == len(missing)
            closer += 0 < closed < len(missing)
        if qualified or closer:
            words = (
                f"{course.name} would qualify {qualified} of {len(group)} people for"
                f" {target.label}, and bring {closer} closer."
            )
            found.append(CourseEffect(course, qualified, closer, words))
    found.sort(key=lambda e: (-e.qualified, -e.closer, e.course.id))
    return tuple(found[:limit])


def _enough(teaches: dict[SkillKey, float | None], key: SkillKey, level: float | None) -> bool:
    if key not in teaches:
        return False
    taught = teaches[key]
    return level is None or taught is None or taught >= level
