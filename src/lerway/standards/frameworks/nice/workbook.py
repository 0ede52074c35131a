"""NICE Framework components as NIST's workbook (XLSX, 2.x).

1. "vX.Y.Z Work Roles + Categories": a row of a category has one cell,
   "TITLE (ID), a dash, and its text"; the rows below it are its roles, with their OPM codes.
2. "vX.Y.Z TKS Statements": tasks, knowledge and skills, by the first letter of the id.
3. "Competency Area Catalog".
4. A sheet for each work role, and for some competency areas: what it needs; and, in the
   column "Task to Knowledge & Skill Alignments", what a task of that role needs.

Spaces that do not break, and spaces at the ends, are taken for what they look like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.nice.cprt import ID, LICENCE, NAME, PUBLISHER
from lerway.standards.frameworks.release import named_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.files import Bundle, Sheet
    from lerway.standards.frameworks.model import Part

__all__ = ["read", "sheets_of"]

_VERSION: Final = re.compile(r"\bv(\d+\.\d+\.\d+)\b")
_CATEGORY: Final = re.compile(
    r"(?P<title>.+?)\s*\((?P<id>[A-Z]{2})\)\s*[\u2013-]\s*(?P<text>.+)", re.DOTALL
)
_HOLDER: Final = re.compile(r"[A-Z]{2}-(?:WRL|COM)-\d+")
_STATEMENT: Final = re.compile(r"[TKS]\d+[A-Z]?")
_CODES: Final = re.compile(r"\d+")
_KIND: Final = {"T": Kind.TASK, "K": Kind.KNOWLEDGE, "S": Kind.SKILL}
_TITLES: Final = {
    "roles": ("Work Role", "Work Role Description", "Work Role ID"),
    "statements": ("TKS ID", "TKS Description"),
    "areas": ("Competency Area Name", "Competency Area Description", "Competency Area ID"),
}
_ALIGNED: Final = "Task to Knowledge & Skill Alignments"
_NEW: Final = "New for"


def sheets_of(bundle: Bundle) -> list[Sheet]:
    """Return the sheets of the workbook, if one of them lists statements or roles."""
    for sheet in bundle.sheets:
        if _part(sheet) in {"roles", "statements"}:
            return [s for s in bundle.sheets if s.file == sheet.file]
    return []


def read(bundle: Bundle, sheets: list[Sheet]) -> Iterator[Part]:
    """Read the workbook.

    Raises:
        UnreadableError: `frameworks.table_missing`, `frameworks.version_unknown`.
        InvalidError: `frameworks.no_category`.
    """
    parts = {part: sheet for sheet in sheets if (part := _part(sheet))}
    for part, titles in _TITLES.items():
        if part not in parts:
            raise UnreadableError(
                "frameworks.table_missing",
                f"{sheets[0].file}: no sheet begins with the columns"
                f" {', '.join(map(repr, titles))}",
                hint="take the whole workbook from NIST's page of the NICE Framework",
            )
    yield Framework(ID, _version(bundle, sheets), NAME, "en", PUBLISHER, LICENCE)
    yield from _roles(parts["roles"])
    yield from _areas(parts["areas"])
    yield from _statements(parts["statements"])
    for sheet in sheets:
        if _HOLDER.fullmatch(sheet.name.strip()):
            yield from _needs(sheet)


def _part(sheet: Sheet) -> str:
    header = tuple(_plain(title) for title in sheet.header)
    return next((p for p, titles in _TITLES.items() if header[: len(titles)] == titles), "")


def _version(bundle: Bundle, sheets: list[Sheet]) -> str:
    said = next((m[1] for s in sheets if (m := _VERSION.search(s.name))), "")
    version = named_version(bundle, said, sheets[0].file)
    if not version:
        raise UnreadableError(
            "frameworks.version_unknown",
            f"{sheets[0].file}: no sheet is called after its version",
            hint="say it with --version",
        )
    return version


def _roles(sheet: Sheet) -> Iterator[Item | Relation]:
    category = ""
    for row, cells in sheet.rows:
        place = sheet.at(row)
        name, said, identifier, opm = (_plain(c) for c in (*cells, "", "", "", "")[:4])
        if not identifier:
            found = _CATEGORY.fullmatch(name)
            if found is None:
                raise InvalidError(
                    "frameworks.no_category",
                    f"{place}: {name[:60]!r} is neither a role with an ID nor a category",
                    hint="write a category as `TITLE (ID) - what it does`",
                )
            category = found["id"]
            words = Words(found["title"], (), found["text"])
            kept: dict[str, JSON] = {"element_type": "category"}
            yield Item(category, Kind.GROUP, words, kept=kept, place=place)
            continue
        codes: list[JSON] = [*_CODES.findall(opm)]
        kept = {"opm_code": codes} if codes else {}
        yield Item(identifier, Kind.WORK_ROLE, Words(name, (), said), kept=kept, place=place)
        if category:
            yield Relation(identifier, Link.BROADER, category, place=place)


def _areas(sheet: Sheet) -> Iterator[Item]:
    for row, cells in sheet.rows:
        name, said, identifier = (_plain(c) for c in cells[:3])
        kept: dict[str, JSON] = {"element_type": "competency_area"}
        yield Item(identifier, Kind.GROUP, Words(name, (), said), kept=kept, place=sheet.at(row))


def _statements(sheet: Sheet) -> Iterator[Item]:
    new = next((at for at, title in enumerate(sheet.header) if title.startswith(_NEW)), None)
    for row, cells in sheet.rows:
        identifier, said = _plain(cells[0]), _plain(cells[1])
        kept: dict[str, JSON] = {}
        if new is not None and cells[new] == "TRUE":
            kept[sheet.header[new]] = True
        kind = _KIND.get(identifier[:1], Kind.SKILL)
        yield Item(identifier, kind, Words(said), kept=kept, place=sheet.at(row))


def _needs(sheet: Sheet) -> Iterator[Relation]:
    holder = sheet.name.strip()
    aligned: int | None = None
    for row, cells in sheet.rows:
        if _ALIGNED in cells:
            aligned = cells.index(_ALIGNED)
        identifier = _plain(cells[0])
        if not _STATEMENT.fullmatch(identifier):
            continue
        place = sheet.at(row)
        yield Relation(holder, Link.REQUIRES, identifier, place=place)
        if aligned is not None:
            for found in dict.fromkeys(_STATEMENT.findall(cells[aligned])):
                kept: dict[str, JSON] = {"work_role": holder}
                yield Relation(identifier, Link.REQUIRES, found, kept=kept, place=place)


def _plain(text: str) -> str:
    return text.replace("\xa0", " ").strip()
