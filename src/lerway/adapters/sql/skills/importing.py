"""One import: everything of one version, in one transaction.

1. Each item and relation gets the next number. A relation whose ends are not both known
   yet waits for the end, its number kept; an end that never comes gets a row without a
   kind, so that the relation is kept too.
2. A digest is made of every item, and of every relation, in order; how they alternate in
   the file says nothing.
3. If this version is there with the same digest, all is undone: nothing has changed. If it
   is there with another, it is taken out; then the edition itself is written.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

import orjson

from lerway.adapters.sql.skills.numbers import next_number, use_number
from lerway.adapters.sql.skills.rows import ITEM_COLUMNS, edition_row, item_row, pack, relation_row
from lerway.domain.skills.naming import name_for
from lerway.domain.skills.store import Edition, Outcome
from lerway.standards.frameworks.model import Item, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from lerway.adapters.sql.database import Database
    from lerway.domain.skills.structure import Structure
    from lerway.standards.frameworks.model import Framework, Kind, Link, Part

__all__ = ["Import", "NothingNewError", "remove_edition", "rename_framework"]

AT_ONCE: Final = 5_000

INSERT_ITEM: Final = (
    f"INSERT INTO skill_item (n, edition, {', '.join(ITEM_COLUMNS)})"  # noqa: S608 - our own names
    f" VALUES (:n, :edition, {', '.join(f':{c}' for c in ITEM_COLUMNS)})"
)
INSERT_RELATION: Final = (
    "INSERT INTO skill_relation (n, source, link, target, importance, level, kept)"
    " VALUES (:n, :source, :link, :target, :importance, :level, :kept)"
)
INSERT_WORDS: Final = (
    "INSERT INTO skill_words (rowid, label, alternatives, code)"
    " VALUES (:n, :label, :alternatives, :code)"
)
INSERT_EDITION: Final = (
    "INSERT INTO skill_edition (n, framework, version, title, language, publisher, licence,"
    " source, kept, format, imported, digest, items, relations,"
    " first_item, last_item, first_relation, last_relation)"
    " VALUES (:n, :framework, :version, :title, :language, :publisher, :licence,"
    " :source, :kept, :format, :imported, :digest, :items, :relations,"
    " :first_item, :last_item, :first_relation, :last_relation)"
)


class NothingNewError(Exception):
    """The same content is there; raised to undo the transaction."""

    def __init__(self, there: Edition) -> None:
        """Say what is there."""
        super().__init__(there.version)
        self.there = there


class Import:
    """Writes the parts of one version; made within a transaction, for one use."""

    def __init__(self, database: Database, there: Sequence[Edition]) -> None:
        """Begin.

        Args:
            database: in a transaction that writes.
            there: all editions of the store.
        """
        self._database = database
        self._there = there
        self._words = database.finds_words()
        self._edition = next_number(database, "edition")
        self._first_item = self._item = next_number(database, "item")
        self._first_relation = self._relation = next_number(database, "relation")
        self._numbers: dict[str, int] = {}
        self._items: list[dict[str, object]] = []
        self._spoken: list[dict[str, object]] = []
        self._relations: list[dict[str, object]] = []
        self._waiting: list[tuple[int, Relation]] = []
        self._item_digest = hashlib.blake2b(digest_size=32)
        self._relation_digest = hashlib.blake2b(digest_size=32)
        self._kinds: Counter[Kind] = Counter()
        self._links: Counter[Link] = Counter()

    def put(
        self,
        parts: Iterable[Part],
        structure: Structure,
        *,
        read_from: str,
        at: datetime,
        name: str | None,
    ) -> tuple[Edition, Outcome]:
        """Write everything; return what stands there now, and what became of it.

        Raises:
            NothingNewError: the same content is there; the transaction is to be undone.
            LerwayError: as the reader, `Structure` and `name_for` raise.
        """
        for part in structure.checked(parts):
            if isinstance(part, Item):
                self._put_item(part)
            elif isinstance(part, Relation):
                self._put_relation(part)
            else:
                name = name_for(self._there, part, name)
        head = structure.framework
        assert head is not None  # noqa: S101 - `checked` refuses a framework without a head
        assert name is not None  # noqa: S101 - given with the head
        self._put_waiting()
        self._flush()
        digest = self._digest_with(head)
        edition = Edition(head, name, read_from, at, digest, self._kinds, self._links)
        return edition, self._finish(edition)

    def _put_item(self, item: Item) -> None:
        number = self._item
        self._item += 1
        self._numbers[item.id] = number
        self._kinds[item.kind] += 1
        row = item_row(item)
        self._item_digest.update(orjson.dumps(list(row.values())))
        row["n"] = number
        row["edition"] = self._edition
        self._items.append(row)
        if self._words:
            self._spoken.append(_spoken(number, item))
        if len(self._items) >= AT_ONCE:
            self._flush()

    def _put_relation(self, relation: Relation) -> None:
        number = self._relation
        self._relation += 1
        self._links[relation.link] += 1
        row = relation_row(relation)
        self._relation_digest.update(
            orjson.dumps([relation.source, relation.target, *row.values()])
        )
        ends = self._numbers.get(relation.source), self._numbers.get(relation.target)
        if None in ends:
            self._waiting.append((number, relation))
            return
        row["n"], row["source"], row["target"] = number, *ends
        self._relations.append(row)
        if len(self._relations) >= AT_ONCE:
            self._flush()

    def _put_waiting(self) -> None:
        for number, relation in self._waiting:
            row = relation_row(relation)
            row["n"] = number
            row["source"] = self._number_of(relation.source)
            row["target"] = self._number_of(relation.target)
            self._relations.append(row)

    def _number_of(self, identifier: str) -> int:
        """Return the number of an item; one that never came gets a row without a kind."""
        number = self._numbers.get(identifier)
        if number is None:
            number = self._numbers[identifier] = self._item
            self._item += 1
            empty = dict.fromkeys(ITEM_COLUMNS, "")
            self._items.append({**empty, "n": number, "edition": self._edition, "id": identifier})
        return number

    def _flush(self) -> None:
        for statement, rows in (
            (INSERT_ITEM, self._items),
            (INSERT_RELATION, self._relations),
            (INSERT_WORDS, self._spoken),
        ):
            if rows:
                self._database.many(statement, rows)
            rows.clear()

    def _digest_with(self, head: Framework) -> str:
        members = [
            head.id, head.version, head.name, head.language, head.publisher, head.licence,
            head.source, pack(head.kept),
        ]  # fmt: skip
        whole = hashlib.blake2b(orjson.dumps(members), digest_size=32)
        whole.update(self._item_digest.digest())
        whole.update(self._relation_digest.digest())
        return whole.hexdigest()

    def _finish(self, edition: Edition) -> Outcome:
        before = next(
            (e for e in self._there if (e.id, e.version) == (edition.id, edition.version)), None
        )
        if before is not None and before.digest == edition.digest:
            raise NothingNewError(before)
        if before is not None:
            remove_edition(self._database, before)
        row = edition_row(edition)
        row |= {
            "n": self._edition,
            "framework": self._framework(edition),
            "first_item": self._first_item,
            "last_item": self._item - 1,
            "first_relation": self._first_relation,
            "last_relation": self._relation - 1,
        }
        self._database.run(INSERT_EDITION, row)
        use_number(self._database, "edition", self._edition + 1)
        use_number(self._database, "item", self._item)
        use_number(self._database, "relation", self._relation)
        return Outcome.NEW if before is None else Outcome.REPLACED

    def _framework(self, edition: Edition) -> int:
        rename_framework(self._database, edition.id, edition.name)
        found = next(
            self._database.rows("SELECT n FROM skill_framework WHERE id = :id", {"id": edition.id}),
            None,
        )
        if found is not None:
            return int(found[0])
        number = next_number(self._database, "framework")
        self._database.run(
            "INSERT INTO skill_framework (n, id, name) VALUES (:n, :id, :name)",
            {"n": number, "id": edition.id, "name": edition.name},
        )
        use_number(self._database, "framework", number + 1)
        return number


def rename_framework(database: Database, identifier: str, name: str) -> None:
    """Give a framework another name."""
    database.run(
        "UPDATE skill_framework SET name = :name WHERE id = :id AND name <> :name",
        {"id": identifier, "name": name},
    )


def remove_edition(database: Database, edition: Edition) -> None:
    """Take an edition out, and its framework if it was the last."""
    ((number, framework, first_item, last_item, first_relation, last_relation),) = database.rows(
        "SELECT e.n, e.framework, e.first_item, e.last_item, e.first_relation, e.last_relation"
        " FROM skill_edition e JOIN skill_framework f ON f.n = e.framework"
        " WHERE f.id = :id AND e.version = :version",
        {"id": edition.id, "version": edition.version},
    )
    relations = {"first": first_relation, "last": last_relation}
    items = {"first": first_item, "last": last_item}
    database.run("DELETE FROM skill_relation WHERE n BETWEEN :first AND :last", relations)
    if database.finds_words():
        database.run("DELETE FROM skill_words WHERE rowid BETWEEN :first AND :last", items)
    database.run("DELETE FROM skill_item WHERE n BETWEEN :first AND :last", items)
    database.run("DELETE FROM skill_edition WHERE n = :n", {"n": number})
    database.run(
        "DELETE FROM skill_framework WHERE n = :n"
        " AND NOT EXISTS (SELECT 1 FROM skill_edition WHERE framework = :n)",
        {"n": framework},
    )


def _spoken(number: int, item: Item) -> dict[str, object]:
    """Return what is found by words: labels of every language, and the codes."""
    others = item.others.values()
    alternatives = [
        *item.words.alternatives,
        *(o.label for o in others),
        *(a for o in others for a in o.alternatives),
    ]
    return {
        "n": number,
        "label": item.words.label,
        "alternatives": "\n".join(alternatives),
        "code": f"{item.code} {item.id}" if item.code else item.id,
    }
