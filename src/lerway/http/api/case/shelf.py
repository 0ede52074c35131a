"""The frameworks of the store as CASE 1.1 objects, found by their UUIDs.

A version of a framework is a CFDocument. An item has the same UUID in every version
(`standards.frameworks.names`); it is given from the newest version that has it.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.case.writer import Package
from lerway.standards.frameworks.names import uuid_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lerway.domain.skills.store import Edition, SkillStore
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.model import Item, Link, Part, Relation

__all__ = ["BASE", "DEFINITIONS", "Shelf"]

BASE: Final = "/ims/case/v1p1"
DEFINITIONS: Final = {
    "CFConcepts": "CFConcepts",
    "CFSubjects": "CFSubjects",
    "CFLicenses": "CFLicenses",
    "CFItemTypes": "CFItemTypes",
    "CFAssociationGroupings": "CFAssociationGroupings",
}
"""Where in `CFDefinitions` an object of a path stands."""
MOST_KEPT: Final = 12


@dataclass(frozen=True, slots=True)
class _Entry:
    """One version, and the UUIDs of its items."""

    edition: Edition
    document: JSONObject
    native: bool
    items: dict[str, str]


class Shelf:
    """Finds objects. Safe to be used by several threads; keeps what it read last."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        """Keep the UUIDs of `most` versions."""
        self._most = most
        self._kept: OrderedDict[tuple[str, str, str], _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._searching = threading.Lock()

    def _entry(self, store: SkillStore, edition: Edition) -> _Entry:
        key = (edition.name, edition.version, edition.digest)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        package = Package(edition.framework)
        document = package.document()
        items = {
            item.id if package.native else uuid_of(edition.id, item.id): item.id
            for item in store.items(edition.name, edition.version)
        }
        made = _Entry(edition, document, package.native, items)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def documents(self, store: SkillStore, root: str) -> list[JSONObject]:
        """Return every CFDocument; `root` is the address of the service."""
        return [_document(self._entry(store, e), root) for e in store.editions()]

    def edition(self, store: SkillStore, identifier: str) -> Edition | None:
        """Return the version whose CFDocument has this UUID."""
        for edition in store.editions():
            if self._entry(store, edition).document.get("identifier") == identifier:
                return edition
        return None

    def document(self, store: SkillStore, identifier: str, root: str) -> JSONObject | None:
        """Return one CFDocument."""
        edition = self.edition(store, identifier)
        return None if edition is None else _document(self._entry(store, edition), root)

    def item(self, store: SkillStore, identifier: str, root: str) -> JSONObject | None:
        """Return one CFItem, from the newest version that has it."""
        found = self._found(store, identifier)
        if found is None:
            return None
        entry, item = found
        out = Package(entry.edition.framework).item(item)
        return {**out, "CFDocumentURI": _link(entry, root)}

    def _found(self, store: SkillStore, identifier: str) -> tuple[_Entry, Item] | None:
        for edition in store.editions():
            entry = self._entry(store, edition)
            own = entry.items.get(identifier)
            item = None if own is None else store.item(edition.name, own, edition.version)
            if item is not None:
                return entry, item
        return None

    def associations_of(
        self, store: SkillStore, identifier: str, root: str
    ) -> tuple[JSONObject, list[JSONObject]] | None:
        """Return a CFItem and the CFAssociations that it stands in."""
        found = self._found(store, identifier)
        item = self.item(store, identifier, root)
        if found is None or item is None:
            return None
        entry, own = found
        name, version = entry.edition.name, entry.edition.version
        relations = [
            *store.relations(name, version, source=own.id),
            *(r for r in store.relations(name, version, target=own.id) if r.source != own.id),
        ]
        return item, _made(store, entry, relations, root)

    def association(self, store: SkillStore, identifier: str, root: str) -> JSONObject | None:
        """Return one CFAssociation; the versions are searched, the newest first.

        Its UUID is made of its ends, so the relations are gone through; one search at a
        time, since a large framework takes seconds.
        """
        with self._searching:
            for edition in store.editions():
                entry = self._entry(store, edition)
                for one in Package(edition.framework).associations(()):
                    if one.get("identifier") == identifier:
                        return {**one, "CFDocumentURI": _link(entry, root)}
                key = _key_of(store, entry, identifier)
                if key is not None:
                    source, link, target = key
                    beside = store.relations(
                        edition.name, edition.version, links=frozenset({link}), source=source
                    )
                    same = [r for r in beside if r.target == target]
                    made = _made(store, entry, same, root)
                    return next((m for m in made if m.get("identifier") == identifier), None)
        return None

    def defined(self, store: SkillStore, kind: str, identifier: str) -> JSONObject | None:
        """Return a concept, subject, licence, item type, grouping or rubric."""
        for edition in store.editions():
            for one in _defined(edition, kind):
                if one.get("identifier") == identifier:
                    return one
        return None

    def parts(self, store: SkillStore, edition: Edition) -> Iterator[Part]:
        """Yield everything in a version, for the writer of packages."""
        yield edition.framework
        yield from store.items(edition.name, edition.version)
        yield from store.relations(edition.name, edition.version)


def _key_of(store: SkillStore, entry: _Entry, identifier: str) -> tuple[str, Link, str] | None:
    """Return source, link and target of the relation whose CFAssociation has this UUID."""
    edition = entry.edition
    times: Counter[tuple[str, Link, str]] = Counter()
    for r in store.relations(edition.name, edition.version):
        key = (r.source, r.link, r.target)
        if entry.native and "associationType" in r.kept:
            own = r.kept.get("identifier")
        else:
            times[key] += 1
            own = uuid_of(edition.id, r.source, r.link.value, r.target, str(times[key]))
        if own == identifier:
            return key
    return None


def _made(
    store: SkillStore, entry: _Entry, relations: Sequence[Relation], root: str
) -> list[JSONObject]:
    """Return relations as CFAssociations; of one source and target all must be given."""
    edition = entry.edition
    package = Package(edition.framework)
    for own in dict.fromkeys(i for r in relations for i in (r.source, r.target)):
        item = store.item(edition.name, own, edition.version)
        if item is not None and item.id == own:
            package.item(item)
    return [{**package.association(r), "CFDocumentURI": _link(entry, root)} for r in relations]


def _document(entry: _Entry, root: str) -> JSONObject:
    identifier = entry.document["identifier"]
    package: JSONObject = {
        "title": entry.document.get("title", entry.edition.framework.name),
        "identifier": identifier,
        "uri": f"{root}/CFPackages/{identifier}",
    }
    return {**entry.document, "CFPackageURI": package}


def _link(entry: _Entry, root: str) -> JSONObject:
    identifier = entry.document["identifier"]
    return {
        "title": entry.document.get("title", ""),
        "identifier": identifier,
        "uri": f"{root}/CFDocuments/{identifier}",
    }


def _defined(edition: Edition, kind: str) -> Sequence[JSONObject]:
    more: dict[str, JSON] = dict(Package(edition.framework).more())
    if kind == "CFRubrics":
        found = more.get("CFRubrics")
    else:
        definitions = more.get("CFDefinitions")
        found = definitions.get(DEFINITIONS[kind]) if isinstance(definitions, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
