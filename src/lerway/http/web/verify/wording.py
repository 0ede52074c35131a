"""A report in a recruiter's words: the answer, why, and what to do.

The stable codes of the report decide which sentence is said; the verifier's own
sentences stand in the fold. A valid proof by an issuer whom nobody confirms is never
told as plain *valid*: whoever made the key may call himself a university.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.reading import Kind
from lerway.http.kit.components import Banner
from lerway.http.kit.strangers import host_shown, line
from lerway.http.kit.words import phrase
from lerway.http.web.verify.reasons import INVALID, NEEDED, UNDETERMINED, UNREADABLE, Reason
from lerway.kernel.need import NeedKind
from lerway.kernel.report import Outcome, Standing, Verdict

if TYPE_CHECKING:
    from lerway.http.kit.words import Words
    from lerway.http.web.verify.checking import Judged
    from lerway.http.web.verify.receipts import Stated
    from lerway.kernel.report import Check, Report

__all__ = ["Answer", "answer_to", "is_authentic", "members_unconfirmed"]

_SIGNATURE: Final = frozenset({"proof", "controller", "claims", "hosted", "terms"})
_HASH_SHOWN: Final = 16
_NO_ANSWER: Final = phrase("It does not say")
_INSIDE: Final = (
    "/verifiableCredential",
    "/credentialSubject",
    "/endorsement",
    "/issuer/endorsement",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said before the fold.

    Attributes:
        banner: sign, word and sentence.
        advice: what to do, in steps.
        again: whether asking again later may give another answer.
    """

    banner: Banner
    advice: tuple[str, ...] = ()
    again: bool = False


def answer_to(judged: Judged, words: Words) -> Answer:
    """Return the answer for one judged thing."""
    report = judged.report
    if report is None:
        return _unreadable(judged, words)
    if judged.stated is not None and report.ok:
        return _receipt(judged.stated, words)
    if report.verdict is Verdict.INVALID:
        return _invalid(judged, report, words)
    if report.verdict is Verdict.UNDETERMINED:
        return _undetermined(judged, report, words)
    return _valid(judged, report, words)


def is_authentic(report: Report) -> bool:
    """Return whether what the record says is what its signer wrote."""
    own = [
        c
        for c in report.checks
        if c.required and c.code in _SIGNATURE and not c.path.startswith(_INSIDE)
    ]
    signed = any(c.code in ("proof", "hosted") and c.outcome is Outcome.PASSED for c in own)
    return signed and all(c.outcome is Outcome.PASSED for c in own)


def members_unconfirmed(judged: Judged) -> bool:
    """Return whether nobody confirms the issuer of a record inside."""
    return any(
        m.report is None
        or m.report.issuer is None
        or m.report.issuer.standing is Standing.UNCONFIRMED
        for m in judged.members
    )


# ------------------------------------------------------------------------ receipts


def _receipt(stated: Stated, words: Words) -> Answer:
    """Say what a receipt states; it is no record of a person, and vouches for none."""
    values = {
        "moment": words.moment(stated.at) if stated.at else "…",
        "hash": stated.sha256[:_HASH_SHOWN] + "…",
        "answer": words(stated.answer or _NO_ANSWER),
    }
    if stated.own:
        sentence = words(
            "On {moment} this server checked the record with SHA-256 {hash} and answered:"
            " {answer}.",
            **values,
        )
        advice = (
            words("It tells of one record at one moment. That may have changed since."),
            words("Ask for the record itself, and check it here before you rely on it."),
        )
        return Answer(Banner("note", words("Receipt of a check"), sentence), advice)
    sentence = words(
        "It says: on {moment} somebody checked the record with SHA-256 {hash}, and the answer"
        " was: {answer}. This server did not sign that.",
        **values,
    )
    advice = (
        words("Don’t rely on it. Anybody can sign a receipt that says anything."),
        words("Ask for the record itself, and check it here."),
        words(
            "It may be of this server, from before it was last started: without a lasting key,"
            " it no longer knows its own."
        ),
    )
    return Answer(Banner("claimed", words("Receipt of another server"), sentence), advice)


# -------------------------------------------------------------------------- valid


