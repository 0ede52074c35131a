"""What a person types into the compass: skills that are claimed, roles that are meant.

The command line, the pages and the API read both in the same way. A word that fits
nothing is named, with what comes near; it is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.holdings import Basis, Evidence, Holdings
from lerway.domain.pathways.targets import Asked, posting_target
from lerway.kernel.errors import MisuseError
from lerway.kernel.source import Source
from lerway.standards.frameworks.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.holdings import SkillKey
    from lerway.domain.pathways.targets import Target

__all__ = ["Role", "claimed", "exact_role", "found_roles", "named_in", "near_skills", "posting"]

YOURSELF: Final = "yourself"
_NEAR: Final = 4
_SHORT: Final = 2
"""Words of so few letters say nothing of a skill."""
_LONGEST_LABEL: Final = 12


@dataclass(frozen=True, slots=True)
class Role:
    """A role that could be meant.

    Attributes:
        id: in its framework.
        label: what it is called.
        kind: `work role` or `occupation`.
    """

    id: str
    label: str
    kind: str


def claimed(atlas: Atlas, lines: Iterable[str]) -> Holdings:
    """Return the skills that somebody says they hold.

    Args:
        atlas: of the framework that the skills are of.
        lines: `SKILL` or `SKILL@LEVEL` each: id or whole name, level 0 to 1.

    Raises:
        MisuseError: `compass.unknown_skill`, `compass.level`.
    """
    labels = {label.casefold(): i for i, label in enumerate(atlas.skill_labels)}
    said: list[tuple[SkillKey, str, Evidence]] = []
    for written in lines:
        text, level = _split(written)
        at = atlas.skill(text)
        at = labels.get(text.casefold()) if at is None else at
        if at is None:
            near = near_skills(atlas, text)
            raise MisuseError(
                "compass.unknown_skill",
                f"{atlas.name} has no skill {text!r}",
                hint=f"did you mean {'; '.join(near)}?"
                if near
                else f"look it up with: lerway skills search '{text}'",
            )
        words = f"level {level:.0%}, by your own word" if level is not None else ""
        evidence = Evidence(Basis.CLAIMED, written, YOURSELF, level=level, level_said=words)
        said.append(((atlas.framework, atlas.skill_ids[at]), atlas.skill_labels[at], evidence))
    return Holdings.of(said)


def _split(text: str) -> tuple[str, float | None]:
    skill, at, level = text.rpartition("@")
    if not at:
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


def found_roles(atlas: Atlas, text: str, limit: int = 10) -> tuple[Role, ...]:
    """Return the roles that a person may mean by `text`, the likeliest first.

    One whose id or whole name it is comes first, then those that begin with it, then those
    with all its words, then those with most of them.
    """
    asked = text.strip().casefold()
    words = asked.split()
    if not words:
        return ()
    ranked: list[tuple[int, int, int]] = []
    for i, label in enumerate(atlas.role_labels):
        name = label.casefold()
        hits = sum(w.rstrip("s") in name for w in words)
        if asked in (name, atlas.role_ids[i].casefold()):
            rank = 0
        elif name.startswith(asked):
            rank = 1
        elif hits == len(words):
            rank = 2
        elif hits and 2 * hits >= len(words):
            rank = 3 + len(words) - hits
        else:
            continue
        ranked.append((rank, len(name), i))
    return tuple(_role(atlas, i) for _, _, i in sorted(ranked)[:limit])


def exact_role(atlas: Atlas, text: str) -> Role | None:
    """Return the role whose id or whole name `text` is, or None."""
    asked = text.strip().casefold()
    found = found_roles(atlas, text, 1)
    if found and asked in (found[0].id.casefold(), found[0].label.casefold()):
        return found[0]
    return None


def _role(atlas: Atlas, at: int) -> Role:
    kind = "work role" if atlas.role_kinds[at] == Kind.WORK_ROLE else "occupation"
    return Role(atlas.role_ids[at], atlas.role_labels[at], kind)


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


def posting(atlas: Atlas, text: str, found: Sequence[Asked] | None = None) -> Target:
    """Return what a posting asks for.

    Args:
        atlas: of the framework whose skills are looked for.
        text: of the posting.
        found: the skills, if linking found them; else those that it names word for word.

    Raises:
        InvalidError: `target.too_short`.
    """
    source = Source("the posting as you gave it", "read from its words")
    return posting_target(text, named_in(atlas, text) if found is None else found, source)
