"""CASE 1.1 CFDocument, CFItem and CFAssociation as members of the model.

Information model, sections "CFDocument", "CFItem", "CFAssociation". The members that the
model has no place for stay in `kept` under their names; what stands in a place is not kept
twice. The writer uses the same functions to see what comes back of what it wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.json_files import need, text
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.rest import EXTENSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "LINKS",
    "framework_of",
    "item_of",
    "kind_of",
    "own_extension",
    "relation_of",
    "without_own",
]

LINKS: Final = {
    "isChildOf": Link.BROADER,
    "isPartOf": Link.BROADER,
    "exactMatchOf": Link.EXACT,
    "precedes": Link.PRECEDES,
    "ext:requires": Link.REQUIRES,
    "ext:optional": Link.OPTIONAL,
    "ext:closeMatchOf": Link.CLOSE,
}
"""What a type of association is; every other one (`isPeerOf`, `exemplar`) is `related`."""

_KINDS: Final = {
    "knowledge": Kind.KNOWLEDGE,
    "ability": Kind.ABILITY,
    "task": Kind.TASK,
    "technology": Kind.TECHNOLOGY,
    "work-style": Kind.WORK_STYLE,
    "occupation": Kind.OCCUPATION,
    "work-role": Kind.WORK_ROLE,
    "group": Kind.GROUP,
    "cluster": Kind.GROUP,
    "domain": Kind.GROUP,
    "strand": Kind.GROUP,
    "category": Kind.GROUP,
    "competency-area": Kind.GROUP,
}
"""What a CFItemType says; every other one (Standard, Competency) is a skill."""


WRITTEN: Final = frozenset(
    {"identifier", "uri", "CFItemType", "humanCodingScheme", "language", "lastChangeDateTime"}
    | {"associationType", "originNodeURI", "destinationNodeURI"}
)
"""What the writer itself adds to an item or relation that came from no package."""


def kind_of(item_type: str) -> Kind:
    """Return what an item of this CFItemType is."""
    return _KINDS.get(item_type.strip().lower().replace(" ", "-"), Kind.SKILL)


def own_extension(members: Mapping[str, JSON]) -> JSON:
    """Return what Lerway put among the extensions, or nothing."""
    extensions = members.get("extensions")
    return extensions.get(EXTENSION) if isinstance(extensions, dict) else None


def without_own(members: JSONObject) -> JSONObject:
    """Return the members without what Lerway put among the extensions."""
    extensions = members.get("extensions")
    if not isinstance(extensions, dict) or EXTENSION not in extensions:
        return members
    others = {k: v for k, v in extensions.items() if k != EXTENSION}
    out = {k: v for k, v in members.items() if k != "extensions"}
    return {**out, "extensions": others} if others else out


def framework_of(document: JSONObject, place: str) -> Framework:
    """Return what a CFDocument says.

    Raises:
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`.
    """
    licence = document.get("licenseURI")
    named = licence if isinstance(licence, dict) else {}
    changed = text(document, "lastChangeDateTime", place)
    return Framework(
        need(document, "identifier", place),
        text(document, "version", place) or changed[:10] or "undated",
        need(document, "title", place),
        language=text(document, "language", place) or "en",
        publisher=text(document, "publisher", place) or text(document, "creator", place),
        licence=text(named, "title", place),
        source=text(document, "officialSourceURL", place) or text(document, "uri", place),
        kept={"CFDocument": document},
    )


def item_of(members: JSONObject, place: str, *, native: bool = True) -> Item:
    """Return what a CFItem says; `native` if its framework was made in CASE.

    Raises:
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`.
    """
    full = need(members, "fullStatement", place)
    short = text(members, "abbreviatedStatement", place)
    other = text(members, "alternativeLabel", place)
    said = {"identifier", "fullStatement"}
    said |= {"abbreviatedStatement"} if short else set()
    said |= {"alternativeLabel"} if other else set()
    said |= {n for n in ("humanCodingScheme", "uri") if members.get(n)}
    said |= frozenset() if native else WRITTEN
    return Item(
        need(members, "identifier", place),
        kind_of(text(members, "CFItemType", place)),
        Words(short or full, (other,) if other else (), full if short else ""),
        code=text(members, "humanCodingScheme", place),
        uri=text(members, "uri", place),
        kept={k: v for k, v in members.items() if k not in said},
        place=place,
    )


def relation_of(
    members: JSONObject, place: str, ids: Mapping[str, str], *, native: bool = True
) -> Relation:
    """Return what a CFAssociation says; `ids` are the items' own, by identifier.

    Raises:
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`.
    """
    ends: list[str] = []
    for name in ("originNodeURI", "destinationNodeURI"):
        node = members.get(name)
        end = need(node if isinstance(node, dict) else {}, "identifier", f"{place}, {name}")
        ends.append(ids.get(end, end))
    return Relation(
        ends[0],
        LINKS.get(need(members, "associationType", place), Link.RELATED),
        ends[1],
        kept=members if native else {k: v for k, v in members.items() if k not in WRITTEN},
        place=place,
    )
