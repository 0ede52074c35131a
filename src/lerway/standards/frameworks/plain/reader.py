"""Plain CSV: the reader.

1. A table with our own column `record` is read row by row (`layout`).
2. In any other, the columns are found by what people call them, or as the person maps them
   (`mapping.label` and so on); every other column stays in `kept`.
3. Without a column of identifiers the label is the identifier, and that is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import MisuseError, UnreadableError
from lerway.standards.frameworks.model import (
    Framework,
    Item,
    Kind,
    Link,
    Relation,
    Remark,
    Words,
)
from lerway.standards.frameworks.plain.layout import SEPARATOR, kind_of, part_of
from lerway.standards.frameworks.release import named_version
from lerway.standards.frameworks.tables import Columns, cells, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.standards.frameworks.files import Bundle, Sheet
    from lerway.standards.frameworks.model import Part

__all__ = ["read", "recognises"]

_NAMES: Final = {
    "id": ("id", "identifier", "skill id", "uuid", "uri", "url"),
    "label": ("label", "name", "title", "skill", "skill name", "competency", "preferred label"),
    "description": ("description", "definition", "statement", "skill statement", "text"),
    "alternatives": ("alternatives", "alternative labels", "synonyms", "also known as", "aliases"),
    "kind": ("kind",),
    "code": ("code", "number", "skill code"),
    "uri": ("uri", "url", "link", "canonical url"),
    "broader": ("broader", "parent", "parent id"),
    "status": ("status",),
}
"""What people call the columns, in lower case."""


def recognises(bundle: Bundle) -> bool:
    """Return whether every sheet has columns for a label and an identifier, or our own."""
    return bool(bundle.sheets) and all(
        {"record", "id", "label"} <= set(sheet.header)
        or (_guess(sheet.header, "label") and (_guess(sheet.header, "id")))
        for sheet in bundle.sheets
    )


def read(bundle: Bundle) -> Iterator[Part]:
    """Read one or more tables as one framework.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.column_twice`,
            `frameworks.many_documents`.
        InvalidError: `frameworks.cell_empty`, `csv.record`, `csv.kind`, `csv.rating`,
            `csv.more`, `frameworks.extension`.
        MisuseError: `csv.mapping`.
    """
    if not bundle.sheets:
        files = ", ".join(d.file for d in bundle.documents)
        raise UnreadableError(
            "frameworks.not_this_format",
            f"{files or 'what was given'} is no table",
            hint="give a CSV file, or name the format that it has",
        )
    own = [sheet for sheet in bundle.sheets if "record" in Columns(sheet)]
    plain = [(sheet, _mapped(sheet, bundle)) for sheet in bundle.sheets if sheet not in own]
    if own and plain:
        raise UnreadableError(
            "frameworks.many_documents",
            f"{own[0].file} has a column 'record' and {plain[0][0].file} has none",
            hint="import them one by one",
        )
    if own:
        yield from _own(own)
        return
    yield from _head(bundle)
    for sheet, columns in plain:
        yield from _table(sheet, columns)


def _own(sheets: list[Sheet]) -> Iterator[Part]:
    for sheet in sheets:
        columns = Columns(sheet)
        for row, c in sheet.rows:
            if any(c):
                yield part_of(dict(zip(columns.titles, c, strict=False)), columns.place(row))


def _head(bundle: Bundle) -> Iterator[Part]:
    name = bundle.options.get("as") or stem(bundle.name or bundle.sheets[0].file)
    version = named_version(bundle)
    title = bundle.options.get("name", "") or name
    yield Framework(name, version or "1", title, bundle.options.get("language", "en"))
    if not version:
        yield Remark(
            "csv.version_assumed",
            "a table does not say its version; this one is called 1",
            bundle.name,
        )


def _guess(header: tuple[str, ...], member: str) -> str:
    by_name = {title.replace("\ufeff", "").strip().lower(): title for title in header}
    return next((by_name[n].strip() for n in _NAMES[member] if n in by_name), "")


def _mapped(sheet: Sheet, bundle: Bundle) -> dict[str, str]:
    """Return which column stands for which member."""
    found: dict[str, str] = {}
    titles = Columns(sheet).titles
    for member in _NAMES:
        said = bundle.options.get(f"mapping.{member}", "")
        if said and said not in titles:
            raise MisuseError(
                "csv.mapping",
                f"{sheet.file} has no column {said!r} to map {member} to;"
                f" there are {', '.join(map(repr, titles[:20]))}",
                hint="spell the column as it stands in the file",
            )
        column = said or _guess(titles, member)
        if column and column not in found.values():
            found[member] = column
    if "label" not in found:
        raise UnreadableError(
            "frameworks.not_this_format",
            f"no column of {sheet.file} looks like the label of a skill;"
            f" there are {', '.join(map(repr, titles[:20]))}",
            hint="say which it is: --map label=COLUMN",
        )
    return found


def _table(sheet: Sheet, named: dict[str, str]) -> Iterator[Part]:
    columns = Columns(sheet)
    at = {member: columns.at(title) for member, title in named.items()}
    rest = columns.others(*named.values())
    identifier = named.get("id", named["label"])
    if "id" not in named:
        yield Remark(
            "csv.id_from_label",
            f"{sheet.file} has no column of identifiers, so each label is one: a skill that is"
            " renamed will be another skill",
            sheet.file,
        )
    rows = [(n, c) for n, c in sheet.rows if any(c)]
    ids = {c[columns.at(identifier)].strip() for _, c in rows}
    labels = {c[at["label"]].strip(): c[columns.at(identifier)].strip() for _, c in rows}
    for n, c in rows:
        said = {member: c[i].strip() for member, i in at.items()}
        own = columns.required(n, c, identifier)
        where = columns.place(n)
        yield Item(
            own,
            kind_of(said["kind"], where) if "kind" in said else Kind.SKILL,
            Words(
                columns.required(n, c, named["label"]),
                tuple(a for a in SEPARATOR.split(said.get("alternatives", "")) if a),
                said.get("description", ""),
            ),
            code=said.get("code", ""),
            uri=said.get("uri", ""),
            status=said.get("status", ""),
            kept=cells(rest, c),
            place=where,
        )
        for above in filter(None, SEPARATOR.split(said.get("broader", ""))):
            target = above if above in ids else labels.get(above, above)
            yield Relation(own, Link.BROADER, target, place=where)
