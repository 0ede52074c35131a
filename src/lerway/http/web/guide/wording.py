"""What the compass found, in a reader's words; each figure with its source and date.

Engine sentences are English; what the pages say first is said here, in both languages.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.atlas.nearby import not_all
from lerway.domain.pathways.facts import money
from lerway.domain.pathways.gap import How, Kinship, State
from lerway.domain.pathways.holdings import Basis
from lerway.http.kit.strangers import line
from lerway.http.kit.words import phrase
from lerway.http.web.guide.telling import DELIVERY, issuer
from lerway.standards.labour.model import AtLeast, NotStated, Per

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lerway.domain.pathways.atlas.nearby import DegreeNeed, NearbyRole
    from lerway.domain.pathways.facts import Difference
    from lerway.domain.pathways.gap import Gap, GapLine
    from lerway.domain.pathways.holdings import Held
    from lerway.domain.pathways.routes import Plan, Route, Step
    from lerway.domain.pathways.routes.model import PriceChange
    from lerway.domain.pathways.targets import Target
    from lerway.http.kit.words import Words
    from lerway.kernel.source import Source
    from lerway.standards.labour.model import Amount, Outlook, Wage

__all__ = [
    "alternative",
    "asked_by",
    "change",
    "closes",
    "day",
    "degree",
    "difference",
    "evidence",
    "figures",
    "gap_sentence",
    "importance",
    "leg_source",
    "line_said",
    "listed",
    "near_held",
    "needed",
    "needs_source",
    "outlook",
    "provider",
    "read_from",
    "route_sentence",
    "short",
    "source",
    "wage",
]

_SHOWN: Final = 6
_AIMS: Final = {
    "cheapest": phrase("The cheapest route"),
    "fastest": phrase("The fastest route"),
    "balanced": phrase("The balanced route"),
}
_KIN: Final = {
    Kinship.EXACT: phrase("the same by a crosswalk"),
    Kinship.CLOSE: phrase("close to it by a crosswalk"),
    Kinship.NARROWER: phrase("a part of it"),
    Kinship.BROADER: phrase("the wider skill"),
    Kinship.SIBLING: phrase("a sister of it"),
    Kinship.RELATED: phrase("related to it"),
}
_DEGREES: Final = {
    "needed": phrase("A bachelor’s degree is needed."),
    "often asked": phrase("A bachelor’s degree is often asked for."),
    "replaceable": phrase("Skills can stand in for a degree."),
    "not known": phrase("Whether a degree is needed is not known."),
}


def source(of: Source, words: Words) -> str:
    """Return where a figure is from, with its date; a sample is named as one."""
    said = ", ".join(line(w) for w in (of.publisher, of.title) if w)
    dated = f"{said}, {line(of.date)}" if of.date else words("{source}, no date given", source=said)
    return words("{source} (sample, made up)", source=dated) if of.sample else dated


def needs_source(target: Target, words: Words) -> str:
    """Return who says what a target needs."""
    if target.kind == "posting":
        framework = line(f"{target.source.title} {target.source.date}")
        said = words("the words of the posting, linked to {framework}", framework=framework)
    else:
        said = source(target.source, words)
    return words("What is needed: {source}.", source=said)


def day(value: date, words: Words) -> str:
    """Return a day in words."""
    return words.date(datetime.combine(value, time.min))


def listed(names: Sequence[str], words: Words, most: int = _SHOWN) -> str:
    """Return names in a row; of many the first ones and how many more."""
    every = [line(n) for n in names]
    shown, left = every[:most], len(every) - most
    if left > 0:
        return words("{names} and {n} more", names=", ".join(shown), n=left)
    if len(shown) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(shown)
    return words("{names} and {last}", names=", ".join(shown[:-1]), last=shown[-1])


# ------------------------------------------------------------------------- the gap


def gap_sentence(gap: Gap, words: Words) -> str:
    """Return the gap in one or two sentences."""
    counted = [f for f in gap.lines if f.asked.weight > 0]
    role = line(gap.target.label)
    if gap.target.kind == "posting":
        role = words("the posting")
    if not counted:
        return words("Nothing here says which skills {role} needs.", role=role)
    n = {state: sum(f.state is state for f in counted) for state in State}
    said = words(
        "Of the {n} skills that {role} needs, you hold {held}, hold {partly} in part and lack"
        " {missing}.",
        n=len(counted),
        role=role,
        held=n[State.HELD],
        partly=n[State.PARTLY],
        missing=n[State.MISSING],
    )
    shares = {"share": f"{gap.share:.0%}", "verified": f"{gap.verified_share:.0%}"}
    if gap.target.rated:
        share = words(
            "By importance that is {share} of the whole; {verified} is verified.", **shares
        )
    else:
        share = words(
            "That is {share} of the whole, each counting alike, for none is rated; {verified} is"
            " verified.",
            **shares,
        )
    return f"{said} {share}"


def importance(found: GapLine, words: Words) -> str:
    """Return how much it matters, as the framework rates it; empty if it does not."""
    value = found.asked.importance
    return "" if value is None else words("importance {share} of 100", share=f"{value * 100:.0f}")


def line_said(found: GapLine, words: Words) -> str:
    """Return how much of one skill is held, and who says so."""
    need = found.asked.level
    if found.state is State.MISSING or found.held is None:
        if need is None:
            return words("Missing.")
        return words("Missing; level {need} of 100 is asked for.", need=_level(need))
    verified = found.basis is Basis.VERIFIED
    parts = [words("Verified.") if verified else words("Said by you, not verified.")]
    if found.held.read_from is not None:
        parts = [words("Said by you, not verified:"), f"{read_from(found.held, words)}."]
    if found.kin is not None:
        how = words(_KIN[found.kin.how])
        parts = [
            words(
                "You hold {skill}, which is {how}: verified.",
                skill=line(found.held.label),
                how=how,
            )
            if verified
            else words(
                "You say that you hold {skill}, which is {how}.",
                skill=line(found.held.label),
                how=how,
            )
        ]
    if need is not None and found.how is How.LEVEL_NOT_STATED:
        parts.append(
            words("Nobody states the level; {need} of 100 is asked for.", need=_level(need))
        )
    elif need is not None and found.held.level is not None:
        said = line(found.held.level_said) if verified else ""
        level = {"level": _level(found.held.level), "need": _level(need)}
        if said:
            scale = words("Level {level} of 100 ({said}); {need} is asked for.", said=said, **level)
            parts.append(scale)
        else:
            parts.append(words("Level {level} of 100; {need} is asked for.", **level))
    return " ".join(parts)


def _level(value: float) -> str:
    return f"{value * 100:.0f}"


def read_from(held: Held, words: Words) -> str:
    """Return which words of a person were read as a skill, and how surely; '' if none were."""
    read = held.read_from
    if read is None or read.linked is None:
        return ""
    return words(
        "read from “{text}”, {share} sure", text=line(read.title), share=f"{read.linked:.0%}"
    )


def asked_by(found: GapLine, words: Words) -> str:
    """Return which words of a posting ask for a skill, and how surely; '' for a role."""
    asked = found.asked
    if not asked.said or asked.confidence is None:
        return ""
    return words(
        "Asked for by “{text}”, {share} sure.",
        text=line(asked.said),
        share=f"{asked.confidence:.0%}",
    )


def evidence(held: Held, words: Words) -> str:
    """Return who says that a skill is held, at what level and when."""
    first = held.evidence[0]
    parts = [said] if (said := read_from(held, words)) else []
    if held.level is not None:
        level = words("level {level} of 100", level=_level(held.level))
        said = line(held.level_said) if first.basis is Basis.VERIFIED else ""
        parts.append(f"{level} ({said})" if said else level)
    if first.basis is Basis.VERIFIED:
        parts.append(words("by {issuer}", issuer=issuer(first.by, words)))
    elif first.note:
        parts.append(words("from a record that does not verify"))
    if first.title and first.basis is Basis.VERIFIED:
        parts.append(line(first.title))
    if held.latest is not None:
        parts.append(day(held.latest, words))
    return ", ".join(parts)


# ----------------------------------------------------------------------- the route


def route_sentence(plan: Plan, words: Words) -> str:
    """Return the route in one or two sentences, or why there is none."""
    if not plan.request.wants:
        return words("Nothing is missing: you need no course for this.")
    left = ""
    if plan.untaught:
        left = " " + words("No course here teaches {skills}.", skills=listed(plan.untaught, words))
    if plan.route is None:
        if len(plan.untaught) == len(plan.request.wants):
            return left.strip()
        return words("No route keeps to these limits.") + left
    route = plan.route
    said = words(
        "{aim} costs {cost} and takes {weeks} weeks at {hours} hours a week, one course after"
        " the other.",
        aim=words(_AIMS[plan.request.aim.name]),
        cost=route.cost.said(),
        weeks=f"{route.weeks:.0f}",
        hours=f"{plan.request.limits.hours_a_week:g}",
    )
    if route.proven:
        proof = words("No other choice of courses is better.")
    else:
        proof = words(
            "The search was stopped; the best could be up to {gap} better.",
            gap=f"{route.gap:.1%}",
        )
    return f"{said} {proof}{left}"


def figures(step: Step, words: Words) -> str:
    """Return the days, cost and hours of a step."""
    course = step.course
    hours = words("hours not stated")
    if course.hours is not None:
        hours = words("{n} hours", n=f"{course.hours:g}")
    cost = course.cost.said() if course.cost else words("cost not stated")
    days = words("{first} to {last}", first=day(step.starts, words), last=day(step.ends, words))
    return f"{cost}, {hours}, {days}."


def provider(step: Step, words: Words) -> str:
    """Return who offers it, and how it is taught."""
    return f"{line(step.course.provider)}, {words(DELIVERY[step.course.delivery])}"


def short(number: int, step: Step, words: Words) -> str:
    """Return a step in a few words, for a list."""
    course = step.course
    cost = course.cost.said() if course.cost else words("cost not stated")
    hours = "" if course.hours is None else ", " + words("{n} hours", n=f"{course.hours:g}")
    return f"{number}. {line(course.name)} ({cost}{hours})"


def closes(step: Step, words: Words, most: int = _SHOWN) -> str:
    """Return what a step is for; of many skills the first `most`."""
    parts: list[str] = []
    if step.closes:
        parts.append(words("Closes {skills}.", skills=listed(step.closes, words, most)))
    if step.opens:
        parts.append(words("Must come before {courses}.", courses=listed(step.opens, words)))
    if step.credited:
        said = listed(step.credited, words)
        parts.append(words("Its prerequisite {courses} is met by what you hold.", courses=said))
    if step.waits > 0:
        parts.append(words("{n} days of waiting before it.", n=step.waits))
    return " ".join(parts)


def leg_source(step: Step, words: Words) -> str:
    """Return who says all this of a course."""
    return source(step.course.source, words)


def alternative(route: Route, words: Words) -> str:
    """Return a next-best route in a sentence."""
    return words(
        "Next best: {cost} and {weeks} weeks with {courses}.",
        cost=route.cost.said(),
        weeks=f"{route.weeks:.0f}",
        courses=listed([s.course.name for s in route.steps], words),
    )


def needed(of: Sequence[PriceChange], words: Words) -> str:
    """Return which courses no route does without; '' if there are none."""
    names = [c.name for c in of if c.up_to is None]
    if not names:
        return ""
    return words(
        "Under these limits no route does without {courses}.", courses=listed(names, words)
    )


def change(of: PriceChange, words: Words) -> str:
    """Return at which price of a course the route would be another; '' if at none."""
    if of.up_to is None:
        return ""
    if not of.instead:
        return words(
            "{course} stays in the best route up to {price} (now {now}).",
            course=line(of.name),
            price=of.up_to.said(),
            now=of.price.said(),
        )
    return words(
        "{course} stays in the best route up to {price} (now {now}); above that take {instead}.",
        course=line(of.name),
        price=of.up_to.said(),
        now=of.price.said(),
        instead=listed(of.instead, words),
    )


# -------------------------------------------------------------------- roles nearby


def near_held(role: NearbyRole, words: Words) -> str:
    """Return how close a role is, in both directions."""
    covers, uses = f"{role.covers:.0%}", f"{role.uses:.0%}"
    if role.supposed:
        said = words(
            "What your work now needs is {covers} of what it needs; it uses {uses} of that.",
            covers=covers,
            uses=uses,
        )
    else:
        said = words(
            "You hold {covers} of what it needs ({verified} verified); it uses {uses} of what you"
            " hold.",
            covers=covers,
            verified=f"{role.verified:.0%}",
            uses=uses,
        )
    if role.rated:
        said += " " + words("What is more important counts more.")
    if role.across:
        said += " " + words(
            "{n} of its skills count by a crosswalk from {frameworks}.",
            n=role.across,
            frameworks=listed(role.whose, words),
        )
    if role.likeness is None:
        return said
    like = words(
        "It is closer to your work now than {share} of all roles.", share=not_all(role.likeness)
    )
    return f"{said} {like}"


def wage(of: Wage | None, words: Words) -> str:
    """Return the median and the range of the middle half; that it is not known, if so."""
    if of is None:
        return words("No wage is known.")
    median, low, high = (_amount(of.percentiles[p], words) for p in (50, 25, 75))
    if of.per is Per.YEAR:
        return words(
            "{median} a year at the median; the middle half earns {low} to {high}.",
            median=median,
            low=low,
            high=high,
        )
    return words(
        "{median} an hour at the median; the middle half earns {low} to {high}.",
        median=median,
        low=low,
        high=high,
    )


def _amount(value: Amount, words: Words) -> str:
    if isinstance(value, AtLeast):
        return words("{amount} or more", amount=money(value.floor))
    return words("not stated") if isinstance(value, NotStated) else money(value)


def difference(of: Difference, words: Words) -> str:
    """Return how much more or less it pays than the present work; empty if not asked."""
    if isinstance(of.median, NotStated):
        return words("The difference to your work now is not known.")
    amount = money(abs(of.median))
    if not of.median:
        said = words("The same as your work now, at the median.")
    elif of.median > 0:
        said = words("{amount} more than your work now, at the median.", amount=amount)
    else:
        said = words("{amount} less than your work now, at the median.", amount=amount)
    if isinstance(of.low, NotStated) or isinstance(of.high, NotStated):
        return said
    spread = words(
        "Middle half: {low} to {high} against your median now.",
        low=_signed(of.low),
        high=_signed(of.high),
    )
    return f"{said} {spread}"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '-'}{money(abs(value))}"


def outlook(of: Outlook | None, words: Words) -> str:
    """Return how many jobs there will be; that it is not known, if so."""
    if of is None:
        return words("No outlook is known.")
    change = words("not stated") if isinstance(of.change, NotStated) else f"{of.change:+.1f} %"
    openings = words("not stated") if isinstance(of.openings, NotStated) else f"{of.openings:,.0f}"
    return words(
        "Jobs {base} to {target}: {change}; openings a year: {openings}.",
        base=of.base_year,
        target=of.target_year,
        change=change,
        openings=openings,
    )


def degree(of: DegreeNeed, words: Words) -> str:
    """Return whether a degree is needed, with the figures behind it."""
    parts = [words(_DEGREES[of.word])]
    if of.share is not None:
        parts.append(
            words(
                "{share} of those asked say that one or more is required.",
                share=f"{of.share:.0%}",
            )
        )
    if of.typical:
        parts.append(words("Typical for entry: {education}.", education=line(of.typical)))
    return " ".join(parts)
