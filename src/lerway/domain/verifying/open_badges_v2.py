"""Open Badges 2.0 assertions: hosted and signed (Open Badges 2.0, "Verification").

A hosted assertion is true because it stands at its own address, within what its
issuer allows; a signed one because a key that the issuer's profile lists signed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.case import Asking, Case, Checks, ask, checked, kept_note, unavailable
from lerway.domain.verifying.standing import standing
from lerway.kernel.errors import (
    Fault,
    InvalidError,
    LerwayError,
    Problem,
    UndeterminedError,
)
from lerway.kernel.need import Need, NeedKind, Supplied, Unavailable
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.cid.keys import PublicKey
from lerway.standards.did import host_of
from lerway.standards.jose.jws import check_header
from lerway.standards.jose.jws import verify as verify_jws
from lerway.standards.open_badges import v2

if TYPE_CHECKING:
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.report import Check, IssuerStanding
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["judge_assertion"]

OB2: Final = "Open Badges 2.0"
HOSTED: Final = f"{OB2}, hosted verification"
SIGNED: Final = f"{OB2}, signed verification"
ORIGINAL: Final = "badge's original"


@dataclass(frozen=True, slots=True)
class _Part:
    """A BadgeClass, Profile or key: the object, and the answer that brought it."""

    document: JSONObject
    answer: Supplied | None
    url: str | None


def judge_assertion(
    case: Case, record: Record
) -> Asking[tuple[list[Check], IssuerStanding | None]]:
    """Judge an Open Badges 2.0 assertion; return its checks and its issuer's standing."""
    make = Checks(case.policy)
    assertion = record.document
    checks: list[Check] = []
    try:
        if record.text.startswith(b"http"):
            # A baked image may hold no more than the address of its badge.
            answer = yield from _fetch(case, record.text.decode(), ORIGINAL)
            assertion = _object(answer, ORIGINAL)
    except LerwayError as e:
        _checked_part(e)
        return [make.from_error("hosted", HOSTED, e)], None
    checks += _structure(make, assertion, "Assertion", "")
    issuer: _Part | None = None
    try:
        badge = yield from _part(case, v2.badge_reference(assertion), "badge class")
        if badge.answer is not None:
            # What stands inside the assertion was judged with it.
            checks += _structure(make, badge.document, "BadgeClass", "/badge")
        issuer = yield from _issuer(case, v2.issuer_reference(badge.document))
        if issuer.answer is not None:
            checks += _structure(make, issuer.document, "Profile", "/badge/issuer")
    except LerwayError as e:
        _checked_part(e)
        checks.append(make.from_error("controller", OB2, e))
    if record.jws is not None:
        signed, host = yield from _signed(case, record, issuer)
        checks += signed
        if issuer is not None:
            checks += yield from _revocation(case, assertion, issuer.document)
    elif v2.verification_type(assertion) == "signed":
        # What was taken out of its signature is on no revocation path of hosted badges.
        host = None
        checks.append(make.from_error("proof", SIGNED, _unsigned()))
    else:
        hosted, host = yield from _hosted(case, assertion, issuer)
        checks += hosted
    checks.append(_dates(case, assertion))
    if case.policy.recipient is not None:
        checks.append(_recipient(case, assertion, case.policy.recipient))
    issuer_id = _string(issuer.document.get("id")) if issuer else None
    name = _string(issuer.document.get("name")) if issuer else None
    return checks, standing(case.policy, issuer_id, name, host=host, bound=host is not None)


def _checked_part(error: LerwayError) -> None:
    """Let only what concerns a referred document pass; see `checked`."""
    if not isinstance(error, (InvalidError, UndeterminedError)):
        checked(error)


def _structure(make: Checks, document: JSONObject, kind: v2.Kind, at: str) -> list[Check]:
    problems = v2.structure_v2(document, kind)
    if not problems:
        return [make.passed("structure", OB2, f"the {kind} has the form of its standard", at)]
    return [make.from_error("structure", OB2, _error(p, at), at) for p in problems]


