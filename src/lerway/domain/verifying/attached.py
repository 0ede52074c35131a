"""What a record refers to and must agree with: schemas, related resources, terms.

VCDM 2.0 §4.11 (data schemas), §5.3 (integrity of related resources), JSON-LD 1.1
(every term defined); VC JSON Schema 1.0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.case import (
    Asking,
    Case,
    Checks,
    all_of,
    ask,
    kept_note,
    unavailable,
)
from lerway.domain.verifying.referred import ReadReferred, require_verified
from lerway.kernel.errors import Fault, InvalidError, LerwayError, UndeterminedError
from lerway.kernel.need import Need, NeedKind, Unavailable
from lerway.standards.jsonld.expansion import HARMLESS, findings
from lerway.standards.vc_json_schema.validate import SchemaReference, references_of, validate
from lerway.standards.vcdm.related_resource import RelatedResource, digest_matches, resources_of

if TYPE_CHECKING:
    from lerway.domain.verifying.known.form import Known
    from lerway.kernel.errors import Problem
    from lerway.kernel.report import Check
    from lerway.kernel.strict_json import JSONObject

__all__ = ["judge_related", "judge_schemas", "judge_terms", "known_schemas"]

SCHEMA: Final = "VC JSON Schema 1.0 §4"
RELATED: Final = "VCDM 2.0 §5.3"
TERMS: Final = "JSON-LD 1.1 §5.1"


_DEFINED: Final = "every term of the record is defined by its contexts"


def judge_terms(
    case: Case,
    document: JSONObject,
    *,
    graph_signed: bool,
    known: Known | None = None,
    clean: bool = False,
) -> list[Check]:
    """Check that every term, type and IRI means something.

    Under an RDF suite this is required, because an undefined member is not signed;
    under a JCS proof or a JWT the bytes are signed, and it is only reported. A context
    that is not known leaves open what anything means, whatever was signed.
    What is `clean` was expanded for its signature already, and nothing was found.
    """
    make = Checks(case.policy)
    required = graph_signed and case.policy.requires("terms")
    if known is not None:
        # Its terms are those of a record in which nothing was found.
        case.charge(known.form.work)
        return [make.passed("terms", TERMS, _DEFINED)]
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    case.spend(unsigned)
    if clean:
        return [make.passed("terms", TERMS, _DEFINED)]
    try:
        found = findings(unsigned, case.catalog.contexts.view(), plain=True)
        if found:
            # A badge that uses a term of a later revision is right under that revision.
            views = case.catalog.contexts.views_for(unsigned)
            found = min((findings(unsigned, v, plain=True) for v in views), key=len)
    except UndeterminedError as e:
        return [make.from_error("terms", TERMS, e)]
    except InvalidError as e:
        return [make.from_error("terms", TERMS, e, required=required)]
    if not found:
        return [make.passed("terms", TERMS, _DEFINED)]
    return [
        make.from_error(
            "terms",
            TERMS,
            InvalidError(f.code, f.message, pointer=f.pointer, fault=Fault.ISSUER),
            required=required and f.code not in HARMLESS,
        )
        for f in found[:20]
    ]


_FITS: Final = "the record has the form that its schema demands"


def known_schemas(case: Case, known: Known) -> list[Check]:
    """Return the checks of a record that has the form of its schemas by what is known of it."""
    make = Checks(case.policy)
    return [make.passed("schema", SCHEMA, _FITS, pointer) for pointer in known.form.schemas]


def judge_schemas(
    case: Case, document: JSONObject, read_referred: ReadReferred
) -> Asking[list[Check]]:
    """Check the record against each schema; `read_referred` verifies schema credentials."""
    make = Checks(case.policy)
    try:
        references = references_of(document)
    except InvalidError as e:
        return [make.from_error("schema", SCHEMA, e)]
    return (
        yield from all_of([_judge_schema(case, document, r, read_referred) for r in references])
    )


def _judge_schema(
    case: Case, document: JSONObject, reference: SchemaReference, read_referred: ReadReferred
) -> Asking[list[Check]]:
    make = Checks(case.policy)
    try:
        body = case.catalog.schemas.get(reference.url)
        answer = None
        if body is None and reference.supported:
            need = Need(NeedKind.SCHEMA, reference.url)
            answer = yield from ask(case, need)
            if isinstance(answer, Unavailable):
                raise unavailable("the schema", need, answer)
            body = answer.body
        if body is not None and reference.is_credential:
            problems = yield from _by_credential(case, document, reference, body, read_referred)
        else:
            problems = validate(
                document,
                body or b"",
                reference,
                lookup=case.catalog.schemas,
                limits=case.policy.limits,
            )
    except LerwayError as e:
        if not isinstance(e, (InvalidError, UndeterminedError)):
            e = UndeterminedError(e.code, f"the schema cannot be read: {e}", fault=Fault.ISSUER)
        return [make.from_error("schema", SCHEMA, e, reference.pointer)]
    if problems:
        return [
            make.from_error(
                "schema",
                SCHEMA,
                InvalidError(p.code, p.message, hint=p.hint, fault=Fault.ISSUER, pointer=p.pointer),
                reference.pointer,
            )
            for p in problems
        ]
    return [
        make.passed(
            "schema",
            SCHEMA,
            _FITS + kept_note(answer),
            reference.pointer,
        )
    ]


def _by_credential(
    case: Case,
    document: JSONObject,
    reference: SchemaReference,
    body: bytes,
    read_referred: ReadReferred,
) -> Asking[list[Problem]]:
    """Judge by the schema in a credential, whose digest and proof come first (§3.2)."""
    if reference.sri or reference.multibase:
        named = RelatedResource(reference.url, reference.sri, reference.multibase)
        if not digest_matches(named, body):
            raise InvalidError(
                "schema.digest_mismatch",
                f"the schema at {reference.url} is not the one that the issuer signed",
                fault=Fault.ISSUER,
                pointer=reference.pointer,
            )
    referred = yield from read_referred(case, body)
    require_verified(referred, "schema credential")
    return validate(
        document,
        referred.document,
        replace(reference, sri=(), multibase=()),
        lookup=case.catalog.schemas,
        limits=case.policy.limits,
    )


def judge_related(case: Case, document: JSONObject) -> Asking[list[Check]]:
    """Check the digest of each related resource."""
    make = Checks(case.policy)
    try:
        resources = resources_of(document)
    except InvalidError as e:
        return [make.from_error("related_resource", RELATED, e)]
    return (yield from all_of([_judge_resource(case, r) for r in resources]))


def _judge_resource(case: Case, resource: RelatedResource) -> Asking[list[Check]]:
    make = Checks(case.policy)
    need = Need(NeedKind.RELATED_RESOURCE, resource.url)
    answer = yield from ask(case, need)
    try:
        if isinstance(answer, Unavailable):
            raise unavailable("a file that the record relies on", need, answer)
        if not digest_matches(resource, answer.body):
            raise InvalidError(
                "related.digest_mismatch",
                f"the file at {resource.url} is not the one that the issuer signed",
                hint="ask the issuer which of the two is right",
                fault=Fault.ISSUER,
                pointer=resource.pointer,
            )
    except (InvalidError, UndeterminedError) as e:
        return [make.from_error("related_resource", RELATED, e, resource.pointer)]
    return [
        make.passed(
            "related_resource",
            RELATED,
            f"the file at {resource.url} is the one that the issuer signed{kept_note(answer)}",
            resource.pointer,
        )
    ]
