"""ESCO relations: the hierarchies, what occupations need, and what skills need.

ESCO dataset, CSV: `skillsHierarchy`, `broaderRelations…`, `occupationSkillRelations`,
`skillSkillRelations`. ESCO's *essential* is `requires`, its *optional* is `optional`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError
from lerway.standards.frameworks.model import Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.tables import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.standards.frameworks.esco.concepts import Members
    from lerway.standards.frameworks.esco.layout import Tables
    from lerway.standards.frameworks.model import Part

__all__ = ["Hierarchy", "needs"]

_LINKS: Final = {"essential": Link.REQUIRES, "optional": Link.OPTIONAL, "related": Link.RELATED}
_LEVELS: Final = 4
_ISCO: Final = "http://data.europa.eu/esco/isco/C"


class Hierarchy:
    """Who stands below whom, each pair once, from whichever table says it."""

    def __init__(self, tables: Tables) -> None:
        """Begin with nothing said."""
        self._tables = tables
        self._pairs: set[tuple[str, str]] = set()
        self._items: set[str] = set()

    def see(self, part: Part) -> bool:
        """Note a part that passes; whether it says anything new."""
        if isinstance(part, Item):
            self._items.add(part.id)
        if isinstance(part, Relation) and part.link is Link.BROADER:
            pair = (part.source, part.target)
            if pair in self._pairs:
                return False
            self._pairs.add(pair)
        return True

    def parts(self, collected: Members) -> Iterator[Part]:
        """Yield headings that only the hierarchy has, and the relations."""
        for table in ("broaderRelationsOccPillar", "broaderRelationsSkillPillar"):
            yield from filter(self.see, self._pillar(table))
        yield from filter(self.see, self._levels())
        yield from filter(self.see, self._isco())
        for uri, above, where in collected.broader:
            if uri in self._items:
                relation = Relation(uri, Link.BROADER, above, place=where)
                yield from filter(self.see, [relation])

    def _pillar(self, table: str) -> Iterator[Part]:
        columns = self._tables.main(table)
        if columns is None:
            return
        narrow, broad = columns.need("conceptUri", "broaderUri")
        for row, c in columns.sheet.rows:
            if c[narrow] and c[broad]:
                yield Relation(c[narrow], Link.BROADER, c[broad], place=columns.place(row))

    def _levels(self) -> Iterator[Part]:
        """Yield the skills hierarchy: each row is a path from the top to one heading."""
        columns = self._tables.main("skillsHierarchy")
        if columns is None:
            return
        at = [
            (columns.at(f"Level {n} URI"), columns.at(f"Level {n} preferred term"))
            for n in range(_LEVELS)
        ]
        columns.need("Level 0 URI", "Level 0 preferred term")
        rest = columns.others("Description", *(t for t in columns.titles if t[:5] == "Level"))
        text = columns.at("Description")
        for row, c in columns.sheet.rows:
            path = [(c[u], c[t]) for u, t in at if u >= 0 and c[u]]
            for n, (uri, term) in enumerate(path):
                if uri not in self._items:
                    own = n == len(path) - 1
                    yield Item(
                        uri,
                        Kind.GROUP,
                        Words(term, description=c[text] if own and text >= 0 else ""),
                        kept=cells(rest, c) if own else {},
                        place=columns.place(row),
                    )
                if n:
                    yield Relation(uri, Link.BROADER, path[n - 1][0], place=columns.place(row))

    def _isco(self) -> Iterator[Part]:
        """Yield the hierarchy of ISCO-08, which its codes spell: 2166 stands below 216."""
        if "broaderRelationsOccPillar" in self._tables:
            return
        for uri in [i for i in self._items if i.startswith(_ISCO)]:
            above = uri[:-1]
            if above in self._items:
                yield Relation(uri, Link.BROADER, above)


def needs(tables: Tables) -> Iterator[Part]:
    """Yield which skills occupations and skills need.

    Raises:
        InvalidError: `esco.relation_type`.
    """
    for table, source, target in (
        ("occupationSkillRelations", "occupationUri", "skillUri"),
        ("skillSkillRelations", "originalSkillUri", "relatedSkillUri"),
    ):
        columns = tables.main(table)
        if columns is None:
            continue
        left, right, kind = columns.need(source, target, "relationType")
        for row, c in columns.sheet.rows:
            link = _LINKS.get(c[kind].strip().lower())
            if link is None:
                raise InvalidError(
                    "esco.relation_type",
                    f"{columns.place(row)}: {c[kind]!r} is no relationType of ESCO's",
                    hint="it is 'essential' or 'optional'",
                )
            yield Relation(c[left], link, c[right], place=columns.place(row))
