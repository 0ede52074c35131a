"""NICE Framework components in CPRT JSON (NIST Cybersecurity and Privacy Reference Tool).

1. `documents` says the version.
2. `elements` are work roles, categories and competency areas (with a title), and tasks,
   knowledge and skill statements (their text is the label). OPM codes and sort keys say
   nothing by themselves: they stay with the role or category that a relationship gives
   them to, under their own element type.
3. `relationships`, all of the type "projection", lead from a category to its roles
   (broader), and from a role to what it needs (requires).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError
from lerway.standards.frameworks.json_files import documents, need, objects, text, value_of
from lerway.standards.frameworks.model import (
    Framework,
    Item,
    Kind,
    Link,
    Relation,
    Remark,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.files import Bundle, Document
    from lerway.standards.frameworks.model import Part

__all__ = ["ID", "KINDS", "LICENCE", "NAME", "PUBLISHER", "documents_of", "read"]

ID: Final = "nice"
NAME: Final = "Workforce Framework for Cybersecurity (NICE Framework)"
PUBLISHER: Final = "National Institute of Standards and Technology (NIST)"
LICENCE: Final = "US Government work, not subject to copyright in the United States"
BEGINNING: Final = 16_384

KINDS: Final = {
    "work_role": Kind.WORK_ROLE,
    "category": Kind.GROUP,
    "competency_area": Kind.GROUP,
    "task": Kind.TASK,
    "knowledge": Kind.KNOWLEDGE,
    "skill": Kind.SKILL,
}
"""What the element types are; those that are not here are marks of another element."""

_OWN: Final = frozenset({"element_type", "element_identifier", "title", "text", "doc_identifier"})
_ENDS: Final = frozenset({"source_element_identifier", "dest_element_identifier"})


def documents_of(bundle: Bundle) -> list[Document]:
    """Return the documents that are CPRT JSON of SP 800-181."""
    return [
        d
        for d in documents(bundle)
        if b'"SP_800_181' in d.data[:BEGINNING] and b"identifier" in d.data[:BEGINNING]
    ]


def read(document: Document) -> Iterator[Part]:
    """Read one version.

    Raises:
        UnreadableError: `json.…`.
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`.
    """
    content = _content(document)
    place = f"{document.file}, elements"
    elements = objects(content.get("elements"), place)
    relationships = objects(content.get("relationships"), f"{document.file}, relationships")
    types = {
        need(e, "element_identifier", f"{place}[{at}]"): text(e, "element_type", f"{place}[{at}]")
        for at, e in enumerate(elements)
    }
    marks = {i for i, kind in types.items() if kind not in KINDS}
    head = _head(document, content)
    doc = _doc_identifier(content)
    marked, loose = _marks(elements, relationships, marks)
    kept = {**head.kept, **({"elements": loose} if loose else {})}
    yield Framework(
        head.id, head.version, head.name, "en", head.publisher, head.licence, head.source, kept
    )
    for at, element in enumerate(elements):
        if element["element_identifier"] not in marks:
            yield _item(element, f"{place}[{at}]", marked, doc)
    yield from _relations(relationships, types, marks, f"{document.file}, relationships", doc)


def _content(document: Document) -> JSONObject:
    value = value_of(document)
    for member in ("response", "elements"):
        inner = value.get(member) if isinstance(value, dict) else None
        # Exports of the tool have the whole answer; some publish what is in it.
        value = inner if isinstance(inner, dict) else value
    if not isinstance(value, dict) or "relationships" not in value:
        raise InvalidError(
            "frameworks.member_missing",
            f"{document.file}: there are no relationships",
            hint="the file is half-written; take it from NIST again",
        )
    return value


def _head(document: Document, content: JSONObject) -> Framework:
    heads = objects(content.get("documents"), f"{document.file}, documents")
    first: JSONObject = heads[0] if heads else {}
    place = f"{document.file}, documents[0]"
    name = text(first, "name", place) or NAME
    kept: dict[str, JSON] = {
        member: value
        for member, value in content.items()
        if member not in {"elements", "relationships"}
    }
    return Framework(
        ID,
        need(first, "version", place),
        name,
        "en",
        PUBLISHER,
        LICENCE,
        text(first, "website", place),
        kept,
    )


def _doc_identifier(content: JSONObject) -> JSON:
    heads = objects(content.get("documents"), "documents")
    return heads[0].get("doc_identifier") if heads else None


def _marks(
    elements: list[JSONObject], relationships: list[JSONObject], marks: set[str]
) -> tuple[dict[str, dict[str, list[JSON]]], list[JSON]]:
    """Return the marks of each element by type, and those that nothing has."""
    by_id = {str(e["element_identifier"]): e for e in elements}
    marked: defaultdict[str, defaultdict[str, list[JSON]]]
    marked = defaultdict(lambda: defaultdict(list))
    used: set[str] = set()
    for relationship in relationships:
        mark = str(relationship.get("dest_element_identifier"))
        if mark in marks:
            element = by_id[mark]
            used.add(mark)
            said: dict[str, JSON] = {
                name: value
                for name, value in element.items()
                if value and name not in {"element_type", "doc_identifier", "element_identifier"}
            }
            source = str(relationship.get("source_element_identifier"))
            value: JSON = {"element_identifier": mark, **said} if said else mark
            marked[source][str(element.get("element_type"))].append(value)
    loose: list[JSON] = [by_id[m] for m in by_id if m in marks and m not in used]
    return {source: dict(found) for source, found in marked.items()}, loose


def _item(
    element: JSONObject, place: str, marked: dict[str, dict[str, list[JSON]]], doc: JSON
) -> Item:
    identifier = need(element, "element_identifier", place)
    kind = str(element.get("element_type"))
    title, said = text(element, "title", place), text(element, "text", place)
    words = Words(title, (), said) if title.strip() else Words(said)
    kept: dict[str, JSON] = {n: v for n, v in element.items() if n not in _OWN}
    if element.get("doc_identifier") != doc:
        kept["doc_identifier"] = element.get("doc_identifier")
    if KINDS[kind] is Kind.GROUP:
        kept["element_type"] = kind
    for of, found in marked.get(identifier, {}).items():
        kept[of] = [*found]
    return Item(identifier, KINDS[kind], words, kept=kept, place=f"{place} ({identifier})")


def _relations(
    relationships: list[JSONObject],
    types: dict[str, str],
    marks: set[str],
    place: str,
    doc: JSON,
) -> Iterator[Relation | Remark]:
    for at, relationship in enumerate(relationships):
        here = f"{place}[{at}]"
        source = need(relationship, "source_element_identifier", here)
        target = need(relationship, "dest_element_identifier", here)
        if target in marks:
            continue
        kept: dict[str, JSON] = {
            name: value
            for name, value in relationship.items()
            if name not in _ENDS
            and value != (doc if name.endswith("doc_identifier") else "projection")
        }
        if types.get(source) == "category" and types.get(target) != "category":
            yield Relation(target, Link.BROADER, source, kept=kept, place=here)
        else:
            link = Link.REQUIRES if types.get(source) != types.get(target) else Link.RELATED
            yield Relation(source, link, target, kept=kept, place=here)
