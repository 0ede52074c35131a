"""Courses as JSON, for keeping: what was read is written and read the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lerway.kernel.source import Source
from lerway.standards.ctdl.model import Course, CourseKind, Credit, Delivery, Money, SkillRef

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["course_of", "course_to"]

_PLAIN = ("id", "name", "provider", "provider_id", "hours", "weeks", "address")


def course_to(course: Course) -> dict[str, Any]:
    """Return a course as JSON."""
    source = course.source
    return {
        **{name: getattr(course, name) for name in _PLAIN},
        "kind": course.kind.value,
        "delivery": course.delivery.value,
        "skills": [_ref_to(s) for s in course.skills],
        "requires_skills": [_ref_to(s) for s in course.requires_skills],
        "prerequisites": [list(g) for g in course.prerequisites],
        "cost": [str(course.cost.amount), course.cost.currency] if course.cost else None,
        "starts": [d.isoformat() for d in course.starts],
        "credit": [course.credit.value, course.credit.unit] if course.credit else None,
        "source": [
            source.publisher,
            source.title,
            source.date,
            source.address,
            source.place,
            source.sample,
        ],
        "kept": dict(course.kept),
    }


def course_of(value: Mapping[str, Any]) -> Course:
    """Return the course that `course_to` made."""
    cost, credit = value["cost"], value["credit"]
    return Course(
        **{name: value[name] for name in _PLAIN},
        source=Source(*value["source"]),
        kind=CourseKind(value["kind"]),
        skills=tuple(SkillRef(*s) for s in value["skills"]),
        prerequisites=tuple(tuple(g) for g in value["prerequisites"]),
        requires_skills=tuple(SkillRef(*s) for s in value["requires_skills"]),
        cost=Money(Decimal(cost[0]), cost[1]) if cost else None,
        delivery=Delivery(value["delivery"]),
        starts=tuple(date.fromisoformat(d) for d in value["starts"]),
        credit=Credit(*credit) if credit else None,
        kept=value["kept"],
    )


def _ref_to(ref: SkillRef) -> list[Any]:
    return [ref.id, ref.framework, ref.level, ref.name]