def _error(p: Problem, at: str = "") -> InvalidError:
    pointer = at + (p.pointer or "")
    return InvalidError(p.code, p.message, hint=p.hint, fault=p.fault, pointer=pointer or None)


def _part(case: Case, reference: v2.Reference, what: str) -> Asking[_Part]:
    """Return an object that stands here, or at the address that stands here."""
    if reference.embedded is not None:
        return _Part(reference.embedded, None, reference.url)
    if reference.url is None:
        raise InvalidError(
            "ob2.reference",
            f"the badge does not name its {what}",
            fault=Fault.ISSUER,
            pointer=reference.pointer,
        )
    answer = yield from _fetch(case, reference.url, what)
    return _Part(_object(answer, what), answer, reference.url)


def _issuer(case: Case, reference: v2.Reference) -> Asking[_Part]:
    """Return the issuer's profile from its own address; as the badge tells it, if need be."""
    if reference.url is None or reference.embedded is None:
        return (yield from _part(case, reference, "issuer's profile"))
    try:
        answer = yield from _fetch(case, reference.url, "issuer's profile")
        return _Part(_object(answer, "issuer's profile"), answer, reference.url)
    except UndeterminedError:
        return _Part(reference.embedded, None, reference.url)


def _fetch(case: Case, url: str, what: str) -> Asking[Supplied]:
    need = Need(NeedKind.HOSTED_BADGE, url)
    answer = yield from ask(case, need)
    if isinstance(answer, Unavailable):
        if answer.code == "fetch.gone" and what == ORIGINAL:
            # A host may answer 410 Gone for a badge that it has revoked.
            raise _revoked("it was taken down")
        raise unavailable(f"the {what}", need, answer)
    return answer


def _object(answer: Supplied, what: str) -> JSONObject:
    try:
        return parse_object(answer.body)
    except LerwayError as e:
        raise UndeterminedError(
            e.code, f"the {what} at {answer.url} cannot be read: {e}", fault=Fault.ISSUER
        ) from None


def _hosted(
    case: Case, assertion: JSONObject, issuer: _Part | None
) -> Asking[tuple[list[Check], str | None]]:
    make = Checks(case.policy)
    url = _string(assertion.get("id"))
    try:
        if url is None or not url.startswith(("https://", "http://")):
            raise InvalidError(
                "ob2.hosted_id",
                "a hosted badge must have its own address as its id",
                fault=Fault.ISSUER,
                pointer="/id",
            )
        answer = yield from _fetch(case, url, ORIGINAL)
        original = _object(answer, ORIGINAL)
        reason = v2.revoked_in_place(original)
        if reason is not None:
            raise _revoked(reason)
        if dumps(original) != dumps(assertion):
            raise InvalidError(
                "ob2.hosted_differs",
                "the badge is not the one that its issuer keeps at its address",
                hint=f"rely on the original at {url}",
                fault=Fault.SENDER,
            )
        if issuer is None:
            raise UndeterminedError(
                "ob2.no_issuer", "the issuer's profile could not be had, so nothing allows it"
            )
        problems = v2.hosted_rules(
            assertion, issuer.document, url, issuer_fetched=issuer.answer is not None
        )
        if problems:
            raise _error(problems[0])
        _require_own_address(issuer)
    except LerwayError as e:
        _checked_part(e)
        return [make.from_error("hosted", HOSTED, e)], None
    message = f"the badge stands at its own address{kept_note(answer, issuer.answer)}"
    return [make.passed("hosted", HOSTED, message)], host_of(issuer.url or "")


def _require_own_address(part: _Part) -> None:
    """A profile that did not come from its own id is only what the badge says of it."""
    if part.answer is None or part.url is None:
        raise UndeterminedError(
            "ob2.no_issuer",
            "the issuer's profile could not be had from its own address",
            fault=Fault.ISSUER,
            pointer="/badge/issuer",
        )
    problems = v2.fetched_rules(part.document, part.url)
    if problems:
        raise _error(problems[0], "/badge/issuer")


def _revoked(reason: str) -> InvalidError:
    return InvalidError(
        "status.revoked",
        "the issuer has revoked this badge" + (f": {reason}" if reason else ""),
        hint="do not rely on it",
        fault=Fault.ISSUER,
    )


