"""What a role asks for: a work role, an occupation, or the text of a posting.

Importance and level are those of the framework (O*NET's scales IM and LV, 0 to 1). A need
that it does not rate weighs as much as any other, unless others of the same role are rated:
then it is shown beside them and does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.told import Told
from lerway.kernel.errors import InvalidError
from lerway.standards.frameworks.model import Kind, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lerway.domain.pathways.holdings import SkillKey, Unread
    from lerway.kernel.source import Source
    from lerway.standards.frameworks.model import Framework, Item, Relation

__all__ = [
    "ASKED_KINDS",
    "IMPORTANT",
    "Asked",
    "Target",
    "posting_target",
    "require_text",
    "role_target",
]

ASKED_KINDS: Final = frozenset({Kind.SKILL, Kind.KNOWLEDGE, Kind.ABILITY, Kind.TECHNOLOGY})
"""What is counted as a need: not tasks, work styles and headings."""

IMPORTANT: Final = 0.5
"""Importance from which a rated need counts: 3 of 1 to 5 in O*NET, "important"."""

_WORDS: Final = 3
"""A posting of fewer words says nothing of what it asks for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One skill that a target asks for.

    Attributes:
        key: the skill.
        label: what it is called.
        kind: skill, knowledge, ability or technology.
        importance: 0 to 1; None if the framework does not rate it.
        level: 0 to 1; None likewise.
        optional: the target may need it.
        weight: its share of all that counts; the weights of a target add up to 1. Zero if it
            does not count, and is only shown.
        said: words of a posting that it was found in, or ''.
        confidence: of the linking that found it, 0 to 1; None for a role of a framework.
    """

    key: SkillKey
    label: str
    kind: Kind
    importance: float | None = None
    level: float | None = None
    optional: bool = False
    weight: float = 0.0
    said: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where somebody wants to go.

    Attributes:
        id: of the work role or occupation; '' for a posting.
        label: what it is called.
        kind: `work role`, `occupation` or `posting`.
        source: who says what it needs, and of what date or version.
        asked: what it asks for, the most important first.
        soc: SOC code that facts are looked up by, or ''.
        remarks: what the person should be told.
        title: the other title of the role by which it was asked for, or ''.
        unread: phrases of a posting that may name a skill, and are not sure enough to count.
    """

    id: str
    label: str
    kind: str
    source: Source
    asked: tuple[Asked, ...]
    soc: str = ""
    remarks: tuple[str, ...] = ()
    title: str = ""
    unread: tuple[Unread, ...] = ()

    @property
    def rated(self) -> bool:
        """Whether somebody says how important each is; else all count alike."""
        return any(a.importance is not None for a in self.asked)

    @property
    def counted(self) -> tuple[Asked, ...]:
        """What counts."""
        return tuple(a for a in self.asked if a.weight > 0)


def role_target(
    framework: Framework,
    role: Item,
    relations: Iterable[Relation],
    items: Mapping[str, Item],
    source: Source,
    *,
    soc: str = "",
) -> Target:
    """Return what a work role or occupation of a framework asks for.

    Args:
        framework: that it is of.
        role: the work role or occupation.
        relations: of the framework, at least those whose source is `role`.
        items: of the framework by id, at least those that `relations` lead to.
        source: of the framework, with its version.
        soc: SOC code of the role, if known.
    """
    asked: list[Asked] = []
    for relation in relations:
        item = items.get(relation.target)
        if (
            relation.source != role.id
            or relation.link not in {Link.REQUIRES, Link.OPTIONAL}
            or item is None
            or item.kind not in ASKED_KINDS
        ):
            continue
        asked.append(
            Asked(
                (framework.id, item.id),
                item.words.label,
                item.kind,
                relation.importance,
                relation.level,
                relation.link is Link.OPTIONAL,
            )
        )
    kind = "work role" if role.kind is Kind.WORK_ROLE else "occupation"
    weighed = weigh(asked)
    remarks = () if weighed else (no_skills(framework.name),)
    return Target(role.id, role.words.label, kind, source, weighed, soc, remarks)


def posting_target(
    text: str, found: Sequence[Asked], source: Source, *, label: str = "the posting"
) -> Target:
    """Return what a posting asks for, by the skills that linking found in it.

    Args:
        text: of the posting.
        found: the skills, each with the words it was found in and a confidence.
        source: of the posting, or of who read it.
        label: what to call it.

    Raises:
        InvalidError: `target.too_short` for a text of a word or two.
    """
    require_text(text)
    best: dict[SkillKey, Asked] = {}
    for one in found:
        known = best.get(one.key)
        if known is None or (one.confidence or 0) > (known.confidence or 0):
            best[one.key] = one
    remark = Told("target.nothing_found", "no skill of the frameworks was found in the posting")
    if best:
        remark = Told(
            "target.posting",
            "what a posting asks for is read from its words: importance and level are not"
            " stated, so every skill counts alike",
        )
    return Target("", label, "posting", source, weigh(best.values()), "", (remark,))


def no_skills(framework: str) -> Told:
    """Return the remark on a role of which nothing is known."""
    return Told("target.no_skills", "{name} does not say which skills it needs", name=framework)


def require_text(text: str) -> None:
    """Return if a text is long enough for a posting.

    Raises:
        InvalidError: `target.too_short` for a word or two.
    """
    words = [w for w in text.split() if any(c.isalpha() for c in w)]
    if len(words) < _WORDS:
        raise InvalidError(
            "target.too_short",
            f"a posting of {len(words)} word{'' if len(words) == 1 else 's'} does not say"
            " what it asks for",
            hint="give the whole text of the posting, or name a role",
        )


def weigh(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Return what is asked with its weights, the most important first."""
    every = list(asked)
    rated = any(a.importance is not None for a in every)

    def raw(a: Asked) -> float:
        if a.optional:
            return 0.0
        if not rated:
            return 1.0
        return a.importance if a.importance is not None and a.importance >= IMPORTANT else 0.0

    total = sum(map(raw, every)) or 1.0
    weighed = [replace(a, weight=raw(a) / total) for a in every]
    return tuple(sorted(weighed, key=lambda a: (-a.weight, -(a.importance or 0), a.label)))
