"""Canonical N-Quads of a marked document, as pieces with slots in them.

RDF Dataset Canonicalization 1.0 (RDFC-1.0), sections 4.4 and 4.6, taken apart into what
is the same for all documents of a shape and what is not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from lerway.standards.jsonld.rdf import RDF, iri
from lerway.standards.jsonld.shapes.code import Miss
from lerway.standards.jsonld.shapes.skeleton import SENTINEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.standards.jsonld.rdf import Quad

__all__ = ["Blank", "Part", "Statement", "Statements", "Term", "slots_in", "term_of"]

Part: TypeAlias = "str | int"
"""A text, or the number of a slot."""
_TYPE = iri(RDF + "type")


class Blank(NamedTuple):
    """A blank node, by its number."""

    number: int


Term: TypeAlias = "tuple[Part, ...] | Blank"


class Statement(NamedTuple):
    """A quad whose terms may have slots in them; the graph is empty for the default one."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term

    @property
    def dynamic(self) -> bool:
        """Whether there is a slot in it."""
        return any(not isinstance(t, Blank) and any(isinstance(p, int) for p in t) for t in self)

    @property
    def blanks(self) -> tuple[tuple[int, int], ...]:
        """Where blank nodes stand in it: two statements that differ here are never equal."""
        return tuple((i, t.number) for i, t in enumerate(self) if isinstance(t, Blank))


def term_of(text: str) -> tuple[Part, ...]:
    """Return the pieces of a term's text."""
    out: list[Part] = []
    end = 0
    for m in SENTINEL.finditer(text):
        if m.start() > end:
            out.append(text[end : m.start()])
        out.append(int(m[1] or m[2]))
        end = m.end()
    if end < len(text):
        out.append(text[end:])
    return tuple(out)


def slots_in(term: Term) -> Iterable[int]:
    """Return the slots in a term."""
    return () if isinstance(term, Blank) else (p for p in term if isinstance(p, int))


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of a marked document.

    Attributes:
        all: the statements.
        blanks: how many blank nodes there are.
        texts: slots that stand in literals.
        iris: slots that are IRIs.
        subjects: those among them of which something is said.
        graphs: whether any is in another graph than the default one.
    """

    all: tuple[Statement, ...]
    blanks: int
    texts: frozenset[int]
    iris: frozenset[int]
    subjects: frozenset[int]
    graphs: bool

    @classmethod
    def of(cls, quads: Sequence[Quad]) -> Statements:
        """Take `quads` apart.

        Raises:
            Miss: a slot stands where its value would choose more than a term: in a
                predicate, in a type, or in a part of an IRI.
        """
        numbers: dict[str, int] = defaultdict(lambda: len(numbers))
        texts: set[int] = set()
        iris: set[int] = set()
        subjects: set[int] = set()

        def term(text: str) -> Term:
            if text.startswith("_:"):
                return Blank(numbers[text])
            parts = term_of(text)
            here = {p for p in parts if isinstance(p, int)}
            if text.startswith("<"):
                if here and (parts[0], *here, parts[-1]) != ("<", parts[1], ">"):
                    raise Miss("a slot is a part of an IRI")
                iris.update(here)
            elif here and SENTINEL.search(text, text.rindex('"')):
                raise Miss("a slot is a datatype or a language")
            else:
                texts.update(here)
            return parts

        out: list[Statement] = []
        for quad in quads:
            statement = Statement(*map(term, quad))
            if any(True for _ in slots_in(statement.predicate)):
                raise Miss("a slot is a predicate")
            if quad.predicate == _TYPE and any(True for _ in slots_in(statement.object)):
                raise Miss("a slot is a type")
            subjects.update(slots_in(statement.subject))
            out.append(statement)
        return cls(
            tuple(out),
            len(numbers),
            frozenset(texts),
            frozenset(iris),
            frozenset(subjects),
            any(q.graph for q in quads),
        )

    @property
    def slots(self) -> frozenset[int]:
        """All slots that are in a statement."""
        return self.texts | self.iris

    def of_blank(self, number: int) -> list[Statement]:
        """Return the statements in which a blank node stands."""
        blank = Blank(number)
        return [s for s in self.all if blank in (s.subject, s.object, s.graph)]
