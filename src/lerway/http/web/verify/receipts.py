"""Signed receipts of verifications: VC Data Model 2.0 credentials of their own.

A receipt says what was judged (its SHA-256), when, by which version, and the Report.
It is signed by the server's own key with the suite `eddsa-jcs-2022` (VC-DI-EDDSA 1.0,
section 3.3), so that `lerway verify` checks it like any other record. Its terms are
defined in the receipt itself: no context needs to be fetched.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from lerway import __version__, bootstrap
from lerway.domain.verifying.verification import Verification
from lerway.kernel.errors import LerwayError
from lerway.kernel.report import Verdict
from lerway.kernel.strict_json import parse_object
from lerway.standards.vcdm.dates import format_datetime
from lerway.standards.vcdm.structure import V2_CONTEXT

if TYPE_CHECKING:
    from lerway.domain.issuing.signing_key import SigningKey
    from lerway.domain.ports import Clock, Entropy
    from lerway.http.web.verify.checking import Judged
    from lerway.kernel.strict_json import JSONObject

__all__ = ["RECEIPT_TYPE", "ReceiptBook"]

RECEIPT_TYPE: Final = "VerificationReceipt"
_VOCABULARY: Final = "urn:lerway:vocab:"
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
    "verdict": _VOCABULARY + "verdict",
    "report": {"@id": _VOCABULARY + "report", "@type": "@json"},
}


class ReceiptBook:
    """Writes receipts with one key, and knows its own. Keeps none."""

    def __init__(
        self, key: SigningKey, *, clock: Clock = bootstrap.now, entropy: Entropy = os.urandom
    ) -> None:
        """Make it for the key of this server."""
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
        subject: JSONObject = {
            "type": "JudgedRecord",
            "sha256": judged.sha256,
            "size": len(judged.data),
            "judgedAt": format_datetime(judged.at),
            "software": f"lerway {__version__}",
            "verdict": report.verdict.value,
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

    def _urn(self) -> str:
        from lerway.domain.issuing.identifiers import random_urn

        return random_urn(self._entropy(16))
