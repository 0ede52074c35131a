"""Plain CSV: our own layout, row by row, as values of the model.

`record` is `framework`, `item` or `relation`. A framework has its name in `label`; a
relation has its source in `id`. Alternatives are separated by ` | `. What has no column, or
would come back differently from one, is JSON in `more`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.rest import rest_of, restored

if TYPE_CHECKING:
    from lerway.standards.frameworks.model import Part

__all__ = ["LAYOUT", "SEPARATOR", "cells_of", "part_of"]

LAYOUT: Final = (
    *("record", "id", "kind", "label", "alternatives", "description", "code", "uri", "status"),
    *("link", "target", "importance", "level", "more"),
)
SEPARATOR: Final = re.compile(r"\s*[|;\n]\s*")
_JOIN: Final = " | "


def cells_of(part: Part) -> dict[str, str] | None:
    """Return the cells of a row for `part`; nothing for what has no row."""
    out: dict[str, str] = {}
    match part:
        case Framework():
            out = {"record": "framework", "id": part.id, "label": part.name}
            rest = rest_of(part, _framework(out))
        case Item():
            words = part.words
            out = {
                "record": "item",
                "id": part.id,
                "kind": part.kind.value,
                "label": words.label,
                "alternatives": _JOIN.join(words.alternatives),
                "description": words.description,
                "code": part.code,
                "uri": part.uri,
                "status": part.status,
            }
            rest = rest_of(part, _item(out, ""))
        case Relation():
            out = {
                "record": "relation",
                "id": part.source,
                "link": part.link.value,
                "target": part.target,
                "importance": "" if part.importance is None else repr(part.importance),
                "level": "" if part.level is None else repr(part.level),
            }
            rest = rest_of(part, _relation(out, ""))
        case _:
            return None
    if rest:
        out["more"] = dumps(rest).decode()
    return out


def part_of(row: dict[str, str], place: str) -> Part:
    """Return what a row of our own layout says.

    Raises:
        InvalidError: `csv.record`, `csv.kind`, `csv.rating`, `csv.more`,
            `frameworks.extension`.
    """
    match row.get("record", ""):
        case "framework":
            back = _framework(row)
        case "item":
            back = _item(row, place)
        case "relation":
            back = _relation(row, place)
        case other:
            raise InvalidError(
                "csv.record",
                f"{place}: the record {other!r} is no framework, item or relation",
                hint="write one of these words into the column 'record', or delete the column",
            )
    text = row.get("more", "").strip()
    if not text:
        return back
    try:
        more = parse_object(text)
    except UnreadableError as e:
        raise InvalidError(
            "csv.more",
            f"{place}: the column 'more' is no JSON object: {e}",
            hint="mend it, or empty the cell",
        ) from None
    return restored(back, more, place)


def _framework(row: dict[str, str]) -> Framework:
    return Framework(row.get("id", ""), "", row.get("label", ""))


def kind_of(word: str, place: str) -> Kind:
    """Return the kind that a cell names; an empty one is a skill.

    Raises:
        InvalidError: `csv.kind`.
    """
    try:
        return Kind(word.strip().lower().replace(" ", "-").replace("_", "-") or "skill")
    except ValueError:
        raise InvalidError(
            "csv.kind",
            f"{place}: {word!r} is no kind of item",
            hint=f"it is one of {', '.join(Kind)}",
        ) from None


def _item(row: dict[str, str], place: str) -> Item:
    label = row.get("label", "")
    names = SEPARATOR.split(row.get("alternatives", "").strip())
    return Item(
        row.get("id", ""),
        kind_of(row.get("kind", ""), place),
        Words(label, tuple(n for n in names if n), row.get("description", "")),
        code=row.get("code", ""),
        uri=row.get("uri", ""),
        status=row.get("status", ""),
        place=place,
    )


def _relation(row: dict[str, str], place: str) -> Relation:
    try:
        link = Link(row.get("link", "").strip().lower())
    except ValueError:
        raise InvalidError(
            "csv.record",
            f"{place}: {row.get('link', '')!r} is no link between items",
            hint=f"it is one of {', '.join(Link)}",
        ) from None
    importance = _rating(row.get("importance", ""), "importance", place)
    level = _rating(row.get("level", ""), "level", place)
    source, target = row.get("id", ""), row.get("target", "")
    return Relation(source, link, target, importance, level, place=place)


def _rating(text: str, column: str, place: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InvalidError(
            "csv.rating",
            f"{place}: {text!r} in the column {column!r} is no number from 0 to 1",
            hint="divide by the end of your scale",
        )
    return value
