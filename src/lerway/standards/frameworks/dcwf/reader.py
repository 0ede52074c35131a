"""DoD Cyber Workforce Framework (DoD 8140), the work role tool (XLSX, 5.x): the reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.frameworks.model import (
    Framework,
    Item,
    Kind,
    Link,
    Relation,
    Remark,
    Words,
)
from lerway.standards.frameworks.release import named_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.files import Bundle, Sheet
    from lerway.standards.frameworks.model import Part

__all__ = ["read", "recognises"]

ID: Final = "dcwf"
NAME: Final = "DoD Cyber Workforce Framework (DCWF)"
PUBLISHER: Final = "United States Department of Defense"
LICENCE: Final = "US Government work, not subject to copyright in the United States"

_MASTER: Final = ("DCWF #", "#", "A", "Task/KSA")
_ROLES: Final = "DCWF Roles"
_ROLE_TITLES: Final = ("Element", "Work Role", "DCWF Code", "Work Role Definition")
_ROLE_SHEET: Final = re.compile(r"\([A-Z]{2}-\w+\) .+")
_CODE: Final = re.compile(r"\((\w+)\)\s*$")
_ELEMENT: Final = re.compile(r"(?P<title>.+?)\s*\((?P<id>[A-Z]{2})\)", re.DOTALL)
_NICE: Final = re.compile(r"[A-Z]{2}-WRL-\d+")
_VERSION: Final = re.compile(r"v?(\d+(?:\.\d+)+)")
_CURRENT: Final = "Current Version"
_KSA: Final = {"knowledge": Kind.KNOWLEDGE, "ability": Kind.ABILITY}
_CORE: Final = "Core (C) Or Additional(A)"


def recognises(bundle: Bundle) -> bool:
    """Return whether there is a sheet that lists tasks and KSAs under a "DCWF #"."""
    return any(sheet.header[: len(_MASTER)] == _MASTER for sheet in bundle.sheets)


def read(bundle: Bundle) -> Iterator[Part]:
    """Read the work role tool.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.table_missing`,
            `frameworks.version_unknown`.
        InvalidError: `frameworks.no_code`.
    """
    master = next((s for s in bundle.sheets if s.header[: len(_MASTER)] == _MASTER), None)
    if master is None:
        raise UnreadableError(
            "frameworks.not_this_format",
            f"{bundle.name or 'what was given'} has no sheet of tasks and KSAs of the DCWF",
            hint="take the work role tool (XLSX) from the DoD Cyber Exchange",
        )
    sheets = [s for s in bundle.sheets if s.file == master.file]
    roles = next((s for s in sheets if s.name.strip() == _ROLES), None)
    if roles is None:
        raise UnreadableError(
            "frameworks.table_missing",
            f"{master.file}: there is no sheet {_ROLES!r}",
            hint="take the whole work role tool from the DoD Cyber Exchange",
        )
    of_roles = [s for s in sheets if _ROLE_SHEET.fullmatch(s.name)]
    read_here = {id(s) for s in (master, roles, *of_roles)}
    others = {s.name: _as_it_is(s) for s in sheets if id(s) not in read_here}
    yield _head(bundle, master, others)
    ids: dict[str, str] = {}
    for part in _roles(roles):
        if isinstance(part, Item) and part.kind is Kind.WORK_ROLE:
            ids[part.code] = part.id
        yield part
    yield from _statements(master)
    for sheet in of_roles:
        yield from _needs(sheet, ids)
    aside = [d.file for d in bundle.documents]
    if aside:
        yield Remark(
            "frameworks.left_aside",
            f"{', '.join(aside[:4])} beside the workbook has not been read",
        )


def _as_it_is(sheet: Sheet) -> list[JSON]:
    rows: list[JSON] = [[1, *sheet.header]]
    for row, cells in sheet.rows:
        rows.append([row, *cells])
    return rows


def _head(bundle: Bundle, master: Sheet, others: dict[str, list[JSON]]) -> Framework:
    said = ""
    for rows in others.values():
        for row in rows:
            cells = [str(c) for c in row[1:]] if isinstance(row, list) else []
            line = " ".join(cells)
            found = _VERSION.search(line.partition(_CURRENT)[2].replace("as of", ""))
            if _CURRENT in line and found and not said:
                said = found[1]
    version = named_version(bundle, said, master.file)
    if not version:
        raise UnreadableError(
            "frameworks.version_unknown",
            f"{master.file}: no sheet says the current version",
            hint="say it with --version",
        )
    kept: dict[str, JSON] = {"sheets": {name: [*rows] for name, rows in others.items()}}
    return Framework(ID, version, NAME, "en", PUBLISHER, LICENCE, "", kept)


def _roles(sheet: Sheet) -> Iterator[Item | Relation]:
    at: dict[str, int] = {}
    element = ""
    for row, cells in sheet.rows:
        place = sheet.at(row)
        if not at:
            if all(title in cells for title in _ROLE_TITLES):
                at = {title: n for n, title in enumerate(cells) if title}
            continue
        title, code = cells[at["Element"]], cells[at["DCWF Code"]].strip()
        if title.strip():
            found = _ELEMENT.fullmatch(title.strip())
            element = found["id"] if found else title.strip()
            label = " ".join((found["title"] if found else title).split())
            words = Words(label, (), cells[at["Element"] + 1].strip())
            yield Item(element, Kind.GROUP, words, place=place)
        name = cells[at["Work Role"]].strip()
        if not name and not code:
            continue
        if not code:
            raise InvalidError(
                "frameworks.no_code",
                f"{place}: the work role {name!r} has no DCWF code",
                hint="fill the cell, or delete the row",
            )
        yield from _role(cells, at, element, place)


def _role(
    cells: tuple[str, ...], at: dict[str, int], element: str, place: str
) -> Iterator[Item | Relation]:
    code = cells[at["DCWF Code"]].strip()
    words = Words(cells[at["Work Role"]].strip(), (), cells[at["Work Role Definition"]].strip())
    nice = cells[at["NCWF ID"]].strip() if "NCWF ID" in at else ""
    kept: dict[str, JSON] = {"NCWF ID": nice} if nice else {}
    # Numbers of roles are numbers of tasks too; with its element a role's is unlike any.
    identifier = f"{element}-{code}" if element else code
    yield Item(identifier, Kind.WORK_ROLE, words, code=code, kept=kept, place=place)
    if element:
        yield Relation(identifier, Link.BROADER, element, place=place)
    for role in dict.fromkeys(_NICE.findall(nice)):
        yield Relation(identifier, Link.CLOSE, role, kept={"framework": "nice"}, place=place)


def _statements(sheet: Sheet) -> Iterator[Item]:
    for row, cells in sheet.rows:
        identifier, what, said = cells[0].strip(), cells[3].strip(), cells[4]
        if not identifier:
            continue
        # Where a number came from, and what the tool computes from it.
        kept: dict[str, JSON] = {"Task/KSA": cells[3]}
        rest: dict[str, JSON] = {str(n): c for n, c in enumerate(cells) if c and n not in {0, 3, 4}}
        if rest:
            kept["cells"] = rest
        if said != said.strip():
            kept["text"] = said
        kind = Kind.TASK if what == "Task" else _kind(said)
        yield Item(identifier, kind, Words(said.strip()), kept=kept, place=sheet.at(row))


def _kind(text: str) -> Kind:
    """Return which of knowledge, skill and ability a KSA is, by its first word."""
    first = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    return _KSA.get(first, Kind.SKILL)


def _needs(sheet: Sheet, ids: dict[str, str]) -> Iterator[Relation]:
    role, core = "", -1
    for row, cells in sheet.rows:
        place = sheet.at(row)
        if core < 0:
            found = next((m for c in cells[1:3] if (m := _CODE.search(c))), None)
            role = role or (found[1] if found else "")
            if cells[0].strip() == _MASTER[0]:
                core = next((n for n, c in enumerate(cells) if c.strip() == _CORE), len(cells))
                if not role:
                    raise InvalidError(
                        "frameworks.no_code",
                        f"{sheet.at(row)}: no row above names the work role and its code",
                        hint="write the work role as `Name (411)` above the list",
                    )
            continue
        identifier = cells[0].strip()
        if not identifier:
            continue
        mark = cells[core].strip() if core < len(cells) else ""
        link = Link.OPTIONAL if mark == "A" else Link.REQUIRES
        kept: dict[str, JSON] = {_CORE: mark} if mark else {}
        yield Relation(ids.get(role, role), link, identifier, kept=kept, place=place)
