"""From an answer to what is on the page. Nothing is decided here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from lerway.domain.pathways.gap import State
from lerway.domain.pathways.holdings import Basis
from lerway.http.kit.components import Segments, Skill
from lerway.http.kit.strangers import line, web_address
from lerway.http.kit.words import phrase
from lerway.http.web.guide import wording as say
from lerway.http.web.guide.inputs import AIMS, Asked
from lerway.http.web.guide.sheet import (
    bar_of,
    is_sample,
    near_of,
    notes_of,
    ordered,
    picture,
    work_said,
)
from lerway.http.web.guide.telling import excluded, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.pathways.asking import Role
    from lerway.domain.pathways.gap import GapLine
    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.printing.sheet import Near, Note
    from lerway.domain.pathways.routes.model import Step
    from lerway.http.kit.components import ErrorSummary
    from lerway.http.kit.pages import Frame
    from lerway.http.kit.words import Words
    from lerway.http.web.guide.sheet import Answer

__all__ = ["AnswerPage", "FormPage", "RoleChoice", "answer_page", "choices_of"]

OPEN_BARS: Final = 8
OPEN_NOTES: Final = 3
OPEN_STEPS: Final = 8
SEGMENTS: Final = 4
MOST_EXCLUDED: Final = 12
_AIM_WORDS: Final = {
    "cheapest": phrase("Cheapest"),
    "fastest": phrase("Fastest"),
    "balanced": phrase("Balanced"),
}
_KINDS: Final = {"work role": phrase("Work role"), "occupation": phrase("Occupation")}


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """One role that may be meant."""

    id: str
    label: str
    detail: str


def choices_of(roles: Sequence[Role], words: Words) -> tuple[RoleChoice, ...]:
    """Return roles to choose from."""
    out: list[RoleChoice] = []
    for r in roles:
        detail = f"{words(_KINDS[r.kind])}, {r.id}"
        if r.title:
            detail = words("{detail}; also called {title}", detail=detail, title=line(r.title))
        out.append(RoleChoice(r.id, line(r.label), detail))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class FormPage:
    """Where one begins, and where one comes back to with what is to be mended.

    Attributes:
        frame: what is round it.
        asked: what the fields hold.
        frameworks: whose roles can be asked for: name and title.
        aims: what a route may make least: value and word.
        roles: roles that may be meant; empty if that is known.
        searched: whether roles were looked for.
        errors: what is to be mended.
    """

    template: ClassVar[str] = "guide/form.html"
    frame: Frame
    asked: Asked
    frameworks: tuple[tuple[str, str], ...]
    aims: tuple[tuple[str, str], ...]
    roles: tuple[RoleChoice, ...] = ()
    searched: bool = False
    errors: ErrorSummary | None = None

    def error_at(self, name: str) -> str:
        """Return what is wrong with a field; empty if nothing is."""
        return self.errors.at(name) if self.errors else ""


@dataclass(frozen=True, slots=True)
class BarLine:
    """One skill of the gap: label, words beside it, and the bar."""

    label: str
    said: str
    segments: Segments


@dataclass(frozen=True, slots=True)
class StepLine:
    """One stop of the route."""

    title: str
    href: str
    provider: str
    figures: str
    closes: str
    source: str


@dataclass(frozen=True, slots=True)
class NearRow:
    """One role that is close, with the id to ask for it."""

    id: str
    said: Near
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """Words that were not understood, and names of skills that they may mean."""

    text: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The gap and the route to one target; see `answer_page`."""

    gap: str
    bars: tuple[BarLine, ...]
    more: tuple[BarLine, ...]
    needs: str
    route: str
    found: bool
    steps: tuple[StepLine, ...]
    more_steps: tuple[StepLine, ...]
    end: str
    notes: tuple[Note, ...]
    more_notes: tuple[Note, ...]
    excluded: tuple[Note, ...]
    remarks: tuple[Note, ...]
    unread: tuple[UnreadLine, ...]
    picture: str
    role: Near | None
    work: str


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What the compass found.

    Attributes:
        frame: what is round it.
        title: of the page; lede: the sum in a sentence.
        asked: what it answers, carried on.
        sample: whether courses are made up.
        verified: skills that records show; claimed: that are only said.
        unlinked: records that name no skill; remarks: on records.
        unread: claims that were not understood.
        way: to the target, or None if none was asked for.
        aims: what the route may make least: value, word, whether it is so now.
        near: roles that are close.
    """

    template: ClassVar[str] = "guide/answer.html"
    frame: Frame
    title: str
    lede: str
    asked: Asked
    sample: bool
    verified: tuple[Skill, ...]
    claimed: tuple[Skill, ...]
    unlinked: tuple[str, ...]
    remarks: tuple[Note, ...]
    unread: tuple[UnreadLine, ...]
    way: Way | None
    aims: tuple[tuple[str, str, bool], ...]
    near: tuple[NearRow, ...]
    legend: tuple[Segments, Segments, Segments] = field(
        default=(Segments(1, 0, 0, 1), Segments(0, 1, 0, 1), Segments(0, 0, 1, 1))
    )


def aims_of(words: Words) -> tuple[tuple[str, str], ...]:
    """Return what a route may make least."""
    return tuple((aim, words(_AIM_WORDS[aim])) for aim in AIMS)


def answer_page(frame: Frame, asked: Asked, answer: Answer, words: Words) -> AnswerPage:
    """Return the page."""
    way = _way(answer, words)
    title = words("Your compass")
    if answer.planned is not None:
        target = answer.planned.gap.target
        title = words("Your way to {role}", role=line(target.label))
        if target.kind == "posting":
            title = words("Your way to this posting")
    near = tuple(
        NearRow(
            role.role,
            near_of(role, words, now=answer.now is not None),
            tuple(told(n, words) for n in role.known.notes),
        )
        for role in answer.near
    )
    aims = tuple((aim, word, aim == asked.aim) for aim, word in aims_of(words))
    return AnswerPage(
        frame,
        title,
        _lede(answer.held, words),
        asked,
        is_sample(answer.planned),
        _skills(answer.held, Basis.VERIFIED, words),
        _skills(answer.held, Basis.CLAIMED, words),
        tuple(line(u) for u in answer.held.unlinked),
        tuple(told(r, words) for r in answer.held.remarks),
        tuple(UnreadLine(line(u.text), tuple(map(line, u.near))) for u in answer.held.unread),
        way,
        aims,
        near,
    )


def _lede(held: Holdings, words: Words) -> str:
    verified = sum(h.basis is Basis.VERIFIED for h in held.skills)
    claimed = len(held.skills) - verified
    if not held.skills:
        return words("You hold no skill here yet: nothing was given, or it names none.")
    return words(
        "Skills that your records verify: {verified}. Skills that only you say: {claimed}.",
        verified=verified,
        claimed=claimed,
    )


def _skills(held: Holdings, basis: Basis, words: Words) -> tuple[Skill, ...]:
    state: Literal["verified", "claimed"] = "verified" if basis is Basis.VERIFIED else "claimed"
    return tuple(
        Skill(line(h.label), say.evidence(h, words), state) for h in held.skills if h.basis is basis
    )


def _way(answer: Answer, words: Words) -> Way | None:
    planned = answer.planned
    if planned is None:
        return None
    plan, target = planned.plan, planned.gap.target
    notes = notes_of(planned, words)
    bars = [_bar(f, words) for f in ordered(planned)]
    steps = plan.route.steps if plan.route else ()
    return Way(
        say.gap_sentence(planned.gap, words),
        tuple(bars[:OPEN_BARS]),
        tuple(bars[OPEN_BARS:]),
        say.needs_source(target, words),
        say.route_sentence(plan, words),
        plan.route is not None,
        tuple(_step(s, words) for s in steps[:OPEN_STEPS]),
        tuple(_step(s, words) for s in steps[OPEN_STEPS:]),
        words("the posting") if target.kind == "posting" else line(target.label),
        notes[:OPEN_NOTES],
        notes[OPEN_NOTES:],
        tuple(excluded(e.name, e.sentence, words) for e in plan.excluded[:MOST_EXCLUDED]),
        tuple(told(r, words) for r in target.remarks),
        tuple(UnreadLine(line(u.text), tuple(map(line, u.near))) for u in target.unread),
        picture(planned, words),
        near_of(answer.role, words, now=answer.now is not None) if answer.role else None,
        work_said(answer.now, words),
    )


def _step(step: Step, words: Words) -> StepLine:
    course = step.course
    return StepLine(
        line(course.name),
        "" if course.source.sample else web_address(course.address) or "",
        say.provider(step, words),
        say.figures(step, words),
        say.closes(step, words),
        say.leg_source(step, words),
    )


def _bar(found: GapLine, words: Words) -> BarLine:
    bar = bar_of(found, words)
    much = f" {bar.importance[:1].upper()}{bar.importance[1:]}." if bar.importance else ""
    return BarLine(bar.label, bar.said + much, _segments(found))


def _segments(found: GapLine) -> Segments:
    """Return the level asked for as boxes, and how many of them are held."""
    level = found.asked.level
    need = SEGMENTS if level is None else max(1, math.ceil(level * SEGMENTS - 0.01))
    have = round(found.share * need)
    if found.state is State.HELD:
        have = need
    elif found.state is State.PARTLY:
        have = min(max(have, 1), need - 1) if need > 1 else 0
    verified = found.basis is Basis.VERIFIED
    return Segments(have if verified else 0, 0 if verified else have, need)
