"""CTDL Pathway and its components, as JSON-LD, in and out.

Credential Engine, CTDL: ceterms:Pathway (hasPart, hasDestinationComponent), and the
subclasses of ceterms:PathwayComponent (CourseComponent, CompetencyComponent,
CredentialComponent, JobComponent, …) with precededBy; the Registry's earlier spelling
(ceasn:hasChild, ceasn:hasDestinationComponent) is read as well. Members that are not read
stay in `kept` and are written again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.strict_json import parse
from lerway.standards.ctdl.json_ld import members, objects, text, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Component", "Pathway", "read", "write"]

CONTEXT: Final = "https://credreg.net/ctdl/schema/context/json"
_PARTS: Final = ("ceterms:hasPart", "ceasn:hasChild", "ceterms:hasChild")
_ENDS: Final = ("ceterms:hasDestinationComponent", "ceasn:hasDestinationComponent")
_BEFORE: Final = ("ceterms:precededBy", "ceterms:preceededBy")
_READ: Final = frozenset(
    ("@context", "@id", "@type", "ceterms:ctid", "ceterms:name", "ceterms:description",
     "ceterms:inLanguage", *_PARTS, *_ENDS, *_BEFORE)
)  # fmt: skip
_NOTHING: Final[Mapping[str, JSON]] = MappingProxyType({})


def _nothing() -> Mapping[str, JSON]:
    return _NOTHING


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a pathway.

    Attributes:
        id: its address; ctid: its CTID, or ''.
        type: `CourseComponent`, `CompetencyComponent`, `JobComponent`, …
        name: for a person; description: likewise.
        preceded_by: ids of the components that come right before.
        kept: what else stands there.
    """

    id: str
    type: str
    name: str
    ctid: str = ""
    description: str = ""
    preceded_by: tuple[str, ...] = ()
    kept: Mapping[str, JSON] = field(default_factory=_nothing, hash=False)


@dataclass(frozen=True, slots=True)
class Pathway:
    """A pathway with its components, in an order that keeps to `preceded_by`.

    Attributes:
        id: its address; ctid: its CTID, or ''.
        name: for a person; description: likewise; language: BCP 47 tag.
        components: the parts.
        destinations: ids of the components that it leads to.
        kept: what else stands there.
    """

    id: str
    name: str
    components: tuple[Component, ...]
    ctid: str = ""
    description: str = ""
    language: str = "en"
    destinations: tuple[str, ...] = ()
    kept: Mapping[str, JSON] = field(default_factory=_nothing, hash=False)


def read(data: bytes) -> Pathway:
    """Return the pathway in a JSON-LD document (one object with parts, or a `@graph`).

    Raises:
        UnreadableError: `json.*`, `pathway.none`.
        InvalidError: `pathway.cycle`, `pathway.missing_component`.
    """
    nodes = list(members(parse(data)))
    head = next((n for n in nodes if "ceterms:Pathway" in values(n.get("@type"))), None)
    if head is None:
        raise UnreadableError(
            "pathway.none",
            "there is no ceterms:Pathway in it",
            hint="give the pathway with its components, as a @graph",
        )
    within = [o for m in _PARTS for o in objects(head, m) if len(o) > 1]
    parts = [n for n in (*nodes, *within) if _type(n).endswith("Component")]
    found = {c.id: c for c in map(_component, parts)}
    for component in found.values():
        for before in component.preceded_by:
            if before not in found:
                raise InvalidError(
                    "pathway.missing_component",
                    f"{component.name!r} is preceded by {before}, which is not in the pathway",
                    hint="give all components in one document",
                )
    return Pathway(
        text(head.get("@id")),
        text(head.get("ceterms:name")),
        _in_order(found),
        text(head.get("ceterms:ctid")),
        text(head.get("ceterms:description")),
        next(iter(values(head.get("ceterms:inLanguage"))), "en"),
        tuple(text(o.get("@id")) for m in _ENDS for o in objects(head, m)),
        {k: v for k, v in head.items() if k not in _READ},
    )


def _type(node: JSONObject) -> str:
    return next((t.rpartition(":")[2] for t in values(node.get("@type"))), "")


def _component(node: JSONObject) -> Component:
    return Component(
        text(node.get("@id")),
        _type(node),
        text(node.get("ceterms:name")),
        text(node.get("ceterms:ctid")),
        text(node.get("ceterms:description")),
        tuple(text(o.get("@id")) for m in _BEFORE for o in objects(node, m)),
        {k: v for k, v in node.items() if k not in _READ},
    )


def _in_order(found: Mapping[str, Component]) -> tuple[Component, ...]:
    """Return components so that each comes after what precedes it.

    Raises:
        InvalidError: `pathway.cycle`.
    """
    out: dict[str, Component] = {}
    while len(out) < len(found):
        ready = [
            c for i, c in found.items() if i not in out and all(p in out for p in c.preceded_by)
        ]
        if not ready:
            names = ", ".join(repr(c.name) for i, c in found.items() if i not in out)
            raise InvalidError(
                "pathway.cycle",
                f"these components precede each other: {names}",
                hint="take one ceterms:precededBy out",
            )
        out.update((c.id, c) for c in ready)
    return tuple(out.values())


def write(pathway: Pathway) -> bytes:
    """Return the JSON-LD of a pathway, as one `@graph`."""
    head: JSONObject = {
        "@id": pathway.id,
        "@type": "ceterms:Pathway",
        **({"ceterms:ctid": pathway.ctid} if pathway.ctid else {}),
        "ceterms:name": {pathway.language: pathway.name},
        "ceterms:description": {pathway.language: pathway.description},
        "ceterms:inLanguage": [pathway.language],
        "ceterms:hasPart": [c.id for c in pathway.components],
        "ceterms:hasDestinationComponent": list(pathway.destinations),
        **pathway.kept,
    }
    graph: list[JSON] = [head]
    for c in pathway.components:
        node: JSONObject = {
            "@id": c.id,
            "@type": f"ceterms:{c.type}",
            **({"ceterms:ctid": c.ctid} if c.ctid else {}),
            "ceterms:name": {pathway.language: c.name},
            "ceterms:description": {pathway.language: c.description},
            "ceterms:isPartOf": [pathway.id],
            **({"ceterms:precededBy": list(c.preceded_by)} if c.preceded_by else {}),
            **c.kept,
        }
        graph.append(node)
    document: JSONObject = {"@context": CONTEXT, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
