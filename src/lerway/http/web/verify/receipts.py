"""Signed receipts of verifications: VC Data Model 2.0 credentials of their own.

A receipt says what was judged (its SHA-256), when, by which version, and the answer that
the page gave, in the same words: a record whose issuer nobody confirms is called *valid*
nowhere but in the Report, beside the issuer's standing.

It is signed by the server's own key with the suite `eddsa-jcs-2022` (VC-DI-EDDSA 1.0,
section 3.3), so that `lerway verify` checks it like any other record. Its terms are
defined in the receipt itself: no context needs to be fetched.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lerway import __version__, bootstrap
from lerway.domain.verifying.verification import Verification
from lerway.http.kit.components import Fact
from lerway.http.kit.strangers import line
from lerway.http.kit.words import Words, phrase
from lerway.http.web.verify.wording import answer_to, is_authentic
from lerway.kernel.errors import LerwayError
from lerway.kernel.report import Standing as Known
from lerway.kernel.report import Verdict
from lerway.kernel.strict_json import parse_object
from lerway.standards.vcdm.dates import format_datetime, parse_datetime
from lerway.standards.vcdm.structure import V2_CONTEXT, subjects, types_of

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.domain.issuing.signing_key import SigningKey
    from lerway.domain.ports import Clock, Entropy
    from lerway.http.web.verify.checking import Judged
    from lerway.kernel.report import IssuerStanding
    from lerway.kernel.strict_json import JSONObject

__all__ = ["RECEIPT_TYPE", "ReceiptBook", "Stated", "facts_of", "is_receipt", "stated_in"]

RECEIPT_TYPE: Final = "VerificationReceipt"
_VOCABULARY: Final = "urn:lerway:vocab:"
_ASKED_FOR: Final = "the address that was asked for"
_TERMS: Final[JSONObject] = {
    "VerificationReceipt": _VOCABULARY + "VerificationReceipt",
    "JudgedRecord": _VOCABULARY + "JudgedRecord",
    "sha256": _VOCABULARY + "sha256",
    "size": _VOCABULARY + "size",
    "judgedAt": {
        "@id": _VOCABULARY + "judgedAt",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    },
    "software": _VOCABULARY + "software",
    "answer": _VOCABULARY + "answer",
    "sentence": _VOCABULARY + "sentence",
    "recordTitle": _VOCABULARY + "recordTitle",
    "recordMadeOutTo": _VOCABULARY + "recordMadeOutTo",
    "recordIssuer": {"@id": _VOCABULARY + "recordIssuer", "@type": "@json"},
    "report": {"@id": _VOCABULARY + "report", "@type": "@json"},
}


@dataclass(frozen=True, slots=True)
class Stated:
    """What a receipt states of the record that was checked; every text is fit to be shown.

    Attributes:
        own: whether this server signed it.
        at: when the record was checked; None if the receipt does not say.
        sha256: of the record.
        answer: that was given, in English.
        title: of the record; empty if it is not told.
        recipient: as the record shows it; empty if it is not told.
        standing: how far it was confirmed who issued the record; empty if it is not told.
        who: the host or the listed name that was confirmed; empty if none was.
        signer: who signed the receipt.
    """

    own: bool
    at: datetime | None
    sha256: str
    answer: str
    title: str
    recipient: str
    standing: str
    who: str
    signer: str


_RECEIPT_STANDING: Final = {
    Known.UNCONFIRMED.value: phrase("Not confirmed"),
    Known.DOMAIN_CONTROLLED.value: phrase("Web address confirmed"),
    Known.RECOGNISED.value: phrase("Recognised"),
}


def facts_of(judged: Judged, words: Words) -> tuple[Fact, ...]:
    """Return what a receipt states, if its signature holds."""
    stated = judged.stated
    if stated is None or judged.report is None or not judged.report.ok:
        return ()
    standing = words(_RECEIPT_STANDING.get(stated.standing, ""))
    facts = (
        Fact(words("Answer"), words(stated.answer)),
        Fact(
            words("Checked on"),
            words.moment(stated.at) if stated.at else "",
            stated.at.isoformat() if stated.at else "",
        ),
        Fact(words("Who issued it?"), ": ".join(t for t in (standing, stated.who) if t)),
        Fact(words("Title of the record"), stated.title),
        Fact(words("Name in the record"), stated.recipient),
        Fact("SHA-256", stated.sha256),
        Fact(words("Key that signed the receipt"), stated.signer),
    )
    return tuple(fact for fact in facts if fact.value)


def is_receipt(document: JSONObject) -> bool:
    """Return whether a record says that it is a receipt."""
    return RECEIPT_TYPE in types_of(document)


def stated_in(document: JSONObject, *, own: bool) -> Stated:
    """Return what a receipt states."""
    found = list(subjects(document))
    subject: JSONObject = found[0] if found else {}
    issuer = subject.get("recordIssuer")
    issuer = issuer if isinstance(issuer, dict) else {}
    try:
        at = parse_datetime(str(subject.get("judgedAt")))
    except LerwayError:
        at = None
    return Stated(
        own,
        at,
        line(subject.get("sha256")),
        line(subject.get("answer")),
        line(subject.get("recordTitle")),
        line(subject.get("recordMadeOutTo")),
        line(issuer.get("standing")),
        line(issuer.get("listedName")) or line(issuer.get("host")),
        line(document.get("issuer")),
    )


def _who(issuer: IssuerStanding) -> JSONObject:
    """Return who the issuer is and how far that is confirmed, with nothing that is not known."""
    told = {
        "id": issuer.id,
        "standing": issuer.standing.value,
        "host": issuer.host,
        "list": issuer.list,
        "listedName": issuer.listed_name,
        "callsItself": issuer.claimed_name,
    }
    return {name: value for name, value in told.items() if value is not None}


class ReceiptBook:
    """Writes receipts with one key, and knows its own. Keeps none."""

    def __init__(
        self,
        key: SigningKey,
        *,
        clock: Clock = bootstrap.now,
        entropy: Entropy = os.urandom,
        lasting: bool = True,
    ) -> None:
        """Make it for the key of this server; `lasting` if that outlives the process."""
        self.lasting = lasting
        self._clock = clock
        self._entropy = entropy
        self._issuer = bootstrap.Issuer(
            key=key.key,
            name="Lerway",
            id=key.controller,
            verification_method=key.method,
            clock=clock,
            entropy=entropy,
        )

    @property
    def id(self) -> str:
        """Who signs: the issuer of every receipt."""
        return self._issuer.id

    def write(self, judged: Judged) -> bytes:
        """Return the receipt of what was judged and could be read."""
        report = judged.report
        assert report is not None  # noqa: S101 - the caller looked
        # The address that the reader typed stays with the reader.
        banner = answer_to(replace(judged, recipient=_ASKED_FOR), Words()).banner
        subject: JSONObject = {
            "type": "JudgedRecord",
            "answer": banner.word,
            "sentence": banner.sentence,
        }
        if report.issuer is not None:
            subject["recordIssuer"] = _who(report.issuer)
        if is_authentic(report):
            named = (
                ("recordTitle", judged.content.title),
                (
                    "recordMadeOutTo",
                    judged.content.recipient,
                ),
            )
            subject |= {name: said for name, said in named if said}
        subject |= {
            "sha256": judged.sha256,
            "size": len(judged.data),
            "judgedAt": format_datetime(judged.at),
            "software": f"lerway {__version__}",
            "report": parse_object(str(report)),
        }
        return self._issuer.issue(
            {
                "@context": [V2_CONTEXT, _TERMS],
                "id": self._urn(),
                "type": ["VerifiableCredential", RECEIPT_TYPE],
                "issuer": self.id,
                "validFrom": format_datetime(judged.at),
                "credentialSubject": subject,
            },
            proof="eddsa-jcs-2022",
        )

    def is_own(self, receipt: bytes) -> bool:
        """Return whether this key signed `receipt`, and it is unchanged."""
        try:
            document = parse_object(receipt)
            verification = Verification(receipt, now=self._clock(), catalog=bootstrap.catalog())
            report = verification.report()
        except LerwayError:
            return False
        return document.get("issuer") == self.id and report.verdict is Verdict.VALID

    def stated(self, document: JSONObject, verdict: Verdict) -> Stated | None:
        """Return what the receipt `document`, judged so, states; None if it is none."""
        if not is_receipt(document):
            return None
        own = document.get("issuer") == self.id and verdict is Verdict.VALID
        return stated_in(document, own=own)

    def _urn(self) -> str:
        from lerway.domain.issuing.identifiers import random_urn

        return random_urn(self._entropy(16))