def _valid(judged: Judged, report: Report, words: Words) -> Answer:
    issuer = report.issuer
    if judged.kind is Kind.PRESENTATION or issuer is None:
        return _valid_presentation(judged, words)
    if issuer.standing is Standing.UNCONFIRMED:
        return _unconfirmed(line(issuer.claimed_name), words)
    listed = issuer.standing is Standing.RECOGNISED
    who = line(issuer.listed_name if listed else issuer.host)
    if not members_unconfirmed(judged):
        sentence = words("{who} issued this, and nothing has changed since.", who=who)
        return Answer(Banner("valid", words("Valid"), sentence))
    sentence = words(
        "{who} put this together. Nobody confirms who issued at least one of the records inside.",
        who=who,
    )
    advice = words("Look at each record inside before you rely on it.")
    return Answer(Banner("claimed", words("Not all issuers are confirmed"), sentence), (advice,))


def _unconfirmed(name: str, words: Words) -> Answer:
    if name:
        sentence = words(
            "Signed by somebody who calls themselves “{name}”. Nobody confirms that.", name=name
        )
    else:
        sentence = words("Somebody signed this. Nobody confirms who.")
    advice = (
        words("Don’t rely on the name. Anybody can put any name into a record and sign it."),
        words(
            "Ask the institution itself, at an address or number that you looked up yourself,"
            " not one from this file."
        ),
    )
    return Answer(Banner("claimed", words("Issuer not confirmed"), sentence), advice)


def _valid_presentation(judged: Judged, words: Words) -> Answer:
    if not judged.members:
        return Answer(
            Banner("undetermined", words("Nothing in it"), words("This holds no record."))
        )
    count = words.count(
        len(judged.members),
        phrase("It holds {n} record, told below."),
        phrase("It holds {n} records, each told below."),
    )
    if members_unconfirmed(judged):
        sentence = words("Nobody confirms who issued at least one of the records inside.")
        return Answer(
            Banner("claimed", words("Not all issuers are confirmed"), sentence),
            (words("Look at each record inside before you rely on it."),),
        )
    return Answer(Banner("valid", words("Valid"), count))


# ------------------------------------------------------------------------ invalid


def _invalid(judged: Judged, report: Report, words: Words) -> Answer:
    check = report.deciding()
    reason = _reason(check, INVALID)
    until = judged.content.until
    issued = judged.content.issued
    values = {
        "until": words.date(until) if until else "",
        "issued": words.date(issued) if issued else "",
        "recipient": line(judged.recipient),
    }
    return Answer(
        Banner("invalid", words(reason.word), words(reason.sentence, **values)),
        tuple(words(text) for text in reason.advice),
    )


# ------------------------------------------------------------------- undetermined


def _undetermined(judged: Judged, report: Report, words: Words) -> Answer:
    check = report.deciding()
    if check is not None and check.reason == "proof.no_key":
        check = next((c for c in report.checks if c.code == "controller" and c.reason), check)
    reason = _reason(check, UNDETERMINED)
    sentence = words(reason.sentence)
    again = reason.again
    if again and judged.failures:
        need = judged.failures[0].need
        what = words(NEEDED.get(need.kind, NEEDED[NeedKind.CONTROLLER_DOCUMENT]))
        host = host_shown(need.url) or line(need.url)
        sentence = words("{host} did not tell us {what}.", host=host, what=what)
    return Answer(
        Banner("undetermined", words("We could not decide"), sentence),
        tuple(words(text) for text in reason.advice),
        again=again,
    )


# --------------------------------------------------------------------- unreadable


def _unreadable(judged: Judged, words: Words) -> Answer:
    code = judged.problem.code if judged.problem else ""
    reason = _pick(code, UNREADABLE)
    return Answer(
        Banner(
            "undetermined" if code.startswith("fetch.") else "unreadable",
            words(reason.word),
            words(reason.sentence),
        ),
        tuple(words(text) for text in reason.advice),
        again=reason.again,
    )


def _reason(check: Check | None, table: dict[str, Reason]) -> Reason:
    if check is None:
        return table[""]
    by_reason = _pick(check.reason or "", table)
    return by_reason if by_reason is not table[""] else table.get(check.code, by_reason)


def _pick(code: str, table: dict[str, Reason]) -> Reason:
    """Return the entry for a code, or for the family that it belongs to."""
    return table.get(code) or table.get(code.partition(".")[0] + ".") or table[""]
