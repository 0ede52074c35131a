"""O*NET-SOC occupations with all that O*NET says of each alone, and their neighbours.

O*NET Data Dictionary, "Occupation Data", "Alternate Titles", "Sample of Reported Titles",
"Job Zones", "Education, Training, and Experience", "Interests", "Work Values",
"Emerging Tasks", "Related Occupations".
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.model import Item, Kind, Link, Relation, Remark, Words
from lerway.standards.frameworks.onet.desk import SOC
from lerway.standards.frameworks.tables import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.model import Part
    from lerway.standards.frameworks.onet.desk import Desk

__all__ = ["neighbours", "occupations"]

_PER_OCCUPATION: Final = (
    "Job Zones",
    "Education, Training, and Experience",
    "Interests",
    "Interests Illustrative Occupations",
    "Work Values",
    "Emerging Tasks",
    "Occupation Level Metadata",
    "Alternate Titles",
    "Sample of Reported Titles",
)
_SAID_ELSEWHERE: Final = (SOC, "Title", "Element Name", "Scale Name")
"""Columns that repeat what another table says of the same identifier."""

_ADDRESS: Final = "https://www.onetonline.org/link/summary/"


def occupations(desk: Desk) -> Iterator[Part]:
    """Yield the occupations.

    Raises:
        UnreadableError: `frameworks.column_missing`.
        InvalidError: `frameworks.cell_empty`, `onet.mixed_releases`.
    """
    rows = list(_names(desk))
    kept: dict[str, dict[str, JSON]] = {code: {} for code, *_ in rows}
    for table in _PER_OCCUPATION:
        _gather(desk, table, kept)
    for code, title, description, where in rows:
        more = kept.pop(code)
        yield Item(
            code,
            Kind.OCCUPATION,
            Words(title, _alternatives(title, more), description),
            uri=_ADDRESS + code,
            kept=more,
            place=where,
        )
    for code, more in kept.items():
        yield Remark(
            "frameworks.unknown_item",
            f"{code} is no occupation of Occupation Data; what other tables say of it is left out",
            str(more[""]),
        )


def _names(desk: Desk) -> Iterator[tuple[str, str, str, str]]:
    taken = desk.take("Occupation Data")
    if taken is None:
        return
    columns, rows = taken
    code, title, text = columns.need(SOC, "Title", "Description")
    for row, c in rows:
        columns.required(row, c, SOC)
        columns.required(row, c, "Title")
        desk.titles[c[code]] = c[title]
        yield c[code], c[title], c[text], columns.place(row)


def _gather(desk: Desk, table: str, kept: dict[str, dict[str, JSON]]) -> None:
    """Put the rows of `table` to the occupation that they speak of."""
    taken = desk.take(table)
    if taken is None:
        return
    columns, rows = taken
    (code,) = columns.need(SOC)
    title = columns.at("Title")
    rest = columns.others(*_SAID_ELSEWHERE)
    for soc, group in groupby(rows, lambda row: row[1][code]):
        number, first = next(group)
        if title >= 0:
            desk.same_title(soc, first[title], columns.sheet, number)
        of = kept.get(soc)
        if of is None:
            of = kept[soc] = {"": columns.place(number)}
        rows_of = of.setdefault(table, [])
        if isinstance(rows_of, list):
            rows_of.append(cells(rest, first))
            rows_of.extend(cells(rest, c) for _, c in group)


def _alternatives(title: str, kept: dict[str, JSON]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for table, column in (
        ("Alternate Titles", "Alternate Title"),
        ("Sample of Reported Titles", "Reported Job Title"),
    ):
        rows = kept.get(table)
        for row in rows if isinstance(rows, list) else ():
            name = row.get(column) if isinstance(row, dict) else None
            if isinstance(name, str) and name != title:
                found[name] = None
    return tuple(found)


def neighbours(desk: Desk) -> Iterator[Part]:
    """Yield which occupations O*NET calls related, with tier and rank in `kept`."""
    taken = desk.take("Related Occupations")
    if taken is None:
        return
    columns, rows = taken
    code, other = columns.need(SOC, "Related O*NET-SOC Code")
    rest = columns.others(SOC, "Title", "Related O*NET-SOC Code", "Related Title")
    for row, c in rows:
        yield Relation(
            c[code], Link.RELATED, c[other], kept=cells(rest, c), place=columns.place(row)
        )
