"""Canonical N-Quads of a document of which only some values change.

RDFC-1.0 (Recommendation of 21 May 2024), sections 4.4 and 4.6, for a dataset that is
known but for the values of its slots: JSON-LD is processed once, blank nodes that no
slot touches are hashed once, and the order of the lines is worked out once for each
order that labels and changing IRIs can have. What these cannot decide (two blank nodes
of equal hash, an IRI that occurs twice) is left to the whole algorithm.
"""

from __future__ import annotations

import hashlib
from bisect import bisect
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, final

from lerway.standards.jsonld.expansion import to_nquads
from lerway.standards.jsonld.slots import Marks, filler

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.rdf import Quad
    from lerway.standards.jsonld.rdfc import HashName
    from lerway.standards.jsonld.slots import Fill

__all__ = ["NoSlotGraphError", "SlotGraph"]

_MOST_ORDERS: Final = 4096
_MOST_PIECES: Final = 2048
"""How many orders of lines are remembered, and how many pieces of text they share."""
_HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class NoSlotGraphError(Exception):
    """The document cannot be canonicalised by slots."""


class _Line(NamedTuple):
    """A quad cut at its slots and blank nodes; a blank node stands as minus its number."""

    fixed: list[bytes]
    places: list[int]

    def with_labels(self, labels: Sequence[bytes]) -> _Parts:
        """Return the parts with the labels of blank nodes among the fixed ones."""
        fixed, places = [self.fixed[0]], list[int]()
        for place, part in zip(self.places, self.fixed[1:], strict=True):
            if place < 0:
                fixed[-1] += labels[-1 - place] + part
            else:
                places.append(place)
                fixed.append(part)
        return fixed, places


_Parts = tuple[list[bytes], list[int]]
"""The parts of lines around slots, and the slots."""


@final
class SlotGraph:
    """The canonical form of one document, by the values of its slots.

    Not for hostile documents: the work to set it up is that of canonicalisation.
    """

    def __init__(
        self, document: JSONObject, marks: Marks, view: ContextView, hash_name: HashName
    ) -> None:
        """Prepare a document.

        Args:
            document: with a mark at each slot.
            marks: the marks.
            view: the contexts.
            hash_name: the hash function inside RDFC-1.0.

        Raises:
            NoSlotGraphError: the slots are not each a whole literal or IRI, there are
                named graphs, or the fixed blank nodes have equal hashes.
            InvalidError, UndeterminedError, UnreadableError: as `expansion.to_nquads`.
        """
        self._digest = _HASHES[hash_name]
        quads = to_nquads(document, view, plain=True)
        nodes = sorted({t for q in quads for t in (q.subject, q.object) if t.startswith("_:")})
        self._numbers = {node: n for n, node in enumerate(nodes)}
        _require_simple(quads, marks)
        self._lines = [self._line(q, marks) for q in quads]
        self._iris_of = _chooser(_iri_slots(quads, marks))
        fixed = {t for q in quads for t in (q.subject, q.object) if t.startswith("<")}
        rest = sorted(t.encode() for t in fixed if not marks.within(t))
        self._fixed_iris = frozenset(t[1:-1] for t in rest)
        self._rivals = [t[1:] for t in rest]
        self._hash_nodes(quads, nodes)
        self._slots = len(marks.texts)
        self._forget()

    def canonical(self, values: Sequence[bytes]) -> bytes | None:
        """Return the canonical N-Quads; None if the whole algorithm has to decide.

        Args:
            values: for each slot what stands there in N-Quads, without quotes or angle
                brackets: a literal's text escaped, an IRI clean and of the scheme that
                its mark has.
        """
        iris = self._iris_of(values)
        if len(set(iris)) != len(iris) or not self._fixed_iris.isdisjoint(iris):
            return None
        digest = self._digest
        hashes = [digest(fill(values)).digest() for fill in self._moving]
        if len(set(hashes)) != len(hashes) or not self._fixed_hashes.isdisjoint(hashes):
            return None
        known, rivals = self._sorted_hashes, self._rivals
        ends = [iri + b">" for iri in iris]
        key = (
            *[bisect(known, h) for h in hashes],
            *[bisect(rivals, e) for e in ends],
            *_ranks(hashes),
            *_ranks(ends),
        )
        order = self._orders.get(key)
        if order is None:
            if len(self._orders) >= _MOST_ORDERS or len(self._pieces) >= _MOST_PIECES:
                self._forget()
            order = self._orders[key] = self._order(values, hashes)
        return b"".join(order((*values, *self._pieces)))

    def _line(self, quad: Quad, marks: Marks) -> _Line:
        fixed, places = [b""], list[int]()
        for term in (quad.subject, quad.predicate, quad.object):
            if term.startswith("_:"):
                places.append(-1 - self._numbers[term])
                fixed.append(b" ")
            else:
                parts, slots = marks.cut(term)
                fixed[-1] += parts[0]
                fixed += parts[1:]
                places += slots
                fixed[-1] += b" "
        fixed[-1] += b".\n"
        return _Line(fixed, places)

    def _hash_nodes(self, quads: Sequence[Quad], nodes: Sequence[str]) -> None:
        """Hash First Degree Quads (section 4.6) of the nodes that no slot touches."""
        self._fixed_nodes: dict[bytes, int] = {}
        self._moving: list[Fill] = []
        self._moving_nodes: list[int] = []
        for n, node in enumerate(nodes):
            labels = [b"_:a" if m == n else b"_:z" for m in range(len(nodes))]
            own = [
                line.with_labels(labels)
                for line, q in zip(self._lines, quads, strict=True)
                if node in (q.subject, q.object)
            ]
            if any(places for _, places in own):
                self._moving.append(_in_order(own))
                self._moving_nodes.append(n)
            else:
                lines = sorted(fixed[0] for fixed, _ in own)
                self._fixed_nodes[self._digest(b"".join(lines)).digest()] = n
        if len(self._fixed_nodes) + len(self._moving) != len(nodes):
            raise NoSlotGraphError("two blank nodes have the same hash")
        self._fixed_hashes = frozenset(self._fixed_nodes)
        self._sorted_hashes = sorted(self._fixed_nodes)

    def _forget(self) -> None:
        self._orders: dict[tuple[object, ...], Callable[..., tuple[bytes, ...]]] = {}
        self._pieces: list[bytes] = []
        self._piece_numbers: dict[bytes, int] = {}

    def _order(
        self, values: Sequence[bytes], hashes: Sequence[bytes]
    ) -> Callable[..., tuple[bytes, ...]]:
        """Return what chooses, from the values and the pieces, the N-Quads of these values."""
        by_hash = {**self._fixed_nodes, **dict(zip(hashes, self._moving_nodes, strict=True))}
        labels = [b""] * len(by_hash)
        for i, hash_ in enumerate(sorted(by_hash)):
            labels[by_hash[hash_]] = b"_:c14n%d" % i
        lines = [(line.with_labels(labels), line) for line in self._lines]
        lines.sort(key=lambda both: filler(*both[0])(values))
        chosen: list[int] = []
        for simple, group in groupby(lines, key=lambda both: _together(*both)):
            if simple is None:
                for (fixed, places), _ in group:
                    chosen.append(self._piece(fixed[0]))
                    for place, part in zip(places, fixed[1:], strict=True):
                        chosen += (place, self._piece(part))
            else:
                chosen.append(self._piece(b"".join(fixed[0] for (fixed, _), _ in group)))
        # One more, which is nothing: of several, itemgetter gives a tuple.
        return itemgetter(*chosen, self._piece(b""))

    def _piece(self, text: bytes) -> int:
        """Return where a piece of text stands behind the values."""
        number = self._piece_numbers.get(text)
        if number is None:
            number = self._piece_numbers[text] = self._slots + len(self._pieces)
            self._pieces.append(text)
        return number


