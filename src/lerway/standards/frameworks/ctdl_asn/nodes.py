"""CTDL-ASN nodes as members of the model, and language maps.

Terms `ceasn:competencyLabel`, `ceasn:competencyText`, `ceasn:codedNotation`, `ceasn:isChildOf`
and the alignments. A node stays whole in `kept`; a label is the competencyLabel or, without
one, the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.json_files import need
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["EXTENSION", "FROM", "extension_of", "framework_of", "ids", "item_of", "links", "plain"]

EXTENSION: Final = "urn:lerway:extension"
FROM: Final = "from"
_LINKS: Final = {
    "ceasn:exactAlignment": Link.EXACT,
    "ceasn:majorAlignment": Link.CLOSE,
    "ceasn:minorAlignment": Link.RELATED,
    "ceasn:broadAlignment": Link.RELATED,
    "ceasn:narrowAlignment": Link.RELATED,
    "ceasn:prerequisiteAlignment": Link.REQUIRES,
}


def languages(value: JSON) -> dict[str, str]:
    """Return the texts of a language map, a literal, or the first of a list, by language."""
    if isinstance(value, list):
        return languages(value[0]) if value else {}
    if isinstance(value, dict):
        if "@value" in value:
            return {str(value.get("@language", "")): str(value["@value"])}
        return {k: v for k, v in value.items() if isinstance(v, str)}
    return {"": value} if isinstance(value, str) else {}


def said(texts: dict[str, str], language: str) -> str:
    """Return the text in `language`, or else the first."""
    by = {k.lower(): v for k, v in texts.items()}
    return by.get(language.lower()) or next(iter(texts.values()), "")


def ids(value: JSON) -> list[str]:
    """Return the addresses that a property names."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        address = one.get("@id") if isinstance(one, dict) else one
        if isinstance(address, str) and address:
            found.append(address)
    return found


def extension_of(node: JSONObject) -> JSON:
    """Return what Lerway put into a node, or nothing."""
    value = node.get(EXTENSION)
    return value.get("@value") if isinstance(value, dict) else None


def plain(node: JSONObject) -> JSONObject:
    """Return the node without what Lerway put into it."""
    return {k: v for k, v in node.items() if k != EXTENSION}


def framework_of(node: JSONObject, place: str) -> Framework:
    """Return what a CompetencyFramework says.

    Raises:
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`.
    """
    names = languages(node.get("ceasn:name") or node.get("ceterms:name"))
    spoken = [*ids(node.get("ceasn:inLanguage")), *(k for k in names if k), "en"]
    dates = (
        "ceasn:dateModified",
        "ceasn:dateValidFrom",
        "ceasn:dateCreated",
        "ceasn:repositoryDate",
    )
    own = languages(node.get("ceterms:versionIdentifier"))
    version = next((str(node[d])[:10] for d in dates if isinstance(node.get(d), str)), "undated")
    return Framework(
        need(node, "@id", place),
        said(own, "") or version,
        said(names, spoken[0]) or need(node, "@id", place),
        language=spoken[0],
        publisher=said(languages(node.get("ceasn:publisherName")), spoken[0])
        or next(iter(ids(node.get("ceasn:publisher"))), ""),
        licence=next(iter(ids(node.get("ceasn:license"))), ""),
        source=next(iter(ids(node.get("ceasn:source"))), ""),
    )


def item_of(node: JSONObject, language: str, place: str) -> Item:
    """Return what a Competency says.

    Raises:
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`.
    """
    labels = languages(node.get("ceasn:competencyLabel") or node.get("ceterms:name"))
    texts = languages(node.get("ceasn:competencyText"))
    if not labels and not texts:
        need(node, "ceasn:competencyText", place)
    code = node.get("ceasn:codedNotation")
    mine = _words(labels, texts, language)
    tags = [k for k in {**labels, **texts} if k and k.lower() != language.lower()]
    return Item(
        need(node, "@id", place),
        Kind.SKILL,
        mine,
        code=code if isinstance(code, str) else "",
        others={k: w for k in tags if (w := _words(labels, texts, k)) != mine},
        kept={k: v for k, v in node.items() if k != "@id"},
        place=place,
    )


def _words(labels: dict[str, str], texts: dict[str, str], language: str) -> Words:
    label, full = said(labels, language), said(texts, language)
    return Words(label, description=full) if label else Words(full)


def links(node: JSONObject, root: str, place: str) -> Iterator[Relation]:
    """Yield the relations that a Competency says; `root` is its framework."""
    own = str(node.get("@id"))
    for term, link, turned in (
        ("ceasn:isChildOf", Link.BROADER, False),
        ("ceasn:hasChild", Link.BROADER, True),
        *((term, link, False) for term, link in _LINKS.items()),
    ):
        for other in ids(node.get(term)):
            if other != root:
                ends = (other, own) if turned else (own, other)
                yield Relation(ends[0], link, ends[1], kept={FROM: term}, place=place)
