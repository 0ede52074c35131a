"""O*NET tasks, technology skills and tools: what people of an occupation do, and with what.

O*NET Data Dictionary, "Task Statements", "Task Ratings", "Tasks to DWAs",
"Technology Skills", "Tools Used". A task is `task:` and its Task ID; a technology or tool
has no identifier of O*NET's and is `technology:` or `tool:` and its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.standards.frameworks.model import Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.onet.desk import SOC
from lerway.standards.frameworks.onet.ratings import scaled
from lerway.standards.frameworks.tables import cells, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.model import Part
    from lerway.standards.frameworks.onet.desk import Desk

__all__ = ["tasks", "technologies"]


def tasks(desk: Desk) -> Iterator[Part]:
    """Yield the tasks of every occupation, then what detailed work activities they are."""
    rated = _task_ratings(desk)
    texts: dict[str, str] = {}
    taken = desk.take("Task Statements")
    if taken:
        columns, rows = taken
        code, number, text = columns.need(SOC, "Task ID", "Task")
        title = columns.at("Title")
        rest = columns.others(SOC, "Title", "Task ID", "Task")
        for row, c in rows:
            columns.required(row, c, "Task")
            where = columns.place(row)
            task = whole(c[number])
            if title >= 0:
                desk.same_title(c[code], c[title], columns.sheet, row)
            if task in texts:
                desk.same_text(columns.sheet, row, f"task {task}", c[text], texts[task])
            else:
                texts[task] = c[text]
                yield Item(f"task:{task}", Kind.TASK, Words(c[text]), code=task, place=where)
            importance, more = rated.pop((c[code], task), (None, {}))
            kept = {**cells(rest, c), **more}
            yield Relation(c[code], Link.REQUIRES, f"task:{task}", importance, None, kept, where)
    yield from _task_activities(desk, texts)


def _task_ratings(desk: Desk) -> dict[tuple[str, str], tuple[float | None, dict[str, JSON]]]:
    found: dict[tuple[str, str], tuple[float | None, dict[str, JSON]]] = {}
    taken = desk.take("Task Ratings")
    if taken is None:
        return found
    columns, rows = taken
    sheet = columns.sheet
    code, number, scale, value = columns.need(SOC, "Task ID", "Scale ID", "Data Value")
    rest = columns.others(SOC, "Title", "Task ID", "Task", "Scale ID", "Scale Name")
    for row, c in rows:
        key = (c[code], whole(c[number]))
        importance, kept = found.get(key, (None, {}))
        rows_of = kept.setdefault(c[scale], [])
        if isinstance(rows_of, list):
            rows_of.append(cells(rest, c))
        if c[scale] == "IM":
            importance = scaled("IM", c[value], sheet, row)
        found[key] = (importance, kept)
    return found


def _task_activities(desk: Desk, texts: dict[str, str]) -> Iterator[Part]:
    taken = desk.take("Tasks to DWAs")
    if taken is None:
        return
    columns, rows = taken
    number, dwa = columns.need("Task ID", "DWA ID")
    text = columns.at("Task")
    rest = columns.others(SOC, "Title", "Task ID", "Task", "DWA ID", "DWA Title")
    for row, c in rows:
        where = columns.place(row)
        task = whole(c[number])
        if text >= 0 and texts:
            desk.same_text(columns.sheet, row, f"task {task}", c[text], texts.get(task, ""))
        if desk.first(f"task:{task}", c[dwa]):
            kept = cells(rest, c)
            yield Relation(f"task:{task}", Link.BROADER, c[dwa], kept=kept, place=where)


def technologies(desk: Desk) -> Iterator[Part]:
    """Yield technology skills and tools, their commodities, and who uses them."""
    yield from _examples(desk, "Technology Skills", "technology")
    yield from _examples(desk, "Tools Used", "tool")


def _examples(desk: Desk, table: str, prefix: str) -> Iterator[Part]:
    taken = desk.take(table)
    if taken is None:
        return
    columns, rows = taken
    sheet = columns.sheet
    code, example, number, title = columns.need(SOC, "Example", "Commodity Code", "Commodity Title")
    occupation = columns.at("Title")
    rest = columns.others(SOC, "Title", "Example", "Commodity Title")
    here, met = "", set[str]()
    for row, c in rows:
        where = columns.place(row)
        if c[code] != here:
            here = c[code]
            if occupation >= 0:
                desk.same_title(here, c[occupation], sheet, row)
        commodity = f"unspsc:{whole(c[number])}"
        if commodity not in desk.elements:
            desk.elements[commodity] = c[title]
            yield Item(commodity, Kind.GROUP, Words(c[title]), code=whole(c[number]), place=where)
        elif c[title] != desk.elements[commodity]:
            desk.same_text(sheet, row, commodity, c[title], desk.elements[commodity])
        identifier = f"{prefix}:{columns.required(row, c, 'Example')}"
        if identifier not in met:
            met.add(identifier)
            kept: dict[str, JSON] = {"table": table}
            yield Item(identifier, Kind.TECHNOLOGY, Words(c[example]), kept=kept, place=where)
        if desk.first(identifier, commodity):
            yield Relation(identifier, Link.BROADER, commodity, place=where)
        yield Relation(here, Link.REQUIRES, identifier, kept=cells(rest, c), place=where)
