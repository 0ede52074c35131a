"""The gap between what somebody holds and what a target asks for.

Of each skill asked for, the first that is true:

1. held: the skill itself, at the level asked for, or where no level is asked for;
2. partly held: the skill itself at a lower level, or at one that nobody states;
3. partly held: a related skill, by crosswalk or hierarchy, said which and how;
4. missing.

What is verified decides; where only a claim would, the line says so (`basis`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.holdings import Basis, Held, SkillKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.targets import Asked, Target

__all__ = ["Gap", "GapLine", "How", "Kin", "Kinship", "State", "find_gap"]

_ENOUGH: Final = 1e-9
_RELATED_AT_MOST: Final = 0.5
"""How much a related skill counts for in the share: half, or its level if that is lower."""
_UNKNOWN_LEVEL: Final = 0.5
"""How much a skill at a level that nobody states counts for: half (docs: compass)."""


class State(StrEnum):
    """How much of a skill is held."""

    HELD = "held"
    PARTLY = "partly held"
    MISSING = "missing"


class How(StrEnum):
    """Why a skill is held in part only."""

    LEVEL_LOWER = "level lower"
    LEVEL_NOT_STATED = "level not stated"
    RELATED = "related skill"


class Kinship(StrEnum):
    """How a held skill is related to the one asked for."""

    EXACT = "the same, by crosswalk"
    CLOSE = "close, by crosswalk"
    NARROWER = "a part of it"
    BROADER = "the wider skill"
    SIBLING = "another part of the same skill"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Kin:
    """A skill that is related to another.

    Attributes:
        key: of the related skill.
        how: related.
        by: who says so: `ESCO to O*NET crosswalk`, `NICE hierarchy`.
    """

    key: SkillKey
    how: Kinship
    by: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """What is known about one skill asked for.

    Attributes:
        asked: the skill, its importance and level.
        state: held, partly held or missing.
        basis: verified or claimed; None if missing.
        held: the entry that decided, of the skill itself or of a related one.
        how: why it is held in part only.
        kin: how the related skill is related.
        share: of it that is held, 0 to 1.
        sentence: all that in plain words.
        verified: of it that is held by what is verified alone, 0 to 1.
    """

    asked: Asked
    state: State
    basis: Basis | None
    held: Held | None
    how: How | None
    kin: Kin | None
    share: float
    sentence: str
    verified: float = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Everything that a target asks for, with what is held of it.

    Attributes:
        target: what was asked for.
        lines: in the order of `target.asked`.
        share: of the whole that is held, by importance, 0 to 1, verified and claimed
            together.
        verified_share: by what is verified alone.
        sentence: the sum in plain words.
    """

    target: Target
    lines: tuple[GapLine, ...]
    share: float
    verified_share: float
    sentence: str

    def of(self, state: State, *, counted: bool = True) -> tuple[GapLine, ...]:
        """Return the lines of one state; with `counted`, only of what counts."""
        return tuple(
            f for f in self.lines if f.state is state and (f.asked.weight > 0 or not counted)
        )

    def to_close(
        self, *, unknown_levels: bool = False, claimed: bool = True
    ) -> tuple[GapLine, ...]:
        """Return what is left to learn: missing, at too low a level, or related only.

        Args:
            unknown_levels: also what is held at a level that nobody states.
            claimed: whether what is only claimed counts as held.
        """
        out: list[GapLine] = []
        for f in self.lines:
            if f.asked.weight <= 0:
                continue
            lacking = f.state is State.MISSING or (
                f.state is State.PARTLY and (f.how is not How.LEVEL_NOT_STATED or unknown_levels)
            )
            if lacking or (not claimed and f.basis is Basis.CLAIMED):
                out.append(f)
        return tuple(out)


def find_gap(
    holdings: Holdings,
    target: Target,
    kin: Callable[[SkillKey], Sequence[Kin]] = lambda _: (),
) -> Gap:
    """Return the gap.

    Args:
        holdings: what is held.
        target: what is asked for.
        kin: of a skill, those that are related to it, the nearest first.
    """
    by_key = holdings.by_key()
    lines = tuple(_find(a, by_key, kin) for a in target.asked)
    share = sum(f.asked.weight * f.share for f in lines)
    verified = sum(f.asked.weight * f.verified for f in lines)
    return Gap(target, lines, share, verified, _sum(target, lines, share, verified))


