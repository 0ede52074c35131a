"""Rich Skill Descriptors as JSON (OSMT API v3, schemas `SkillDoc` and `Collection`; v2).

A skill's address is its identifier. Keywords, occupations, standards, alignments and all
else stay in `kept`. A collection that Lerway writes carries relations and what RSD has no
place for in a member `lerway`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.strict_json import dumps
from lerway.standards.frameworks.json_files import need, objects, text
from lerway.standards.frameworks.model import Framework, Item, Kind, Relation, Words
from lerway.standards.frameworks.names import is_web, uuid_of
from lerway.standards.frameworks.rest import (
    EXTENSION,
    relation_json,
    relation_of,
    rest_of,
    restored,
)
from lerway.standards.frameworks.streams import headed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.model import Part

__all__ = ["head_of", "item_of", "items", "skill", "write"]

_WRITTEN: Final = frozenset({"id", "uuid", "type", "skillName", "skillStatement", "status"})
_MARK: Final = "rsd"


def items(values: JSON, place: str, *, native: bool = True) -> Iterator[Item]:
    """Yield the skills of a list.

    Raises:
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`,
            `frameworks.extension`.
    """
    for n, members in enumerate(objects(values, place)):
        yield item_of(members, f"{place}[{n}]", native=native)


def item_of(members: JSONObject, place: str, *, native: bool = True) -> Item:
    """Return what a skill says."""
    extension = members.get(EXTENSION)
    plain = {k: v for k, v in members.items() if k != EXTENSION}
    address = text(plain, "id", place)
    said = {"skillName", "skillStatement"} | ({"id"} if address else {"uuid"})
    said |= {"status"} if plain.get("status") else set()
    back = Item(
        address or need(plain, "uuid", place),
        Kind.SKILL,
        Words(need(plain, "skillName", place), description=text(plain, "skillStatement", place)),
        status=text(plain, "status", place),
        kept={k: v for k, v in plain.items() if k not in (said if native else _WRITTEN)},
        place=place,
    )
    return back if extension is None else restored(back, extension, place)


def skill(given: Item, framework: Framework) -> JSONObject:
    """Return a skill as the API gives it, one of any framework."""
    native = _MARK in framework.kept
    if native:
        name = "id" if is_web(given.id) or "uuid" in given.kept else "uuid"
        out: JSONObject = {name: given.id}
    else:
        identifier = uuid_of(framework.id, given.id)
        own = given.uri or given.id
        address = own if is_web(own) else f"urn:uuid:{identifier}"
        out = {"type": "RichSkillDescriptor", "id": address, "uuid": identifier}
    out |= {"skillName": given.words.label, "skillStatement": given.words.description}
    out |= {"status": given.status} if given.status else {}
    out |= given.kept if native else {}
    rest = rest_of(given, item_of(out, given.id, native=native))
    if rest:
        out[EXTENSION] = rest
    return out


def head_of(members: JSONObject, place: str) -> Framework:
    """Return the head that a collection says."""
    dates = (text(members, n, place) for n in ("updateDate", "publishDate", "creationDate"))
    return Framework(
        text(members, "id", place) or need(members, "uuid", place),
        next((d[:10] for d in dates if d), "undated"),
        need(members, "name", place),
        publisher=text(members, "author", place) or text(members, "creator", place),
        kept={_MARK: {k: v for k, v in members.items() if k != "skills"}},
    )


def write(parts: Iterable[Part]) -> Iterator[bytes]:
    """Write a collection with its skills; a list that was read is a list again.

    Raises:
        MisuseError: `frameworks.no_head`.
    """
    head, rest = headed(parts)
    mark = head.kept.get(_MARK)
    relations: list[JSON] = []
    if mark == "list":
        yield b"["
    else:
        yield dumps(_collection(head, mark))[:-1] + b',"skills":['
    first = True
    for part in rest:
        if isinstance(part, Item):
            yield (b"" if first else b",") + dumps(skill(part, head))
            first = False
        elif isinstance(part, Relation):
            relations.append(relation_json(part))
    yield b"]"
    if mark == "list":
        yield b"\n"
        return
    if mark is None:
        back = head_of(_collection(head, None), "")
        value: JSON = {"framework": rest_of(head, back), "relations": relations}
        yield b',"lerway":' + dumps(value)
    yield b"}\n"


def _collection(head: Framework, mark: JSON) -> JSONObject:
    if isinstance(mark, dict):
        return mark
    identifier = uuid_of(head.id, head.version)
    return {
        "type": "RsdCollection",
        "id": head.source if is_web(head.source) else f"urn:uuid:{identifier}",
        "uuid": identifier,
        "name": head.name,
    }


def relations_of(extension: JSONObject, place: str) -> Iterator[Relation]:
    """Yield the relations that `write` put beside the skills."""
    rows = extension.get("relations")
    for n, value in enumerate(objects(rows, f"{place}, lerway.relations")):
        yield relation_of(value, f"{place}, lerway.relations[{n}]")
