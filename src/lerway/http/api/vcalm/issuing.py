"""Signing for the API: issue, present, status (VCALM 1.0 sections 3.2 and 3.5).

There is one desk for each issuer. Everything here runs in a worker thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.issuing.issuer import TOKENS
from lerway.http.api.bodies import unwrap
from lerway.http.api.vcalm import options as opt
from lerway.kernel.errors import MisuseError, UnreadableError
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.vcdm.enveloped import CREDENTIAL, envelope_url
from lerway.standards.vcdm.structure import V2_CONTEXT, as_list, is_presentation, version_of

if TYPE_CHECKING:
    from lerway.domain.issuing.issuer import Issuer
    from lerway.http.api.bodies import Body
    from lerway.http.api.vcalm.shelf import StatusShelf
    from lerway.kernel.limits import Limits
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["IssuingDesk"]

_DATA_INTEGRITY: Final = "https://w3id.org/security/data-integrity/v2"
_ISSUE: Final = {"credentialId": str}
_PRESENT: Final = {
    "type": str,
    "cryptosuite": str,
    "verificationMethod": str,
    "proofPurpose": str,
    "challenge": str,
    "domain": str,
}
_PURPOSES: Final = ("authentication", "assertionMethod")


@dataclass(frozen=True, slots=True)
class IssuingDesk:
    """One issuer and how it signs.

    Attributes:
        issuer: the issuer.
        proof: name of a cryptosuite or token; what fits the key, if None.
        shelf: status lists; None if it issues without status.
        status: whether every credential is given a `credentialStatus`.
    """

    issuer: Issuer
    proof: str | None = None
    shelf: StatusShelf | None = None
    status: bool = False

    def issue(self, body: Body, limits: Limits) -> bytes:
        """Return the answer to a request to issue a credential.

        Raises:
            UnreadableError: the request cannot be read.
            MisuseError: `api.unknown_option`, `api.status_taken`, `api.no_record_id`, and
                as `Issuer.issue`.
            RefusedError: our own verifier would refuse it.
        """
        wrapped = unwrap(_json_body(body), ("credential",), limits=limits)
        options = opt.known(wrapped.value, ("credential",), _ISSUE)
        credential = _document(wrapped.value, "credential", presentation=False)
        raw = wrapped.record
        completed = self.completed(credential, opt.word(options, "credentialId"))
        if completed is not credential:
            raw = dumps(completed)
        signed = self.issuer.issue(raw, proof=self.proof)
        return _answer("verifiableCredential", self.shown(signed))

    def present(self, body: Body, limits: Limits) -> bytes:
        """Return the answer to a request to sign a presentation, by this issuer as holder.

        Raises:
            As `issue`.
        """
        wrapped = unwrap(_json_body(body), ("presentation",), limits=limits)
        options = opt.known(wrapped.value, ("presentation",), _PRESENT)
        document = _document(wrapped.value, "presentation", presentation=True)
        self._require_own(options)
        given = dict(document)
        given.setdefault("holder", self.issuer.id)
        if given["holder"] != self.issuer.id or self.proof in TOKENS:
            raise opt.unknown(
                "/presentation/holder", f"this server signs presentations of {self.issuer.id} only"
            )
        records = [r for r in as_list(given.get("verifiableCredential")) if isinstance(r, dict)]
        signed = self.issuer.present(
            records,
            challenge=opt.word(options, "challenge"),
            domain=opt.word(options, "domain"),
            proof=self.proof,
        )
        return _answer("verifiablePresentation", signed.document)

    def set_status(self, body: Body, limits: Limits) -> None:
        """Set the status of a record that was issued here.

        Raises:
            UnreadableError: the request cannot be read.
            MisuseError: `api.unknown_option`, `status.unknown_record`,
                `status.revocation_final`.
        """
        value = parse_object(_json_body(body), limits=limits)
        opt.known(value, ("credentialId", "credentialStatus", "status"), {})
        record, entry, status = (
            value.get(k) for k in ("credentialId", "credentialStatus", "status")
        )
        if not isinstance(record, str) or not isinstance(entry, dict) or self.shelf is None:
            raise _malformed_status()
        purpose, url = entry.get("statusPurpose"), entry.get("statusListCredential")
        if entry.get("type") not in _ENTRIES or not isinstance(purpose, str):
            raise _malformed_status()
        if not isinstance(status, bool) or not isinstance(url, str | None):
            raise _malformed_status()
        self.shelf.set(record, purpose, value=status, url=url)

    def new_list(self, body: Body, limits: Limits) -> tuple[str, bytes]:
        """Return the address of a new status list and the answer that tells of it.

        Raises:
            UnreadableError: the request cannot be read.
            MisuseError: `api.unknown_option`, and as `StatusShelf.create`.
        """
        value = parse_object(_json_body(body), limits=limits)
        opt.known(value, ("statusPurpose", "id"), {})
        purpose, url = value.get("statusPurpose"), value.get("id")
        if self.shelf is None or not isinstance(purpose, str) or not isinstance(url, str | None):
            raise UnreadableError(
                "api.member_missing",
                "the request does not say for which statusPurpose the list is",
                pointer="/statusPurpose",
            )
        at = self.shelf.create(purpose, url)
        credential = self.shelf.published(at) or b"null"
        return at, b'{"id":' + dumps(at) + b',"verifiableCredential":' + credential + b"}"

    def completed(self, credential: JSONObject, record_id: str | None) -> JSONObject:
        """Return a credential with its status and what its proof needs."""
        out: JSONObject = credential
        if self.status and self.shelf is not None:
            if "credentialStatus" in credential:
                raise MisuseError(
                    "api.status_taken",
                    "this issuer gives credentials their status itself",
                    hint="leave credentialStatus out",
                    pointer="/credential/credentialStatus",
                )
            known_as = record_id or credential.get("id")
            if not isinstance(known_as, str):
                raise MisuseError(
                    "api.no_record_id",
                    "a credential whose status may change needs an id to name it by",
                    hint="give it an id, or the request the option credentialId",
                    pointer="/credential/id",
                )
            out = {**out}
            out["credentialStatus"] = self.shelf.entry(known_as)
        if version_of(credential) == "1.1" and self.proof not in TOKENS:
            # VC-DI 1.0 section 2.4.1: the context of the proof is injected where the
            # document's contexts do not define it, as those of VCDM 1.1 do not.
            contexts = as_list(credential.get("@context"))
            if _DATA_INTEGRITY not in contexts:
                out = {**out}
                out["@context"] = [*contexts, _DATA_INTEGRITY]
        return out

    def shown(self, signed: bytes) -> bytes:
        """Return a signed credential as it is handed out: a token in its envelope."""
        if self.proof not in TOKENS:
            return signed
        url = envelope_url("application/vc+jwt", signed.decode("ascii"))
        return dumps({"@context": V2_CONTEXT, "id": url, "type": CREDENTIAL})

    def _require_own(self, options: JSONObject) -> None:
        """Refuse options for a proof that this issuer does not make."""
        own: dict[str, tuple[JSON, ...]] = {
            "type": ("DataIntegrityProof",),
            "cryptosuite": (self.proof or self.issuer.default_proof,),
            "verificationMethod": (self.issuer.verification_method,),
            "proofPurpose": _PURPOSES[:1],
        }
        for name, allowed in own.items():
            if options.get(name, allowed[0]) not in allowed:
                raise opt.unknown(f"/options/{name}", f"{name} can only be {allowed[0]} here")


_ENTRIES: Final = ("BitstringStatusListEntry", "BitstringStatusList")


def _json_body(body: Body) -> bytes:
    if not body.wrapped:
        raise UnreadableError(
            "api.not_json", "this is not sent as JSON", hint="send it as application/json"
        )
    return body.data


def _document(value: JSONObject, member: str, *, presentation: bool) -> JSONObject:
    document = value[member]
    if not isinstance(document, dict) or is_presentation(document) is not presentation:
        raise UnreadableError(
            "api.not_a_record",
            f"the member {member} is no {member}",
            hint="/api/openapi.json says what it holds",
            pointer=f"/{member}",
        )
    return document


def _malformed_status() -> UnreadableError:
    return UnreadableError(
        "api.member_missing",
        "the request needs credentialId, credentialStatus with type and statusPurpose, and status",
        hint="status is true or false",
    )


def _answer(member: str, signed: bytes) -> bytes:
    return b"{" + dumps(member) + b":" + signed + b"}"