def _find(
    asked: Asked, held: Mapping[SkillKey, Held], kin: Callable[[SkillKey], Sequence[Kin]]
) -> GapLine:
    """Judge by what counts most of all that is held: a claim never lowers what is verified."""
    own = held.get(asked.key)
    found = [] if own is None else [_own(asked, own)]
    if own is None or own.basis is Basis.CLAIMED:
        relatives = ((k, held[k.key]) for k in kin(asked.key) if k.key in held)
        for relative, other in relatives:
            if found and other.basis is Basis.CLAIMED:
                continue
            found.append(
                _own(asked, other, relative)
                if relative.how is Kinship.EXACT
                else _related(asked, other, relative)
            )
            if other.basis is Basis.VERIFIED:
                break
    if not found:
        return GapLine(asked, State.MISSING, None, None, None, None, 0.0, "missing")
    verified = [f for f in found if f.basis is Basis.VERIFIED]
    best = max(found, key=lambda f: (f.share, f.basis is Basis.VERIFIED))
    share = max((f.share for f in verified), default=0.0)
    sentence = best.sentence
    if verified and best.basis is not Basis.VERIFIED:
        sentence += f"; without your word, {verified[0].sentence}"
    return replace(best, verified=share, sentence=sentence)


def _related(asked: Asked, other: Held, relative: Kin) -> GapLine:
    share = min(_RELATED_AT_MOST, other.level if other.level is not None else 1.0)
    sentence = (
        f"partly: {_basis(other)} {other.label!r} is {relative.how.value}"
        f" ({relative.by}); the skill itself is not shown"
    )
    return GapLine(asked, State.PARTLY, other.basis, other, How.RELATED, relative, share, sentence)


def _own(asked: Asked, held: Held, kin: Kin | None = None) -> GapLine:
    """Judge the skill itself, or one that a crosswalk says is the same."""
    same = f", as {held.label!r} ({kin.by})" if kin else ""
    level, need = held.level, asked.level
    if need is None:
        sentence = f"held, {_basis(held)}{same}"
        return GapLine(asked, State.HELD, held.basis, held, None, kin, 1.0, sentence)
    if level is None:
        how, share = How.LEVEL_NOT_STATED, _UNKNOWN_LEVEL
        sentence = (
            f"partly: {_basis(held)}{same}, but no level is stated,"
            f" and {_percent(need)} is asked for"
        )
        return GapLine(asked, State.PARTLY, held.basis, held, how, kin, share, sentence)
    if level + _ENOUGH >= need:
        sentence = (
            f"held at {_percent(level)}{_scale(held)}, {_basis(held)}{same};"
            f" {_percent(need)} is asked for"
        )
        return GapLine(asked, State.HELD, held.basis, held, None, kin, 1.0, sentence)
    claimed = held.claimed_level
    more = (
        f"; you say {_percent(claimed)}, which nobody has confirmed"
        if held.basis is Basis.VERIFIED and claimed is not None and claimed > level
        else ""
    )
    sentence = (
        f"partly: {_basis(held)}{same} at {_percent(level)}{_scale(held)}; {_percent(need)} is"
        f" asked for{more}"
    )
    share = level / need
    return GapLine(asked, State.PARTLY, held.basis, held, How.LEVEL_LOWER, kin, share, sentence)


def _basis(held: Held) -> str:
    if held.basis is Basis.VERIFIED:
        return "verified"
    read = held.read_from
    if read is None or read.linked is None:
        return "claimed, not verified"
    return f"claimed, not verified, read from {read.title!r} with confidence {read.linked:.0%}"


def _scale(held: Held) -> str:
    """Return the level in the record's words, for its scale is not the framework's."""
    return f" ({held.level_said})" if held.basis is Basis.VERIFIED and held.level_said else ""


def _percent(level: float) -> str:
    return f"level {level:.0%}"


def _sum(target: Target, lines: Iterable[GapLine], share: float, verified: float) -> str:
    counted = [f for f in lines if f.asked.weight > 0]
    if not counted:
        return f"{target.source.said()} does not say which skills {target.label} needs."
    held = [f for f in counted if f.state is State.HELD]
    claimed = sum(1 for f in held if f.basis is Basis.CLAIMED)
    partly = sum(1 for f in counted if f.state is State.PARTLY)
    missing = sum(1 for f in counted if f.state is State.MISSING)
    said = f" ({claimed} of them only by your own word)" if claimed else ""
    of = "the skill" if len(counted) == 1 else f"the {len(counted)} skills"
    weighed = "by importance" if target.rated else "(each counts alike: none is rated)"
    left = len(target.unread)
    unread = (
        f" {left} phrase{'' if left == 1 else 's'} of it that may name a skill"
        f" {'was' if left == 1 else 'were'} not understood, and {'does' if left == 1 else 'do'}"
        " not count."
    )
    return (
        f"Of {of} that {target.label} needs you hold {len(held)}{said},"
        f" {partly} in part, and {missing} {'is' if missing == 1 else 'are'} missing:"
        f" {share:.0%} of the whole {weighed}, {verified:.0%} verified."
        f"{unread if left else ''}"
    )
