"""Mappings between frameworks, and what people said (SSSOM 1.0, SKOS mapping properties).

A `SkillMapping` is one row of a mapping set: subject, predicate, object, with who said so,
how and how surely. A `Decision` is what a person made of a suggested link from text to a
skill; an `Answer` is what a person made of a suggested mapping. Both are kept for ever, the
last word first, and are used from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Answer", "Choice", "Decision", "Match", "Origin", "SkillMapping", "spoken_alike"]


class Match(StrEnum):
    """How the subject of a mapping stands to its object (SKOS, 4.5; SSSOM `predicate_id`)."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    """the object is broader than the subject (skos:broadMatch)"""
    NARROW = "narrow"
    RELATED = "related"

    @property
    def predicate(self) -> str:
        """The CURIE that SSSOM writes: `skos:exactMatch`."""
        return f"skos:{self.value}Match"

    @property
    def turned(self) -> Match:
        """The same relation, told from the object."""
        return _TURNED.get(self, self)


_TURNED: Final = {Match.BROAD: Match.NARROW, Match.NARROW: Match.BROAD}


class Origin(StrEnum):
    """Who stands behind a mapping."""

    OFFICIAL = "official"
    """published by an owner of one of the frameworks, or by who they name; it wins"""
    REVIEWED = "reviewed"
    """computed, and confirmed or changed by a person"""
    COMPUTED = "computed"


class Choice(StrEnum):
    """What a person made of a suggestion."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    """the suggestion was wrong, and this is right"""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SkillMapping:
    """One mapping from an item of one framework to an item of another.

    Attributes:
        subject: id of an item of `subject_framework`.
        match: how it stands to the object.
        object: id of an item of `object_framework`.
        subject_framework: id of the framework (not its name in the store).
        object_framework: likewise.
        subject_version: of the framework, that the mapping was made for; or empty.
        object_version: likewise.
        confidence: that the mapping holds, 0 to 1; None where its source does not say.
        origin: official, reviewed or computed.
        method: SSSOM `mapping_justification` (`semapv:ManualMappingCuration`).
        justification: why, for a person (SSSOM `comment`).
        author: who made it (SSSOM `author_label`, or `mapping_tool`).
        reviewer: who confirmed it, or empty.
        date: day that it was made, as ISO 8601; or empty.
        via: ids that a chain of mappings went through, outermost first.
    """

    subject: str
    match: Match
    object: str
    subject_framework: str
    object_framework: str
    subject_version: str = ""
    object_version: str = ""
    confidence: float | None = None
    origin: Origin = Origin.COMPUTED
    method: str = ""
    justification: str = ""
    author: str = ""
    reviewer: str = ""
    date: str = ""
    via: tuple[str, ...] = ()

    @property
    def turned(self) -> SkillMapping:
        """The same mapping, told from its object."""
        return replace(
            self,
            subject=self.object,
            match=self.match.turned,
            object=self.subject,
            subject_framework=self.object_framework,
            object_framework=self.subject_framework,
            subject_version=self.object_version,
            object_version=self.subject_version,
            via=self.via[::-1],
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person made of one link from a text to a skill.

    Attributes:
        text: the phrase, as it was given.
        framework: id of the framework.
        choice: accepted, changed or refused.
        item: id of the skill that the text means; None if refused.
        proposed: id of the skill that was suggested; None if none was.
        by: who decided, as they call themselves.
        at: when.
        version: of the framework, at that time.
        note: why, in their words; may be empty.
    """

    text: str
    framework: str
    choice: Choice
    item: str | None
    proposed: str | None
    by: str
    at: datetime
    version: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person made of one mapping between two frameworks.

    Attributes:
        subject: id of an item of `subject_framework`.
        subject_framework: id of the framework.
        object_framework: likewise.
        choice: accepted, changed or refused.
        object: id of the item that the subject maps to; None if refused.
        match: how they stand to each other; None if refused.
        proposed: id of the item that was suggested; None if none was.
        by: who answered.
        at: when.
        subject_version: of the framework, at that time.
        object_version: likewise.
        note: why, in their words; may be empty.
    """

    subject: str
    subject_framework: str
    object_framework: str
    choice: Choice
    object: str | None
    match: Match | None
    proposed: str | None
    by: str
    at: datetime
    subject_version: str = ""
    object_version: str = ""
    note: str = ""


def spoken_alike(text: str) -> str:
    """Return what two spellings of one phrase share: letters folded, spaces single.

    A decision about `Network  security` holds for `network security`.
    """
    return " ".join(text.casefold().split())
