"""The store of skill frameworks, as the domain asks for it (house model; docs/adr/0010).

`framework` is, in every method, the name or the id of a framework in the store; `version`
is one of its versions, and None means the newest (`newest_first`). What people decided
belongs to the framework, not to a version: it outlives an import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from contextlib import AbstractContextManager
    from datetime import datetime

    from lerway.domain.skills.mappings import Answer, Decision, Origin, SkillMapping
    from lerway.standards.frameworks.model import (
        Framework,
        Item,
        Kind,
        Link,
        Part,
        Relation,
        Remark,
    )

__all__ = [
    "Edition",
    "Hit",
    "ImportReport",
    "Neighbour",
    "Outcome",
    "SkillStore",
    "SkillStores",
    "newest_first",
    "version_order",
]


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a framework in the store.

    Attributes:
        framework: its head, as it was read.
        name: short name that people type; the same for every version.
        format: name of the format that it was read from.
        imported: when.
        digest: of everything in it, hexadecimal; the same content gives the same digest.
        items: how many there are, by kind.
        relations: how many there are, by link.
    """

    framework: Framework
    name: str
    format: str
    imported: datetime
    digest: str
    items: Mapping[Kind, int] = field(hash=False)
    relations: Mapping[Link, int] = field(hash=False)

    @property
    def id(self) -> str:
        """The framework's id."""
        return self.framework.id

    @property
    def version(self) -> str:
        """The framework's version."""
        return self.framework.version


class Outcome(StrEnum):
    """What became of what was imported."""

    NEW = "new"
    UNCHANGED = "unchanged"
    """this version was there, with the same content"""
    REPLACED = "replaced"
    """this version was there, with other content"""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        edition: what stands in the store now.
        outcome: new, unchanged or replaced.
        remarks: what the person who imported should be told.
    """

    edition: Edition
    outcome: Outcome
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that a search found.

    Attributes:
        edition: where it stands.
        item: what it is.
        score: of this search alone; higher is better.
    """

    edition: Edition
    item: Item
    score: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item that a relation leads to or from.

    Attributes:
        relation: as it was read.
        item: at its other end; None if the framework names it and does not hold it.
    """

    relation: Relation
    item: Item | None


class SkillStore(Protocol):
    """Frameworks with their versions; mappings, decisions and answers beside them."""

    def editions(self, framework: str | None = None) -> Sequence[Edition]:
        """Return what is there: by name, of each framework the newest version first."""
        ...

    def edition(self, framework: str, version: str | None = None) -> Edition:
        """Return one version.

        Raises:
            MisuseError: `skills.unknown_framework`, `skills.unknown_version`.
        """
        ...

    def items(
        self, framework: str, version: str | None = None, *, kinds: AbstractSet[Kind] | None = None
    ) -> Iterator[Item]:
        """Yield the items of a version in the order of its file; of all kinds, if None."""
        ...

    def item(self, framework: str, identifier: str, version: str | None = None) -> Item | None:
        """Return one item, by its id, or by its code if no id is so."""
        ...

    def find(self, identifier: str) -> Sequence[tuple[Edition, Item]]:
        """Return the items with this id, address or code, in the newest version of each."""
        ...

    def relations(
        self,
        framework: str,
        version: str | None = None,
        *,
        links: AbstractSet[Link] | None = None,
        source: str | None = None,
        target: str | None = None,
    ) -> Iterator[Relation]:
        """Yield relations in the order of the file, of one source or target if given."""
        ...

    def neighbours(
        self,
        framework: str,
        identifier: str,
        version: str | None = None,
    ) -> Sequence[Neighbour]:
        """Return what an item hangs together with, in the order of the file."""
        ...

    def search(
        self,
        text: str,
        *,
        framework: str | None = None,
        version: str | None = None,
        kinds: AbstractSet[Kind] | None = None,
        limit: int = 20,
    ) -> Sequence[Hit]:
        """Return items by label, alternative labels and code, the best first.

        Searches the newest version of every framework, unless one is named.
        """
        ...

    def import_parts(
        self,
        parts: Iterable[Part],
        *,
        read_from: str,
        at: datetime,
        name: str | None = None,
    ) -> ImportReport:
        """Put one version into the store, whole or not at all.

        Args:
            parts: as a reader yields them; the structure is checked on the way
                (`lerway.domain.skills.structure`).
            read_from: name of their format.
            at: the present moment.
            name: what people will type; if not given, the name that the framework has in
                the store, or one made of its id or title.

        Raises:
            MisuseError: `skills.name_taken`.
            UnreadableError, InvalidError: what the reader raises, and `frameworks.*`.
        """
        ...

    def remove(self, framework: str, version: str) -> None:
        """Take one version out; decisions and mappings stay.

        Raises:
            MisuseError: `skills.unknown_framework`, `skills.unknown_version`.
        """
        ...

    def put_mappings(self, collection: str, mappings: Iterable[SkillMapping]) -> int:
        """Put a set of mappings in place of what stood under its name; return their number.

        Args:
            collection: name of the set: `official:ADDRESS`, `computed:esco:onet`.
            mappings: all of the set; none takes it out.
        """
        ...

    def mappings(
        self,
        subject_framework: str,
        object_framework: str,
        *,
        subjects: AbstractSet[str] | None = None,
        origins: AbstractSet[Origin] | None = None,
    ) -> Iterator[SkillMapping]:
        """Yield the mappings between two frameworks, both given by id or name.

        Those that were put the other way round are turned.
        """
        ...

    def collections(self) -> Mapping[str, int]:
        """Return the sets of mappings by name, with their sizes."""
        ...

    def decide(self, decision: Decision) -> None:
        """Keep what a person decided; it holds from now on, and what was before is kept."""
        ...

    def decisions(
        self, framework: str | None = None, text: str | None = None
    ) -> Sequence[Decision]:
        """Return decisions, the last first; of a text however it is spelled."""
        ...

    def answer(self, answer: Answer) -> None:
        """Keep what a person answered; likewise."""
        ...

    def answers(
        self, subject_framework: str | None = None, object_framework: str | None = None
    ) -> Sequence[Answer]:
        """Return answers, the last first; by id or name of the frameworks."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class SkillStores(Protocol):
    """Opens the store, for one piece of work."""

    def __call__(self) -> AbstractContextManager[SkillStore]:
        """Return the open store; it is closed at the end of the block."""
        ...


_RUNS = re.compile(r"\d+|[^\W\d]+")


def version_order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return what versions are ordered by: numbers as numbers, words before them.

    `10.0` comes after `9.3`, and `1.0-draft` before `1.0`.
    """
    runs = _RUNS.findall(version)
    return (
        *((2, int(r), "") if r.isdecimal() else (0, 0, r.casefold()) for r in runs),
        (1, 0, ""),
    )


def newest_first(editions: Iterable[Edition]) -> list[Edition]:
    """Return the versions of one framework, the newest first; of equals the last imported."""
    return sorted(editions, key=lambda e: (version_order(e.version), e.imported), reverse=True)
