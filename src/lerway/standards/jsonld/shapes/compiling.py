"""From a document to what canonicalises every document of its shape.

JSON-LD 1.1 and RDFC-1.0 run once on the document with sentinels in its slots. Where a
value decides more than a term (it is a term itself, a relative reference, a language),
its slot is given up and it becomes a part of the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from lerway.kernel.errors import LerwayError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.expansion import to_nquads
from lerway.standards.jsonld.shapes.canonical import Canonical
from lerway.standards.jsonld.shapes.code import Miss
from lerway.standards.jsonld.shapes.plain import is_plain, plain_schemes
from lerway.standards.jsonld.shapes.skeleton import Path, Skeleton
from lerway.standards.jsonld.shapes.statements import Statements

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.rdfc import HashName

__all__ = ["Graph", "compile_shape", "marked_statements", "whole"]

TRIES: Final = 4
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Graph:
    """What of a document is canonicalised, under which contexts, with which hash.

    Attributes:
        part: takes the graph's document out of the whole one.
        view: the contexts.
        hash_name: the hash function.
    """

    part: Callable[[JSONObject], JSONObject]
    view: ContextView
    hash_name: HashName = "sha256"


def whole(document: JSONObject) -> JSONObject:
    """Return the document itself."""
    return document


def compile_shape(
    document: JSONObject,
    graphs: Mapping[K, Graph],
    *,
    only: Collection[Path] | None = None,
    fixed: Collection[Path] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Skeleton, dict[K, Canonical]]:
    """Return the skeleton of `document`, and the canonicaliser of each of `graphs`.

    Args:
        document: a document of which every graph was canonicalised before, so that it
            is known that it can be.
        graphs: by a name.
        only: as `Skeleton`.
        fixed: likewise.
        limits: of the slow path.

    Raises:
        Miss: there is no code for this shape.
    """
    given = set(fixed)
    for _ in range(TRIES):
        try:
            skeleton = Skeleton(document, fixed=given, only=only)
        except ValueError:
            raise Miss("a sentinel stands in the document") from None
        made: dict[K, Canonical] = {}
        given_up: set[int] = set()
        for name, graph in graphs.items():
            schemes = plain_schemes(graph.view, graph.part(document).get("@context"))
            statements, aliases = marked_statements(skeleton, graph, limits)
            given_up |= _given_up(skeleton, graph, statements, aliases, schemes)
            if not given_up:
                made[name] = Canonical(
                    statements, len(skeleton.slots), schemes, aliases, graph.hash_name
                )
        if not given_up:
            return skeleton, made
        if only is not None:
            raise Miss("a slot decides more than a term")
        given |= {skeleton.slots[i] for i in given_up}
    raise Miss("too many slots are none")


def marked_statements(
    skeleton: Skeleton, graph: Graph, limits: Limits
) -> tuple[Statements, dict[int, int]]:
    """Return the statements of a graph of the marked document, and which slots are one.

    Raises:
        Miss: the marked document has a finding, or a slot is where none can be.
    """
    statements = _statements(skeleton.marked, graph, limits)
    # Things of one IRI are one thing: that they are is a part of the shape.
    first: dict[object, int] = {}
    aliases: dict[int, int] = {}
    for slot in sorted(statements.subjects):
        other = first.setdefault(skeleton.sample[slot], slot)
        if other != slot:
            aliases[slot] = other
    if aliases:
        statements = _statements(skeleton.mark(aliases), graph, limits)
    return statements, aliases


def _statements(marked: JSONObject, graph: Graph, limits: Limits) -> Statements:
    try:
        return Statements.of(to_nquads(graph.part(marked), graph.view, limits=limits, plain=True))
    except LerwayError as e:
        raise Miss(e.code) from None


def _given_up(
    skeleton: Skeleton,
    graph: Graph,
    statements: Statements,
    aliases: Mapping[int, int],
    schemes: tuple[str, ...],
) -> set[int]:
    """Return the slots whose sample does not stand for itself, or is in no statement."""
    out = {i for i in statements.iris if not is_plain(skeleton.sample[i], schemes)}
    numbers = skeleton.numbers_in(graph.part(skeleton.marked))
    return out | (numbers - statements.slots - aliases.keys())
