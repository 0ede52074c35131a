"""The hierarchy of a framework, for browsing: what stands at the top, and what below what.

It is read once from the store for each content of a version, and the last few are kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.model import Kind, Link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lerway.domain.skills.store import Edition, SkillStore

__all__ = ["Node", "Tree", "Trees"]

MOST_KEPT: Final = 6


@dataclass(frozen=True, slots=True)
class Node:
    """An item as a line of the tree."""

    id: str
    kind: Kind
    label: str
    code: str
    below: int


@dataclass(frozen=True, slots=True)
class Tree:
    """All of one version.

    Attributes:
        nodes: by id, in the order of the file.
        children: ids below an id.
        above: ids above an id.
    """

    nodes: Mapping[str, Node]
    children: Mapping[str, Sequence[str]]
    above: Mapping[str, Sequence[str]]

    def top(self, kind: Kind | None = None) -> list[Node]:
        """Return what stands below nothing; of one kind, if given."""
        return [
            n
            for n in self.nodes.values()
            if n.id not in self.above and (kind is None or n.kind is kind)
        ]

    def below(self, identifier: str) -> list[Node]:
        """Return what stands directly below an item."""
        return [self.nodes[i] for i in self.children.get(identifier, ())]

    def way_to(self, identifier: str) -> list[Node]:
        """Return the headings above an item, outermost first, by its first parent each."""
        way: list[Node] = []
        seen = {identifier}
        at = identifier
        while parents := self.above.get(at):
            at = parents[0]
            if at in seen:
                break
            seen.add(at)
            way.append(self.nodes[at])
        return way[::-1]


class Trees:
    """The trees of the versions that were read last. Safe to be used by several threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        """Keep `most` of them."""
        self._most = most
        self._kept: OrderedDict[tuple[str, str, str], Tree] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store: SkillStore, edition: Edition) -> Tree:
        """Return the tree of `edition`."""
        key = (edition.name, edition.version, edition.digest)
        with self._lock:
            tree = self._kept.get(key)
            if tree is not None:
                self._kept.move_to_end(key)
                return tree
        tree = _tree(store, edition)
        with self._lock:
            self._kept[key] = tree
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return tree


def _tree(store: SkillStore, edition: Edition) -> Tree:
    items = {item.id: item for item in store.items(edition.name, edition.version)}
    children: dict[str, list[str]] = {}
    above: dict[str, list[str]] = {}
    for relation in store.relations(edition.name, edition.version, links=frozenset({Link.BROADER})):
        if relation.source in items and relation.target in items:
            children.setdefault(relation.target, []).append(relation.source)
            above.setdefault(relation.source, []).append(relation.target)
    nodes = {
        i: Node(i, item.kind, item.words.label, item.code, len(children.get(i, ())))
        for i, item in items.items()
    }
    return Tree(nodes, children, above)
