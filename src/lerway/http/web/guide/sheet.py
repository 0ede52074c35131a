"""From an answer to the plan on one page, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from lerway.domain.pathways.drawing import pathway_of, pathway_svg
from lerway.domain.pathways.gap import State
from lerway.domain.pathways.holdings import Basis
from lerway.domain.pathways.printing.sheet import Bar, Leg, Near, Note, Sheet
from lerway.http.kit.strangers import line
from lerway.http.web.guide import wording as say
from lerway.http.web.guide.telling import excluded, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lerway.bootstrap.guide import Planned
    from lerway.domain.pathways.atlas.nearby import NearbyRole
    from lerway.domain.pathways.gap import GapLine
    from lerway.domain.pathways.holdings import Holdings
    from lerway.http.kit.words import Words

__all__ = ["Answer", "bar_of", "is_sample", "near_of", "notes_of", "picture", "sheet_of"]

MOST_BARS: Final = 7
MOST_LEGS: Final = 9
MOST_NEAR: Final = 3
MOST_NOTES: Final = 4
MOST_HELD: Final = 12
ADDRESS: Final = "urn:lerway:plan"
CIRCLES: Final = frozenset({"course.requires_itself", "course.cycle"})
"""Why a course cannot be taken, where its provider has to mend it."""
_STATES: Final[dict[State, Literal["held", "partly", "missing"]]] = {
    State.HELD: "held",
    State.PARTLY: "partly",
    State.MISSING: "missing",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the compass found for one person.

    Attributes:
        held: what is held; planned: gap and route, or None without a target.
        near: roles that are close.
        now: whether the present work is known.
    """

    held: Holdings
    planned: Planned | None
    near: tuple[NearbyRole, ...]
    now: bool = False


def is_sample(planned: Planned | None) -> bool:
    """Return whether any course that is shown is made up."""
    if planned is None:
        return False
    routes = [r for r in (planned.plan.route, *planned.plan.alternatives) if r]
    return any(s.course.source.sample for r in routes for s in r.steps)


def ordered(planned: Planned) -> list[GapLine]:
    """Return what counts: missing first, then partly held, then held."""
    gap = planned.gap
    return [f for state in (State.MISSING, State.PARTLY, State.HELD) for f in gap.of(state)]


def bar_of(found: GapLine, words: Words) -> Bar:
    """Return one skill of the gap."""
    verified = found.basis is Basis.VERIFIED
    return Bar(
        line(found.asked.label),
        " ".join(x for x in (say.line_said(found, words), say.asked_by(found, words)) if x),
        say.importance(found, words),
        found.share if verified else 0.0,
        0.0 if verified else found.share,
        _STATES[found.state],
    )


def notes_of(planned: Planned, words: Words) -> tuple[Note, ...]:
    """Return what to loosen, the next-best routes, and what would change the answer."""
    language, plan = words.language.value, planned.plan
    notes = [told(one.sentence, words) for one in plan.loosenings]
    notes += [Note(say.alternative(r, words), language) for r in plan.alternatives]
    notes += [Note(say.change(c, words), language) for c in planned.changes]
    circles = [e for e in plan.excluded if e.code in CIRCLES]
    return (*notes, *(excluded(e.name, e.sentence, words) for e in circles))


def picture(planned: Planned) -> str:
    """Return the route as SVG; empty if there is none."""
    route = planned.plan.route
    if route is None or not route.steps:
        return ""
    return pathway_svg(pathway_of(route, planned.gap.target.label, ADDRESS))


