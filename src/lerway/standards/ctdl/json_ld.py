"""JSON-LD as CTDL publishers write it: one object, an array, or a `@graph`; language maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["members", "number", "objects", "text", "values"]


def members(value: JSON) -> Iterator[JSONObject]:
    """Yield the objects of a document."""
    if isinstance(value, list):
        for one in value:
            yield from members(one)
    elif isinstance(value, dict):
        if "@graph" in value:
            yield from members(value["@graph"])
        else:
            yield value


def objects(node: JSONObject, member: str) -> Iterator[JSONObject]:
    """Yield the values of a member as objects; an address alone is `{"@id": …}`."""
    value = node.get(member)
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one
        elif isinstance(one, str) and one:
            yield {"@id": one}


def values(value: JSON) -> list[str]:
    """Return the values of a member as text."""
    return [text(v) for v in (value if isinstance(value, list) else [value]) if text(v)]


def text(value: JSON) -> str:
    """Return a value as text: of a language map the English one, else the first."""
    if isinstance(value, dict):
        if "@value" in value:
            return text(value["@value"])
        if "@id" in value:
            return text(value["@id"])
        english = next((k for k in value if k.lower().startswith("en")), None)
        return text(value[english] if english else next(iter(value.values()), None))
    if isinstance(value, list):
        return text(value[0]) if value else ""
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def number(value: JSON) -> float | None:
    """Return a value as a number, or None."""
    try:
        return float(text(value)) if text(value) else None
    except ValueError:
        return None
