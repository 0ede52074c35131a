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
from itertools import combinations, groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias, final

from lerway.standards.jsonld.expansion import to_nquads
from lerway.standards.jsonld.shapes.code import Code
from lerway.standards.jsonld.slots import Marks, filler, interleaved

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
_PAIRED: Final = 4
"""How many values are compared each with each; more are sorted."""
_HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class NoSlotGraphError(Exception):
    """The document cannot be canonicalised by slots."""


class _Line(NamedTuple):
    """A quad cut at its slots and blank nodes; a blank node stands as minus its number.

    `moves` says whether there is a slot in it, and `piece_of` of which subject it is where
    it may be one piece with other lines of it.
    """

    fixed: list[str]
    places: list[int]
    moves: bool
    piece_of: str | int | None

    def with_labels(self, labels: Sequence[str]) -> _Parts:
        """Return the parts with the labels of blank nodes among the fixed ones."""
        fixed, places = [self.fixed[0]], list[int]()
        for place, part in zip(self.places, self.fixed[1:], strict=True):
            if place < 0:
                fixed[-1] += labels[-1 - place] + part
            else:
                places.append(place)
                fixed.append(part)
        return fixed, places


_Parts = tuple[list[str], list[int]]
"""The parts of lines around slots, and the slots."""
_Sum: TypeAlias = "_Parts | Fill"
"""What is hashed for a blank node: parts, or what makes the text if its lines move too."""
_Keyed: TypeAlias = "Callable[[Sequence[str]], tuple[tuple[object, ...], tuple[bytes, ...]] | None]"


class _Started(Protocol):
    """A hash of hashlib that has taken something in."""

    def copy(self) -> _Started: ...
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _Order(NamedTuple):
    """What the canonical form of one order of lines is made of.

    `start` is the text before the first slot, `started` the hash that has taken it in;
    the rest is what `chosen` chooses from the values and the `pieces`.
    """

    start: str
    started: _Started
    pieces: tuple[str, ...]
    chosen: Callable[[tuple[str, ...]], tuple[str, ...]]


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
        self._texts = self._text_maker()
        fixed = {t for q in quads for t in (q.subject, q.object) if t.startswith("<")}
        self._rivals = sorted(t[1:] for t in fixed if not marks.within(t))
        moving = self._hash_nodes(quads, nodes)
        self._key = self._key_maker(_iri_slots(quads, marks), moving)
        self._slots = len(marks.texts)
        self._forget()

    def canonical(self, values: Sequence[str]) -> bytes | None:
        """Return the canonical N-Quads; None if the whole algorithm has to decide.

        Args:
            values: for each slot what stands there in N-Quads, without quotes or angle
                brackets: a literal's text escaped, an IRI clean and of the scheme that
                its mark has.

        Raises:
            UnicodeEncodeError: half of a surrogate pair.
        """
        order = self._order_of(values)
        if order is None:
            return None
        rest = "".join(order.chosen((*values, *order.pieces)))
        return order.start.encode() + rest.encode()

    def digest(self, values: Sequence[str]) -> bytes | None:
        """Return the hash of the canonical N-Quads; else as `canonical`.

        What every document of one order begins with was hashed before.
        """
        order = self._order_of(values)
        if order is None:
            return None
        hash_ = order.started.copy()
        hash_.update("".join(order.chosen((*values, *order.pieces))).encode())
        return hash_.digest()

    def _order_of(self, values: Sequence[str]) -> _Order | None:
        found = self._key(values)
        if found is None:
            return None
        key, hashes = found
        order = self._orders.get(key)
        if order is None:
            if len(self._orders) >= _MOST_ORDERS or len(self._pieces) >= _MOST_PIECES:
                self._forget()
            order = self._orders[key] = self._order(values, hashes)
        return order

    def _key_maker(self, iris: Sequence[int], moving: Sequence[_Sum]) -> _Keyed:
        """Return what tells the order of some values, and the hashes of the moving nodes.

        Values of one key give lines of one order: the hashes stand alike among those of
        the fixed nodes and each other, and so do the IRIs.
        """
        code = Code(bisect=bisect, digest=self._digest, ranks=_ranks)
        for n, place in enumerate(iris):
            code.line(f"i{n} = v[{place}] + {code.constant('>')}")
        rivals = code.constant(tuple(self._rivals))
        _write_distinct(code, [f"i{n}" for n in range(len(iris))], frozenset(self._rivals))
        for n, text in enumerate(moving):
            if callable(text):
                code.know(**{f"text{n}": text})
                expression = f"text{n}(v)"
            else:
                expression = code.text(interleaved(*text))
            code.line(f"h{n} = digest(({expression}).encode()).digest()")
        names = [f"h{n}" for n in range(len(moving))]
        _write_distinct(code, names, frozenset(self._fixed_nodes))
        known = code.constant(tuple(sorted(self._fixed_nodes)))
        key = [f"bisect({known}, {h})" for h in names]
        key += [f"bisect({rivals}, i{n})" for n in range(len(iris))]
        key += [*_compared(names), *_compared([f"i{n}" for n in range(len(iris))])]
        code.line(
            f"return ({''.join(k + ', ' for k in key)}), ({''.join(h + ', ' for h in names)})"
        )
        return code.function("key(v)")

    def _line(self, quad: Quad, marks: Marks) -> _Line:
        fixed, places = [""], list[int]()
        for term in (quad.subject, quad.predicate, quad.object):
            if term.startswith("_:"):
                places.append(-1 - self._numbers[term])
                fixed.append(" ")
            else:
                parts, slots = marks.cut(term)
                fixed[-1] += parts[0]
                fixed += parts[1:]
                places += slots
                fixed[-1] += " "
        fixed[-1] += ".\n"
        moves = any(place >= 0 for place in places)
        # A label as the object stands in few orders; a piece with it would be used rarely.
        if moves or len(places) != (not fixed[0] and bool(places)):
            return _Line(fixed, places, moves, None)
        return _Line(fixed, places, moves, places[0] if places else fixed[0].partition(" ")[0])

    def _text_maker(self) -> Callable[[Sequence[str], Sequence[str]], list[str]]:
        """Return what writes all lines, by the values of slots and the labels of blank nodes."""
        code = Code()
        texts: list[str] = []
        for line in self._lines:
            parts: list[str | tuple[str]] = [line.fixed[0]]
            for place, part in zip(line.places, line.fixed[1:], strict=True):
                parts += ((f"v[{place}]",) if place >= 0 else (f"b[{-1 - place}]",), part)
            texts.append(code.text(parts))
        code.line(f"return [{', '.join(texts)}]")
        return code.function("texts(v, b)")

    def _hash_nodes(self, quads: Sequence[Quad], nodes: Sequence[str]) -> list[_Sum]:
        """Hash First Degree Quads (section 4.6) of the nodes that no slot touches.

        Returns:
            What is hashed for each of the others.
        """
        self._fixed_nodes: dict[bytes, int] = {}
        self._moving_nodes: list[int] = []
        moving: list[_Sum] = []
        for n, node in enumerate(nodes):
            labels = ["_:a" if m == n else "_:z" for m in range(len(nodes))]
            own = [
                line.with_labels(labels)
                for line, q in zip(self._lines, quads, strict=True)
                if node in (q.subject, q.object)
            ]
            if any(places for _, places in own):
                moving.append(_in_order(own))
                self._moving_nodes.append(n)
            else:
                lines = sorted(fixed[0] for fixed, _ in own)
                self._fixed_nodes[self._digest("".join(lines).encode()).digest()] = n
        if len(self._fixed_nodes) + len(moving) != len(nodes):
            raise NoSlotGraphError("two blank nodes have the same hash")
        return moving

    def _forget(self) -> None:
        self._orders: dict[tuple[object, ...], _Order] = {}
        self._pieces: dict[str, str] = {}

    def _order(self, values: Sequence[str], hashes: Sequence[bytes]) -> _Order:
        """Return the order of the lines that these values give."""
        by_hash = {**self._fixed_nodes, **dict(zip(hashes, self._moving_nodes, strict=True))}
        labels = [""] * len(by_hash)
        for i, hash_ in enumerate(sorted(by_hash)):
            labels[by_hash[hash_]] = f"_:c14n{i}"
        texts = self._texts(values, labels)
        order = sorted(range(len(texts)), key=texts.__getitem__)
        lines = self._lines
        first = next((at for at, i in enumerate(order) if lines[i].moves), len(order))
        start = "".join([texts[i] for i in order[:first]])
        chosen: list[int | str] = []
        for subject, group in groupby(order[first:], key=lambda i: lines[i].piece_of):
            if subject is not None:
                chosen.append(self._piece("".join([texts[i] for i in group])))
                continue
            for i in group:
                if not lines[i].moves:
                    chosen.append(self._piece(texts[i]))
                    continue
                fixed, places = lines[i].with_labels(labels)
                chosen.append(self._piece(fixed[0]))
                for place, part in zip(places, fixed[1:], strict=True):
                    chosen += (place, self._piece(part))
        # Two more, which are nothing: of several, itemgetter gives a tuple.
        chosen += ["", ""]
        pieces = tuple(dict.fromkeys(part for part in chosen if isinstance(part, str)))
        places = {piece: self._slots + i for i, piece in enumerate(pieces)}
        chooser = itemgetter(*(c if isinstance(c, int) else places[c] for c in chosen))
        return _Order(start, self._digest(start.encode()), pieces, chooser)

    def _piece(self, text: str) -> str:
        """Return a piece of text as the one object that all orders share."""
        return self._pieces.setdefault(text, text)


