"""What a format has no place for, beside what it has one for (house model; docs/adr/0010).

A writer writes what its standard knows, reads that back in its head, and puts every member
that came back differently into an extension called `lerway`. So any framework can be
written in any format and read again without loss, and a framework that came from the
format gets no extension at all.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Final, TypeVar

from lerway.kernel.errors import InvalidError
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON

__all__ = ["EXTENSION", "rest_of", "restored"]

EXTENSION: Final = "lerway"

_Said = TypeVar("_Said", bound=Framework | Item | Relation)
_TEXTS: Final = frozenset(
    {"id", "version", "name", "language", "publisher", "licence", "source"}
    | {"code", "uri", "status", "target"}
)


def rest_of(given: _Said, back: _Said) -> dict[str, JSON]:
    """Return the members of `given` that `back` has otherwise, as JSON."""
    return {
        f.name: _to_json(given, f.name)
        for f in fields(given)
        if f.compare and getattr(given, f.name) != getattr(back, f.name)
    }


def restored(back: _Said, rest: JSON, place: str) -> _Said:
    """Return `back` with the members that an extension gives.

    Raises:
        InvalidError: `frameworks.extension`.
    """
    if not isinstance(rest, dict):
        raise _broken(place, EXTENSION)
    known = {f.name for f in fields(back) if f.compare}
    changes = {
        name: _from_json(back, name, value, place) for name, value in rest.items() if name in known
    }
    return replace(back, **changes) if changes else back


def _to_json(part: Framework | Item | Relation, name: str) -> JSON:
    match name:
        case "words" if isinstance(part, Item):
            return _spelled(part.words)
        case "others" if isinstance(part, Item):
            return {language: _spelled(words) for language, words in part.others.items()}
        case "kept":
            return dict(part.kept)
        case _:
            return getattr(part, name)


def _spelled(words: Words) -> JSON:
    return {
        "label": words.label,
        "alternatives": [*words.alternatives],
        "description": words.description,
    }


def _from_json(back: Framework | Item | Relation, name: str, value: JSON, place: str) -> object:
    try:
        match name:
            case "words":
                return _words(value)
            case "others" if isinstance(value, dict):
                return {language: _words(words) for language, words in value.items()}
            case "kept" if isinstance(value, dict):
                return value
            case "kind" if isinstance(back, Item):
                return Kind(value)
            case "link":
                return Link(value)
            case "importance" | "level" if value is None or isinstance(value, int | float):
                return value
            case _ if isinstance(value, str) and name in _TEXTS:
                return value
            case _:
                raise _broken(place, name)
    except (KeyError, TypeError, ValueError):
        raise _broken(place, name) from None


def _words(value: JSON) -> Words:
    if not isinstance(value, dict):
        raise TypeError
    label, text, names = value["label"], value["description"], value["alternatives"]
    if not isinstance(label, str) or not isinstance(text, str) or not isinstance(names, list):
        raise TypeError
    return Words(label, tuple(_text(n) for n in names), text)


def _text(value: JSON) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _broken(place: str, name: str) -> InvalidError:
    return InvalidError(
        "frameworks.extension",
        f"{place}: the member {name!r} of the extension 'lerway' is not what Lerway writes",
        hint="export the framework again, or take the extension out",
    )


_BLANK: Final = Relation("", Link.RELATED, "")


def relation_json(relation: Relation) -> JSON:
    """Return a relation as JSON, for formats that have no place for relations."""
    return rest_of(relation, _BLANK)


def relation_of(value: JSON, place: str) -> Relation:
    """Return the relation that `relation_json` wrote.

    Raises:
        InvalidError: `frameworks.extension`.
    """
    return replace(restored(_BLANK, value, place), place=place)
