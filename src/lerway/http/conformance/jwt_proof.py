"""`JwtProof2020`: a token dressed as an embedded proof, as the VC API suites want it.

No Recommendation has it. The suites tagged `JWT` look for members of a credential that a
token does not show, so the test issuer shows the credential and puts the token beside
it, as the value of a proof; the test verifier takes it apart again and judges the token.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lerway.http.api.vcalm.issuing import IssuingDesk
from lerway.kernel.errors import LerwayError
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.jose.jws import parse_compact
from lerway.standards.jose.vc_jwt import credential_of
from lerway.standards.vcdm.dates import format_datetime
from lerway.standards.vcdm.structure import version_of

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["JwtProofDesk", "token_in"]

_TYPE: Final = "JwtProof2020"
_MEMBERS: Final = ("created", "proofPurpose", "verificationMethod", "proofValue")


class JwtProofDesk(IssuingDesk):
    """An issuer of tokens that shows them as proofs."""

    def completed(self, credential: JSONObject, record_id: str | None) -> JSONObject:
        """Return the credential with the date that the suite leaves to the issuer."""
        whole = super().completed(credential, record_id)
        if version_of(whole) == "1.1" and "issuanceDate" not in whole:
            return {**whole, "issuanceDate": format_datetime(datetime.now(UTC))}
        return whole

    def shown(self, signed: bytes) -> bytes:
        """Return the credential in a token, with the token as its proof."""
        document, _ = credential_of(parse_compact(signed))
        proof: JSONObject = {
            "type": _TYPE,
            "created": format_datetime(datetime.now(UTC)),
            "proofPurpose": "assertionMethod",
            "verificationMethod": self.issuer.verification_method,
            "proofValue": signed.decode("ascii"),
        }
        return dumps({**document, "proof": proof})


def token_in(data: bytes) -> bytes:
    """Return the token of a record that shows one as its proof; any other record as it is."""
    try:
        document = parse_object(data)
        proof = document.pop("proof", None)
        if not isinstance(proof, dict) or proof.get("type") != _TYPE:
            return data
        if not all(isinstance(proof.get(member), str) for member in _MEMBERS):
            return data
        token = str(proof["proofValue"]).encode()
        inside, _ = credential_of(parse_compact(token))
    except LerwayError:
        return data
    return token if inside == document else data
