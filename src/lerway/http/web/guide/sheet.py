"""From an answer to the plan on one page, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from lerway.domain.pathways.drawing import pathway_of, pathway_svg
from lerway.domain.pathways.gap import State
from lerway.domain.pathways.holdings import Basis
from lerway.domain.pathways.printing.sheet import Bar, Leg, Near, Note, Sheet
from lerway.http.kit.strangers import line
from lerway.http.web.guide import wording as say
from lerway.http.web.guide.telling import excluded, issuer, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lerway.bootstrap.guide import Planned, Present
    from lerway.domain.pathways.atlas.nearby import NearbyRole
    from lerway.domain.pathways.facts import Known
    from lerway.domain.pathways.gap import GapLine
    from lerway.domain.pathways.holdings import Holdings
    from lerway.http.kit.words import Words

__all__ = [
    "Answer",
    "bar_of",
    "is_sample",
    "near_of",
    "notes_of",
    "picture",
    "sheet_of",
    "work_said",
]

MOST_CLOSED: Final = 3
MOST_HELD: Final = 12
ADDRESS: Final = "urn:lerway:plan"
_SAID_SO: Final = frozenset({"facts.no_wage", "facts.no_outlook"})
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
        now: what the present work is called, and its wage; None if it is not known.
        role: the target itself, as one of the roles that are close; None for a posting.
    """

    held: Holdings
    planned: Planned | None
    near: tuple[NearbyRole, ...]
    now: Present | None = None
    role: NearbyRole | None = None


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


def _weightiest(planned: Planned) -> Sequence[GapLine]:
    """Return what counts, the most important first; where nothing is rated, as `ordered`."""
    gap = planned.gap
    return [f for f in gap.lines if f.asked.weight > 0] if gap.target.rated else ordered(planned)


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
    said = [*(say.change(c, words) for c in planned.changes), say.needed(planned.changes, words)]
    notes += [Note(text, language) for text in said if text]
    circles = [e for e in plan.excluded if e.code in CIRCLES]
    return (*notes, *(excluded(e.name, e.sentence, words) for e in circles))


def picture(planned: Planned, words: Words) -> str:
    """Return the route as SVG; empty if there is none."""
    route, target = planned.plan.route, planned.gap.target
    if route is None or not route.steps:
        return ""
    end = words("the posting") if target.kind == "posting" else target.label
    drawn = pathway_of(route, end, ADDRESS)
    said = replace(drawn, name=words("The route as a picture"), description="")
    kinds = {"course": words("course"), "job": words("goal")}
    return pathway_svg(said, kinds, words("after {names}"))


def near_of(role: NearbyRole, words: Words, *, now: bool) -> Near:
    """Return one role that is close."""
    known = role.known
    sources = [say.source(f.source, words) for f in (known.wage, known.outlook) if f]
    sources.append(say.source(role.source, words))  # of needs, job zone and degree share
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
        say.difference(role.difference, words) if now and known.wage else "",
        say.outlook(known.outlook, words),
        say.degree(role.degree, words)
        + (" " + words("Job zone {n} of 5.", n=role.job_zone) if role.job_zone else ""),
        words("Source: {sources}.", sources="; ".join(dict.fromkeys(sources))),
        _noted(known, words),
    )


def _noted(known: Known, words: Words) -> str:
    """Return what must be known of wage and outlook; that there are none is said already."""
    said = [told(n, words).text for n in known.notes if getattr(n, "code", "") not in _SAID_SO]
    return " ".join(said)


