"""From a JSON-LD document to what is wrong with it, or to its quads.

JSON-LD 1.1 Processing Algorithms and API, sections 5.1 (expansion) and 8.1
(deserialize JSON-LD to RDF), in safe mode: whatever these leave out is a finding, and
a document with a finding has no quads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, InvalidError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.processing.context_processing import processor
from lerway.standards.jsonld.processing.expander import Expander
from lerway.standards.jsonld.processing.nodes import to_rdf
from lerway.standards.jsonld.processing.problems import Finding

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.rdf import Quad

__all__ = ["HARMLESS", "Finding", "findings", "to_nquads"]

HARMLESS: Final = frozenset({"jsonld.unsigned_direction"})
"""Findings that are told and stop nothing: a text is the same text in either direction."""


def findings(
    document: JSONObject, view: ContextView, *, plain: bool = False
) -> tuple[Finding, ...]:
    """Return everything in `document` that a signature over its graph would not cover.

    Args:
        document: a JSON-LD document.
        view: the contexts.
        plain: whether another spelling of a judged member is a finding too (ADR 8).

    Raises:
        UndeterminedError: `context.unknown`, with the place that names the context.
        UnreadableError: `json.too_deep`, `jsonld.work_exceeded`.
    """
    expander = Expander(processor(view), plain=plain)
    expander.document(document)
    return tuple(expander.findings)


def to_nquads(
    document: JSONObject,
    view: ContextView,
    *,
    limits: Limits = DEFAULT_LIMITS,
    plain: bool = False,
    told: list[Finding] | None = None,
) -> list[Quad]:
    """Return the quads of `document`, each once, in no particular order.

    Args:
        document: a JSON-LD document.
        view: the contexts.
        limits: how many quads and blank nodes there may be.
        plain: as for `findings`.
        told: the findings that stop nothing are added to it.

    Raises:
        InvalidError: the first finding that is not `HARMLESS`, by its code and pointer.
        UndeterminedError: `context.unknown`.
        UnreadableError: `rdf.too_many_quads`, `rdf.too_many_blank_nodes`,
            `json.too_deep`, `jsonld.work_exceeded`.
    """
    expander = Expander(processor(view), plain=plain)
    items = expander.document(document)
    for finding in expander.findings:
        if finding.code in HARMLESS:
            continue
        raise InvalidError(
            finding.code,
            finding.message,
            hint="a signature over the graph would not cover this; it must be defined by"
            " a context, or left out",
            fault=Fault.ISSUER,
            pointer=finding.pointer,
        )
    if told is not None:
        told += expander.findings
    return to_rdf(items, limits=limits)
