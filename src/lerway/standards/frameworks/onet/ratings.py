"""O*NET ratings: how important an element is for an occupation, and how much of it.

O*NET Data Dictionary, "Scales Reference": IM (importance) runs from 1 to 5, LV (level)
from 0 to 7; both come out as 0 to 1. The rows of all scales stay in `kept`, by scale.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError
from lerway.standards.frameworks.model import Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.onet.desk import SOC
from lerway.standards.frameworks.onet.elements import kind_of
from lerway.standards.frameworks.tables import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.files import Row, Sheet
    from lerway.standards.frameworks.model import Part
    from lerway.standards.frameworks.onet.desk import Desk
    from lerway.standards.frameworks.tables import Columns

__all__ = ["ratings", "scaled"]

_RATED: Final = (
    ("Skills", Link.REQUIRES, Kind.SKILL),
    ("Knowledge", Link.REQUIRES, Kind.KNOWLEDGE),
    ("Abilities", Link.REQUIRES, Kind.ABILITY),
    ("Work Styles", Link.REQUIRES, Kind.WORK_STYLE),
    ("Work Activities", Link.REQUIRES, Kind.TASK),
    ("Work Context", Link.RELATED, Kind.GROUP),
)
_SCALES: Final = {"IM": (1.0, 5.0), "LV": (0.0, 7.0)}
_NOT_KEPT: Final = (SOC, "Title", "Element ID", "Element Name", "Scale ID", "Scale Name")


def scaled(scale: str, text: str, sheet: Sheet, row: int) -> float:
    """Return a value of the scale IM or LV as 0 to 1.

    Raises:
        InvalidError: `onet.value_out_of_scale`.
    """
    low, high = _SCALES[scale]
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not low <= value <= high:
        raise InvalidError(
            "onet.value_out_of_scale",
            f"{sheet.at(row)}: {text!r} is no value of the scale {scale},"
            f" which runs from {low:g} to {high:g}",
            hint="a workbook that was edited may have shifted cells; take O*NET's own file",
        )
    return round((value - low) / (high - low), 4)


def ratings(desk: Desk) -> Iterator[Part]:
    """Yield the rated relations of every table of ratings."""
    for table, link, kind in _RATED:
        yield from _rated(desk, table, link, kind)


class _Table:
    """One table of ratings, and where its columns stand."""

    def __init__(self, desk: Desk, table: str, columns: Columns) -> None:
        self.desk, self.name, self.sheet = desk, table, columns.sheet
        self.code, self.element, self.scale, self.value = columns.need(
            SOC, "Element ID", "Scale ID", "Data Value"
        )
        self.title, self.said = columns.at("Title"), columns.at("Element Name")
        self.rest = columns.others(*_NOT_KEPT)
        self.place = columns.place
        self.many = "Category" in columns

    def pair(self, row: Row) -> tuple[str, str]:
        """Return the occupation and the element that a row speaks of."""
        return row[1][self.code], row[1][self.element]

    def relation(self, pair: tuple[str, str], link: Link, rows: Sequence[Row]) -> Relation:
        """Return the relation that `rows`, one for each scale or category, come to."""
        kept: dict[str, JSON] = {}
        rated: dict[str, float] = {}
        for number, c in rows:
            which = c[self.scale]
            if self.many:
                of = kept.setdefault(which, [])
                if isinstance(of, list):
                    of.append(cells(self.rest, c))
                continue
            if which in kept:
                raise _again(self.sheet, number, self.name, (*pair, which))
            kept[which] = cells(self.rest, c)
            if which in _SCALES:
                rated[which] = scaled(which, c[self.value], self.sheet, number)
        place = self.place(rows[0][0])
        return Relation(pair[0], link, pair[1], rated.get("IM"), rated.get("LV"), kept, place)


def _rated(desk: Desk, table: str, link: Link, kind: Kind) -> Iterator[Part]:
    taken = desk.take(table)
    if taken is None:
        return
    columns, rows = taken
    at = _Table(desk, table, columns)
    done: set[tuple[str, str]] = set()
    occupation = ""
    for pair, group in groupby(rows, at.pair):
        of_pair = tuple(group)
        number, first = of_pair[0]
        if pair in done:
            raise _again(at.sheet, number, table, pair)
        done.add(pair)
        if occupation != pair[0]:
            occupation = pair[0]
            if at.title >= 0:
                desk.same_title(occupation, first[at.title], at.sheet, number)
        said = first[at.said] if at.said >= 0 else pair[1]
        yield from _element(desk, pair[1], said, kind, at.sheet, number)
        yield at.relation(pair, link, of_pair)


def _element(
    desk: Desk, element: str, name: str, kind: Kind, sheet: Sheet, row: int
) -> Iterator[Part]:
    """Yield an element that the content model has not, or check that it has the same name."""
    known = desk.elements.get(element)
    if known is not None:
        if name is not known and name != element:
            desk.same_text(sheet, row, f"the name of {element}", name, known)
        return
    desk.elements[element] = name
    found = kind_of(element)
    yield Item(element, kind if found is Kind.GROUP else found, Words(name), place=sheet.at(row))


def _again(sheet: Sheet, row: int, table: str, what: tuple[str, ...]) -> InvalidError:
    return InvalidError(
        "onet.rated_twice",
        f"{sheet.at(row)}: {' '.join(what)} was already rated in the table {table}",
        hint="rows were copied or sorted; take O*NET's own file",
    )
