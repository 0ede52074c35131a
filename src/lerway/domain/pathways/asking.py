"""What a person types into the compass: words that are linked, the role that is meant, a posting.

The command line, the pages and the API read them in the same way. A word that fits
nothing is named, with what comes near; it is never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.holdings import Unread
from lerway.domain.pathways.targets import Asked, posting_target
from lerway.domain.pathways.told import Told
from lerway.kernel.errors import InvalidError, MisuseError
from lerway.kernel.source import Source
from lerway.standards.frameworks.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.facts import LabourFacts
    from lerway.domain.pathways.targets import Target

__all__ = [
    "Meant",
    "Reading",
    "Role",
    "Work",
    "exact_role",
    "found_roles",
    "named_in",
    "named_role",
    "near_of",
    "near_skills",
    "posting",
    "role_target",
    "work_of",
]

_WORD: Final = re.compile(r"\w+")
_LEADS: Final = frozenset(
    {"head", "chief", "director", "lead", "leader", "manager", "supervisor", "superintendent"}
)
"""Words for who leads, of which people say one and frameworks another: head nurse."""
_CODE: Final = re.compile(r"\d{2}-?\d{4}(\.\d{2})?")
_NEAR: Final = 4
_SHORT: Final = 2
"""Words of so few letters say nothing of a skill."""
_LONGEST_LABEL: Final = 12
_ALL_WORDS: Final = 4
_NOTHING_LIKE: Final = 1000
_MOST_NEAR: Final = 3
_MOST_LIKE: Final = 12
_WORTH_TELLING: Final = 0.05
"""Confidence below which a skill is not even told as one that may be meant."""
_LIKELY: Final = 0.5
_MAY_NAME: Final = 0.2
"""Confidence from which a phrase of a posting is told as one that may name a skill."""
_MOST_UNREAD: Final = 12


@dataclass(frozen=True, slots=True)
class Meant:
    """A skill that words may mean.

    Attributes:
        id: in its framework.
        label: what it is called.
        confidence: chance that it is what is meant, 0 to 1.
    """

    id: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What linking made of a piece of text.

    Attributes:
        text: the words.
        meant: the likeliest first.
        sure: whether the first is sure enough to be used without asking.
    """

    text: str
    meant: tuple[Meant, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A role that could be meant.

    Attributes:
        id: in its framework.
        label: what it is called.
        kind: `work role` or `occupation`.
        title: another title of it, by which it was found; '' if its own label was.
    """

    id: str
    label: str
    kind: str
    title: str = ""


def found_roles(atlas: Atlas, text: str, limit: int = 10) -> tuple[Role, ...]:
    """Return the roles that a person may mean by `text`, the likeliest first.

    One whose id or whole name it is comes first, then one that the framework also calls so,
    then those that begin with it, then those with all its words, then those with most of
    them; of equals, those whose own name it is before those with another title.
    """
    asked = text.strip().casefold()
    words = [w.rstrip("s") for w in asked.split()]
    if not words:
        return ()
    ranked: list[tuple[int, int, int, str]] = []
    for i, label in enumerate(atlas.role_labels):
        own = 0 if asked == atlas.role_ids[i].casefold() else _rank(asked, words, label)
        best = (own, len(label), i, "")
        if own:
            titles = atlas.role_titles[i] if atlas.role_titles else ()
            best = min([best, *((_title_rank(asked, words, t), len(t), i, t) for t in titles)])
        if best[0] < _NOTHING_LIKE:
            ranked.append(best)
    return tuple(_role(atlas, i, title) for _, _, i, title in sorted(ranked)[:limit])


def _rank(asked: str, words: Sequence[str], title: str) -> int:
    """Return how far a title is from what is asked: even, so that there is room between."""
    name = title.casefold()
    if name == asked:
        return 0
    if name.startswith(asked):
        return 2
    said = _WORD.findall(name)
    hits = sum(any(_alike(w, other) for other in said) for w in words)
    return (
        _ALL_WORDS + 2 * (len(words) - hits) if hits and 2 * hits >= len(words) else _NOTHING_LIKE
    )


def _alike(word: str, other: str) -> bool:
    """Return whether a word begins another, or both are words for who leads."""
    return other.startswith(word) or (word in _LEADS and other in _LEADS)


def _title_rank(asked: str, words: Sequence[str], title: str) -> int:
    """Return the same for another title: behind its own name, unless it is the very words."""
    rank = _rank(asked, words, title)
    return max(rank, _ALL_WORDS) + 1 if rank else 1


def exact_role(atlas: Atlas, text: str) -> Role | None:
    """Return the role whose id or whole name `text` is, or None.

    The title that a framework gives beside its name is one as well, if it gives it to one
    role alone.
    """
    at = atlas.find(text.strip())
    if at is not None:
        return _role(atlas, at, "")
    one = text.strip().casefold()
    asked = {one, one + "s"}  # frameworks name the many who do the work
    named = [i for i, label in enumerate(atlas.role_labels) if label.casefold() in asked]
    if len(named) == 1:
        return _role(atlas, named[0], "")
    also = [
        (i, title)
        for i, titles in enumerate(atlas.role_titles)
        for title in titles
        if title.casefold() in asked
    ]
    return _role(atlas, *also[0]) if len({i for i, _ in also}) == 1 else None


def named_role(atlas: Atlas, text: str) -> Role:
    """Return the role that `text` names, by id, whole name or another title.

    Raises:
        MisuseError: `compass.unknown_role`, with those that may be meant in the hint.
    """
    role = exact_role(atlas, text)
    if role is not None:
        return role
    near = found_roles(atlas, text, _NEAR)
    names = [f"{r.id} {r.label}" + (f" (also {r.title})" if r.title else "") for r in near]
    raise MisuseError(
        "compass.unknown_role",
        f"{atlas.name} {atlas.version} has no role {text!r}, or more than one",
        hint=f"did you mean {'; '.join(names)}?" if names else "give its id, or its whole name",
    )


@dataclass(frozen=True, slots=True)
class Work:
    """The present occupation of somebody.

    Attributes:
        role: id in the framework, or None if it is none of its roles.
        soc: SOC code, where it is named by one; ''.
    """

    role: str | None
    soc: str = ""


def work_of(atlas: Atlas, facts: LabourFacts, text: str) -> Work:
    """Return the occupation that `text` names: a role of the framework, or a SOC code.

    Raises:
        MisuseError: as `named_role`.
        InvalidError: `soc.other_revision`, `soc.unknown_code` for digits that are no code.
    """
    role = exact_role(atlas, text)
    if role is not None:
        return Work(role.id)
    if _CODE.fullmatch(text.strip()):
        facts.check(text)
        return Work(None, text.strip())
    return Work(named_role(atlas, text).id)


def role_target(atlas: Atlas, text: str, called: str = "") -> Target:
    """Return the role that `text` names, by id, whole name or another title, as a target.

    Args:
        atlas: of the framework.
        text: the role.
        called: what a person called it before they chose it.

    Raises:
        MisuseError: as `named_role`.
    """
    role = named_role(atlas, text)
    target = atlas.target(atlas.role(role.id))
    title = role.title
    if called and not title:
        like = found_roles(atlas, called, _MOST_LIKE)
        title = next((r.title for r in like if r.id == role.id), "")
    if not title:
        return target
    said = Told(
        "target.title",
        "{title!r} is one of the titles that {framework} gives for {role}",
        title=title,
        framework=f"{atlas.name} {atlas.version}",
        role=role.label,
    )
    return replace(target, title=title, remarks=(said, *target.remarks))


def _role(atlas: Atlas, at: int, title: str) -> Role:
    kind = "work role" if atlas.role_kinds[at] == Kind.WORK_ROLE else "occupation"
    return Role(atlas.role_ids[at], atlas.role_labels[at], kind, title)


def near_skills(atlas: Atlas, text: str) -> list[str]:
    """Return names of skills that share words with `text`, the most words first."""
    words = {w for w in text.casefold().split() if len(w) > _SHORT}
    scored = [(len(words & set(x.casefold().split())), len(x), x) for x in atlas.skill_labels]
    near = [x for x in scored if x[0] and 2 * x[0] >= len(words)]
    found = sorted((-hits, length, label) for hits, length, label in near)
    return [label for _, _, label in found[:_NEAR]]


def named_in(atlas: Atlas, text: str) -> list[Asked]:
    """Return the skills of a framework whose whole names stand in a text, word for word.

    What a posting says in other words is not found this way; linking finds that.
    """
    tokens = [w.strip(".,;:!?()[]\"'").casefold() for w in text.split()]
    at = {tuple(label.casefold().split()): i for i, label in enumerate(atlas.skill_labels)}
    found: dict[int, str] = {}
    for start in range(len(tokens)):
        for size in range(1, min(_LONGEST_LABEL, len(tokens) - start) + 1):
            skill = at.get(tuple(tokens[start : start + size]))
            if skill is not None and skill not in found:
                found[skill] = " ".join(tokens[start : start + size])
    return [
        Asked(
            (atlas.framework, atlas.skill_ids[i]),
            atlas.skill_labels[i],
            Kind(atlas.skill_kinds[i]),
            said=said,
            confidence=1.0,
        )
        for i, said in found.items()
    ]


def near_of(atlas: Atlas, reading: Reading, least: float = _WORTH_TELLING) -> tuple[str, ...]:
    """Return names of skills that words may mean, the likeliest first; at most three.

    A tool or a technology must be likely: of thousands of names one always looks alike.
    """
    names: list[str] = []
    for one in reading.meant:
        at = atlas.skill(one.id)
        tool = at is not None and atlas.skill_kinds[at] == Kind.TECHNOLOGY
        if one.confidence >= (_LIKELY if tool else least):
            names.append(one.label)
    return tuple(names or near_skills(atlas, reading.text))[:_MOST_NEAR]


def posting(atlas: Atlas, text: str, found: Sequence[Reading] | None = None) -> Target:
    """Return what a posting asks for.

    Args:
        atlas: of the framework whose skills are looked for.
        text: of the posting.
        found: what linking made of its phrases; None if there is no linking here, and those
            skills count that it names word for word.

    Raises:
        InvalidError: `target.too_short`, `target.nothing_found`.
    """
    source = Source("the words of the posting, linked", atlas.name, atlas.version)
    asked = named_in(atlas, text) if found is None else _asked_in(atlas, found)
    unread = [
        Unread(r.text, near_of(atlas, r, _MAY_NAME))
        for r in found or ()
        if not r.sure and r.meant and r.meant[0].confidence >= _MAY_NAME
    ]
    target = posting_target(text, asked, source)
    if target.asked:
        return replace(target, unread=tuple(unread[:_MOST_UNREAD]))
    near = "; ".join(f"{u.text!r} may be {u.near[0]}" for u in unread[:_MOST_NEAR])
    raise InvalidError(
        "target.nothing_found",
        f"no skill of {atlas.name} was found in the posting surely enough",
        hint="name a role instead, or look for skills of another framework"
        + (f" ({near})" if near else ""),
    )


def _asked_in(atlas: Atlas, readings: Sequence[Reading]) -> list[Asked]:
    """Return what linking found in a posting, as what is asked for."""
    out: list[Asked] = []
    for one in readings:
        at = atlas.skill(one.meant[0].id) if one.sure else None
        if at is not None:
            kind = Kind(atlas.skill_kinds[at])
            key = (atlas.framework, atlas.skill_ids[at])
            sure = one.meant[0].confidence
            out.append(Asked(key, atlas.skill_labels[at], kind, said=one.text, confidence=sure))
    return out
