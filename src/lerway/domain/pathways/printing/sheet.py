"""A plan on one page: words and figures, each figure with its source and date (house model).

Everything is text already, in the reader's language; HTML and PDF draw the same sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Bar", "Leg", "Near", "Note", "Sheet"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One skill asked for, as a bar.

    Attributes:
        label: of the skill.
        said: how much of it is held, in words.
        importance: in words, or ''.
        verified: the share that is held and verified, 0 to 1; claimed: that is claimed only.
        state: held, partly held, or missing.
    """

    label: str
    said: str
    importance: str
    verified: float
    claimed: float
    state: Literal["held", "partly", "missing"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of the route.

    Attributes:
        title: of the course.
        provider: who offers it, and how it is taught.
        figures: cost, hours and days.
        closes: what it closes, and what it comes before.
        source: who says so, and of when.
    """

    title: str
    provider: str
    figures: str
    closes: str
    source: str


@dataclass(frozen=True, slots=True)
class Near:
    """One role that is close.

    Attributes:
        title: of the role.
        held: how close it is.
        wage: median and range, or that it is not known; difference: from the present work.
        outlook: jobs to come; degree: education.
        source: of all these figures, with dates.
    """

    title: str
    held: str
    wage: str
    difference: str
    outlook: str
    degree: str
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that must be said beside the plan.

    Attributes:
        text: what.
        language: of the text, where it is not the sheet's.
        more: what stands behind it, in English, or ''.
    """

    text: str
    language: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is on the page.

    Attributes:
        language: `en` or `es`; title: of the plan; made: when, in words.
        sample: that courses are made up, in words, or ''.
        gap_heading: heading; gap: the sentence; bars: the skills; gap_more: those not shown;
            gap_source: who says what is needed.
        legend: words for verified, claimed, and needed.
        route_heading: heading; route: the sentence; legs: the steps; route_end: what it leads
            to; notes: alternatives and what would change the answer.
        near_heading: heading; near: roles; near_none: said if there are none.
        held_heading: heading; verified, claimed: skills that are held, each in words.
        picture: the route as SVG, or ''.
        foot: what this plan is, and is not.
    """

    language: str
    title: str
    made: str
    sample: str
    gap_heading: str
    gap: str
    bars: tuple[Bar, ...]
    gap_more: str
    gap_source: str
    legend: tuple[str, str, str]
    route_heading: str
    route: str
    legs: tuple[Leg, ...]
    route_end: str
    notes: tuple[Note, ...]
    near_heading: str
    near: tuple[Near, ...]
    near_none: str
    held_heading: str
    verified: str
    claimed: str
    picture: str
    foot: str
