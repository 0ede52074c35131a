"""What somebody says they can do: an id, a whole name, or any words (house model).

1. The id or the whole name of a skill is that skill.
2. Any other words are read by linking, which says how sure it is. What it is sure of counts
   as claimed, with the words and the confidence beside it.
3. What it is not sure of is not counted. It is told, with what may be meant; it is never
   guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from lerway.domain.pathways.asking import near_of, near_skills
from lerway.domain.pathways.holdings import Basis, Evidence, Holdings, Unread
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lerway.domain.pathways.asking import Reading
    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.holdings import SkillKey

__all__ = ["YOURSELF", "Link", "claimed", "level_of"]

YOURSELF: Final = "yourself"


Link: TypeAlias = "Callable[[Sequence[str]], Sequence[Sequence[Reading]]]"
"""Reads texts: of each its readings, one of the whole or one for each skill in it."""


def claimed(atlas: Atlas, lines: Iterable[str], link: Link | None = None) -> Holdings:
    """Return the skills that somebody says they hold.

    Args:
        atlas: of the framework that the skills are of.
        lines: `WORDS` or `WORDS@LEVEL` each; level 0 to 1.
        link: reads words that are neither an id nor a whole name; without it none of those
            are understood.

    Raises:
        MisuseError: `compass.empty_claim`, `compass.level`.
    """
    labels = {label.casefold(): i for i, label in enumerate(atlas.skill_labels)}
    split = [level_of(line) for line in lines]
    found = [_named(atlas, labels, text) for text, _ in split]
    free = [text for (text, _), at in zip(split, found, strict=True) if at is None]
    read = iter(link(free) if link is not None and free else [()] * len(free))
    said: list[tuple[SkillKey, str, Evidence]] = []
    unread: list[Unread] = []
    for (text, level), at in zip(split, found, strict=True):
        if at is not None:
            said.append(_said(atlas, at, text, level))
            continue
        readings = next(read)
        for reading in readings:
            skill = atlas.skill(reading.meant[0].id) if reading.sure else None
            if skill is None:
                unread.append(Unread(reading.text, near_of(atlas, reading)))
            else:
                sure = reading.meant[0].confidence
                said.append(_said(atlas, skill, reading.text, level, sure))
        if not readings:
            unread.append(Unread(text, tuple(near_skills(atlas, text))))
    return Holdings.of(said, unread=unread)


def _named(atlas: Atlas, labels: dict[str, int], text: str) -> int | None:
    if not text:
        raise MisuseError(
            "compass.empty_claim",
            "a claim without words says nothing",
            hint="write what you can do, such as: Write secure code, or: I keep the books",
        )
    at = atlas.skill(text)
    return labels.get(text.casefold()) if at is None else at


def _said(
    atlas: Atlas, at: int, text: str, level: float | None, linked: float | None = None
) -> tuple[SkillKey, str, Evidence]:
    words = f"level {level:.0%}, by your own word" if level is not None else ""
    evidence = Evidence(Basis.CLAIMED, text, YOURSELF, level=level, level_said=words, linked=linked)
    return (atlas.framework, atlas.skill_ids[at]), atlas.skill_labels[at], evidence


def level_of(text: str) -> tuple[str, float | None]:
    """Return the words of a claim and the level behind an @; one between spaces is a word.

    Raises:
        MisuseError: `compass.level`.
    """
    skill, at, level = text.strip().rpartition("@")
    if not at or (skill != skill.rstrip() and level != level.lstrip()):
        return text.strip(), None
    try:
        value = float(level)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise MisuseError(
            "compass.level",
            f"{level!r} is no level",
            hint="write a level from 0 to 1 behind the @, or none",
        )
    return skill.strip(), value
