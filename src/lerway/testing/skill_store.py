"""A store of frameworks in memory: the port of `lerway.domain.skills.store`, for tests."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lerway.domain.skills.mappings import spoken_alike
from lerway.domain.skills.naming import name_for, pick
from lerway.domain.skills.store import (
    Edition,
    Hit,
    ImportReport,
    Neighbour,
    Outcome,
    newest_first,
)
from lerway.domain.skills.structure import Structure
from lerway.standards.frameworks.model import Framework, Item, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from lerway.domain.skills.mappings import Answer, Decision, Origin, SkillMapping
    from lerway.standards.frameworks.model import Kind, Link, Part

__all__ = ["MemorySkillStore"]


@dataclass
class _Kept:
    edition: Edition
    items: dict[str, Item]
    relations: list[Relation]


class MemorySkillStore:
    """A `SkillStore` whose content ends with it."""

    def __init__(self) -> None:
        """Make an empty store."""
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._mappings: dict[str, list[SkillMapping]] = {}
        self._decisions: list[Decision] = []
        self._answers: list[Answer] = []

    def editions(self, framework: str | None = None) -> Sequence[Edition]:
        """Return what is there; see the port."""
        every = [kept.edition for kept in self._kept.values()]
        names = sorted({e.name for e in every if framework in (None, e.name, e.id)})
        return [e for n in names for e in newest_first(e for e in every if e.name == n)]

    def edition(self, framework: str, version: str | None = None) -> Edition:
        """Return one version; see the port."""
        return pick(self.editions(), framework, version)

    def items(
        self, framework: str, version: str | None = None, *, kinds: AbstractSet[Kind] | None = None
    ) -> Iterator[Item]:
        """Yield items; see the port."""
        kept = self._of(framework, version)
        return (i for i in kept.items.values() if kinds is None or i.kind in kinds)

    def item(self, framework: str, identifier: str, version: str | None = None) -> Item | None:
        """Return one item; see the port."""
        items = self._of(framework, version).items
        if identifier in items:
            return items[identifier]
        return next((i for i in items.values() if identifier == i.code), None)

    def find(self, identifier: str) -> Sequence[tuple[Edition, Item]]:
        """Return all items with an id, address or code; see the port."""
        return [
            (edition, item)
            for edition in self._newest()
            for item in self._of(edition.id, edition.version).items.values()
            if identifier in (item.id, item.uri, item.code)
        ]

    def relations(
        self,
        framework: str,
        version: str | None = None,
        *,
        links: AbstractSet[Link] | None = None,
        source: str | None = None,
        target: str | None = None,
    ) -> Iterator[Relation]:
        """Yield relations; see the port."""
        return (
            r
            for r in self._of(framework, version).relations
            if (links is None or r.link in links)
            and source in (None, r.source)
            and target in (None, r.target)
        )

    def neighbours(
        self, framework: str, identifier: str, version: str | None = None
    ) -> Sequence[Neighbour]:
        """Return what an item hangs together with; see the port."""
        kept = self._of(framework, version)
        return [
            Neighbour(r, kept.items.get(r.target if r.source == identifier else r.source))
            for r in kept.relations
            if identifier in (r.source, r.target)
        ]

    def search(
        self,
        text: str,
        *,
        framework: str | None = None,
        version: str | None = None,
        kinds: AbstractSet[Kind] | None = None,
        limit: int = 20,
    ) -> Sequence[Hit]:
        """Return items that have every word, at its beginning; see the port."""
        words = spoken_alike(text).split()
        editions = self._newest() if framework is None else [self.edition(framework, version)]
        hits = [
            Hit(edition, item, 1.0 if spoken_alike(item.words.label) == " ".join(words) else 0.5)
            for edition in editions
            for item in self.items(edition.id, edition.version, kinds=kinds)
            if words and all(any(w.startswith(q) for w in _words(item)) for q in words)
        ]
        return sorted(hits, key=lambda h: -h.score)[:limit]

    def import_parts(
        self, parts: Iterable[Part], *, read_from: str, at: datetime, name: str | None = None
    ) -> ImportReport:
        """Put one version into the store; see the port."""
        structure = Structure()
        items: dict[str, Item] = {}
        relations: list[Relation] = []
        head: Framework | None = None
        for part in structure.checked(parts):
            if isinstance(part, Item):
                items[part.id] = part
            elif isinstance(part, Relation):
                relations.append(part)
            else:
                head = part
        assert head is not None  # noqa: S101 - `checked` refuses a framework without a head
        called = name_for(self.editions(), head, name)
        edition = Edition(
            head,
            called,
            read_from,
            at,
            hashlib.sha256(repr((head, items, relations)).encode()).hexdigest(),
            Counter(i.kind for i in items.values()),
            Counter(r.link for r in relations),
        )
        key = head.id, head.version
        before = self._kept.get(key)
        outcome = Outcome.NEW if before is None else Outcome.REPLACED
        if before is not None and before.edition.digest == edition.digest:
            edition, outcome = replace(before.edition, name=called), Outcome.UNCHANGED
        self._kept[key] = _Kept(edition, items, relations)
        for kept in self._kept.values():
            if kept.edition.id == head.id:
                kept.edition = replace(kept.edition, name=called)
        return ImportReport(edition, outcome, structure.remarks)

    def remove(self, framework: str, version: str) -> None:
        """Take one version out; see the port."""
        edition = self.edition(framework, version)
        del self._kept[edition.id, edition.version]

    def put_mappings(self, collection: str, mappings: Iterable[SkillMapping]) -> int:
        """Put a set of mappings; see the port."""
        self._mappings[collection] = list(mappings)
        size = len(self._mappings[collection])
        if not size:
            del self._mappings[collection]
        return size

    def mappings(
        self,
        subject_framework: str,
        object_framework: str,
        *,
        subjects: AbstractSet[str] | None = None,
        origins: AbstractSet[Origin] | None = None,
    ) -> Iterator[SkillMapping]:
        """Yield mappings, turned if need be; see the port."""
        ends = self._id(subject_framework), self._id(object_framework)
        for collection in sorted(self._mappings):
            for one in self._mappings[collection]:
                for m in (one, one.turned):
                    if (
                        (m.subject_framework, m.object_framework) == ends
                        and (subjects is None or m.subject in subjects)
                        and (origins is None or m.origin in origins)
                    ):
                        yield m
                        break

    def collections(self) -> dict[str, int]:
        """Return the sets of mappings; see the port."""
        return {name: len(self._mappings[name]) for name in sorted(self._mappings)}

    def decide(self, decision: Decision) -> None:
        """Keep a decision; see the port."""
        self._decisions.append(decision)

    def decisions(
        self, framework: str | None = None, text: str | None = None
    ) -> Sequence[Decision]:
        """Return decisions, the last first; see the port."""
        wanted = None if framework is None else self._id(framework)
        phrase = None if text is None else spoken_alike(text)
        return [
            d
            for d in reversed(self._decisions)
            if wanted in (None, d.framework) and phrase in (None, spoken_alike(d.text))
        ]

    def answer(self, answer: Answer) -> None:
        """Keep an answer; see the port."""
        self._answers.append(answer)

    def answers(
        self, subject_framework: str | None = None, object_framework: str | None = None
    ) -> Sequence[Answer]:
        """Return answers, the last first; see the port."""
        source = None if subject_framework is None else self._id(subject_framework)
        target = None if object_framework is None else self._id(object_framework)
        return [
            a
            for a in reversed(self._answers)
            if source in (None, a.subject_framework) and target in (None, a.object_framework)
        ]

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _of(self, framework: str, version: str | None) -> _Kept:
        edition = self.edition(framework, version)
        return self._kept[edition.id, edition.version]

    def _newest(self) -> list[Edition]:
        newest: dict[str, Edition] = {}
        for edition in self.editions():
            newest.setdefault(edition.id, edition)
        return list(newest.values())

    def _id(self, framework: str) -> str:
        """Return the id of a framework; of one that is not here, what was given."""
        return next((e.id for e in self.editions() if framework in (e.name, e.id)), framework)


def _words(item: Item) -> list[str]:
    said = " ".join((item.words.label, *item.words.alternatives, item.code, item.id))
    return spoken_alike(said).split()
