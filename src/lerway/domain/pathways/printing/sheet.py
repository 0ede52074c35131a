"""A plan on one page: words and figures, each figure with its source and date (house model).

Everything is text already, in the reader's language; HTML and PDF draw the same sheet. A sheet
holds all that there is; `cut` leaves what fits on the page, and says how much it left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

__all__ = ["Bar", "Leg", "Near", "Note", "Sheet"]

_MOST_LATER: Final = 40


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
        short: number, title, cost and hours, for a list of later courses.
    """

    title: str
    provider: str
    figures: str
    closes: str
    source: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """One role that is close.

    Attributes:
        title: of the role.
        held: how close it is.
        wage: median and range, or that it is not known; difference: from the present work.
        outlook: jobs to come; degree: education.
        source: of all these figures, with dates.
        note: what must be known of them: that they are those of a wider occupation.
    """

    title: str
    held: str
    wage: str
    difference: str
    outlook: str
    degree: str
    source: str
    note: str = ""


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
        role_heading: heading; role: wage, outlook and education of the role itself, or None;
            work: the wage of the present work, that others are compared with, or ''.
        gap_heading: heading; gap: the sentence; bars: the skills; gap_more: how many are not
            shown, with `{n}` until it is cut; gap_source: who says what is needed; gap_notes:
            what must be known of it.
        legend: words for verified, claimed, and needed.
        route_heading: heading; route: the sentence; legs: the steps; later: the courses that
            come after those, with `{courses}` until it is cut; later_more: those beyond, with
            `{n}`; later_source: of their figures; route_end: what it leads to; notes:
            alternatives and what would change it.
        near_heading: heading; near: roles; near_none: said if there are none; near_source: of
            all figures of all of them, where it is one.
        held_heading: heading; verified, claimed: skills that are held, in words, a line for
            each who says so; unread: what was not understood, or ''.
        picture: the route as SVG, or ''.
        foot: what this plan is, and is not.
    """

    language: str
    title: str
    made: str
    sample: str
    role_heading: str
    role: Near | None
    work: str
    gap_heading: str
    gap: str
    bars: tuple[Bar, ...]
    gap_more: str
    gap_source: str
    gap_notes: tuple[Note, ...]
    legend: tuple[str, str, str]
    route_heading: str
    route: str
    legs: tuple[Leg, ...]
    later: str
    later_more: str
    later_source: str
    route_end: str
    notes: tuple[Note, ...]
    near_heading: str
    near: tuple[Near, ...]
    near_none: str
    near_source: str
    held_heading: str
    verified: tuple[str, ...]
    claimed: str
    unread: str
    picture: str
    foot: str

    def cut(self, *, bars: int = 7, legs: int = 6, notes: int = 3, near: int = 3) -> Sheet:
        """Return what fits: so many skills, courses in full, notes and roles; counts the rest.

        No course is left out: those that are not told in full are named with cost and hours.
        """
        legs = legs + 1 if len(self.legs) == legs + 1 else legs
        later, beyond = self.legs[legs : legs + _MOST_LATER], self.legs[legs + _MOST_LATER :]
        courses = "; ".join(leg.short for leg in later)
        if beyond:
            courses += self.later_more.replace("{n}", str(len(beyond)))
        more = len(self.bars) - bars
        return replace(
            self,
            bars=self.bars[:bars],
            gap_more=self.gap_more.replace("{n}", str(more)) if more > 0 else "",
            legs=self.legs[:legs],
            later=_filled(self.later, courses, self.later_source) if later else "",
            notes=self.notes[:notes],
            near=self.near[:near],
        )


def _filled(later: str, courses: str, source: str) -> str:
    return f"{later.replace('{courses}', courses)} {source}"
