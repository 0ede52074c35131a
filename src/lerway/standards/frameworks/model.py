"""What every skill framework comes to, whoever publishes it (house model; docs/adr/0010).

Concepts and labels follow SKOS (W3C Recommendation, 2009); importance and level follow
O*NET's scales IM and LV. A reader yields one `Framework`, then `Item`s and `Relation`s as
it meets them, and `Remark`s where a person should be told something. Whatever a file says
beyond these members stays in `kept`, so that a writer of the same format can write the
file again and nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.kernel.strict_json import JSON

__all__ = [
    "FRAMEWORK_KINDS",
    "Framework",
    "Item",
    "Kind",
    "Link",
    "Part",
    "Relation",
    "Remark",
    "Words",
]

_NOTHING: Final[Mapping[str, JSON]] = MappingProxyType({})
_NO_WORDS: Final[Mapping[str, Words]] = MappingProxyType({})


def _nothing() -> Mapping[str, JSON]:
    return _NOTHING


def _no_words() -> Mapping[str, Words]:
    return _NO_WORDS


class Kind(StrEnum):
    """What an item of a framework is."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    ABILITY = "ability"
    TASK = "task"
    TECHNOLOGY = "technology"
    WORK_STYLE = "work-style"
    OCCUPATION = "occupation"
    WORK_ROLE = "work-role"
    GROUP = "group"
    """a heading of the hierarchy: a competency area, an ISCO group, a category"""


FRAMEWORK_KINDS: Final = MappingProxyType(
    {
        "skill": frozenset({Kind.SKILL, Kind.KNOWLEDGE, Kind.ABILITY, Kind.TECHNOLOGY}),
        "occupation": frozenset({Kind.OCCUPATION, Kind.WORK_ROLE}),
    }
)
"""What the command line means by `--kind skill` and `--kind occupation`."""


class Link(StrEnum):
    """How two items of one framework hang together: source, link, target."""

    BROADER = "broader"
    """the target is the wider concept, or the heading, of the source"""
    REQUIRES = "requires"
    """the source (an occupation, a role, a task) needs the target"""
    OPTIONAL = "optional"
    """the source may need the target"""
    RELATED = "related"
    PRECEDES = "precedes"
    """the source comes before the target, in learning or in a career"""
    EXACT = "exact"
    """both are the same thing; likewise CLOSE, as far as SKOS says"""
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Words:
    """What an item is called in one language.

    Attributes:
        label: the preferred label.
        alternatives: other labels that people use, in the order of the file.
        description: a definition or statement; empty if the file has none.
    """

    label: str
    alternatives: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """One version of a framework.

    Attributes:
        id: the same for every version: an address, or a short name (`nice`, `onet`).
        version: as its owner writes it (`2.1.0`, `29.3`); never empty.
        name: its title, for a person.
        language: BCP 47 tag of `Item.words`.
        publisher: who owns it.
        licence: as its owner states it, or empty.
        source: address that it is published at, or empty.
        kept: members of the file's head that stand nowhere else, for the writer.
        received: when it was imported (ISO 8601, UTC), of one that comes out of a store: for
            formats that demand a time of change where the owner says none; not compared.
    """

    id: str
    version: str
    name: str
    language: str = "en"
    publisher: str = ""
    licence: str = ""
    source: str = ""
    kept: Mapping[str, JSON] = field(default_factory=_nothing, hash=False)
    received: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A skill, an occupation, a task, or a heading above them.

    Attributes:
        id: identifier within the framework, for ever the same: the owner's address or
            code (`http://data.europa.eu/esco/skill/…`, `S0006`, `11-1011.00`).
        kind: what it is.
        words: in the framework's language.
        code: the short code that people write, if it differs from `id`.
        uri: its address on the web, if it has one and `id` is none.
        others: words in further languages, by BCP 47 tag.
        status: as its owner writes it (`released`, `withdrawn`); empty means in force.
        kept: what the file says of it beyond all this, for the writer.
        place: where it was read, for a person (`Sheet.at`); not stored, not compared.
    """

    id: str
    kind: Kind
    words: Words
    code: str = ""
    uri: str = ""
    others: Mapping[str, Words] = field(default_factory=_no_words, hash=False)
    status: str = ""
    kept: Mapping[str, JSON] = field(default_factory=_nothing, hash=False)
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """That two items of one framework hang together.

    Attributes:
        source: id of an item.
        link: how.
        target: id of an item; of the same framework, unless the file says otherwise.
        importance: of the target for the source, 0 to 1, where the file rates it.
        level: how much of the target is needed, 0 to 1, likewise.
        kept: what the file says beyond this (O*NET's samples and errors, CASE's numbers).
        place: where it was read, for a person (`Sheet.at`); not stored, not compared.
    """

    source: str
    link: Link
    target: str
    importance: float | None = None
    level: float | None = None
    kept: Mapping[str, JSON] = field(default_factory=_nothing, hash=False)
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the person who imports should be told, and that stops nothing.

    Attributes:
        code: stable and documented, as of a `Problem`.
        message: one plain sentence.
        place: file, sheet and row, as far as known.
    """

    code: str
    message: str
    place: str = ""


Part: TypeAlias = "Framework | Item | Relation | Remark"
"""What a reader yields, the framework first."""
