"""Whether a record holds now: its dates, its status, a newer copy of it.

VCDM 2.0 §4.9 (validity period), §4.10 (status), §5.4 (refreshing); Bitstring
Status List 1.0 §3.2; Open Badges 3.0 (1EdTech revocation list, credential refresh).
"""

from __future__ import annotations

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
from lerway.kernel.report import Check, Verdict, verdict_of
from lerway.standards.status.bitstring import decode_list
from lerway.standards.status.entries import (
    StatusEntry,
    entries_of,
    judge_entry,
    revocation_list_1edtech,
)
from lerway.standards.vcdm.dates import day_of, validity
from lerway.standards.vcdm.structure import as_list, issuer_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lerway.domain.verifying.reading import Record
    from lerway.kernel.strict_json import JSONObject

__all__ = ["dates_passed", "judge_dates", "judge_refresh", "judge_status"]

DATES: Final = "VCDM 2.0 §4.9"
STATUS: Final = "Bitstring Status List 1.0 §3.2"
REVOCATION: Final = "1EdTech Revocation List 1.0"
REFRESH: Final = "VCDM 2.0 §5.4"


def judge_dates(case: Case, document: JSONObject) -> Check:
    """Check that `now` lies in the validity period."""
    make = Checks(case.policy)
    try:
        start, end = validity(document)
        if start is not None and case.now < start:
            raise InvalidError(
                "dates.not_yet",
                f"the record is not valid before {day_of(start)}",
                hint="wait until then, or ask the issuer",
                fault=Fault.ISSUER,
            )
        if end is not None and case.now > end:
            raise InvalidError(
                "dates.expired",
                f"the record ended on {day_of(end)}",
                hint="ask its holder for a renewed one",
                fault=Fault.SENDER,
            )
    except InvalidError as e:
        return make.from_error("dates", DATES, e)
    return dates_passed(make, start, end)


def dates_passed(make: Checks, start: datetime | None, end: datetime | None) -> Check:
    """Return what is said of a record that is valid now, which it is between those two."""
    if start and end:
        message = f"the record is valid from {day_of(start)} to {day_of(end)}"
    elif start:
        message = f"the record is valid since {day_of(start)}, without an end"
    else:
        message = "the record names no dates between which it is valid"
    return make.passed("dates", DATES, message)


def judge_status(case: Case, document: JSONObject, read_list: ReadReferred) -> Asking[list[Check]]:
    """Check every status entry; `read_list` reads and verifies a fetched list."""
    make = Checks(case.policy)
    try:
        entries = entries_of(document)
    except InvalidError as e:
        return [make.from_error("status", STATUS, e)]
    parts = [_judge_entry(case, document, entry, read_list) for entry in entries]
    return (yield from all_of(parts))


