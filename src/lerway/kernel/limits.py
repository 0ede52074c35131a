"""Limits on the size and work of everything that comes from outside."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "Limits"]

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a stranger's input may cost. Sizes are in bytes.

    Attributes:
        document: a JSON document or compact token.
        image: a PNG or SVG file.
        depth: nesting of JSON.
        values: JSON values (members and items) in one document.
        quads: RDF quads of one graph.
        blank_nodes: blank nodes of one graph.
        n_degree_calls: calls of Hash N-Degree Quads for one graph; the official
            tests need at most 468.
        status_list: an inflated status list (1 MiB is 8 million one-bit entries).
        inflated_text: an inflated PNG text chunk.
        proofs: proofs on one document.
        members: credentials embedded in one record, at all levels together.
        nesting: how deep records may stand in records.
        needs: documents that one verification may ask for.
        work: values canonicalised in one verification, all proofs, revisions of contexts
            and embedded records together.
    """

    document: int = 5 * MIB
    image: int = 10 * MIB
    depth: int = 64
    values: int = 200_000
    quads: int = 50_000
    blank_nodes: int = 10_000
    n_degree_calls: int = 2_000
    status_list: int = 16 * MIB
    inflated_text: int = 5 * MIB
    proofs: int = 16
    members: int = 500
    nesting: int = 4
    needs: int = 200
    work: int = 250_000


DEFAULT_LIMITS = Limits()
