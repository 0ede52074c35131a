"""Canonical N-Quads with a memory for shapes: RDFC-1.0 over JSON-LD 1.1.

For whoever canonicalises many documents. The same bytes as `rdfc.canonical_document`,
or the same error; what is remembered changes nothing but the time it takes:

    shapes = Shapes()                       # owned by the caller, and passed on
    view = catalog.contexts.view()
    nquads = shapes.canonical_document(document, view)

The first document of a shape is canonicalised as ever; the second too, and code is made
for the shape (docs/adr); from the third on that code runs. Of a learner record it is the
shapes of its members that count, and of what is around them (`gathering`). For an issuer
that knows its document, see `slot_graph`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, final

from lerway.kernel.keeping import Keep
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.gathering.gathered import Gathered
from lerway.standards.jsonld.rdfc import canonical_document
from lerway.standards.jsonld.shapes.code import Miss
from lerway.standards.jsonld.shapes.compiling import Graph, compile_shape, whole
from lerway.standards.jsonld.shapes.skeleton import form_of, gist_of

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.expansion import Finding
    from lerway.standards.jsonld.rdfc import HashName
    from lerway.standards.jsonld.shapes.canonical import Canonical
    from lerway.standards.jsonld.shapes.skeleton import Skeleton

__all__ = ["LARGEST_DOCUMENT", "Shapes", "form_of", "gist_of"]

MOST: Final = 512
MOST_BYTES: Final = 64 * 1024 * 1024
LARGEST_DOCUMENT: Final = 12_000
"""Values in a document for whose shape code is made."""


class _Shape(NamedTuple):
    skeleton: Skeleton
    canonical: Canonical
    told: tuple[Finding, ...]


@final
class Shapes:
    """What is known of the shapes of documents. Safe to use from several threads."""

    def __init__(self, *, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Know nothing yet.

        Args:
            most: how many shapes are remembered.
            most_bytes: about how many bytes they may take.
        """
        self._kept: Keep[_Shape] = Keep(most, most_bytes)
        self._gathered = Gathered(most=most, most_bytes=most_bytes)

    def __len__(self) -> int:
        """Return how many shapes are remembered."""
        return len(self._kept) + len(self._gathered)

    @property
    def held(self) -> int:
        """About how many bytes the shapes take."""
        return self._kept.held + self._gathered.held

    def canonical_document(
        self,
        document: JSONObject,
        view: ContextView,
        *,
        hash_name: HashName = "sha256",
        limits: Limits = DEFAULT_LIMITS,
        told: list[Finding] | None = None,
    ) -> bytes:
        """Return the canonical N-Quads of a JSON-LD document in plain spelling (ADR 8).

        Findings that stop nothing are added to `told`: if there are some, and where; in
        their words may stand a text of another document of the shape.

        Raises:
            InvalidError, UndeterminedError, UnreadableError: as `rdfc.canonical_document`
                with `plain`.
        """
        gathers = self._gathered.takes(document)
        if gathers:
            nquads = self._gathered.canonical(document, view, hash_name, limits)
            if nquads is not None:
                return nquads
        gist = (view, hash_name, gist_of(document))
        for shape in self._kept.alike(gist):
            values = shape.skeleton.match(document)
            if values is None or not _within(shape.canonical, limits):
                continue
            nquads = shape.canonical.run(values, False)  # noqa: FBT003 - positional for speed
            if nquads is not None:
                self._kept.used(gist, shape)
                if told is not None:
                    told += shape.told
                return nquads
        found: list[Finding] = []
        slow = canonical_document(
            document, view, hash_name=hash_name, limits=limits, plain=True, told=found
        )
        if told is not None:
            told += found
        if gathers and self._gathered.saw(document, view, hash_name, limits, slow):
            return slow
        form, size = form_of(document)
        mark = hash((gist, form))
        if size <= LARGEST_DOCUMENT and self._kept.worth(mark, size):
            graph = Graph(whole, view, hash_name)
            shape = _learned(document, graph, slow, tuple(found), limits)
            if shape is None:
                self._kept.refuse(mark)
            else:
                self._kept.keep(gist, shape, shape.skeleton.size + shape.canonical.size)
        return slow


def _learned(
    document: JSONObject, graph: Graph, slow: bytes, told: tuple[Finding, ...], limits: Limits
) -> _Shape | None:
    """Return the shape of a document, if it gives for that document what the slow way gave."""
    try:
        skeleton, made = compile_shape(document, {"": graph}, limits=limits)
    except Miss:
        return None
    made[""].guards = None
    shape = _Shape(skeleton, made[""], told)
    same = shape.canonical.run(tuple(skeleton.sample), False) == slow  # noqa: FBT003
    return shape if same else None


def _within(canonical: Canonical, limits: Limits) -> bool:
    return canonical.quads <= limits.quads and canonical.blanks <= limits.blank_nodes
