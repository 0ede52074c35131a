"""What somebody holds: skills with their evidence, verified and claimed kept apart.

Open Badges 3.0, sections B.1 (Achievement, Alignment, Result, ResultDescription,
RubricCriterionLevel); CLR 2.0, ClrSubject. A record counts as verified only if its
Report is valid; otherwise everything in it counts as claimed, and says why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

__all__ = ["Basis", "Evidence", "Held", "Holdings", "SkillKey", "Unread"]

SkillKey = tuple[str, str]
"""A skill: id or name of its framework ('' if unknown), and its id there."""


class Basis(StrEnum):
    """How far a skill is known to be held."""

    VERIFIED = "verified"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that says that a skill is held.

    Attributes:
        basis: verified, or claimed.
        title: of the achievement, or what the person wrote.
        by: who says so: the issuer as far as known (`domain-controlled (college.example)`),
            or `yourself`.
        record: id of the record, or the name of its file.
        on: when it was earned or issued; None if not stated.
        level: 0 to 1; None if not stated.
        level_said: the level in the record's words (`Proficient, 3 of 4`), or ''.
        note: what a person should know (`the record did not verify: …`), or ''.
        expires: when the record ends to be valid, or None.
        linked: confidence of the linking that read `title`, a person's own words, as this
            skill, 0 to 1; None if nothing had to be read.
    """

    basis: Basis
    title: str
    by: str
    record: str = ""
    on: date | None = None
    level: float | None = None
    level_said: str = ""
    note: str = ""
    expires: date | None = None
    linked: float | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """What a person said and nobody understood: it is not counted, and never guessed.

    Attributes:
        text: as it was written.
        near: labels of skills that may be meant, the likeliest first; may be empty.
    """

    text: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One skill that is held, with everything that says so.

    Attributes:
        key: the skill.
        label: what it is called.
        evidence: verified first, then the latest first.
    """

    key: SkillKey
    label: str
    evidence: tuple[Evidence, ...]

    @property
    def basis(self) -> Basis:
        """Verified if any evidence is."""
        verified = any(e.basis is Basis.VERIFIED for e in self.evidence)
        return Basis.VERIFIED if verified else Basis.CLAIMED

    @property
    def level(self) -> float | None:
        """The highest level that evidence of `basis` states; None if none does."""
        return max(
            (e.level for e in self.evidence if e.basis is self.basis and e.level is not None),
            default=None,
        )

    @property
    def level_said(self) -> str:
        """`level` in the record's words and on its scale: `Proficient, 3 of 4`; or ''."""
        level = self.level
        said = (e.level_said for e in self.evidence if e.basis is self.basis and e.level == level)
        return "" if level is None else next((s for s in said if s), "")

    @property
    def claimed_level(self) -> float | None:
        """The highest level that is claimed only; None if none is."""
        return max(
            (e.level for e in self.evidence if e.basis is Basis.CLAIMED and e.level is not None),
            default=None,
        )

    @property
    def latest(self) -> date | None:
        """When it was last shown, by evidence of `basis`."""
        return max(
            (e.on for e in self.evidence if e.basis is self.basis and e.on is not None),
            default=None,
        )

    @property
    def read_from(self) -> Evidence | None:
        """The words of a person that were linked, if nothing surer says that it is held."""
        if any(e.linked is None for e in self.evidence):
            return None
        return max(self.evidence, key=lambda e: e.linked or 0.0, default=None)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything that somebody holds.

    Attributes:
        skills: one entry for each skill, in the order of their labels.
        earned: ids of the achievements, courses and credentials that were earned, with the
            basis of each: prerequisites are met by them.
        unlinked: achievements and entries that name no skill, in words: never dropped
            silently.
        remarks: what the person should be told (a record that did not verify, and why).
        unread: claims that were not understood, and are not counted.
    """

    skills: tuple[Held, ...] = ()
    earned: Mapping[str, Basis] = field(default_factory=dict[str, Basis])
    unlinked: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    def held(self, key: SkillKey) -> Held | None:
        """Return the entry of a skill, or None."""
        return next((h for h in self.skills if h.key == key), None)

    def by_key(self) -> dict[SkillKey, Held]:
        """Return the entries by skill."""
        return {h.key: h for h in self.skills}

    @classmethod
    def of(
        cls,
        evidence: Iterable[tuple[SkillKey, str, Evidence]],
        *,
        earned: Mapping[str, Basis] | None = None,
        unlinked: Sequence[str] = (),
        remarks: Sequence[str] = (),
        unread: Sequence[Unread] = (),
    ) -> Holdings:
        """Gather (skill, label, evidence) into one entry for each skill."""
        labels: dict[SkillKey, str] = {}
        found: dict[SkillKey, list[Evidence]] = {}
        for key, label, one in evidence:
            labels[key] = labels.get(key) or label
            if one not in found.setdefault(key, []):
                found[key].append(one)
        held = [Held(k, labels[k] or k[1], tuple(sorted(v, key=_order))) for k, v in found.items()]
        held.sort(key=lambda h: (h.label.casefold(), h.key))
        return cls(tuple(held), dict(earned or {}), tuple(unlinked), tuple(remarks), tuple(unread))

    def joined(self, other: Holdings) -> Holdings:
        """Return both together; verified evidence of either stays verified."""
        evidence = [(h.key, h.label, e) for hs in (self, other) for h in hs.skills
                    for e in h.evidence]  # fmt: skip
        earned = {**other.earned, **self.earned}
        earned |= {k: b for k, b in other.earned.items() if b is Basis.VERIFIED}
        return Holdings.of(
            evidence,
            earned=earned,
            unlinked=tuple(dict.fromkeys((*self.unlinked, *other.unlinked))),
            remarks=tuple(dict.fromkeys((*self.remarks, *other.remarks))),
            unread=tuple(dict.fromkeys((*self.unread, *other.unread))),
        )


def _order(one: Evidence) -> tuple[bool, int, str]:
    return one.basis is Basis.CLAIMED, -(one.on.toordinal() if one.on else 0), one.title