def near_of(role: NearbyRole, words: Words, *, now: bool) -> Near:
    """Return one role that is close."""
    known = role.known
    sources = [say.source(f.source, words) for f in (known.wage, known.outlook) if f]
    if role.degree.share is not None or role.job_zone is not None:
        sources.append(say.source(role.source, words))
    missing = ""
    if role.missing_count:
        more = role.missing_count - len(role.missing)
        names = [*role.missing, *([""] * more)]
        missing = " " + words("Missing: {skills}.", skills=say.listed(names, words, 3))
    area = f"{line(known.wage.area)}: " if known.wage else ""
    return Near(
        line(role.label),
        say.near_held(role, words) + missing,
        area + say.wage(known.wage, words),
        say.difference(role.difference, words) if now else "",
        say.outlook(known.outlook, words),
        say.degree(role.degree, words)
        + (" " + words("Job zone {n} of 5.", n=role.job_zone) if role.job_zone else ""),
        words("Source: {sources}.", sources="; ".join(dict.fromkeys(sources))) if sources else "",
    )


def sheet_of(answer: Answer, words: Words, at: datetime) -> Sheet:
    """Return the plan.

    Args:
        answer: what was found.
        words: of the reader's language.
        at: when it is made.
    """
    planned = answer.planned
    bars: Sequence[GapLine] = ordered(planned) if planned else []
    legs, end, left = _legs(planned, words)
    role = line(planned.gap.target.label) if planned else ""
    more = len(bars) - MOST_BARS
    return Sheet(
        language=words.language.value,
        title=words("Your way to {role}", role=role) if role else words("What is close to you"),
        made=words("Made on {date} with Lerway.", date=words.date(at)),
        sample=words(
            "The courses, providers and prices here are a sample, made up for trying out. Nobody"
            " offers them."
        )
        if is_sample(planned)
        else "",
        gap_heading=words("The gap"),
        gap=say.gap_sentence(planned.gap, words) if planned else "",
        bars=tuple(bar_of(f, words) for f in bars[:MOST_BARS]),
        gap_more=words("{n} more skills are not shown here.", n=more) if more > 0 else "",
        gap_source=words(
            "What is needed: {source}.", source=say.source(planned.gap.target.source, words)
        )
        if planned
        else "",
        legend=(words("filled: verified"), words("hatched: said by you"), words("empty: to learn")),
        route_heading=words("The route"),
        route=say.route_sentence(planned.plan, words) + left if planned else "",
        legs=legs,
        route_end=end,
        notes=notes_of(planned, words)[:MOST_NOTES] if planned else (),
        near_heading=words("Roles close to you"),
        near=tuple(near_of(r, words, now=answer.now) for r in answer.near[:MOST_NEAR]),
        near_none="" if answer.near else words("Nothing that you hold leads to a role here yet."),
        held_heading=words("What you hold"),
        verified=_held(answer.held, Basis.VERIFIED, words),
        claimed=_held(answer.held, Basis.CLAIMED, words),
        picture=picture(planned) if planned else "",
        foot=words(
            "Closeness, gap and route are computed from the sources named above; ask a counsellor"
            " and the providers before you decide. Prices and dates may have changed."
        ),
    )


def _legs(planned: Planned | None, words: Words) -> tuple[tuple[Leg, ...], str, str]:
    route = planned.plan.route if planned else None
    if planned is None or route is None:
        return (), "", ""
    legs = tuple(
        Leg(
            line(s.course.name),
            say.provider(s, words),
            say.figures(s, words),
            say.closes(s, words),
            words("Source: {sources}.", sources=say.leg_source(s, words)),
        )
        for s in route.steps[:MOST_LEGS]
    )
    more = len(route.steps) - MOST_LEGS
    left = " " + words("{n} later courses are not shown here.", n=more) if more > 0 else ""
    return legs, line(planned.gap.target.label), left


def _held(held: Holdings, basis: Basis, words: Words) -> str:
    names = [h.label for h in held.skills if h.basis is basis]
    if basis is Basis.VERIFIED:
        if not names:
            return words("Verified: nothing yet.")
        return words("Verified: {skills}.", skills=say.listed(names, words, MOST_HELD))
    if not names:
        return ""
    said = say.listed(names, words, MOST_HELD)
    return words("Said by you, not verified: {skills}.", skills=said)
