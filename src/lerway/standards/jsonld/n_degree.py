"""RDFC-1.0: telling blank nodes apart that look alike, with counted work.

Sections 4.4.3 (step 5), 4.7 (Hash Related Blank Node) and 4.8 (Hash N-Degree Quads).
The work grows with the factorial of how many nodes look alike, so it is counted:
calls of Hash N-Degree Quads, and besides them the small steps in between, because
there are graphs that permute long without a call.

The hash of a related node does not see in which graph its quad stands. Datasets whose
nodes differ in nothing else have several canonical forms by the standard, of which this
gives the one for the order of its input; no record is known that makes one.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Final, TypeAlias

from lerway.kernel.errors import UnreadableError

if TYPE_CHECKING:
    from lerway.kernel.limits import Limits
    from lerway.standards.jsonld.rdf import Quad
    from lerway.standards.jsonld.rdfc import State

__all__ = ["issue_equal"]

Issuer: TypeAlias = dict[str, str]
"""A temporary identifier issuer (section 4.5): labels by blank node, in order of issue."""

STEPS_PER_CALL: Final = 500
MAX_RECURSION: Final = 400


def issue_equal(state: State, groups: list[list[str]], limits: Limits) -> int:
    """Issue canonical labels to nodes with equal first-degree hashes (4.4.3, step 5).

    Args:
        state: the canonicalisation state, in which unique nodes have their labels.
        groups: nodes with equal hashes, the groups sorted by hash.
        limits: `n_degree_calls` is what counts.

    Returns:
        How often Hash N-Degree Quads was called.

    Raises:
        UnreadableError: `rdf.work_exceeded`.
    """
    work = _NDegree(state, limits.n_degree_calls)
    # 5
    for group in groups:
        # 5.1, 5.2
        paths = [work.hash(node, {node: "_:b0"}) for node in group if node not in state.issued]
        # 5.3
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer:
                state.issue(node)
    return work.calls


class _NDegree:
    """Hash N-Degree Quads for one dataset.

    Attributes:
        calls: how often it was called.
    """

    def __init__(self, state: State, max_calls: int) -> None:
        self.calls = 0
        self._state = state
        self._max_calls = max_calls
        self._steps = max_calls * STEPS_PER_CALL
        self._depth = 0

    def hash(self, node: str, issuer: Issuer) -> tuple[str, Issuer]:
        """Return the hash of `node` and the issuer that led to it (section 4.8.3)."""
        self.calls += 1
        if self.calls > self._max_calls or self._depth >= MAX_RECURSION:
            raise self._exceeded()
        self._depth += 1
        # 1, 2, 3
        related = self._related(node, issuer)
        # 4
        data: list[str] = []
        # 5
        for related_hash in sorted(related):
            nodes = related[related_hash]
            # 5.1
            data.append(related_hash)
            # 5.2, 5.3
            chosen_path, chosen_issuer = "", issuer
            # 5.4
            for permutation in permutations(nodes):
                # 5.4.1
                self._spend(len(issuer) + len(nodes))
                copy = dict(issuer)
                # 5.4.2 to 5.4.4
                path, recursion = self._path(permutation, copy)
                if _is_worse(path, chosen_path):
                    continue
                # 5.4.5
                for other in recursion:
                    result, result_issuer = self.hash(other, copy)  # 5.4.5.1
                    _issue(copy, other)
                    path += f"{copy[other]}<{result}>"  # 5.4.5.2, 5.4.5.3
                    copy = result_issuer  # 5.4.5.4
                    if _is_worse(path, chosen_path):  # 5.4.5.5
                        break
                else:
                    # 5.4.6
                    if not chosen_path or path < chosen_path:
                        chosen_path, chosen_issuer = path, copy
            # 5.5, 5.6
            data.append(chosen_path)
            issuer = chosen_issuer
        self._depth -= 1
        # 6
        return self._state.hash("".join(data)), issuer

    def _related(self, node: str, issuer: Issuer) -> dict[str, list[str]]:
        """Steps 1 to 3: nodes that share a quad with `node`, by their related hash."""
        out: dict[str, list[str]] = {}
        for quad in self._state.quads_of[node]:
            self._spend(1)
            for position, other in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if other != node and other.startswith("_:"):
                    hash_ = self._hash_related(other, quad, issuer, position)
                    out.setdefault(hash_, []).append(other)
        return out

    def _hash_related(self, other: str, quad: Quad, issuer: Issuer, position: str) -> str:
        """Section 4.7.3."""
        # 1, 2
        text = position if position == "g" else position + quad.predicate
        # 3, 4
        label = self._state.issued.get(other) or issuer.get(other)
        # 5
        return self._state.hash(text + (label or self._state.first_degree[other]))

    def _path(self, permutation: tuple[str, ...], issuer: Issuer) -> tuple[str, list[str]]:
        """Steps 5.4.2 to 5.4.4.2; `issuer` is added to."""
        labels: list[str] = []
        recursion: list[str] = []
        for other in permutation:
            label = self._state.issued.get(other)
            if label is None:
                if other not in issuer:
                    recursion.append(other)
                    _issue(issuer, other)
                label = issuer[other]
            labels.append(label)
        return "".join(labels), recursion

    def _spend(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise self._exceeded()

    def _exceeded(self) -> UnreadableError:
        return UnreadableError(
            "rdf.work_exceeded",
            "the record has too many things without a name that look alike",
            hint="give them identifiers",
        )


def _issue(issuer: Issuer, node: str) -> None:
    """Section 4.5.2."""
    if node not in issuer:
        issuer[node] = f"_:b{len(issuer)}"


def _is_worse(path: str, chosen: str) -> bool:
    """Steps 5.4.4.3 and 5.4.5.5."""
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
