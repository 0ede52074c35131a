"""Judging for the API: from a request's bytes to a VerificationResult (VCALM 1.0 section 3.3).

A record that is valid is answered with 200. One that was read and is not valid is
answered with 422 and an RFC 9457 object, whose member `verified` is false; it never
travels under a status that says success.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway import bootstrap
from lerway.domain.verifying.policy import PresentationRequest
from lerway.domain.verifying.reading import Kind
from lerway.domain.verifying.verification import Verification
from lerway.http.api.bodies import sole_member, unwrap
from lerway.http.api.problems import PROBLEM_JSON, problem_body, problem_json
from lerway.http.api.vcalm import options as opt
from lerway.http.api.vcalm.results import credential_results, presentation_results
from lerway.kernel.errors import Fault, Problem, UnreadableError

if TYPE_CHECKING:
    from lerway.domain.verifying.known.recognised import Recognised
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.reading import Record
    from lerway.http.api.bodies import Body
    from lerway.http.api.desk import ApiDesk, Patient
    from lerway.kernel.report import Report
    from lerway.kernel.strict_json import JSONObject

__all__ = ["JSON_TYPE", "Answer", "deciding_problem", "judge_bytes", "verify_body"]

JSON_TYPE: Final = "application/json"
_RETURN: Final = {
    "returnResults": bool,
    "returnProblemDetails": bool,
    "returnReport": bool,
    "checks": list,
}
_CREDENTIAL: Final = {**_RETURN, "returnCredential": bool}
_PRESENTATION: Final = {**_RETURN, "returnPresentation": bool, "challenge": str, "domain": str}
LARGEST_AT_ONCE: Final = 32 * 1024
"""Bytes of a record, or of a status list, that the event loop itself may look at."""
_OK: Final = 200
_UNPROCESSABLE: Final = 422


class Answer(NamedTuple):
    """What is sent back.

    Attributes:
        status: the HTTP status.
        media_type: of the body.
        body: a JSON object.
    """

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for with a record.

    Attributes:
        presentation: whether it must be a presentation; otherwise it must not be one.
        record: the bytes to be judged.
        options: the options of the request.
        member: the request's member that held the record; empty for a bare record.
    """

    presentation: bool
    record: bytes
    options: JSONObject
    member: str = ""


def verify_body(desk: ApiDesk, body: Body, *, presentation: bool) -> Answer:
    """Return the answer to a request that asks for a verdict.

    Raises:
        UnreadableError: the request or the record cannot be read.
        MisuseError: `api.unknown_option`.
    """
    asked = _sole(body, presentation=presentation)
    if asked is not None:
        try:
            return _judged(desk, asked)
        except UnreadableError:
            pass  # it is not as simple as that, or is wrong: the long way says what
    return _judged(desk, _asked(desk, body, presentation=presentation))


def answer_at_once(desk: ApiDesk, body: Body, *, presentation: bool) -> Answer | None:
    """Return what `verify_body` would, if `judge_at_once` can."""
    asked = _sole(body, presentation=presentation)
    judged = None if asked is None else judge_at_once(desk, asked.record)
    if asked is None or judged is None:
        return None
    # Without options nothing of the record goes into the answer.
    record = judged[0].record if asked.presentation else None
    return _answer(asked, record, judged[1])


def _judged(desk: ApiDesk, asked: Asked) -> Answer:
    record, report = judge_bytes(desk, asked.record, _policy(desk, asked), desk.fetcher_once())
    return _answer(asked, record, report)


def _answer(asked: Asked, record: Record | None, report: Report) -> Answer:
    if record is not None and (record.kind is Kind.PRESENTATION) is not asked.presentation:
        raise _other_kind(record)
    result = _result(asked, record, report)
    if report.ok:
        return Answer(_OK, JSON_TYPE, _json({"verified": True, **result}))
    more = {"verified": False, "verdict": report.verdict.value, **result}
    body = problem_body(deciding_problem(report), _UNPROCESSABLE, more)
    return Answer(_UNPROCESSABLE, PROBLEM_JSON, body)


def judge_bytes(
    desk: ApiDesk, data: bytes, policy: Policy, fetch: Patient
) -> tuple[Record | None, Report]:
    """Return the record in `data` and the report on it.

    Raises:
        UnreadableError: it cannot be read.
    """
    verification = _verification(desk, desk.before(data), policy)
    report = bootstrap.resolve(verification, fetch)
    return verification.record, report


