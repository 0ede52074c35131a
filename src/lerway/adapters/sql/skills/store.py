"""`lerway.domain.skills.store.SkillStore` in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.adapters.sql.skills.importing import (
    Import,
    NothingNewError,
    remove_edition,
    rename_framework,
)
from lerway.adapters.sql.skills.rows import (
    EDITION,
    ITEM,
    RELATION,
    edition_of,
    item_of,
    relation_of,
)
from lerway.adapters.sql.skills.said import Said
from lerway.adapters.sql.skills.searching import search
from lerway.domain.skills.naming import name_for, pick
from lerway.domain.skills.store import Edition, Hit, ImportReport, Neighbour, Outcome, newest_first
from lerway.domain.skills.structure import Structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from lerway.adapters.sql.database import Database, Row
    from lerway.domain.skills.mappings import Answer, Decision, Origin, SkillMapping
    from lerway.standards.frameworks.model import Item, Kind, Link, Part, Relation

__all__ = ["SqlSkillStore"]

EDITIONS: Final = (
    f"SELECT {EDITION} FROM skill_edition e JOIN skill_framework f ON f.n = e.framework"  # noqa: S608 - our own names
    " ORDER BY e.n"
)
ITEMS: Final = f"SELECT {ITEM} FROM skill_item i WHERE i.edition = :edition AND i.kind <> ''"  # noqa: S608 - likewise
RELATIONS: Final = (
    f"SELECT {RELATION} FROM skill_relation r"  # noqa: S608 - likewise
    " JOIN skill_item s ON s.n = r.source JOIN skill_item t ON t.n = r.target"
)


class SqlSkillStore:
    """Frameworks in a database; see the port for what each method does."""

    def __init__(self, database: Database) -> None:
        """Use an open database, whose tables are there."""
        self._database = database
        self._said = Said(database)
        self._known: list[tuple[int, Edition]] | None = None

    def editions(self, framework: str | None = None) -> Sequence[Edition]:
        """Return what is there."""
        return [e for _, e in self._editions() if framework in (None, e.name, e.id)]

    def edition(self, framework: str, version: str | None = None) -> Edition:
        """Return one version."""
        return pick(self.editions(), framework, version)

    def items(
        self, framework: str, version: str | None = None, *, kinds: AbstractSet[Kind] | None = None
    ) -> Iterator[Item]:
        """Yield the items of a version."""
        rows = self._database.rows(
            f"{ITEMS}{_among('i.kind', kinds)} ORDER BY i.n",
            {"edition": self._number(framework, version)},
        )
        return map(item_of, rows)

    def item(self, framework: str, identifier: str, version: str | None = None) -> Item | None:
        """Return one item, by id or code."""
        number = self._number(framework, version)
        for member in ("id", "code"):
            found = self._by(number, member, identifier)
            if found:
                return found[0]
        return None

    def find(self, identifier: str) -> Sequence[tuple[Edition, Item]]:
        """Return the items with an id, address or code."""
        found: list[tuple[Edition, Item]] = []
        for number, edition in self._newest():
            by = {
                item.id: item
                for member in ("id", "uri", "code")
                for item in self._by(number, member, identifier)
            }
            found += [(edition, item) for item in by.values()]
        return found

    def relations(
        self,
        framework: str,
        version: str | None = None,
        *,
        links: AbstractSet[Link] | None = None,
        source: str | None = None,
        target: str | None = None,
    ) -> Iterator[Relation]:
        """Yield relations."""
        number = self._number(framework, version)
        if source is None and target is None:
            ((first, last),) = self._database.rows(
                "SELECT first_relation, last_relation FROM skill_edition WHERE n = :n",
                {"n": number},
            )
            condition, values = "r.n BETWEEN :first AND :last", {"first": first, "last": last}
        else:
            ends = {"s": source, "t": target}
            given = {end: i for end, i in ends.items() if i is not None}
            condition = " AND ".join(
                f"{end}.edition = :edition AND {end}.id = :{end}" for end in given
            )
            values = {"edition": number, **given}
        return map(
            relation_of,
            self._database.rows(
                f"{RELATIONS} WHERE {condition}{_among('r.link', links)} ORDER BY r.n", values
            ),
        )

    def neighbours(
        self, framework: str, identifier: str, version: str | None = None
    ) -> Sequence[Neighbour]:
        """Return what an item hangs together with."""
        number = self._number(framework, version)
        found = self._database.rows(
            "SELECT n FROM skill_item WHERE edition = :edition AND id = :id",
            {"edition": number, "id": identifier},
        )
        mine = next(found, None)
        if mine is None:
            return []
        rows = self._database.rows(
            f"SELECT {RELATION}, {ITEM} FROM ("  # noqa: S608 - our own names
            " SELECT n, target AS other FROM skill_relation WHERE source = :n"
            " UNION SELECT n, source FROM skill_relation WHERE target = :n AND source <> :n) o"
            " JOIN skill_relation r ON r.n = o.n JOIN skill_item i ON i.n = o.other"
            " JOIN skill_item s ON s.n = r.source JOIN skill_item t ON t.n = r.target"
            " ORDER BY r.n",
            {"n": mine[0]},
        )
        return [_neighbour(row) for row in rows]

    def search(
        self,
        text: str,
        *,
        framework: str | None = None,
        version: str | None = None,
        kinds: AbstractSet[Kind] | None = None,
        limit: int = 20,
    ) -> Sequence[Hit]:
        """Return items by their words."""
        among = dict(self._newest())
        if framework is not None:
            wanted = self.edition(framework, version)
            among = {n: e for n, e in self._editions() if e == wanted}
        chosen = None if kinds is None else sorted(kinds)
        found = search(self._database, text, list(among), chosen, limit)
        return [Hit(among[number], item_of(row), score) for number, score, row in found]

    def import_parts(
        self, parts: Iterable[Part], *, read_from: str, at: datetime, name: str | None = None
    ) -> ImportReport:
        """Put one version into the store, whole or not at all."""
        structure = Structure()
        self._known = None
        there: Sequence[Edition] = []
        try:
            with self._database.writing():
                there = self.editions()
                run = Import(self._database, there)
                edition, outcome = run.put(parts, structure, read_from=read_from, at=at, name=name)
        except NothingNewError as e:
            called = name_for(there, e.there.framework, name)
            with self._database.writing():
                rename_framework(self._database, e.there.id, called)
            edition, outcome = e.there, Outcome.UNCHANGED
        self._known = None
        there_now = self.edition(edition.id, edition.version)
        return ImportReport(there_now, outcome, structure.remarks)

    def remove(self, framework: str, version: str) -> None:
        """Take one version out."""
        with self._database.writing():
            remove_edition(self._database, self.edition(framework, version))
        self._known = None

    def put_mappings(self, collection: str, mappings: Iterable[SkillMapping]) -> int:
        """Put a set of mappings."""
        return self._said.put_mappings(collection, mappings)

    def mappings(
        self,
        subject_framework: str,
        object_framework: str,
        *,
        subjects: AbstractSet[str] | None = None,
        origins: AbstractSet[Origin] | None = None,
    ) -> Iterator[SkillMapping]:
        """Yield mappings."""
        ends = self._id(subject_framework), self._id(object_framework)
        return self._said.mappings(ends, subjects, origins)

    def collections(self) -> dict[str, int]:
        """Return the sets of mappings."""
        return self._said.collections()

    def decide(self, decision: Decision) -> None:
        """Keep a decision."""
        self._said.decide(decision)

    def decisions(
        self, framework: str | None = None, text: str | None = None
    ) -> Sequence[Decision]:
        """Return decisions."""
        return self._said.decisions(None if framework is None else self._id(framework), text)

    def answer(self, answer: Answer) -> None:
        """Keep an answer."""
        self._said.answer(answer)

    def answers(
        self, subject_framework: str | None = None, object_framework: str | None = None
    ) -> Sequence[Answer]:
        """Return answers."""
        source = None if subject_framework is None else self._id(subject_framework)
        target = None if object_framework is None else self._id(object_framework)
        return self._said.answers(source, target)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _editions(self) -> list[tuple[int, Edition]]:
        if self._known is None:
            every = {edition_of(row[1:]): int(row[0]) for row in self._database.rows(EDITIONS)}
            names = sorted({e.name for e in every})
            self._known = [
                (every[e], e) for n in names for e in newest_first(e for e in every if e.name == n)
            ]
        return self._known

    def _newest(self) -> list[tuple[int, Edition]]:
        newest: dict[str, tuple[int, Edition]] = {}
        for number, edition in self._editions():
            newest.setdefault(edition.id, (number, edition))
        return list(newest.values())

    def _number(self, framework: str, version: str | None) -> int:
        wanted = self.edition(framework, version)
        return next(n for n, e in self._editions() if e is wanted)

    def _by(self, edition: int, member: str, value: str) -> list[Item]:
        # "code <> ''" lets the index be used that leaves the empty ones out.
        rows = self._database.rows(
            f"{ITEMS} AND i.{member} = :value AND i.{member} <> '' ORDER BY i.n",
            {"edition": edition, "value": value},
        )
        return [item_of(row) for row in rows]

    def _id(self, framework: str) -> str:
        """Return the id of a framework; of one that is not here, what was given."""
        return next((e.id for e in self.editions() if framework in (e.name, e.id)), framework)


def _neighbour(row: Row) -> Neighbour:
    relation, item = relation_of(row[:6]), row[6:]
    return Neighbour(relation, item_of(item) if item[1] else None)


def _among(column: str, values: AbstractSet[Kind] | AbstractSet[Link] | None) -> str:
    if values is None:
        return ""
    listed = ", ".join(f"'{v.value}'" for v in sorted(values)) or "NULL"
    return f" AND {column} IN ({listed})"