def _judge_entry(
    case: Case,
    document: JSONObject,
    entry: StatusEntry,
    read_list: ReadReferred,
) -> Asking[list[Check]]:
    make = Checks(case.policy)
    standard = REVOCATION if entry.kind == "1edtech" else STATUS
    try:
        if entry.kind == "unsupported" or not entry.list_url:
            raise UndeterminedError(
                "status.unsupported",
                f"the status is kept in a way that this version cannot read ({entry.type_name})",
                fault=Fault.LERWAY,
                pointer=entry.pointer,
            )
        kind = NeedKind.REVOCATION_LIST if entry.kind == "1edtech" else NeedKind.STATUS_LIST
        need = Need(kind, entry.list_url)
        answer = yield from ask(case, need)
        if isinstance(answer, Unavailable):
            raise unavailable("the list that says whether it was revoked", need, answer)
        note = kept_note(answer)
        if entry.kind == "1edtech":
            revoked = revocation_list_1edtech(
                answer.body, str(document.get("id", "")), limits=case.policy.limits
            )
            if revoked is not None:
                raise _revoked("revocation", revoked)
            return [make.passed("status", standard, f"it is not revoked{note}", entry.pointer)]
        reading = yield from read_list(case, answer.body)
        require_verified(reading, "status list")
        result = judge_entry(
            entry,
            reading.document,
            credential_issuer=issuer_id(document) or "",
            limits=case.policy.limits,
            decode=decode_list if case.memory is None else case.memory.bits_of,
        )
        if result.set and entry.purpose in ("revocation", "suspension"):
            raise _revoked(entry.purpose, result.message)
        own = reading.document.get("id")
        if own is not None and own != entry.list_url:
            raise UndeterminedError(
                "status.another_list",
                f"what stands at {entry.list_url} is another status list, {own}",
                hint="ask the issuer which list counts",
                fault=Fault.ISSUER,
            )
    except LerwayError as e:
        if not isinstance(e, (InvalidError, UndeterminedError)):
            # A list that cannot be read tells nothing about the record.
            e = UndeterminedError(
                e.code, f"the status list cannot be read: {e}", fault=Fault.ISSUER
            )
        # A purpose that only its issuer can explain decides nothing; it is reported.
        required = None if e.code != "status.purpose_unknown" else False
        return [make.from_error("status", standard, e, entry.pointer, required=required)]
    told = _told(entry, result.value, result.message)
    return [make.passed("status", standard, told + note, entry.pointer)]


def _told(entry: StatusEntry, value: int, message: str | None) -> str:
    if entry.purpose == "revocation":
        return "it is not revoked"
    if entry.purpose == "suspension":
        return "it is not suspended"
    if entry.purpose == "refresh":
        return "a newer version of it is available" if value else "it is up to date"
    return f"its status is {message or value!r}"


def _revoked(purpose: str, reason: str | None) -> InvalidError:
    why = f": {reason}" if reason else ""
    if purpose == "suspension":
        return InvalidError(
            "status.suspended",
            f"the issuer has suspended this record{why}",
            hint="ask the issuer; a suspension can be lifted",
            fault=Fault.ISSUER,
        )
    return InvalidError(
        "status.revoked",
        f"the issuer has revoked this record{why}",
        hint="do not rely on it",
        fault=Fault.ISSUER,
    )


def judge_refresh(
    case: Case,
    record: Record,
    judge_copy: Callable[[Case, bytes], Asking[tuple[JSONObject, list[Check]]]],
) -> Asking[list[Check]]:
    """Fetch the newer copy that the issuer offers, once, and report how it stands."""
    make = Checks(case.policy)
    checks: list[Check] = []
    for entry in as_list(record.document.get("refreshService")):
        if not isinstance(entry, dict):
            continue
        try:
            url = entry.get("id") or entry.get("url")
            if entry.get("type") != "1EdTechCredentialRefresh" or not isinstance(url, str):
                raise UndeterminedError(
                    "refresh.unsupported",
                    "the issuer offers newer copies in a way that this version does not know",
                    fault=Fault.LERWAY,
                )
            need = Need(NeedKind.REFRESH, url)
            answer = yield from ask(case, need)
            if isinstance(answer, Unavailable):
                raise unavailable("a newer copy of the record", need, answer)
            document, found = yield from judge_copy(case, answer.body)
            if document.get("id") != record.document.get("id"):
                raise InvalidError(
                    "refresh.other_record",
                    "the copy that the issuer offers as newer is another record",
                    fault=Fault.ISSUER,
                )
            verdict = verdict_of(found)
            same = document == record.document
            text = "the issuer has no newer copy" if same else "the issuer has a newer copy"
            if verdict is not Verdict.VALID:
                raise InvalidError("refresh.not_valid", f"{text}, and that copy is {verdict.value}")
            checks.append(make.passed("refresh", REFRESH, text + kept_note(answer)))
        except LerwayError as e:
            checks.append(make.from_error("refresh", REFRESH, e, required=False))
    return checks
