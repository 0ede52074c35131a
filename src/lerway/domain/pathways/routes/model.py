"""What is asked of a route, and what comes back (house model).

Courses are taken one after the other. A course lasts its own weeks, or as long as its
hours take at the hours a week that the person has; a course that asks for more hours a
week than that cannot be taken. Time runs from the start to the end of the last course,
waiting for start dates included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.holdings import SkillKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lerway.standards.ctdl.model import Course, Money

__all__ = [
    "BALANCED",
    "CHEAPEST",
    "FASTEST",
    "Aim",
    "Excluded",
    "Limits",
    "Loosening",
    "Plan",
    "PriceChange",
    "Request",
    "Route",
    "Step",
    "Want",
]


@dataclass(frozen=True, slots=True)
class Want:
    """A skill to be learned.

    Attributes:
        key: the skill.
        label: what it is called.
        level: that is asked for, 0 to 1; None if any will do.
        weight: its importance, for the order of courses.
    """

    key: SkillKey
    label: str
    level: float | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be least.

    Attributes:
        name: `cheapest`, `fastest` or `balanced`.
        cost: whether money counts.
        week: what one week is worth in money, where both count; None: only time counts.
    """

    name: str
    cost: bool
    week: Decimal | None

    @classmethod
    def balanced(cls, week: Decimal) -> Aim:
        """Return the aim where a week earlier is worth `week` (in the currency asked for)."""
        return cls("balanced", cost=True, week=week)


CHEAPEST: Final = Aim("cheapest", cost=True, week=Decimal(0))
"""Least money; of equally cheap ones the fastest."""
FASTEST: Final = Aim("fastest", cost=False, week=None)
"""Least time; of equally fast ones the cheapest."""
BALANCED: Final = Aim.balanced(Decimal(25))
"""A week earlier is worth 25: a stated balance, for want of a better one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the person can do.

    Attributes:
        start: from when on.
        currency: that costs are counted in (ISO 4217); nothing is ever converted.
        budget: at most, or None.
        hours_a_week: for study.
        online_only: nothing in person.
        finish_by: the last day, or None.
        credit_for_held: a prerequisite counts as met when everything that it teaches is
            held already.
    """

    start: date
    currency: str = "USD"
    budget: Decimal | None = None
    hours_a_week: float = 10.0
    online_only: bool = False
    finish_by: date | None = None
    credit_for_held: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """A route that is wanted.

    Attributes:
        wants: the skills to be learned.
        courses: the catalogue.
        limits: what the person can do.
        aim: what is to be least.
        held: levels of the skills that are held (None: no level stated).
        earned: ids of courses and credentials that were earned.
        alternatives: how many next-best routes to look for.
    """

    wants: tuple[Want, ...]
    courses: tuple[Course, ...]
    limits: Limits
    aim: Aim = CHEAPEST
    held: Mapping[SkillKey, float | None] = field(default_factory=dict[SkillKey, "float | None"])
    earned: frozenset[str] = frozenset()
    alternatives: int = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One course of a route.

    Attributes:
        course: what to take.
        starts: first day; ends: last day.
        waits: days of waiting before it.
        closes: labels of the wanted skills that this step is first to teach.
        opens: names of the later courses that need this one first.
        credited: names of prerequisites that are met by what is held.
        sentence: all that in plain words.
    """

    course: Course
    starts: date
    ends: date
    waits: int
    closes: tuple[str, ...]
    opens: tuple[str, ...]
    credited: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Route:
    """Courses in order.

    Attributes:
        steps: the courses.
        cost: all together.
        days: from the start to the last day.
        hours: of study, those of courses that state them.
        objective: what was made least, in cents or days (or their balance).
        proven: whether nothing better exists.
        gap: how far the best could be from this, as a share of `objective`; 0 if proven.
    """

    steps: tuple[Step, ...]
    cost: Money
    days: int
    hours: float
    objective: float
    proven: bool
    gap: float

    @property
    def weeks(self) -> float:
        """The days in weeks."""
        return self.days / 7

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the courses."""
        return frozenset(s.course.id for s in self.steps)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A course that could not be taken, and why.

    Attributes:
        course: its id; name: its title.
        code: `course.no_cost`, `course.other_currency`, `course.no_duration`,
            `course.too_many_hours`, `course.not_online`, `course.no_start`,
            `course.requires_itself`, `course.cycle`, `course.prerequisite_unmet`,
            `course.earned`.
        sentence: in plain words.
    """

    course: str
    name: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Loosening:
    """A limit that, loosened alone or with others, makes a route possible.

    Attributes:
        limits: names of the limits: `budget`, `finish by`, `hours a week`, `online only`.
        sentence: from what to what.
        by: how far, as a share of the limit; the smallest comes first.
    """

    limits: tuple[str, ...]
    sentence: str
    by: float


@dataclass(frozen=True, slots=True)
class PriceChange:
    """How dear a course of the route may become before another route is better.

    Attributes:
        course: its id; name: its title.
        price: now; up_to: the price at which another route is as good; None if the course
            cannot be done without.
        instead: names of the courses that would come in its place.
        sentence: in plain words.
    """

    course: str
    name: str
    price: Money
    up_to: Money | None
    instead: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What was found.

    Attributes:
        request: what was asked.
        route: the best one; None if there is none under the limits.
        alternatives: the next best, each without at least one course of those before.
        untaught: labels of wanted skills that no course of the catalogue teaches.
        loosenings: if there is no route: what to loosen, the smallest first.
        excluded: courses that would teach something wanted and could not be taken.
        remarks: what the person should be told.
        sentence: the whole in plain words.
    """

    request: Request
    route: Route | None
    alternatives: tuple[Route, ...]
    untaught: tuple[str, ...]
    loosenings: tuple[Loosening, ...]
    excluded: tuple[Excluded, ...]
    remarks: tuple[str, ...]
    sentence: str
