"""JSON documents of frameworks (RFC 8259): larger than records, and members by their type.

The edge limits the size of what it opens; the limits here are those of one document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.limits import MIB, Limits
from lerway.kernel.strict_json import parse

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.files import Bundle, Document

__all__ = ["LIMITS", "documents", "need", "objects", "only_document", "text", "value_of"]

LIMITS: Final = Limits(document=256 * MIB, values=20_000_000)
"""A framework may hold far more values than a credential."""


def documents(bundle: Bundle) -> tuple[Document, ...]:
    """Return the documents that are JSON by their ending."""
    return tuple(
        d for d in bundle.documents if d.file.lower().rsplit(".", 1)[-1] in {"json", "jsonld"}
    )


def only_document(bundle: Bundle, format_: str) -> Document:
    """Return the one JSON document of `bundle`.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.many_documents`.
    """
    found = [*documents(bundle)]
    if not found:
        files = [s.file for s in bundle.sheets] + [d.file for d in bundle.documents]
        raise UnreadableError(
            "frameworks.not_this_format",
            f"{', '.join(files[:8]) or 'what was given'} is not {format_}: it is no JSON",
            hint="name the format that the file has",
        )
    if len(found) > 1:
        raise UnreadableError(
            "frameworks.many_documents",
            f"{found[0].file} and {found[1].file} are two documents,"
            f" and {format_} is one framework in one document",
            hint="import them one by one",
        )
    return found[0]


def value_of(document: Document) -> JSON:
    """Return what a document spells.

    Raises:
        UnreadableError: as `lerway.kernel.strict_json.parse`, with the file's name.
    """
    try:
        return parse(document.data, limits=LIMITS)
    except UnreadableError as e:
        p = e.problem
        raise UnreadableError(p.code, f"{document.file}: {p.message}", hint=p.hint) from None


def objects(value: JSON, place: str) -> list[dict[str, JSON]]:
    """Return a list of objects; nothing for nothing.

    Raises:
        InvalidError: `frameworks.member_type`.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise _member(place, "a list")
    found: list[dict[str, JSON]] = []
    for at, one in enumerate(value):
        if not isinstance(one, dict):
            raise _member(f"{place}[{at}]", "an object")
        found.append(one)
    return found


def text(members: dict[str, JSON], name: str, place: str) -> str:
    """Return a member that is text; '' if it is missing or null.

    Raises:
        InvalidError: `frameworks.member_type`.
    """
    value = members.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _member(f"{place}, {name}", "text")
    return value


def need(members: dict[str, JSON], name: str, place: str) -> str:
    """Return a member that is text and not empty.

    Raises:
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`.
    """
    found = text(members, name, place)
    if not found.strip():
        raise InvalidError(
            "frameworks.member_missing",
            f"{place}: there is no {name}",
            hint="the file is half-written or of another format; ask its owner for a whole one",
        )
    return found


def _member(place: str, what: str) -> InvalidError:
    return InvalidError(
        "frameworks.member_type",
        f"{place} is not {what}",
        hint="the file is broken or of another format; ask its owner for a whole one",
    )