def judge_at_once(desk: ApiDesk, data: bytes) -> tuple[Recognised, Report] | None:
    """Return what `judge_bytes` would, if it takes no longer than to ask a worker thread.

    That is so for a record of a form that is known, of no great size, if all documents that
    it needs are at hand: some tenths of a millisecond. Of anything else None is returned
    without more work than to parse it.
    """
    if len(data) > LARGEST_AT_ONCE:
        return None
    found = desk.memory.recognise(desk.before(data), desk.policy.limits)
    if found is None:
        return None
    try:
        verification = _verification(desk, found, desk.policy)
        while needs := verification.needs:
            for need in needs:
                answer = desk.documents.at_hand(need)
                if answer is None or len(answer.body) > LARGEST_AT_ONCE:
                    return None
                verification.supply(need, answer)
        return found, verification.report()
    except UnreadableError:
        return None  # a worker thread finds the same, and says it


def _verification(desk: ApiDesk, data: bytes | Recognised, policy: Policy) -> Verification:
    return Verification(
        data, now=desk.clock(), catalog=desk.catalog, policy=policy, memory=desk.memory
    )


def deciding_problem(report: Report) -> Problem:
    """Return the problem that decided a verdict that is not *valid*."""
    check = report.deciding()
    if check is None:
        return Problem("api.nothing_checked", "nothing in the record could be checked")
    return check.problem()


def _sole(body: Body, *, presentation: bool) -> Asked | None:
    """Return what is asked if the request is no more than a record in its frame.

    The record is then parsed once, and not a first time with what is around it.
    """
    member = "verifiablePresentation" if presentation else _HOLDS_CREDENTIAL[0]
    record = sole_member(body.data, member) if body.wrapped else None
    if record is None or not record.lstrip().startswith(b"{"):
        return None
    return Asked(presentation, record, {}, member)


def _asked(desk: ApiDesk, body: Body, *, presentation: bool) -> Asked:
    if not body.wrapped:
        return Asked(presentation, body.data, {})
    limits = desk.policy.limits
    # VCALM 1.0 section 3.3.2 has an own member for a presentation that nobody signed.
    members = ("verifiablePresentation", "presentation") if presentation else _HOLDS_CREDENTIAL
    wrapped = unwrap(body.data, members, limits=limits)
    allowed = _PRESENTATION if presentation else _CREDENTIAL
    options = opt.known(wrapped.value, members, allowed)
    opt.names(options, "checks", opt.CHECKS)
    return Asked(presentation, wrapped.record, options, wrapped.member)


_HOLDS_CREDENTIAL: Final = ("verifiableCredential",)


def _policy(desk: ApiDesk, asked: Asked) -> Policy:
    challenge = opt.word(asked.options, "challenge")
    domain = opt.word(asked.options, "domain")
    if challenge is None and domain is None:
        return desk.policy
    request = PresentationRequest(challenge, frozenset() if domain is None else frozenset({domain}))
    return replace(desk.policy, request=request)


def _result(asked: Asked, record: Record | None, report: Report) -> dict[str, object]:
    """Return the members of a VerificationResult beside `verified`."""
    out: dict[str, object] = {}
    options = asked.options
    if opt.flag(options, "returnProblemDetails") or not report.ok:
        out["problemDetails"] = [problem_json(p) for p in report.problems]
    if record is None:
        return out
    if opt.flag(options, "returnCredential"):
        out["credential"] = _as_sent(asked, record)
    if opt.flag(options, "returnPresentation"):
        out["verifiablePresentation"] = _as_sent(asked, record)
    if opt.flag(options, "returnResults"):
        make = presentation_results if asked.presentation else credential_results
        out["results"] = make(record, report, options)
    if opt.flag(options, "returnReport"):
        out["report"] = report.to_json()
    return out


def _as_sent(asked: Asked, record: Record) -> object:
    """Return the record in the form in which it was verified; a token stays one."""
    if record.raw.lstrip().startswith(b"{"):
        return json.loads(asked.record)
    return record.raw.decode("ascii", "replace")


def _other_kind(record: Record) -> UnreadableError:
    if record.kind is Kind.PRESENTATION:
        return UnreadableError(
            "api.not_a_credential",
            "this is a presentation, where a credential was expected",
            hint="send it to /presentations/verify",
        )
    return UnreadableError(
        "api.not_a_presentation",
        "this is a credential, where a presentation was expected",
        hint="send it to /credentials/verify",
        fault=Fault.SENDER,
    )


def _json(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
