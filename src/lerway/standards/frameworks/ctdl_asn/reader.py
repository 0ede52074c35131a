"""CTDL-ASN: the reader.

1. Take the nodes out of a graph, a list or a registry envelope.
2. The one CompetencyFramework is the head; the document around the nodes, and nodes that
   are neither framework nor competency, stay in its `kept`.
3. Each Competency is an item; `isChildOf`, `hasChild` and alignments are relations.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.frameworks.ctdl_asn.nodes import (
    extension_of,
    framework_of,
    ids,
    item_of,
    links,
    plain,
)
from lerway.standards.frameworks.json_files import documents, objects, value_of
from lerway.standards.frameworks.rest import relation_of, restored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.files import Bundle, Document
    from lerway.standards.frameworks.model import Framework, Part

__all__ = ["read", "recognises"]

_BEGINNING: Final = 65_536
_FRAMEWORK: Final = "ceasn:CompetencyFramework"
_COMPETENCY: Final = "ceasn:Competency"
_Nodes = list[tuple[str, "JSONObject"]]


def recognises(bundle: Bundle) -> bool:
    """Return whether a document speaks of competencies in CTDL-ASN's words."""
    return any(b'"ceasn:' in d.data[:_BEGINNING] for d in documents(bundle))


def read(bundle: Bundle) -> Iterator[Part]:
    """Read one framework with its competencies, from one document or several.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `ctdl_asn.no_framework`, `json.…`.
        InvalidError: `ctdl_asn.many_frameworks`, `frameworks.member_missing`,
            `frameworks.member_type`, `frameworks.extension`.
    """
    nodes: _Nodes = []
    around: dict[str, JSON] = {}
    for document in documents(bundle):
        nodes += _nodes(document, around)
    heads = [(p, n) for p, n in nodes if _FRAMEWORK in ids(n.get("@type"))]
    competencies = [(p, n) for p, n in nodes if _COMPETENCY in ids(n.get("@type"))]
    _one(bundle, heads, competencies)
    place, head = heads[0]
    others: list[JSON] = [
        n for _, n in nodes if not {_FRAMEWORK, _COMPETENCY} & {*ids(n.get("@type"))}
    ]
    extension = extension_of(head)
    back = framework_of(plain(head), place)
    if isinstance(extension, dict):
        framework = restored(back, extension.get("framework"), place)
        yield framework
        for where, node in competencies:
            one = replace(item_of(plain(node), framework.language, where), kept={})
            yield restored(one, extension_of(node) or {}, where)
        for n, value in enumerate(objects(extension.get("relations"), f"{place}, relations")):
            yield relation_of(value, f"{place}, relations[{n}]")
        return
    kept: dict[str, JSON] = {"ctdl": {"framework": head, "around": around, "others": others}}
    framework = replace(back, kept=kept)
    yield framework
    yield from _native(framework, competencies)


def _native(framework: Framework, competencies: _Nodes) -> Iterator[Part]:
    for where, node in competencies:
        one = item_of(plain(node), framework.language, where)
        extension = extension_of(node)
        yield one if extension is None else restored(one, extension, where)
    seen: set[tuple[str, str, str]] = set()
    for where, node in competencies:
        for relation in links(node, framework.id, where):
            key = (relation.source, relation.link.value, relation.target)
            if key not in seen:
                seen.add(key)
                yield relation


def _nodes(document: Document, around: dict[str, JSON]) -> _Nodes:
    value = value_of(document)
    file = document.file
    if isinstance(value, dict) and isinstance(value.get("decoded_resource"), dict):
        around["envelope"] = {k: v for k, v in value.items() if k != "decoded_resource"}
        value = value["decoded_resource"]
    if isinstance(value, dict) and "@graph" in value:
        around["graph"] = {k: v for k, v in value.items() if k != "@graph"}
        value = value["@graph"]
    if isinstance(value, dict):
        return [(file, value)]
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        return []
    return [(f"{file}, node {n}", node) for n, node in enumerate(objects(value, file), 1)]


def _one(bundle: Bundle, heads: _Nodes, competencies: _Nodes) -> None:
    files = [s.file for s in bundle.sheets] + [d.file for d in bundle.documents]
    if not heads and not competencies:
        raise UnreadableError(
            "frameworks.not_this_format",
            f"{', '.join(files[:8]) or 'what was given'} holds no node of CTDL-ASN",
            hint="give the graph of the framework: …/graph/ce-… at the registry",
        )
    if not heads:
        raise UnreadableError(
            "ctdl_asn.no_framework",
            f"{competencies[0][0]}: there are competencies but no ceasn:CompetencyFramework",
            hint="give the graph of the framework: …/graph/ce-… at the registry",
        )
    if len(heads) > 1:
        raise InvalidError(
            "ctdl_asn.many_frameworks",
            f"{heads[0][0]} and {heads[1][0]} are two frameworks",
            hint="import them one by one",
        )