def _unsigned() -> InvalidError:
    return InvalidError(
        "proof.missing",
        "this is the content of a signed badge without its signature",
        hint="ask for the signed original",
        fault=Fault.SENDER,
        pointer="/verification",
    )


def _signed(
    case: Case, record: Record, issuer: _Part | None
) -> Asking[tuple[list[Check], str | None]]:
    make = Checks(case.policy)
    jws = record.jws
    assert jws is not None  # noqa: S101 - the caller looked
    try:
        check_header(jws)
        reference = v2.key_reference(record.document, issuer.document if issuer else {})
        part = yield from _part(case, reference, "issuer's key")
        pem = part.document.get("publicKeyPem")
        if not isinstance(pem, str):
            raise InvalidError(
                "ob2.key_malformed", "the issuer's key has no publicKeyPem", fault=Fault.ISSUER
            )
        verify_jws(jws, PublicKey.from_pem(pem))
        proof = make.passed("proof", SIGNED, "the badge is unchanged since it was signed")
    except LerwayError as e:
        _checked_part(e)
        return [make.from_error("proof", SIGNED, e)], None
    try:
        if issuer is None:
            raise UndeterminedError(
                "ob2.no_issuer", "the issuer's profile could not be had, so nothing lists the key"
            )
        problems = v2.signed_rules(part.document, reference.url or "", issuer.document)
        if problems:
            raise _error(problems[0])
        _require_own_address(issuer)
    except LerwayError as e:
        _checked_part(e)
        return [proof, make.from_error("controller", SIGNED, e)], None
    note = kept_note(part.answer, issuer.answer)
    controller = make.passed("controller", SIGNED, f"the issuer's profile lists the key{note}")
    return [proof, controller], host_of(issuer.url or "")


def _dates(case: Case, assertion: JSONObject) -> Check:
    make = Checks(case.policy)
    try:
        issued, expires = v2.validity_v2(assertion)
        if issued is not None and issued > case.now:
            raise InvalidError(
                "dates.not_yet",
                f"the badge says that it will be issued on {issued:%Y-%m-%d}",
                fault=Fault.ISSUER,
            )
        if expires is not None and expires <= case.now:
            raise InvalidError(
                "dates.expired",
                f"the badge ended on {expires:%Y-%m-%d}",
                hint="ask its holder for a renewed one",
                fault=Fault.SENDER,
            )
    except InvalidError as e:
        return make.from_error("dates", OB2, e)
    end = f" to {expires:%Y-%m-%d}" if expires else ", without an end"
    start = f"since {issued:%Y-%m-%d}" if issued else ""
    return make.passed("dates", OB2, f"the badge is valid {start}{end}")


def _revocation(case: Case, assertion: JSONObject, issuer: JSONObject) -> Asking[list[Check]]:
    url = v2.revocation_list_url(issuer)
    if url is None:
        return []
    make = Checks(case.policy)
    try:
        need = Need(NeedKind.REVOCATION_LIST, url)
        answer = yield from ask(case, need)
        if isinstance(answer, Unavailable):
            raise unavailable("the list of revoked badges", need, answer)
        reason = v2.revoked(_object(answer, "list of revoked badges"), assertion)
        if reason is not None:
            raise _revoked(reason)
    except LerwayError as e:
        _checked_part(e)
        return [make.from_error("status", SIGNED, e)]
    return [make.passed("status", SIGNED, f"it is not revoked{kept_note(answer)}")]


def _recipient(case: Case, assertion: JSONObject, identifier: str) -> Check:
    make = Checks(case.policy)
    match = v2.matches_recipient(assertion, identifier)
    if match:
        return make.passed("recipient", OB2, "the badge was made out to that recipient")
    error: LerwayError = (
        UndeterminedError("recipient.not_named", "the badge does not say to whom it was made out")
        if match is None
        else InvalidError("recipient.mismatch", "the badge was made out to somebody else")
    )
    return make.from_error("recipient", OB2, error)


def _string(value: JSON) -> str | None:
    return value if isinstance(value, str) else None
