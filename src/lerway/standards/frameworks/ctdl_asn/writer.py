"""CTDL-ASN: the writer, a graph as the Credential Registry publishes them.

A framework that was read from CTDL-ASN is written with its own nodes. Any other gets CTIDs
from deterministic UUIDs; what CTDL-ASN has no place for is a JSON literal (JSON-LD 1.1,
section 4.2.2) under `urn:lerway:extension`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lerway.kernel.strict_json import dumps
from lerway.standards.frameworks.ctdl_asn.nodes import EXTENSION, framework_of, item_of
from lerway.standards.frameworks.model import Framework, Item, Link, Relation
from lerway.standards.frameworks.names import is_web, uuid_of
from lerway.standards.frameworks.rest import relation_json, rest_of
from lerway.standards.frameworks.streams import headed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.model import Part

__all__ = ["write"]

_CONTEXT: Final = "https://credreg.net/ctdlasn/schema/context/json"


def write(parts: Iterable[Part]) -> Iterator[bytes]:
    """Write a graph.

    Raises:
        MisuseError: `frameworks.no_head`.
    """
    head, rest = headed(parts)
    every = list(rest)
    items = [p for p in every if isinstance(p, Item)]
    relations = [p for p in every if isinstance(p, Relation)]
    own = head.kept.get("ctdl")
    if isinstance(own, dict):
        yield from _native(own, items)
        return
    yield dumps({"@context": _CONTEXT, "@id": f"urn:ctid:{_ctid(head.id)}"})[:-1]
    yield b',"@graph":[' + dumps(_framework(head, items, relations))
    above: dict[str, list[str]] = {}
    for relation in relations:
        if relation.link is Link.BROADER:
            above.setdefault(relation.source, []).append(relation.target)
    addresses = {i.id: _address(head, i) for i in items}
    for item in items:
        broader = [addresses.get(b, b) for b in above.get(item.id, ())]
        yield b"," + dumps(_competency(head, item, broader))
    yield b"]}\n"


def _ctid(*names: str) -> str:
    return f"ce-{uuid_of(*names)}"


def _address(head: Framework, item: Item) -> str:
    own = item.uri or item.id
    return own if is_web(own) else f"urn:ctid:{_ctid(head.id, item.id)}"


def _literal(value: JSON) -> JSON:
    return {"@type": "@json", "@value": value}


def _framework(head: Framework, items: list[Item], relations: list[Relation]) -> JSONObject:
    identifier = head.id if is_web(head.id) else f"urn:ctid:{_ctid(head.id)}"
    below = {r.source for r in relations if r.link is Link.BROADER}
    out: JSONObject = {
        "@id": identifier,
        "@type": "ceasn:CompetencyFramework",
        "ceterms:ctid": _ctid(head.id),
        "ceasn:name": {head.language: head.name},
        "ceasn:inLanguage": [head.language],
        "ceasn:hasTopChild": [_address(head, i) for i in items if i.id not in below],
    }
    if head.publisher:
        out["ceasn:publisherName"] = [{head.language: head.publisher}]
    rest = rest_of(head, framework_of(out, ""))
    said: JSON = {"framework": rest, "relations": [relation_json(r) for r in relations]}
    return {**out, EXTENSION: _literal(said)}


def _competency(head: Framework, item: Item, broader: list[str]) -> JSONObject:
    words, language = item.words, head.language
    out: JSONObject = {
        "@id": _address(head, item),
        "@type": "ceasn:Competency",
        "ceterms:ctid": _ctid(head.id, item.id),
        "ceasn:competencyText": {language: words.description or words.label},
        "ceasn:isPartOf": [head.id if is_web(head.id) else f"urn:ctid:{_ctid(head.id)}"],
    }
    if words.description:
        out["ceasn:competencyLabel"] = {language: words.label}
    if item.code:
        out["ceasn:codedNotation"] = item.code
    if broader:
        out["ceasn:isChildOf"] = [*broader]
    back = replace(item_of(out, language, item.id), kept={})
    rest = rest_of(item, back)
    return {**out, EXTENSION: _literal(rest)} if rest else out


def _native(own: JSONObject, items: list[Item]) -> Iterator[bytes]:
    """Write the nodes that were read, in the document that was around them."""
    framework, around, others = own.get("framework"), own.get("around"), own.get("others")
    nodes: list[JSON] = [framework]
    nodes += ({"@id": i.id, **i.kept} for i in items)
    nodes += others if isinstance(others, list) else []
    document: JSON = nodes
    if isinstance(around, dict):
        graph, envelope = around.get("graph"), around.get("envelope")
        if isinstance(graph, dict):
            document = {**graph, "@graph": nodes}
        if isinstance(envelope, dict):
            document = {**envelope, "decoded_resource": document}
    yield dumps(document) + b"\n"