def _joined(lines: Sequence[_Parts]) -> _Parts:
    fixed, places = [""], list[int]()
    for parts, slots in lines:
        fixed[-1] += parts[0]
        fixed += parts[1:]
        places += slots
    return fixed, places


def _in_order(lines: Sequence[_Parts]) -> _Sum:
    """Return lines in order: an order known before, if there is one."""
    ordered = sorted(lines, key=lambda line: line[0][0])
    decided = all(
        a[0][0] != b[0][0] and not b[0][0].startswith(a[0][0]) for a, b in pairwise(ordered)
    )
    if decided:
        return _joined(ordered)
    fills = [filler(*line) for line in lines]
    return lambda values: "".join(sorted([fill(values) for fill in fills]))


def _write_distinct(code: Code, names: Sequence[str], taken: frozenset[object]) -> None:
    """Let the code return None if two of `names` are equal, or one is among `taken`."""
    if not names:
        return
    code.line(f"if not {code.constant(taken)}.isdisjoint({_tuple(names)}): return None")
    if len(names) <= _PAIRED:
        for a, b in combinations(names, 2):
            code.line(f"if {a} == {b}: return None")
    else:
        code.line(f"if len({{*{_tuple(names)}}}) < {len(names)}: return None")


def _compared(names: Sequence[str]) -> list[str]:
    """Return expressions that are equal for values that sort alike."""
    if len(names) <= _PAIRED:
        return [f"{a} < {b}" for a, b in combinations(names, 2)]
    return [f"ranks({_tuple(names)})"]


def _tuple(expressions: Sequence[str]) -> str:
    return f"({''.join(e + ', ' for e in expressions)})"


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


def _ranks(values: Sequence[str] | Sequence[bytes]) -> tuple[int, ...]:
    """Return the order of distinct values: equal for two lists that sort alike."""
    return tuple(sorted(range(len(values)), key=values.__getitem__))
