"""ESCO concepts: skills, occupations, skill groups and ISCO-08 groups, in all languages.

ESCO dataset, CSV: `skills`, `occupations`, `skillGroups`, `ISCOGroups`, the collections,
`greenShareOcc`. What a column says beyond the model stays in `kept`, under its title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.esco.layout import COLLECTION
from lerway.standards.frameworks.esco.oddities import Oddities
from lerway.standards.frameworks.model import Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.tables import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.esco.layout import Tables
    from lerway.standards.frameworks.model import Part
    from lerway.standards.frameworks.tables import Columns

__all__ = ["Members", "concepts", "members"]

_TABLES: Final = (
    ("ISCOGroups", Kind.GROUP),
    ("occupations", Kind.OCCUPATION),
    ("skills", Kind.SKILL),
    ("skillGroups", Kind.GROUP),
)
_SAID: Final = ("conceptUri", "preferredLabel", "altLabels", "description", "status", "code")
_SEPARATOR: Final = re.compile(r"\s*\n\s*|\s+\|\s+")
_ISCO: Final = "http://data.europa.eu/esco/isco/C"


@dataclass
class Members:
    """What the collections say: who is in which, and what they say of each skill."""

    of: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    types: dict[str, str] = field(default_factory=dict[str, str])
    broader: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    places: dict[str, str] = field(default_factory=dict[str, str])


def members(tables: Tables) -> Members:
    """Return what the collections say."""
    found = Members()
    for table in tables.collections:
        columns = tables.main(table)
        match = COLLECTION.fullmatch(table)
        if columns is None or match is None:
            continue
        (uri,) = columns.need("conceptUri")
        kind, broader = columns.at("skillType"), columns.at("broaderConceptUri")
        for row, c in columns.sheet.rows:
            found.of.setdefault(c[uri], []).append(match[1])
            found.places.setdefault(c[uri], columns.place(row))
            if kind >= 0 and c[kind]:
                found.types.setdefault(c[uri], c[kind])
            for above in _SEPARATOR.split(c[broader]) if broader >= 0 else ():
                if above.strip():
                    found.broader.append((c[uri], above.strip(), columns.place(row)))
    return found


def concepts(tables: Tables, collected: Members) -> Iterator[Part]:
    """Yield every concept, then what is odd about them."""
    odd = Oddities()
    shares = _shares(tables)
    for table, kind in _TABLES:
        columns = tables.main(table)
        if columns is not None:
            further = _further(tables, table)
            for item in _items(columns, kind, further, collected):
                if table == "skillGroups" and odd.knows(item):
                    continue
                share = shares.pop(item.id, None)
                if share is not None and isinstance(item.kept, dict):
                    item.kept["greenShare"] = share
                odd.see(item)
                yield item
            if table == "occupations":
                yield from _isco(odd.isco)
    yield from odd.remarks(collected.places)


def _items(
    columns: Columns,
    kind: Kind,
    further: dict[str, dict[str, tuple[Words, dict[str, JSON]]]],
    collected: Members,
) -> Iterator[Item]:
    columns.need("conceptUri", "preferredLabel")
    status, code = columns.at("status"), columns.at("code")
    rest = columns.others(*_SAID)
    for row, c in columns.sheet.rows:
        uri = columns.required(row, c, "conceptUri")
        columns.required(row, c, "preferredLabel")
        kept = cells(rest, c)
        translated = further.get(uri, {})
        more: dict[str, JSON] = {lang: k for lang, (_, k) in translated.items() if k}
        if more:
            kept["translations"] = more
        if uri in collected.of:
            kept["collections"] = [*collected.of[uri]]
        said = str(kept.get("skillType") or collected.types.get(uri, ""))
        yield Item(
            uri,
            Kind.KNOWLEDGE if kind is Kind.SKILL and said == "knowledge" else kind,
            _words(columns, c),
            code=c[code] if code >= 0 else "",
            others={lang: words for lang, (words, _) in translated.items()},
            status=c[status] if status >= 0 else "",
            kept=kept,
            place=columns.place(row),
        )


def _words(columns: Columns, c: tuple[str, ...]) -> Words:
    alternatives, text = columns.at("altLabels"), columns.at("description")
    label = c[columns.at("preferredLabel")].strip()
    names = _SEPARATOR.split(c[alternatives].strip()) if alternatives >= 0 else ()
    return Words(
        label,
        tuple(dict.fromkeys(n for n in names if n and n != label)),
        c[text] if text >= 0 else "",
    )


def _further(tables: Tables, table: str) -> dict[str, dict[str, tuple[Words, dict[str, JSON]]]]:
    """Return the words and other texts in further languages, by concept."""
    found: dict[str, dict[str, tuple[Words, dict[str, JSON]]]] = {}
    for language, columns in tables.others(table):
        (uri, _) = columns.need("conceptUri", "preferredLabel")
        texts = tuple(
            (t, i)
            for t, i in columns.others(*_SAID)
            if t in {"hiddenLabels", "scopeNote", "definition", "regulatedProfessionNote"}
        )
        for _, c in columns.sheet.rows:
            if c[uri]:
                found.setdefault(c[uri], {})[language] = _words(columns, c), cells(texts, c)
    return found


def _shares(tables: Tables) -> dict[str, str]:
    columns = tables.main("greenShareOcc")
    if columns is None:
        return {}
    uri, share = columns.need("conceptUri", "greenShare")
    return {c[uri]: c[share] for _, c in columns.sheet.rows}


def _isco(groups: dict[str, tuple[str, str]]) -> Iterator[Part]:
    """Yield the unit group of every occupation that names one."""
    for occupation, (group, where) in groups.items():
        yield Relation(occupation, Link.BROADER, _ISCO + group, place=where)
