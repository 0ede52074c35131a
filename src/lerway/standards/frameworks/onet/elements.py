"""O*NET Content Model: elements, work activities, commodities and the reference tables.

O*NET Data Dictionary, "Content Model Reference", "IWA Reference", "DWA Reference",
"Level Scale Anchors", "UNSPSC Reference" and the tables "… to Work …".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.model import Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.tables import cells, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.model import Part
    from lerway.standards.frameworks.onet.desk import Desk, Taken

__all__ = ["commodities", "element_links", "elements", "kind_of", "references"]

_KINDS: Final = {
    "1.A": Kind.ABILITY,
    "1.C": Kind.WORK_STYLE,
    "1.D": Kind.WORK_STYLE,
    "2.A": Kind.SKILL,
    "2.B": Kind.SKILL,
    "2.C": Kind.KNOWLEDGE,
    "4.A": Kind.TASK,
}
"""What the leaves below these elements of the content model are; all else is a heading."""

_REFERENCES: Final = (
    "Job Zone Reference",
    "Education, Training, and Experience Categories",
    "Scales Reference",
    "Task Categories",
    "Work Context Categories",
    "Survey Booklet Locations",
)
_LINKS: Final = (
    ("Abilities to Work Activities", "Abilities Element ID", "Work Activities Element ID"),
    ("Abilities to Work Context", "Abilities Element ID", "Work Context Element ID"),
    ("Skills to Work Activities", "Skills Element ID", "Work Activities Element ID"),
    ("Skills to Work Context", "Skills Element ID", "Work Context Element ID"),
)
_UNSPSC: Final = ("Commodity", "Class", "Family", "Segment")


def kind_of(element: str) -> Kind:
    """Return what a leaf of the content model is, by its identifier."""
    return _KINDS.get(element[:3], Kind.GROUP)


def references(desk: Desk) -> dict[str, JSON]:
    """Return the small reference tables, row by row, for `Framework.kept`."""
    kept: dict[str, JSON] = {}
    for table in _REFERENCES:
        taken = desk.take(table)
        if taken:
            columns, rows = taken
            every = columns.others()
            kept[table] = [cells(every, row) for _, row in rows]
    return kept


def elements(desk: Desk) -> Iterator[Part]:
    """Yield the content model, then the work activities below it."""
    anchors = _anchors(desk)
    taken = desk.take("Content Model Reference")
    if taken:
        yield from _model(desk, taken, anchors)
    for table, *titles in (
        ("IWA Reference", "IWA ID", "IWA Title", "Element ID"),
        ("DWA Reference", "DWA ID", "DWA Title", "IWA ID"),
    ):
        taken = desk.take(table)
        if taken:
            yield from _activities(desk, taken, *titles)


def _model(desk: Desk, taken: Taken, anchors: dict[str, list[JSON]]) -> Iterator[Part]:
    columns, rows = taken
    columns.need("Element ID", "Element Name", "Description")
    text = columns.at("Description")
    every = [
        (columns.required(n, c, "Element ID"), columns.required(n, c, "Element Name"), c[text], n)
        for n, c in rows
    ]
    parents = {element.rpartition(".")[0] for element, *_ in every}
    for element, name, description, row in every:
        where = columns.place(row)
        desk.elements[element] = name
        yield Item(
            element,
            Kind.GROUP if element in parents else kind_of(element),
            Words(name, description=description),
            kept={"Level Scale Anchors": anchors[element]} if element in anchors else {},
            place=where,
        )
        above = element.rpartition(".")[0]
        if above:
            yield Relation(element, Link.BROADER, above, place=where)


def _anchors(desk: Desk) -> dict[str, list[JSON]]:
    found: dict[str, list[JSON]] = {}
    taken = desk.take("Level Scale Anchors")
    if taken:
        columns, rows = taken
        (number,) = columns.need("Element ID")
        rest = columns.others("Element ID", "Element Name", "Scale Name")
        for _, c in rows:
            found.setdefault(c[number], []).append(cells(rest, c))
    return found


def _activities(desk: Desk, taken: Taken, *titles: str) -> Iterator[Part]:
    columns, rows = taken
    number, title, above = columns.need(*titles)
    for row, c in rows:
        where = columns.place(row)
        desk.elements[columns.required(row, c, titles[0])] = c[title]
        yield Item(c[number], Kind.TASK, Words(columns.required(row, c, titles[1])), place=where)
        yield Relation(c[number], Link.BROADER, c[above], place=where)


def element_links(desk: Desk) -> Iterator[Part]:
    """Yield which skills and abilities O*NET links with which work activities."""
    for table, source, target in _LINKS:
        taken = desk.take(table)
        if taken is None:
            continue
        columns, rows = taken
        left, right = columns.need(source, target)
        for row, c in rows:
            kept: dict[str, JSON] = {"table": table}
            where = columns.place(row)
            yield Relation(c[left], Link.RELATED, c[right], kept=kept, place=where)


def commodities(desk: Desk) -> Iterator[Part]:
    """Yield the classes of the United Nations' code that technologies and tools belong to."""
    taken = desk.take("UNSPSC Reference")
    if taken is None:
        return
    columns, rows = taken
    at = [columns.need(f"{level} Code", f"{level} Title") for level in _UNSPSC]
    for row, c in rows:
        where = columns.place(row)
        below = ""
        for code, title in at:
            number = whole(c[code])
            identifier = f"unspsc:{number}"
            if identifier not in desk.elements:
                desk.elements[identifier] = c[title]
                yield Item(identifier, Kind.GROUP, Words(c[title]), code=number, place=where)
            if below and below != identifier and desk.first(below, identifier):
                yield Relation(below, Link.BROADER, identifier, place=where)
            below = identifier
