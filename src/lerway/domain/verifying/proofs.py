"""Who signed, and whether it is unchanged: embedded proofs and JWTs.

VC Data Integrity 1.0, sections 4.4 and 4.5; VC-JOSE-COSE 1.0, section 3; Open
Badges 3.0, section 8.2. Of several proofs all that are supported must pass; an
unsupported one is not checked, and counts as missing only if none passed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.case import Asking, Case, Checks, checked, gather, kept_note
from lerway.domain.verifying.controllers import (
    CID,
    ResolvedMethod,
    own_method,
    resolve_method,
)
from lerway.domain.verifying.reading import Kind
from lerway.kernel.errors import (
    Fault,
    InvalidError,
    LerwayError,
    UndeterminedError,
)
from lerway.kernel.report import Check, Outcome
from lerway.kernel.strict_json import parse_object
from lerway.standards.clr.v2 import is_clr
from lerway.standards.data_integrity.proof import (
    DATA_INTEGRITY,
    ProofReading,
    read_proof,
    verify_signature,
)
from lerway.standards.data_integrity.proof_set import SecuredProof, proofs_of
from lerway.standards.did import split_method_url
from lerway.standards.jose.jws import check_header, claimed_key
from lerway.standards.jose.jws import verify as verify_jws
from lerway.standards.jose.vc_jwt import claim_conflicts, key_reference, signature_life
from lerway.standards.vcdm.structure import as_list, is_presentation

if TYPE_CHECKING:
    from lerway.domain.verifying.known.form import Known
    from lerway.domain.verifying.reading import Record
    from lerway.standards.jose.jws import Jws
    from lerway.standards.jsonld.expansion import Finding

__all__ = ["CREDENTIAL_PURPOSES", "Signed", "judge_proofs"]

CREDENTIAL_PURPOSES: Final = ("assertionMethod",)
JOSE: Final = "VC-JOSE-COSE 1.0 §3"
OB_JWT: Final = "Open Badges 3.0 §8.2.4"


@dataclass(frozen=True, slots=True)
class Signed:
    """What the proofs of a record came to.

    Attributes:
        checks: `proof`, `controller` and `claims` checks.
        graph_signed: whether an RDF suite signed it, so that every term must be defined.
        host: domain that controls the issuer's key, when a controller check passed by it.
        bound: whether a supported proof and its controller both passed.
        clean: whether a signature holds over the graph of the record without its proofs,
            under the contexts as they are pinned, and nothing was found in it.
    """

    checks: list[Check]
    graph_signed: bool = False
    host: str | None = None
    bound: bool = False
    clean: bool = False


def judge_proofs(
    case: Case, record: Record, owner: str | None, purposes: tuple[str, ...]
) -> Asking[Signed]:
    """Check every proof of `record` as one of `owner`, made for one of `purposes`."""
    make = Checks(case.policy)
    parts: list[Asking[Signed]] = []
    if record.jws is not None:
        parts.append(_judge_jwt(case, record, owner, purposes[0]))
    try:
        embedded = proofs_of(record.document, limits=case.policy.limits)
    except InvalidError as e:
        failed = make.from_error("proof", f"{DATA_INTEGRITY} §4.5", e)
        return Signed([failed])
    parts.extend(_judge_embedded(case, p, owner, purposes, record.known) for p in embedded)
    if not parts:
        missing = InvalidError(
            "proof.missing",
            "the record is not signed, so anybody could have written it",
            hint="ask for the signed original",
        )
        return Signed([make.from_error("proof", f"{DATA_INTEGRITY} §4.4", missing)])
    results = yield from gather(*parts)
    checks = [c for r in results for c in r.checks]
    if any(r.bound for r in results):
        checks = [replace(c, required=False) if _unsupported(c) else c for c in checks]
    return Signed(
        checks,
        graph_signed=any(r.graph_signed for r in results),
        host=next((r.host for r in results if r.bound and r.host), None),
        bound=all(r.bound for r in results if not _only_unsupported(r)),
        clean=any(r.clean for r in results),
    )


def _unsupported(check: Check) -> bool:
    return check.outcome is Outcome.NOT_CHECKED and check.reason == "proof.suite_unsupported"


def _only_unsupported(signed: Signed) -> bool:
    return bool(signed.checks) and all(_unsupported(c) for c in signed.checks)


def _judge_embedded(
    case: Case,
    secured: SecuredProof,
    owner: str | None,
    purposes: tuple[str, ...],
    known: Known | None,
) -> Asking[Signed]:
    make = Checks(case.policy)
    at = secured.pointer
    try:
        reading = read_proof(secured.proof, at, case.catalog.suites)
        _check_purpose(reading, purposes)
        _check_binding(case, reading)
        _check_life(case, reading)
    except (InvalidError, UndeterminedError) as e:
        return Signed([make.from_error("proof", f"{DATA_INTEGRITY} §4.4", e, at)])
    graph = reading.suite.canonicalization == "rdfc"
    try:
        if owner is None and purposes != CREDENTIAL_PURPOSES:
            # A presentation need not name its holder (VCDM 2.0 §4.13): then whoever
            # controls the key is the one who presents.
            owner = split_method_url(reading.verification_method)[0]
        resolved = yield from resolve_method(
            case, reading.verification_method, owner, reading.purpose
        )
    except LerwayError as e:
        checked(e)
        return Signed(
            [
                _no_key(make, reading.suite.standard, e, at),
                make.from_error("controller", CID, e, at),
            ],
            graph_signed=graph,
        )
    proof_check = _known_signature(case, secured, reading, resolved, known)
    clean = False
    if proof_check is None:
        learns = not (is_clr(secured.document) or is_presentation(secured.document))
        proof_check, clean = _signature_check(case, secured, reading, resolved, learns=learns)
    controller = _controller_check(make, resolved, at)
    return Signed(
        [proof_check, controller],
        graph_signed=graph,
        host=resolved.host,
        bound=proof_check.outcome is controller.outcome is Outcome.PASSED,
        clean=clean and not secured.previous,
    )


def _known_signature(
    case: Case,
    secured: SecuredProof,
    reading: ProofReading,
    resolved: ResolvedMethod,
    known: Known | None,
) -> Check | None:
    """Try the signature by what is known of the record's form; nothing if it does not hold.

    Then it is tried as ever, so that whatever is told is what always was.
    """
    if known is None or case.work + known.form.work > case.policy.limits.work:
        return None
    try:
        verify_signature(
            secured.document,
            reading,
            resolved.method.key,
            case.catalog.contexts.view(),
            limits=case.policy.limits,
            known=known.nquads,
        )
    except LerwayError:
        return None
    case.charge(known.form.work)
    return _unchanged(case, reading, "")


def _unchanged(case: Case, reading: ProofReading, which: str) -> Check:
    suite = reading.suite
    return Checks(case.policy).passed(
        "proof",
        suite.standard,
        f"the record is unchanged since it was signed ({suite.name}{which})",
        reading.pointer,
    )


def _signature_check(
    case: Case,
    secured: SecuredProof,
    reading: ProofReading,
    resolved: ResolvedMethod,
    *,
    learns: bool,
) -> tuple[Check, bool]:
    """Try the signature under the pinned contexts, then under their other revisions.

    The second result is whether it holds under the pinned ones over a graph in which
    nothing was found: then nobody need look again.

    The shape of a record whose form is going to be learned is not learned by itself.
    """
    make = Checks(case.policy)
    suite = reading.suite
    first: LerwayError | None = None
    shapes = case.memory.shapes if case.memory is not None and not learns else None
    told: list[Finding] = []
    for view in case.catalog.contexts.views_for(secured.document):
        case.spend(secured.document)
        try:
            verify_signature(
                secured.document,
                reading,
                resolved.method.key,
                view,
                limits=case.policy.limits,
                shapes=shapes,
                told=told,
            )
        except LerwayError as e:
            checked(e)
            # That a term came with a later revision says less than that none of them fits.
            first = e if first is None or e.code == "proof.signature" else first
            if suite.canonicalization == "jcs" or isinstance(e, UndeterminedError):
                break
            continue
        which = "" if first is None else f", under {view.describe()}"
        graph = suite.canonicalization == "rdfc"
        return _unchanged(case, reading, which), graph and first is None and not told
    assert first is not None  # noqa: S101 - views_for yields at least one view
    return replace(make.from_error("proof", suite.standard, first), path=reading.pointer), False


def _controller_check(make: Checks, resolved: ResolvedMethod, at: str) -> Check:
    if resolved.error is not None:
        return make.from_error("controller", CID, resolved.error, at)
    note = kept_note(resolved.source)
    return make.passed(
        "controller",
        CID,
        f"the key that signed belongs to the issuer named in the record{note}",
        at,
    )


def _no_key(make: Checks, standard: str, error: LerwayError, at: str) -> Check:
    """The signature could not be tried because its key could not be had."""
    return Check(
        "proof",
        Outcome.NOT_CHECKED,
        make.policy.requires("proof"),
        standard,
        f"the signature was not checked: {error}",
        reason="proof.no_key",
        hint=error.problem.hint,
        path=at,
        fault=error.problem.fault,
    )


def _check_purpose(reading: ProofReading, purposes: tuple[str, ...]) -> None:
    if reading.purpose not in purposes:
        raise InvalidError(
            "proof.purpose",
            f"the proof was made for {reading.purpose!r}, not for {purposes[0]!r}",
            fault=Fault.ISSUER,
            pointer=f"{reading.pointer}/proofPurpose",
        )


def _check_binding(case: Case, reading: ProofReading) -> None:
    """VC-DI 1.0 §4.4: `challenge` exactly, `domain` as a set."""
    request = case.policy.request
    if reading.purpose != "authentication":
        return
    if request.challenge is not None and reading.proof.get("challenge") != request.challenge:
        raise _other_challenge(f"{reading.pointer}/challenge")
    if request.domains:
        domain = reading.proof.get("domain")
        values = domain if isinstance(domain, list) else [domain]
        if frozenset(map(str, values)) != request.domains:
            raise _other_domain(f"{reading.pointer}/domain")


def _other_challenge(pointer: str) -> InvalidError:
    return InvalidError(
        "proof.challenge",
        "the presentation does not answer this request: its challenge is another",
        hint="start again; the presentation may be a replay",
        pointer=pointer,
    )


def _other_domain(pointer: str) -> InvalidError:
    return InvalidError(
        "proof.domain",
        "the presentation was made for somebody else: its domain is another",
        pointer=pointer,
    )


def _check_life(case: Case, reading: ProofReading) -> None:
    if reading.expires is not None and reading.expires <= case.now:
        raise InvalidError(
            "proof.expired",
            f"the proof ended on {reading.expires:%Y-%m-%d}",
            hint="ask for the record with a current proof",
            fault=Fault.ISSUER,
            pointer=f"{reading.pointer}/expires",
        )


def _check_token_binding(case: Case, jws: Jws) -> None:
    """The `nonce` and `aud` of a presentation token (VC-JOSE-COSE 1.0 §3.1.2)."""
    request = case.policy.request
    if request.challenge is None and not request.domains:
        return
    claims = parse_object(jws.payload, limits=case.policy.limits)
    if request.challenge is not None and claims.get("nonce") != request.challenge:
        raise _other_challenge("/nonce")
    audience = as_list(claims.get("aud"))
    if request.domains and frozenset(map(str, audience)) != request.domains:
        raise _other_domain("/aud")


def _check_token_life(case: Case, jws: Jws) -> None:
    start, end = signature_life(jws)
    if start is not None and case.now < start:
        raise InvalidError(
            "jwt.not_yet",
            f"the signature is not to be relied on before {start:%Y-%m-%d}",
            fault=Fault.ISSUER,
            pointer="/nbf",
        )
    if end is not None and case.now >= end:
        raise InvalidError(
            "jwt.expired",
            f"the signature ended on {end:%Y-%m-%d}",
            hint="ask for the record with a current signature",
            fault=Fault.ISSUER,
            pointer="/exp",
        )


def _judge_jwt(case: Case, record: Record, owner: str | None, relationship: str) -> Asking[Signed]:
    make = Checks(case.policy)
    jws = record.jws
    assert jws is not None  # noqa: S101 - the caller looked
    presentation = record.kind is Kind.PRESENTATION
    standard = OB_JWT if record.profile == "open-badges" else JOSE
    try:
        check_header(jws, profile=record.profile, presentation=presentation)
        _check_token_life(case, jws)
        if presentation:
            _check_token_binding(case, jws)
    except (InvalidError, UndeterminedError) as e:
        return Signed([make.from_error("proof", standard, e)])
    checks: list[Check] = []
    try:
        resolved = yield from _jwt_key(case, record, owner, relationship)
    except LerwayError as e:
        checked(e)
        return Signed([_no_key(make, standard, e, ""), make.from_error("controller", CID, e)])
    try:
        verify_jws(jws, resolved.method.key)
        alg = jws.header.get("alg")
        checks.append(
            make.passed("proof", standard, f"the record is unchanged since it was signed ({alg})")
        )
    except (InvalidError, UndeterminedError) as e:
        checks.append(make.from_error("proof", standard, e))
    checks.append(_controller_check(make, _with_enclosed_key(jws, resolved), ""))
    checks.append(_claims_check(make, record, standard))
    bound = all(c.outcome is Outcome.PASSED for c in checks[:2])
    return Signed(checks, host=resolved.host, bound=bound)


def _jwt_key(
    case: Case, record: Record, owner: str | None, relationship: str
) -> Asking[ResolvedMethod]:
    assert record.jws is not None  # noqa: S101 - the caller looked
    reference = key_reference(record.jws, record.document)
    if reference is not None:
        if owner is None and record.kind is Kind.PRESENTATION:
            owner = split_method_url(reference)[0]
        found = yield from resolve_method(case, reference, owner, relationship)
        return found
    return (yield from own_method(case, owner, relationship, claimed_key(record.jws)))


def _with_enclosed_key(jws: Jws, resolved: ResolvedMethod) -> ResolvedMethod:
    """Refuse a token that encloses another key than the one that it names."""
    try:
        enclosed = claimed_key(jws)
    except (InvalidError, UndeterminedError) as e:
        return replace(resolved, error=resolved.error or e)
    if enclosed is None or enclosed == resolved.method.key:
        return resolved
    other = InvalidError(
        "controller.header_jwk",
        "the token encloses another key than the one that it names as the issuer's",
        hint="do not rely on this record; ask its holder for the original",
        fault=Fault.SENDER,
    )
    return replace(resolved, error=resolved.error or other)


def _claims_check(make: Checks, record: Record, standard: str) -> Check:
    assert record.jws is not None  # noqa: S101 - the caller looked
    conflicts = claim_conflicts(record.jws, record.document, record.profile or "")
    if not conflicts:
        return make.passed(
            "claims", standard, "what the token says of itself agrees with the record in it"
        )
    first = conflicts[0]
    return make.from_error(
        "claims",
        standard,
        InvalidError(
            first.code, first.message, hint=first.hint, fault=first.fault, pointer=first.pointer
        ),
    )
