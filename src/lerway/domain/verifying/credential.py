"""The checks of one credential or presentation, in their order.

The order is 1EdTech's (Open Badges 3.0 §8.3, CLR 2.0): structure, proof, terms,
dates, status, schema, related resources, recipient, members, endorsements,
refresh. What asks others comes after the proof; if the proof fails, nobody is
asked anything, so that a forged record cannot make a reader call addresses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.attached import (
    judge_related,
    judge_schemas,
    judge_terms,
    known_schemas,
)
from lerway.domain.verifying.case import Asking, Case, Checks, all_of, ask
from lerway.domain.verifying.known.entries import RememberedReferred, same_answer
from lerway.domain.verifying.known.outline import draw_outline
from lerway.domain.verifying.known.recognised import Recognised
from lerway.domain.verifying.known.straight import judge_straight
from lerway.domain.verifying.life import judge_dates, judge_refresh, judge_status
from lerway.domain.verifying.open_badges_v2 import judge_assertion
from lerway.domain.verifying.proofs import CREDENTIAL_PURPOSES, Signed, judge_proofs
from lerway.domain.verifying.reading import Container, Kind, Record, read_document, read_text
from lerway.domain.verifying.referred import Referred
from lerway.domain.verifying.standing import confirmed, standing_of
from lerway.kernel.errors import (
    Fault,
    InvalidError,
    LerwayError,
    Problem,
    UndeterminedError,
    UnreadableError,
)
from lerway.kernel.need import Need, Supplied, Unavailable
from lerway.kernel.report import (
    Check,
    IssuerStanding,
    Outcome,
    Report,
    Verdict,
    verdict_of,
)
from lerway.kernel.strict_json import dumps
from lerway.kernel.watching import WatchedMoment
from lerway.standards.clr import v2 as clr
from lerway.standards.open_badges import v3 as badge
from lerway.standards.open_badges.identity import recipient_matches, weak_identities
from lerway.standards.vcdm.structure import (
    as_list,
    holder_id,
    issuer_id,
    structure,
    version_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.domain.verifying.known.form import Known
    from lerway.domain.verifying.known.memory import Memory
    from lerway.domain.verifying.known.outline import Told
    from lerway.domain.verifying.policy import Policy
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Judged", "judge", "judged_straight"]

VCDM_2: Final = "VCDM 2.0 §4"
VCDM_1: Final = "VCDM 1.1 §4"
OB: Final = "Open Badges 3.0 §B"
CLR: Final = "CLR 2.0 §B"
BAKING: Final = "Open Badges 3.0 §5.3"
_STRUCTURE_AND_TERMS: Final = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """All checks of a record, and the standing of its issuer."""

    checks: list[Check]
    issuer: IssuerStanding | None


def judge(
    case: Case,
    record: Record,
    depth: int = 0,
    *,
    presented: bool = True,
    straight: bool = True,
) -> Asking[Judged]:
    """Judge `record`.

    Args:
        case: the verification.
        record: the record.
        depth: how many records there are around it.
        presented: whether it is what was given, or stands in a presentation that was:
            then its recipient is asked for.
        straight: whether it may be judged in a straight line, if its form is known.
    """
    case.records += 1
    if record.kind is Kind.BADGE_V2:
        checks, issuer = yield from judge_assertion(case, record)
        return Judged([*checks, *confirmed(case.policy, issuer)], issuer)
    presentation = record.kind is Kind.PRESENTATION
    document = record.document
    if record.known is not None and straight:
        told = yield from judge_straight(case, record, presented=presented)
        if told is not None:
            found = Recognised.of(record, record.known)
            return judged_straight(case.policy, case.memory, found, told)
    owner = holder_id(document) if presentation else issuer_id(document)
    checks = _structure(case, record)
    known = record.known
    unsigned = presentation and record.jws is None and "proof" not in document
    if unsigned:
        signed = Signed([_unsigned_presentation(case)], bound=True)
    else:
        signed = yield from judge_proofs(case, record, owner, _purposes(case, record))
    checks += signed.checks
    checks += judge_terms(
        case, document, graph_signed=signed.graph_signed, known=known, clean=signed.clean
    )
    if known is None and case.memory is not None and record.kind is Kind.CREDENTIAL:
        _learn(case, case.memory, record, checks)
    rest = _rest(case, record, depth, presented=presented)
    if any(c.outcome is Outcome.FAILED for c in signed.checks):
        checks += _without_asking(rest)
    else:
        checks += yield from rest
    issuer = None if presentation else standing_of(case.policy, document, signed)
    if known is not None:
        draw_outline(case, record, known, (checks, issuer), presented=presented)
    return Judged([*checks, *confirmed(case.policy, issuer)], issuer)


def judged_straight(policy: Policy, memory: Memory | None, found: Recognised, told: Told) -> Judged:
    """Return the judgement on a record that was valid in a straight line."""
    checks, issuer = told
    if memory is not None and found.known.form.narrowing is not None:
        memory.saw_again(found, policy.limits)
    if policy.requires("issuer"):
        checks += confirmed(policy, issuer)
    return Judged(checks, issuer)


def _rest(case: Case, record: Record, depth: int, *, presented: bool) -> Asking[list[Check]]:
    """Everything after the proof."""
    document = record.document
    if record.known is not None:
        return (yield from _known_rest(case, record, record.known, presented=presented))
    checks: list[Check] = []
    if record.kind is Kind.CREDENTIAL:
        checks.append(judge_dates(case, document))
    checks += yield from all_of(
        [
            judge_status(case, document, _read_referred),
            judge_schemas(case, document, _read_referred),
            judge_related(case, document),
        ]
    )
    checks += _advice(case, record)
    if case.policy.recipient is not None and presented and record.kind is Kind.CREDENTIAL:
        checks.append(_recipient(case, document, case.policy.recipient))
    checks += yield from all_of(
        [
            _members(case, record, depth),
            _endorsements(case, document, depth),
        ]
    )
    if depth == 0:
        checks += yield from judge_refresh(case, record, _judge_copy)
    return checks


def _known_rest(
    case: Case, record: Record, known: Known, *, presented: bool
) -> Asking[list[Check]]:
    """The same for a record of a known form, which has nothing in it that is not here."""
    document = record.document
    checks = [judge_dates(case, document)]
    if "credentialStatus" in document:
        checks += yield from judge_status(case, document, _read_referred)
    checks += known_schemas(case, known)
    checks += _told(case, record, known.form.advice)
    if case.policy.recipient is not None and presented:
        checks.append(_recipient(case, document, case.policy.recipient))
    return checks


def _learn(case: Case, memory: Memory, record: Record, checks: list[Check]) -> None:
    """Remember the form of a record that was judged as ever and is good."""
    by_code = {c.code: c.outcome for c in checks if c.code in ("structure", "terms", "proof")}
    if len(by_code) > _STRUCTURE_AND_TERMS and all(o is Outcome.PASSED for o in by_code.values()):
        memory.saw(record, case.policy.limits)


def _purposes(case: Case, record: Record) -> tuple[str, ...]:
    if record.kind is not Kind.PRESENTATION:
        return CREDENTIAL_PURPOSES
    request = case.policy.request
    if request.challenge is not None or request.domains:
        return ("authentication",)
    return ("authentication", "assertionMethod")


_HAS_FORM: Final = "the record has the form of its standard"


def _structure(case: Case, record: Record) -> list[Check]:
    make = Checks(case.policy)
    document = record.document
    standard = VCDM_1 if version_of(document) == "1.1" else VCDM_2
    if record.known is not None:
        return [make.passed("structure", standard, _HAS_FORM)]
    problems: list[tuple[str, Problem]] = [(standard, p) for p in structure(document)]
    if record.kind is Kind.CREDENTIAL:
        if badge.is_badge(document) or badge.is_endorsement(document):
            problems += [(OB, p) for p in badge.structure_v3(document)]
        if clr.is_clr(document):
            problems += [(CLR, p) for p in clr.structure_clr(document)]
    if not problems:
        return [make.passed("structure", standard, _HAS_FORM)]
    return [make.from_error("structure", s, _error(p)) for s, p in problems]


def _advice(case: Case, record: Record) -> list[Check]:
    """Report what is allowed and yet unwise; it decides nothing."""
    found: list[Problem] = []
    document = record.document
    credential = record.kind is Kind.CREDENTIAL
    if credential and badge.is_badge(document):
        found += badge.loose_references(document) + weak_identities(document)
    if credential and clr.is_clr(document):
        found += clr.unknown_associations(document)
    return _told(case, record, found)


def _told(case: Case, record: Record, found: Iterable[Problem]) -> list[Check]:
    make = Checks(case.policy)
    said = [*((BAKING, p) for p in record.remarks), *((OB, p) for p in found)]
    return [
        replace(make.from_error("advice", standard, _error(p), required=False), fault=p.fault)
        for standard, p in said
    ]


def _error(p: Problem) -> InvalidError:
    return InvalidError(p.code, p.message, hint=p.hint, fault=p.fault, pointer=p.pointer)


def _unsigned_presentation(case: Case) -> Check:
    bound = case.policy.request.challenge is not None or bool(case.policy.request.domains)
    return Check(
        "presentation",
        Outcome.NOT_CHECKED,
        bound or case.policy.requires("presentation"),
        "VCDM 2.0 §4.13",
        "nobody signed the presentation itself, so it says nothing about who presents it",
        reason="presentation.unsigned",
        hint="ask for a presentation that its holder signed, or judge its records one by one",
        fault=Fault.SENDER,
    )


def _recipient(case: Case, document: JSONObject, identifier: str) -> Check:
    make = Checks(case.policy)
    standard = "Open Badges 3.0 §8.4"
    match = recipient_matches(document, identifier)
    if match:
        return make.passed("recipient", standard, "the record was made out to that recipient")
    error: LerwayError
    if match is None:
        error = UndeterminedError(
            "recipient.not_named",
            "the record does not say to whom it was made out in a way that can be compared",
            fault=Fault.ISSUER,
        )
    else:
        error = InvalidError(
            "recipient.mismatch",
            "the record was made out to somebody else",
            hint="check the spelling of the address, or ask the holder",
        )
    return make.from_error("recipient", standard, error)


# -- records in records ------------------------------------------------------


def _members(case: Case, record: Record, depth: int) -> Asking[list[Check]]:
    document = record.document
    if record.kind is Kind.PRESENTATION:
        found = [
            (f"/verifiableCredential/{i}", m)
            for i, m in enumerate(as_list(document.get("verifiableCredential")))
        ]
        parts = [_member(case, "credentials", VCDM_2, at, m, depth, record) for at, m in found]
    elif clr.is_clr(document):
        parts = [
            _member(case, "members", CLR, at, m, depth, record) for at, m in clr.members(document)
        ]
    else:
        return []
    return (yield from all_of(parts))


def _endorsements(case: Case, document: JSONObject, depth: int) -> Asking[list[Check]]:
    parts = [
        _member(case, "endorsements", "Open Badges 3.0 §8.3", at, value, depth, None)
        for at, value in badge.endorsements(document)
    ]
    return (yield from all_of(parts))


def _member(
    case: Case,
    code: str,
    standard: str,
    at: str,
    value: JSON,
    depth: int,
    around: Record | None,
) -> Asking[list[Check]]:
    """Judge an embedded record; return one check for it, then its own checks."""
    make = Checks(case.policy)
    limits = case.policy.limits
    required = case.policy.requires(code)
    try:
        if depth + 1 > limits.nesting or case.records >= limits.members:
            raise UndeterminedError(
                "members.too_many",
                "the record holds more records in records than this reader follows",
                fault=Fault.ISSUER,
                pointer=at,
            )
        inner = _read_member(value, around, at, case)
    except (InvalidError, UndeterminedError) as e:
        return [replace(make.from_error(code, standard, e), path=at)]
    except UnreadableError as e:
        unreadable = InvalidError(e.code, f"the embedded record cannot be read: {e}", pointer=at)
        return [replace(make.from_error(code, standard, unreadable), path=at)]
    presented = around is not None and around.kind is Kind.PRESENTATION
    judged = yield from judge(case, inner, depth + 1, presented=presented)
    verdict = verdict_of(judged.checks)
    if around is not None and (judged.issuer is None or judged.issuer.unconfirmed):
        case.unconfirmed += 1
    name = inner.document.get("name")
    who = judged.issuer.label() if judged.issuer else "unconfirmed"
    what = f"{name!r}, " if isinstance(name, str) and name else ""
    summary = f"embedded record ({what}issuer {who}) is {verdict.value}"
    if verdict is Verdict.VALID:
        head = make.passed(code, standard, summary, at)
    else:
        bad = Report(tuple(judged.checks)).deciding()
        kind = InvalidError if verdict is Verdict.INVALID else UndeterminedError
        text = f"{summary}: {bad.message}" if bad else summary
        hint = bad.hint if bad else ""
        head = make.from_error(code, standard, kind("member." + verdict.value, text, hint=hint), at)
    return [head, *(c.within(at, required=required) for c in judged.checks)]


def _read_member(value: JSON, around: Record | None, at: str, case: Case) -> Record:
    record = _read_embedded(value, around, at, case)
    if record.kind is not Kind.CREDENTIAL:
        raise InvalidError(
            "member.not_a_credential",
            f"an embedded record is no credential but a {record.kind.value}",
            fault=Fault.ISSUER,
            pointer=at,
        )
    return record


def _read_embedded(value: JSON, around: Record | None, at: str, case: Case) -> Record:
    limits, drafts = case.policy.limits, case.policy.drafts
    if isinstance(value, dict):
        known = None if case.memory is None else case.memory.known(value, limits)
        if known is not None:
            return Record(b"", Container.JSON, Kind.CREDENTIAL, value, b"", known=known)
        return read_document(value, dumps(value), limits=limits, drafts=drafts)
    compact_allowed = around is None or version_of(around.document) == "1.1"
    if isinstance(value, str) and compact_allowed:
        return read_text(value.encode(), limits=limits, drafts=drafts)
    raise InvalidError(
        "vcdm.credential_is_string",
        "an embedded record is a string where an object must stand",
        hint="a JWT goes into an EnvelopedVerifiableCredential",
        fault=Fault.ISSUER,
        pointer=at,
    )


def _read_referred(case: Case, body: bytes) -> Asking[Referred]:
    """Read a credential that is referred to and verify its own structure, proof and dates.

    A status list is asked for by each of its records: how it was judged is remembered, for
    the times between which it would be judged so again.
    """
    memory = case.memory
    # Another class of time may compare as it likes, so that nothing follows from it.
    if memory is None or type(case.now) is not datetime:
        return (yield from _judge_referred(case, body))
    known = memory.referred.get(body)
    if known is not None and known.holds(case.policy, case.now):
        for need, answer in known.answers:
            got = yield from ask(case, need)
            if not same_answer(got, answer):
                break
        else:
            case.charge(known.work)
            return known.referred
    now = WatchedMoment.of(case.now)
    inner = replace(case, now=now, asked=[])
    referred = yield from _judge_referred(inner, body)
    answers = {need: inner.answers[need] for need in inner.asked}
    supplied = tuple((n, a) for n, a in answers.items() if isinstance(a, Supplied))
    work, case.work = inner.work - case.work, inner.work
    case.asked += inner.asked
    if verdict_of(referred.checks) is Verdict.VALID and len(supplied) == len(answers):
        times = now.between()
        if times is not None:
            kept = RememberedReferred(referred, case.policy, *times, supplied, work)
            memory.referred.put(body, kept, 8 * len(body) + 4_096)
    return referred


def _judge_referred(case: Case, body: bytes) -> Asking[Referred]:
    record = read_text(body, limits=case.policy.limits)
    owner = issuer_id(record.document)
    checks = _structure(case, record)
    signed = yield from judge_proofs(case, record, owner, CREDENTIAL_PURPOSES)
    checks += signed.checks
    checks += judge_terms(
        case, record.document, graph_signed=signed.graph_signed, clean=signed.clean
    )
    checks.append(judge_dates(case, record.document))
    return Referred(record.document, checks)


def _judge_copy(case: Case, body: bytes) -> Asking[tuple[JSONObject, list[Check]]]:
    record = read_text(body, limits=case.policy.limits)
    judged = yield from judge(case, record, depth=1, presented=False)
    return record.document, judged.checks


def _without_asking(part: Asking[list[Check]]) -> list[Check]:
    """Run `part` to its end, answering every need with 'not asked'."""
    refusal = Unavailable(
        "fetch.not_asked",
        "the signature does not hold",
    )
    try:
        needs: Iterable[Need] = next(part)
        while True:
            needs = part.send(dict.fromkeys(needs, refusal))
    except StopIteration as stop:
        result: list[Check] = stop.value
        return result