def _together(line: _Parts, quad: _Line) -> bytes | None:
    """Return the subject that fixed lines share which may be one piece; None for another line."""
    fixed, places = line
    if places:
        return None
    # A label as the object stands in few orders; a piece with it would be used rarely.
    label_first = bool(quad.places) and not quad.fixed[0]
    if len(quad.places) != label_first:
        return None
    return fixed[0][: fixed[0].find(b" ")]


def _joined(lines: Sequence[_Parts]) -> Fill:
    fixed, places = [b""], list[int]()
    for parts, slots in lines:
        fixed[-1] += parts[0]
        fixed += parts[1:]
        places += slots
    return filler(fixed, places)


def _in_order(lines: Sequence[_Parts]) -> Fill:
    """Return what fills lines and puts them in order: an order known before, if there is one."""
    ordered = sorted(lines, key=lambda line: line[0][0])
    decided = all(
        a[0][0] != b[0][0] and not b[0][0].startswith(a[0][0]) for a, b in pairwise(ordered)
    )
    if decided:
        return _joined(ordered)
    fills = [filler(*line) for line in lines]
    return lambda values: b"".join(sorted([fill(values) for fill in fills]))


def _chooser(places: Sequence[int]) -> Callable[[Sequence[bytes]], Sequence[bytes]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[i] for i in places]


def _require_simple(quads: Sequence[Quad], marks: Marks) -> None:
    """Refuse what the order of lines would not follow from, or slots that are no whole terms."""
    seen: set[int] = set()
    several: dict[tuple[str, str], int] = {}
    for quad in quads:
        if quad.graph or marks.within(quad.predicate):
            raise NoSlotGraphError("there is a named graph, or a slot is a predicate")
        for term in (quad.subject, quad.object):
            if not marks.within(term):
                continue
            place = _whole(term, marks)
            if place is None:
                raise NoSlotGraphError("a slot is not a whole term")
            seen.add(place)
        if quad.object.startswith('"'):
            at = (quad.subject, quad.predicate)
            several[at] = several.get(at, 0) + (100 if marks.within(quad.object) else 1)
    if any(count > 100 for count in several.values()):  # noqa: PLR2004 - a slot and something else
        raise NoSlotGraphError("a slot is one of several literals")
    if len(seen) != len(marks.texts):
        raise NoSlotGraphError("a slot is not in the graph")


def _whole(term: str, marks: Marks) -> int | None:
    if term.startswith("<"):
        return marks.place(term[1:-1])
    end = term.rfind('"')
    return None if marks.within(term[end:]) else marks.place(term[1:end])


def _iri_slots(quads: Sequence[Quad], marks: Marks) -> list[int]:
    """Return the slots that are IRIs; one that is a literal too is refused."""
    iris: set[int] = set()
    literals: set[int] = set()
    for quad in quads:
        for term in (quad.subject, quad.object):
            if marks.within(term):
                place = _whole(term, marks)
                if place is not None:
                    (iris if term.startswith("<") else literals).add(place)
    if iris & literals:
        raise NoSlotGraphError("a slot is an IRI and a literal")
    return sorted(iris)


def _ranks(values: Sequence[bytes]) -> Sequence[int]:
    """Return the order of distinct values: equal for two lists that sort alike."""
    if len(values) == 2:  # noqa: PLR2004 - the usual case
        return (values[0] < values[1],)
    return sorted(range(len(values)), key=values.__getitem__)
