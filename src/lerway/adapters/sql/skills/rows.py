"""Values to rows, and rows to values."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import orjson

from lerway.domain.skills.store import Edition
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.adapters.sql.database import Row

__all__ = [
    "EDITION",
    "ITEM",
    "ITEM_COLUMNS",
    "RELATION",
    "edition_of",
    "edition_row",
    "item_of",
    "item_row",
    "pack",
    "relation_of",
    "relation_row",
]

ITEM_COLUMNS: Final = (
    "id", "kind", "label", "alternatives", "description", "code", "uri", "others", "status", "kept",
)  # fmt: skip
ITEM: Final = ", ".join(f"i.{column}" for column in ITEM_COLUMNS)
"""The columns of an item, as `item_of` reads them, of the table named `i`."""

RELATION: Final = "s.id, r.link, t.id, r.importance, r.level, r.kept"
"""The columns of a relation `r` and its ends `s` and `t`, as `relation_of` reads them."""

EDITION: Final = (
    "e.n, f.id, f.name, e.version, e.title, e.language, e.publisher, e.licence, e.source,"
    " e.kept, e.format, e.imported, e.digest, e.items, e.relations"
)
"""The columns of an edition `e` and its framework `f`; the number is not for `edition_of`."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_KINDS: Final = {kind.value: kind for kind in Kind}
_LINKS: Final = {link.value: link for link in Link}


def pack(value: object) -> str:
    """Return JSON in as few characters as it takes; nothing for what is empty."""
    if not value:
        return ""
    try:
        return orjson.dumps(value, default=_plain).decode()
    except TypeError:
        # Whole numbers beyond 64 bits, which JSON allows.
        return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, MappingProxyType):
        return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    raise TypeError(type(value).__name__)


def _unpack(text: str) -> Any:  # noqa: ANN401 - JSON, whose form the caller knows
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def item_row(item: Item) -> dict[str, object]:
    """Return the columns of an item."""
    words = item.words
    others = {
        tag: [other.label, list(other.alternatives), other.description]
        for tag, other in item.others.items()
    }
    return {
        "id": item.id,
        "kind": item.kind.value,
        "label": words.label,
        "alternatives": pack(words.alternatives),
        "description": words.description,
        "code": item.code,
        "uri": item.uri,
        "others": pack(others),
        "status": item.status,
        "kept": pack(item.kept),
    }


def item_of(row: Row) -> Item:
    """Return the item of a row of `ITEM`."""
    identifier, kind, label, alternatives, description, code, uri, others, status, kept = row
    return Item(
        identifier,
        _KINDS[kind],
        Words(label, tuple(_unpack(alternatives)) if alternatives else (), description),
        code,
        uri,
        _others(others) if others else _NOTHING,
        status,
        _unpack(kept) if kept else _NOTHING,
    )


def _others(text: str) -> dict[str, Words]:
    stored: dict[str, tuple[str, list[str], str]] = _unpack(text)
    return {
        tag: Words(label, tuple(alternatives), description)
        for tag, (label, alternatives, description) in stored.items()
    }


def relation_row(relation: Relation) -> dict[str, object]:
    """Return the columns of a relation, without its ends."""
    return {
        "link": relation.link.value,
        "importance": relation.importance,
        "level": relation.level,
        "kept": pack(relation.kept),
    }


def relation_of(row: Row) -> Relation:
    """Return the relation of a row of `RELATION`."""
    source, link, target, importance, level, kept = row
    return Relation(
        source, _LINKS[link], target, importance, level, _unpack(kept) if kept else _NOTHING
    )


def edition_row(edition: Edition) -> dict[str, object]:
    """Return the columns of an edition, without its numbers and name."""
    head = edition.framework
    return {
        "version": head.version,
        "title": head.name,
        "language": head.language,
        "publisher": head.publisher,
        "licence": head.licence,
        "source": head.source,
        "kept": pack(head.kept),
        "format": edition.format,
        "imported": edition.imported.isoformat(),
        "digest": edition.digest,
        "items": pack({kind.value: n for kind, n in edition.items.items()}),
        "relations": pack({link.value: n for link, n in edition.relations.items()}),
    }


def _received(imported: str) -> str:
    at = datetime.fromisoformat(imported).astimezone(UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def edition_of(row: Row) -> Edition:
    """Return the edition of a row of `EDITION`, the number taken off."""
    (
        identifier, name, version, title, language, publisher, licence, source,
        kept, read_from, imported, digest, items, relations,
    ) = row  # fmt: skip
    counts: dict[str, int] = _unpack(items) if items else {}
    links: dict[str, int] = _unpack(relations) if relations else {}
    return Edition(
        Framework(
            identifier, version, title, language, publisher, licence, source,
            _unpack(kept) if kept else _NOTHING, _received(imported),
        ),
        name,
        read_from,
        datetime.fromisoformat(imported),
        digest,
        {_KINDS[kind]: n for kind, n in counts.items()},
        {_LINKS[link]: n for link, n in links.items()},
    )  # fmt: skip