def sheet_of(answer: Answer, words: Words, at: datetime) -> Sheet:
    """Return the plan.

    Args:
        answer: what was found.
        words: of the reader's language.
        at: when it is made.
    """
    planned, now = answer.planned, answer.now
    target = planned.gap.target if planned else None
    role = line(target.label) if target else ""
    role = words("the posting") if target and target.kind == "posting" else role
    near = tuple(near_of(r, words, now=now is not None) for r in answer.near)
    sources = {n.source for n in near}
    common = sources.pop() if len(sources) == 1 else ""
    return Sheet(
        language=words.language.value,
        title=_title(answer, words),
        made=words("Made on {date} with Lerway.", date=words.date(at)),
        sample=words(
            "The courses, providers and prices here are a sample, made up for trying out. Nobody"
            " offers them."
        )
        if is_sample(planned)
        else "",
        role_heading=words("What it pays and asks"),
        role=near_of(answer.role, words, now=now is not None) if answer.role else None,
        work=work_said(now, words),
        gap_heading=words("The gap"),
        gap=say.gap_sentence(planned.gap, words) if planned else "",
        bars=tuple(bar_of(f, words) for f in _weightiest(planned)) if planned else (),
        gap_more=words("{n} more skills are not shown here."),
        gap_source=say.needs_source(target, words) if target else "",
        gap_notes=tuple(told(r, words) for r in target.remarks) if target else (),
        legend=(words("filled: verified"), words("hatched: said by you"), words("empty: to learn")),
        route_heading=words("The route"),
        route=say.route_sentence(planned.plan, words) if planned else "",
        legs=_legs(planned, words),
        later=words("Then, in this order: {courses}."),
        later_more=words(" and {n} more"),
        later_source=_catalogues(planned, words),
        route_end=role,
        notes=notes_of(planned, words) if planned else (),
        near_heading=words("Roles close to you"),
        near=tuple(replace(n, source="") if common else n for n in near),
        near_none="" if near else words("Nothing that you hold leads to a role here yet."),
        near_source=common,
        held_heading=words("What you hold"),
        verified=_verified(answer.held, words),
        claimed=_claimed(answer.held, words),
        unread=_unread(answer.held, words),
        picture=picture(planned, words) if planned else "",
        foot=words(
            "Closeness, gap and route are computed from the sources named above; ask a counsellor"
            " and the providers before you decide. Prices and dates may have changed."
        ),
    )


def _title(answer: Answer, words: Words) -> str:
    if answer.planned is None:
        return words("What is close to you")
    target = answer.planned.gap.target
    if target.kind == "posting":
        return words("Your way to this posting")
    return words("Your way to {role}", role=line(target.label))


def work_said(now: Present | None, words: Words) -> str:
    """Return what the present work pays, by whom that is said; '' if it is not known."""
    if now is None:
        return ""
    wage = now.known.wage
    area = f"{line(wage.area)}: " if wage else ""
    by = " " + words("Source: {sources}.", sources=say.source(wage.source, words)) if wage else ""
    said = words("Your work now, {work}:", work=line(now.name))
    note = _noted(now.known, words)
    return f"{said} {area}{say.wage(wage, words)}{by}" + (f" {note}" if note else "")


def _legs(planned: Planned | None, words: Words) -> tuple[Leg, ...]:
    route = planned.plan.route if planned else None
    if route is None:
        return ()
    return tuple(
        Leg(
            line(s.course.name),
            say.provider(s, words),
            say.figures(s, words),
            say.closes(s, words, MOST_CLOSED),
            words("Source: {sources}.", sources=say.leg_source(s, words)),
            say.short(number, s, words),
        )
        for number, s in enumerate(route.steps, 1)
    )


def _catalogues(planned: Planned | None, words: Words) -> str:
    """Return of when the catalogues of a route are, for courses that are only listed."""
    route = planned.plan.route if planned else None
    if route is None:
        return ""
    dates: dict[str, None] = {}
    for step in route.steps:
        of = step.course.source
        on = line(of.date) or words("no date given")
        dates[words("{source} (sample, made up)", source=on) if of.sample else on] = None
    said = "; ".join(list(dates)[:MOST_CLOSED])
    return words("Source: the catalogue of each provider, {dates}.", dates=said)


def _verified(held: Holdings, words: Words) -> tuple[str, ...]:
    """Return what is verified, a line for each who says so."""
    by: dict[str, list[str]] = {}
    for one in held.skills:
        if one.basis is Basis.VERIFIED:
            first = one.evidence[0]
            who = words("by {issuer}", issuer=issuer(first.by, words))
            on = f", {say.day(first.on, words)}" if first.on else ""
            by.setdefault(f"{who}{on}", []).append(one.label)
    if not by:
        return (words("Verified: nothing yet."),)
    return tuple(
        words("Verified, {who}: {skills}.", who=who, skills=say.listed(names, words, MOST_HELD))
        for who, names in by.items()
    )


def _claimed(held: Holdings, words: Words) -> str:
    names = [
        line(h.label) + (f" ({read})" if (read := say.read_from(h, words)) else "")
        for h in held.skills
        if h.basis is Basis.CLAIMED
    ]
    if not names:
        return ""
    said = say.listed(names, words, MOST_HELD)
    return words("Said by you, not verified: {skills}.", skills=said)


def _unread(held: Holdings, words: Words) -> str:
    if not held.unread:
        return ""
    said = "; ".join(f"“{line(u.text)}”" for u in held.unread[:MOST_HELD])
    return words("Not understood, and not counted: {words}.", words=said)
