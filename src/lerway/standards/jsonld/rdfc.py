"""RDF Dataset Canonicalization (RDFC-1.0, Recommendation of 21 May 2024).

Sections 4.4 (canonicalisation) and 4.6 (Hash First Degree Quads), with SHA-256 or
SHA-384. First all first-degree hashes are computed. If no two are equal there is
nothing to permute, and pyoxigraph, which cannot be stopped, gives the result. If some
are equal, `n_degree` decides between them and counts its work (docs/adr/0003).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.expansion import to_nquads
from lerway.standards.jsonld.nquads import parse_nquads
from lerway.standards.jsonld.rdf import Quad

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.expansion import Finding

__all__ = [
    "Canonical",
    "Quad",
    "canonical_document",
    "canonicalize",
    "canonicalize_counted",
    "canonicalize_pyoxigraph",
    "parse_nquads",
]

HashName = Literal["sha256", "sha384"]
_PREFIX: Final = "_:c14n"


class Canonical(NamedTuple):
    """The canonical form of a dataset.

    Attributes:
        nquads: canonical N-Quads, sorted by code point.
        engine: what made it: `pyoxigraph` or `counted`.
        n_degree_calls: how often Hash N-Degree Quads was called.
        issued: the canonical label of each blank node label, without `_:`.
    """

    nquads: bytes
    engine: str
    n_degree_calls: int
    issued: Mapping[str, str]


class State:
    """The canonicalisation state (section 4.2).

    Attributes:
        hash: the hash function, hexadecimal.
        quads_of: quads by the blank nodes in them.
        first_degree: first-degree hashes by blank node.
        issued: canonical labels by blank node, in the order of issue.
    """

    def __init__(self, quads: Iterable[Quad], hash_name: HashName) -> None:
        """Do steps 2 and 3 of section 4.4.3."""
        function = hashlib.sha384 if hash_name == "sha384" else hashlib.sha256
        self.hash: Callable[[str], str] = lambda text: function(text.encode()).hexdigest()
        self.issued: dict[str, str] = {}
        # 2
        self.quads_of: dict[str, list[Quad]] = {}
        for quad in quads:
            for node in {quad.subject, quad.object, quad.graph}:
                if node.startswith("_:"):
                    self.quads_of.setdefault(node, []).append(quad)
        # 3
        self.first_degree = {
            node: self._hash_first_degree(node, of) for node, of in self.quads_of.items()
        }

    def issue(self, node: str) -> None:
        """Issue the next canonical label to `node` (section 4.5)."""
        if node not in self.issued:
            self.issued[node] = f"{_PREFIX}{len(self.issued)}"

    def issue_unique(self) -> list[list[str]]:
        """Do step 4 of section 4.4.3; return the groups that step 5 has to tell apart."""
        by_hash: dict[str, list[str]] = {}
        for node, hash_ in self.first_degree.items():
            by_hash.setdefault(hash_, []).append(node)
        groups: list[list[str]] = []
        for hash_ in sorted(by_hash):
            group = by_hash[hash_]
            if len(group) > 1:
                groups.append(group)
            else:
                self.issue(group[0])
        return groups

    def serialized(self) -> dict[str, str]:
        """Return the labels as they were given and issued, without `_:`."""
        return {old[2:]: new[2:] for old, new in self.issued.items()}

    def _hash_first_degree(self, node: str, quads: list[Quad]) -> str:
        """Section 4.6.3."""

        def special(term: str) -> str:
            if not term.startswith("_:"):
                return term
            return "_:a" if term == node else "_:z"

        lines = sorted(
            str(Quad(special(q.subject), q.predicate, special(q.object), special(q.graph)))
            for q in quads
        )
        return self.hash("".join(lines))


def canonicalize(
    quads: Sequence[Quad],
    *,
    hash_name: HashName = "sha256",
    limits: Limits = DEFAULT_LIMITS,
) -> Canonical:
    """Return the canonical form of the dataset of `quads`.

    Args:
        quads: its quads; duplicates count once.
        hash_name: the hash function, inside the algorithm too.
        limits: how much work may go into telling equal-looking blank nodes apart.

    Raises:
        UnreadableError: `rdf.work_exceeded`.
    """
    state = State(dict.fromkeys(quads), hash_name)
    groups = state.issue_unique()
    if not groups:
        nquads = canonicalize_pyoxigraph(quads, hash_name=hash_name)
        if nquads is not None:
            return Canonical(nquads, "pyoxigraph", 0, state.serialized())
    return _counted(quads, state, groups, limits)


def canonicalize_counted(
    quads: Sequence[Quad],
    *,
    hash_name: HashName = "sha256",
    limits: Limits = DEFAULT_LIMITS,
) -> Canonical:
    """Return what `canonicalize` returns, by our own implementation alone; raises as it."""
    state = State(dict.fromkeys(quads), hash_name)
    return _counted(quads, state, state.issue_unique(), limits)


def canonicalize_pyoxigraph(
    quads: Iterable[Quad], *, hash_name: HashName = "sha256"
) -> bytes | None:
    """Return the canonical N-Quads by pyoxigraph alone, which may never come to an end.

    Returns:
        The canonical N-Quads, or nothing if pyoxigraph does not take the quads (it
        looks more closely at some IRIs and language tags than the standard does).
    """
    import pyoxigraph

    text = "".join(map(str, quads)).encode()
    try:
        dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    except (SyntaxError, ValueError):
        return None
    dataset.canonicalize(
        pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_384
        if hash_name == "sha384"
        else pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256
    )
    # Its order is none, and its escapes are those of section 5; ours are kept anyway.
    raw = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    lines = raw.decode().split("\n")[:-1]
    return "".join(line + "\n" for line in sorted(lines)).encode()


def _counted(
    quads: Iterable[Quad], state: State, groups: list[list[str]], limits: Limits
) -> Canonical:
    from lerway.standards.jsonld.n_degree import issue_equal

    # 5
    calls = issue_equal(state, groups, limits)
    # 6
    issued = state.issued
    lines = sorted(
        str(
            Quad(
                issued.get(q.subject, q.subject),
                q.predicate,
                issued.get(q.object, q.object),
                issued.get(q.graph, q.graph),
            )
        )
        for q in dict.fromkeys(quads)
    )
    return Canonical("".join(lines).encode(), "counted", calls, state.serialized())


def canonical_document(
    document: JSONObject,
    view: ContextView,
    *,
    hash_name: HashName = "sha256",
    limits: Limits = DEFAULT_LIMITS,
    plain: bool = False,
    told: list[Finding] | None = None,
) -> bytes:
    """Return the canonical N-Quads of a JSON-LD document.

    With `plain`, a judged member in another spelling is refused (ADR 8). The findings that
    stop nothing are added to `told`.

    Raises:
        InvalidError: the first finding of `expansion.to_nquads`.
        UndeterminedError: `context.unknown`.
        UnreadableError: `rdf.work_exceeded`, and as `expansion.to_nquads`.
    """
    quads = to_nquads(document, view, limits=limits, plain=plain, told=told)
    return canonicalize(quads, hash_name=hash_name, limits=limits).nquads
