"""CTDL: courses, programmes and credentials that somebody offers.

Classes LearningProgram, Course, LearningOpportunityProfile and Credential; properties
teaches, requires, estimatedCost, estimatedDuration, deliveryType, offeredBy, creditValue.

What the offer does not say is None or empty: it is shown as not stated, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from lerway.kernel.source import Source
    from lerway.kernel.strict_json import JSON

__all__ = ["Course", "CourseKind", "Credit", "Delivery", "Money", "SkillRef"]

_NOTHING: Final[Mapping[str, JSON]] = MappingProxyType({})


def _nothing() -> Mapping[str, JSON]:
    return _NOTHING


class CourseKind(StrEnum):
    """What is offered."""

    COURSE = "course"
    PROGRAMME = "programme"
    CREDENTIAL = "credential"


class Delivery(StrEnum):
    """How it is taught (CTDL deliveryType)."""

    ONLINE = "online"
    IN_PERSON = "in person"
    BLENDED = "blended"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; never without its currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def said(self) -> str:
        """Return it in words: `$1,250`, `$99.50`, `EUR 300`."""
        number = f"{self.amount:,.2f}".removesuffix(".00")
        return f"${number}" if self.currency == "USD" else f"{self.currency} {number}"


@dataclass(frozen=True, slots=True)
class SkillRef:
    """A skill of a framework, and how much of it.

    Attributes:
        id: of the item in its framework (`S0544`, `2.A.1.b`, an address).
        framework: its id or name, or empty if `id` is an address.
        level: 0 to 1; None if the offer gives none.
        name: as the offer calls it; may be empty.
    """

    id: str
    framework: str = ""
    level: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a college counts it for: 3 `semester hours`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Course:
    """One offer.

    Attributes:
        id: of the offer, for ever the same (a CTID, an address, the provider's code).
        name: its title.
        provider: who offers it; provider_id: an address, or empty.
        source: who says all this, and of what date.
        kind: course, programme or credential.
        skills: what it teaches.
        prerequisites: each entry is a group of ids of courses, one of which suffices; all
            entries must be met.
        requires_skills: skills to bring along.
        cost: tuition and fees together; None if not stated.
        hours: of study, all in all; None if not stated.
        weeks: it lasts at its own pace; None if everybody goes at their own.
        delivery: how it is taught.
        starts: dates it starts on, in order; empty if at any time.
        credit: what it counts for, or None.
        address: its page.
        kept: what the file says beyond all this.
    """

    id: str
    name: str
    provider: str
    source: Source
    provider_id: str = ""
    kind: CourseKind = CourseKind.COURSE
    skills: tuple[SkillRef, ...] = ()
    prerequisites: tuple[tuple[str, ...], ...] = ()
    requires_skills: tuple[SkillRef, ...] = ()
    cost: Money | None = None
    hours: float | None = None
    weeks: float | None = None
    delivery: Delivery = Delivery.NOT_STATED
    starts: tuple[date, ...] = ()
    credit: Credit | None = None
    address: str = ""
    kept: Mapping[str, JSON] = field(default_factory=_nothing, hash=False)
