"""Nodes and lists, as expansion gives them, and the quads that they stand for.

JSON-LD 1.1 Processing Algorithms and API, sections 7.2 (node map generation), 8.1.2
(deserialize JSON-LD to RDF), 8.2.2 (object to RDF) and 8.3.2 (list to RDF). Because
values are already in RDF's form and a dataset is a set, quads are made on one walk,
without a node map between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, final

from lerway.kernel.errors import UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.iri import is_blank
from lerway.standards.jsonld.rdf import RDF, Quad, iri

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Item", "ListObject", "Node", "to_rdf"]

_TYPE: Final = iri(RDF + "type")
_FIRST: Final = iri(RDF + "first")
_REST: Final = iri(RDF + "rest")
_NIL: Final = iri(RDF + "nil")


@dataclass(slots=True, eq=False)
class Node:
    """A node object.

    Attributes:
        id: its IRI or blank node identifier, if it has one.
        types: IRIs and blank node identifiers of its types.
        properties: values by property IRI.
        reverse: nodes that have this one as value, by property IRI.
        graph: the content of the graph that it names, if it names one.
        included: nodes that only stand here.
    """

    id: str | None = None
    types: list[str] = field(default_factory=list[str])
    properties: dict[str, list[Item]] = field(default_factory=dict[str, "list[Item]"])
    reverse: dict[str, list[Node]] = field(default_factory=dict[str, "list[Node]"])
    graph: list[Item] | None = None
    included: list[Item] = field(default_factory=list["Item"])

    def is_graph(self) -> bool:
        """Return whether this is a graph object (JSON-LD 1.1, section 4.9)."""
        return self.graph is not None and not (self.types or self.properties or self.reverse)

    def says_something(self) -> bool:
        """Return whether there is a quad for this node besides any that refers to it."""
        return bool(self.types or self.properties or self.reverse or self.graph or self.included)


@dataclass(slots=True, eq=False)
class ListObject:
    """An ordered list."""

    items: list[Item]


Item: TypeAlias = "str | Node | ListObject"
"""A value: an RDF literal as text, a node, or a list."""


def to_rdf(items: Iterable[Item], *, limits: Limits = DEFAULT_LIMITS) -> list[Quad]:
    """Return the quads of expanded `items`, each once.

    Raises:
        UnreadableError: `rdf.too_many_quads`, `rdf.too_many_blank_nodes`.
    """
    writer = _Writer(limits)
    for item in items:
        writer.add(item, "")
    return list(writer.quads)


@final
class _Writer:
    def __init__(self, limits: Limits) -> None:
        self.quads: dict[Quad, None] = {}
        self._limits = limits
        self._labels: dict[str, str] = {}
        self._blank_nodes = 0

    def add(self, item: Item, graph: str) -> str:
        """Write what `item` says in `graph`, and return its term."""
        if isinstance(item, str):
            return item
        if isinstance(item, ListObject):
            return self._list(item, graph)
        subject = self._name(item.id)
        for type_ in item.types:
            self._quad(subject, _TYPE, self._name(type_), graph)
        for name, values in item.properties.items():
            predicate = iri(name)
            for value in values:
                self._quad(subject, predicate, self.add(value, graph), graph)
        for name, nodes in item.reverse.items():
            predicate = iri(name)
            for node in nodes:
                self._quad(self.add(node, graph), predicate, subject, graph)
        for member in item.graph or ():
            self.add(member, subject)
        for node in item.included:
            self.add(node, graph)
        return subject

    def _list(self, item: ListObject, graph: str) -> str:
        """Section 8.3.2."""
        rest = _NIL
        for value in reversed(item.items):
            cell = self._new()
            self._quad(cell, _FIRST, self.add(value, graph), graph)
            self._quad(cell, _REST, rest, graph)
            rest = cell
        return rest

    def _quad(self, subject: str, predicate: str, object_: str, graph: str) -> None:
        self.quads[Quad(subject, predicate, object_, graph)] = None
        if len(self.quads) > self._limits.quads:
            raise UnreadableError(
                "rdf.too_many_quads",
                f"the record makes more than {self._limits.quads:,} statements",
            )

    def _name(self, name: str | None) -> str:
        if name is None:
            return self._new()
        if not is_blank(name):
            return iri(name)
        label = self._labels.get(name)
        if label is None:
            label = self._labels[name] = self._new()
        return label

    def _new(self) -> str:
        self._blank_nodes += 1
        if self._blank_nodes > self._limits.blank_nodes:
            raise UnreadableError(
                "rdf.too_many_blank_nodes",
                f"the record has more than {self._limits.blank_nodes:,} things without a name",
            )
        return f"_:b{self._blank_nodes - 1}"
