"""What an issuer looks at before it signs: it refuses what its own verifier would.

VC Data Model 2.0 section 4, Open Badges 3.0 and CLR 2.0 appendix B, VC JSON Schema
1.0 section 4, and JSON-LD 1.1: under an RDF suite a member that no context defines
would not be signed, so it is refused with its path. JCS proofs and tokens sign every
member, known or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.kernel.errors import Fault, InvalidError, LerwayError, Problem
from lerway.standards.clr.v2 import structure_clr
from lerway.standards.jsonld.expansion import HARMLESS, findings
from lerway.standards.open_badges.v3 import structure_v3
from lerway.standards.vc_json_schema.validate import references_of, validate
from lerway.standards.vcdm.structure import is_presentation, structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.catalog import Catalog

__all__ = ["RefusedError", "problems_of", "require_sound"]


class RefusedError(InvalidError):
    """The issuer does not sign this; `problems` has every reason, the first is `problem`."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        fault: Fault = Fault.CALLER,
        pointer: str | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        """Make the error from its first problem's parts and all `problems`."""
        super().__init__(code, message, hint=hint, fault=fault, pointer=pointer)
        self.problems = problems or (self.problem,)


def require_sound(document: JSONObject, catalog: Catalog, *, graph_signed: bool) -> None:
    """Refuse a document that its own verifier would refuse.

    Args:
        document: the document, without proof.
        catalog: contexts and schemas.
        graph_signed: whether the proof will be one over the RDF graph.

    Raises:
        RefusedError: with the code and pointer of the first problem.
        UndeterminedError: `context.unknown`.
    """
    found = problems_of(document, catalog, graph_signed=graph_signed)
    if found:
        first = found[0]
        raise RefusedError(
            first.code,
            first.message,
            hint=first.hint or _more(found),
            pointer=first.pointer,
            problems=tuple(found),
        )


def problems_of(document: JSONObject, catalog: Catalog, *, graph_signed: bool) -> list[Problem]:
    """Return everything that speaks against signing `document`; see `require_sound`."""
    found = [*structure(document)]
    if not is_presentation(document):
        found += [*structure_v3(document), *structure_clr(document)]
    if graph_signed and not found:
        found += [
            Problem(f.code, f.message, _TERMS_HINT, Fault.CALLER, f.pointer)
            for f in findings(document, catalog.contexts.view(), plain=True)
            if f.code not in HARMLESS
        ]
    if not found:
        found += _schema_problems(document, catalog)
    return found


_TERMS_HINT = "mend its name, or sign with a suite that signs every member: eddsa-jcs-2022, vc-jwt"


def _schema_problems(document: JSONObject, catalog: Catalog) -> Iterator[Problem]:
    """Judge by the schemas that are at hand; another one is for the verifier to fetch."""
    try:
        references = references_of(document)
    except LerwayError as e:
        yield e.problem
        return
    for reference in references:
        body = catalog.schemas.get(reference.url)
        if body is not None and reference.supported:
            yield from validate(document, body, reference, lookup=catalog.schemas)


def _more(found: list[Problem]) -> str:
    return f"and {len(found) - 1} more" if len(found) > 1 else ""
