"""CASE 1.1, section "CFPackage": the writer.

A framework that was read from a package is written with the members it had. Any other gets
what the schema demands: deterministic UUIDs, `urn:uuid:` addresses where it has none of its
own, and a time of last change: `lastChangeDateTime` of its `kept`, or when it was imported
(nothing in it has changed since), or the beginning of 1970 (nobody said one). What CASE has
no place for goes into `extensions`, as `lerway`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from lerway.kernel.strict_json import dumps
from lerway.standards.frameworks.case.members import item_of, relation_of
from lerway.standards.frameworks.case.reader import framework as framework_read
from lerway.standards.frameworks.model import Framework, Item, Link, Relation
from lerway.standards.frameworks.names import is_web, uuid_of
from lerway.standards.frameworks.rest import EXTENSION, rest_of
from lerway.standards.frameworks.streams import headed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.model import Part

__all__ = ["Package", "write"]

_UNDATED: Final = "1970-01-01T00:00:00Z"
_TYPES: Final = {
    Link.BROADER: "isChildOf",
    Link.REQUIRES: "ext:requires",
    Link.OPTIONAL: "ext:optional",
    Link.RELATED: "isRelatedTo",
    Link.PRECEDES: "precedes",
    Link.EXACT: "exactMatchOf",
    Link.CLOSE: "ext:closeMatchOf",
}


def write(parts: Iterable[Part]) -> Iterator[bytes]:
    """Write a package, an object at a time.

    Raises:
        MisuseError: `frameworks.no_head`.
    """
    head, rest = headed(parts)
    package = Package(head)
    yield b'{"CFDocument":' + dumps(package.document())
    yield b',"CFItems":['
    later: list[Relation] = []
    first = True
    for part in rest:
        if isinstance(part, Item):
            yield (b"" if first else b",") + dumps(package.item(part))
            first = False
        elif isinstance(part, Relation):
            later.append(part)
    yield b'],"CFAssociations":['
    yield from _separated(package.associations(later))
    yield b"]"
    for name, value in package.more():
        yield b"," + dumps(name) + b":" + dumps(value)
    yield b"}\n"


def _separated(objects: Iterable[JSONObject]) -> Iterator[bytes]:
    for n, members in enumerate(objects):
        yield (b"," if n else b"") + dumps(members)


class Package:
    """One framework as CASE objects: also what the CASE API serves, object by object."""

    def __init__(self, framework: Framework) -> None:
        """Begin with the head; items and relations follow in this order."""
        self._framework = framework
        document = framework.kept.get("CFDocument")
        self.native = isinstance(document, dict)
        self._document: JSONObject = dict(document) if isinstance(document, dict) else {}
        self._said: dict[str, JSONObject] = {}
        self._ids: dict[str, str] = {}
        self._times: Counter[tuple[str, str, str]] = Counter()
        changed = framework.kept.get("lastChangeDateTime")
        said = changed if isinstance(changed, str) else framework.received
        self._changed = said or _UNDATED

    def document(self) -> JSONObject:
        """Return the CFDocument."""
        given = self._framework
        out = self._edited() if self.native else self._made()
        top = given.kept.get("top")
        package = {k: v for k, v in given.kept.items() if k not in {"CFDocument", "top"}}
        back = framework_read(
            {**package, "CFDocument": out} if self.native else {},
            out,
            top if isinstance(top, list) else [],
            "",
        )
        return _extended(out, rest_of(given, back), always=not self.native)

    def _made(self) -> JSONObject:
        given = self._framework
        identifier = uuid_of(given.id, given.version)
        address = given.source if is_web(given.source) else f"urn:uuid:{identifier}"
        out: JSONObject = {
            "identifier": identifier,
            "uri": address,
            "creator": given.publisher or "unknown",
            "title": given.name,
            "lastChangeDateTime": self._changed,
            "caseVersion": "1.1",
            "language": given.language,
            "version": given.version,
        }
        return out | ({"publisher": given.publisher} if given.publisher else {})

    def _edited(self) -> JSONObject:
        """Return the document as it was read, but for what was changed since."""
        given, out = self._framework, self._document
        back = framework_read({}, out, [], "")
        for name, member in (
            ("name", "title"),
            ("version", "version"),
            ("language", "language"),
            ("publisher", "publisher"),
        ):
            if getattr(given, name) != getattr(back, name):
                out[member] = getattr(given, name)
        return out

    def item(self, given: Item) -> JSONObject:
        """Return a CFItem."""
        identifier = given.id if self.native else uuid_of(self._framework.id, given.id)
        out: JSONObject = {"identifier": identifier, "fullStatement": given.words.label}
        if given.words.description:
            out["fullStatement"] = given.words.description
            out["abbreviatedStatement"] = given.words.label
        if given.words.alternatives:
            out["alternativeLabel"] = given.words.alternatives[0]
        if given.code:
            out["humanCodingScheme"] = given.code
        if self.native:
            out |= ({"uri": given.uri} if given.uri else {}) | dict(given.kept)
        else:
            own = given.uri or given.id
            out |= {
                "uri": own if is_web(own) else f"urn:uuid:{identifier}",
                "lastChangeDateTime": self._changed,
                "CFItemType": given.kind.value.replace("-", " ").title(),
                "language": self._framework.language,
            }
            if not given.code and not is_web(given.id):
                out["humanCodingScheme"] = given.id
        self._said[given.id] = {
            "title": given.words.label,
            "identifier": identifier,
            "uri": out.get("uri", f"urn:uuid:{identifier}"),
        }
        self._ids[identifier] = given.id
        return _extended(out, rest_of(given, item_of(out, given.id, native=self.native)))

    def association(self, given: Relation) -> JSONObject:
        """Return a CFAssociation; the items that it joins were written before."""
        out: JSONObject = {**given.kept}
        if not self.native or "associationType" not in out:
            key = (given.source, given.link.value, given.target)
            self._times[key] += 1
            identifier = uuid_of(self._framework.id, *key, str(self._times[key]))
            out = {
                "identifier": identifier,
                "uri": f"urn:uuid:{identifier}",
                "associationType": _TYPES[given.link],
                "originNodeURI": self._node(given.source),
                "destinationNodeURI": self._node(given.target),
                "lastChangeDateTime": self._changed,
            }
        back = relation_of(out, given.source, self._ids, native=self.native)
        return _extended(out, rest_of(given, back))

    def _node(self, identifier: str) -> JSONObject:
        stranger = {"title": identifier, "identifier": identifier, "uri": identifier}
        return dict(self._said.get(identifier) or stranger)

    def associations(self, relations: Iterable[Relation]) -> Iterator[JSONObject]:
        """Yield the CFAssociations, those with the document where they stood."""
        top = self._framework.kept.get("top")
        waiting = [t for t in (top if isinstance(top, list) else ()) if isinstance(t, list)]
        count = 0
        for given in relations:
            while waiting and waiting[0][0] == count:
                yield _object(waiting.pop(0)[1])
                count += 1
            yield self.association(given)
            count += 1
        yield from (_object(one[1]) for one in waiting)

    def more(self) -> Iterator[tuple[str, JSON]]:
        """Yield the further members of the package: definitions, rubrics, extensions."""
        if self.native:
            for name, value in self._framework.kept.items():
                if name not in {"CFDocument", "top", "lastChangeDateTime"}:
                    yield name, value


def _object(value: JSON) -> JSONObject:
    return value if isinstance(value, dict) else {}


def _extended(out: JSONObject, rest: JSONObject, *, always: bool = False) -> JSONObject:
    if not rest and not always:
        return out
    extensions = out.get("extensions")
    others = extensions if isinstance(extensions, dict) else {}
    return {**out, "extensions": {**others, EXTENSION: rest}}
