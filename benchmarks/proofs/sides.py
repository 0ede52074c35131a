"""The sides in this process: Lerway as its users call it, openvc-core, joserfc, raw Ed25519.

A side issues badges for learners and judges badges. `SKIPPED` names the checks that a
control takes away from one side; `checks` must notice.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import lerway
from benchmarks import badges
from lerway import bootstrap
from lerway.domain.issuing.written.achievement import achievement_of
from lerway.kernel.encoding import b58encode
from lerway.standards.did import did_document, did_key, method_url
from lerway.standards.status.lists import StatusList, list_credential, new_list, set_value

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "ISSUER",
    "KEY",
    "NOW",
    "SKIPPED",
    "CheckedError",
    "JcsSide",
    "JoserfcSide",
    "JwtSide",
    "LerwaySide",
    "OpenvcSide",
    "RawSide",
    "given_to_reference",
    "status_list",
]

SKIPPED: Final = (
    "lerway-signature",
    "lerway-signing",
    "lerway-status",
    "lerway-dates",
    "lerway-structure",
    "lerway-duplicates",
    "reference-signature",
    "reference-signing",
    "openvc-signature",
    "joserfc-signature",
)
NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
CREATED: Final = "2026-11-23T12:00:00Z"
KEY: Final = lerway.PrivateKey(lerway.KeyType.ED25519, bytes(range(32)))
ISSUER: Final = did_key(KEY.public)
METHOD: Final = method_url(ISSUER, KEY.public)
_FROM: Final = datetime.fromisoformat(badges.VALID_FROM)
_UNTIL: Final = datetime.fromisoformat(badges.VALID_UNTIL)
Document = dict[str, Any]


class CheckedError(Exception):
    """A side did not do what it is measured for."""


def status_list() -> StatusList:
    """Return the list that all the badges point to, in which one index is revoked."""
    state = new_list(badges.LIST)
    # every index before it is drawn, so that the one to be revoked can be
    state = replace(state, used=bytes([255]) * len(state.used))
    return set_value(state, badges.REVOKED)


def given_to_reference(skipped: str | None) -> dict[str, object]:
    """Return what the reference works with: the same badge, key and list as ours."""
    view = bootstrap.catalog().contexts.view()
    row = next(badges.rows(0))
    return {
        "contexts": {url: view.load(url) for url in bootstrap.catalog().contexts},
        "badge": badges.badge(row, ISSUER),
        "created": CREATED,
        "now": CREATED,
        "key": {
            "id": METHOD,
            "controller": ISSUER,
            "publicKeyMultibase": KEY.public.to_multikey(),
            "secretKeyMultibase": KEY.to_secret_multikey(),
        },
        "controller": did_document(ISSUER, KEY.public),
        "list": {"id": badges.LIST, "bits": b64encode(status_list().bits).decode()},
        "skip": skipped,
    }


class LerwaySide:
    """Lerway as a user calls it: an Issuer, and a whole Report."""

    name = "lerway"
    proof = "eddsa-rdfc-2022"

    def __init__(self, skipped: str | None = None) -> None:
        """Make the side; `skipped` is the check that a control takes away."""
        self._skipped = skipped
        self._issuer = lerway.Issuer(key=KEY, profile=badges.profile(ISSUER))
        self._achievement = achievement_of(badges.achievement())
        self._template = self._issuer.template(self._achievement, proof=self.proof)
        signed = self._issuer.issue(
            list_credential(status_list(), ISSUER, NOW - timedelta(hours=1)), created=NOW
        )
        self._list = lerway.Supplied(signed, "application/json", NOW, kept=True)
        self._verifier = lerway.Verifier(policy=_policy(skipped), fetch=self._fetch)

    def issue(self, row: badges.Row) -> bytes:
        """Return the signed badge of a learner, from the row alone."""
        return self.issued_until(row, _UNTIL)

    def issue_by_template(self, row: badges.Row) -> bytes:
        """Return the signed badge of a learner, as one of many of one achievement.

        It is a little more than the others issue: it names its schema.
        """
        return self._template.issue(
            recipient=row.subject,
            email=row.email,
            results={"Final mark": row.mark},
            valid_from=_FROM,
            valid_until=_UNTIL,
            status=badges.status(row.index),
            id=row.id,
            created=NOW,
        )

    def signed_object(self, row: badges.Row) -> Document:
        """Return the signed badge of a learner as an object, to be wrapped."""
        return json.loads(self.issue(row))

    def issued_until(self, row: badges.Row, until: datetime) -> bytes:
        """Return the signed badge of a learner, which ends at `until`."""
        document = self._issuer.badge(
            self._achievement,
            recipient=row.subject,
            email=row.email,
            results={"Final mark": row.mark},
            valid_from=_FROM,
            valid_until=until,
            status=badges.status(row.index),
            id=row.id,
        )
        # the badge that everybody's baseline was measured with names no schema
        del document["credentialSchema"]
        document["@context"] = badges.CONTEXTS
        return self.sign(document)

    def sign(self, document: Document) -> bytes:
        """Return a document, signed as it is."""
        signed = self._issuer.issue(document, created=NOW, proof=self.proof)
        if self._skipped != "lerway-signing":
            return signed
        value = json.loads(signed)
        value["proof"]["proofValue"] = "z" + b58encode(bytes(64))
        return json.dumps(value).encode()

    def report(self, data: bytes) -> lerway.Report:
        """Return the whole Report on a record."""
        if self._skipped == "lerway-duplicates" and data[:1] == b"{":
            # what a lenient parser would hand on
            data = json.dumps(json.loads(data)).encode()
        return self._verifier.verify(data, now=NOW)

    def accepts(self, data: bytes) -> bool:
        """Return whether the Report says valid; what cannot be read is not accepted."""
        try:
            return self.report(data).ok
        except lerway.UnreadableError:
            return False

    def lay_out_documents(self, folder: Path) -> None:
        """Write the status list into a folder of kept copies."""
        path = folder / badges.LIST.removeprefix("https://")
        path.parent.mkdir(parents=True)
        path.with_name(path.name + ".json").write_bytes(self._current_list())

    def _current_list(self) -> bytes:
        """Return the list as it would be published now: the server judges in the present."""
        now = datetime.now(UTC)
        return self._issuer.issue(list_credential(status_list(), ISSUER, now), created=now)

    def _fetch(self, need: lerway.Need) -> lerway.Supplied | lerway.Unavailable:
        if need.url == badges.LIST:
            return self._list
        return lerway.Unavailable("fetch.offline", "a benchmark does not use the network")


def _policy(skipped: str | None) -> lerway.Policy:
    policy = lerway.Policy()
    if skipped == "lerway-signature":  # what comes after a failed proof is not asked either
        return policy.reporting("proof", "status")
    if skipped in ("lerway-status", "lerway-dates", "lerway-structure"):
        return policy.reporting(skipped.removeprefix("lerway-"))
    return policy


class JcsSide(LerwaySide):
    """Lerway with eddsa-jcs-2022, which needs no RDF."""

    name = "lerway_jcs"
    proof = "eddsa-jcs-2022"


class JwtSide(LerwaySide):
    """Lerway with a token (VC-JOSE-COSE)."""

    name = "lerway_jwt"
    proof = "vc-jwt"


class OpenvcSide:
    """openvc-core with eddsa-rdfc-2022; it is not asked about the status."""

    name = "openvc"

    def __init__(self, skipped: str | None = None) -> None:
        """Make the side; `skipped` is the check that a control takes away."""
        import openvc
        from openvc.proof.data_integrity import DataIntegrityProofSuite

        view = bootstrap.catalog().contexts.view()
        self._openvc = openvc
        self._suite = DataIntegrityProofSuite()
        self._contexts = {url: view.load(url) for url in badges.CONTEXTS[1:]}
        self._key = openvc.Ed25519SigningKey.from_jwk(KEY.to_jwk(private=True), METHOD)
        self._policy = openvc.VerificationPolicy(now=NOW, require_status=False)
        self._skipped = skipped

    def issue(self, row: badges.Row) -> bytes:
        """Return the signed badge of a learner."""
        signed = self._suite.add_proof(
            badges.badge(row, ISSUER),
            signing_key=self._key,
            verification_method=METHOD,
            created=NOW,
            extra_contexts=self._contexts,
        )
        return json.dumps(signed).encode()

    def accepts(self, data: bytes) -> bool:
        """Return whether the badge is verified."""
        from openvc.proof.errors import ProofError

        document = json.loads(data)
        if self._skipped == "openvc-signature":
            return True
        try:
            self._openvc.verify_credential(
                document, policy=self._policy, extra_contexts=self._contexts
            )
        except ProofError:
            return False
        return True


class JoserfcSide:
    """joserfc, which verifies the signature of a token and nothing else."""

    name = "joserfc"

    def __init__(self, skipped: str | None = None) -> None:
        """Make the side; `skipped` is the check that a control takes away."""
        from joserfc import jws
        from joserfc.errors import BadSignatureError, SecurityWarning
        from joserfc.jwk import OKPKey

        self._jws = jws
        self._refused = BadSignatureError
        self._warning = SecurityWarning
        self._key = OKPKey.import_key(KEY.to_jwk(private=False))
        self._skipped = skipped

    def accepts(self, data: bytes) -> bool:
        """Return whether the signature is one of our key."""
        if self._skipped == "joserfc-signature":
            self._jws.extract_compact(data)
            return True
        try:
            self._jws.deserialize_compact(data, self._key, algorithms=["EdDSA", "Ed25519"])
        except self._refused:
            return False
        return True

    def quietly(self) -> warnings.catch_warnings:
        """Return a context in which it does not warn of the name EdDSA."""
        return warnings.catch_warnings(action="ignore", category=self._warning)


class RawSide:
    """Ed25519 alone, over 64 bytes, in libsodium: no side can be faster than this."""

    def __init__(self) -> None:
        """Make the key, in the library that Lerway signs and verifies with."""
        from nacl.signing import SigningKey

        self._key = SigningKey(KEY.secret)

    def messages(self, learners: list[badges.Row]) -> list[bytes]:
        """Return something to sign for each learner."""
        return [hashlib.sha512(row.id.encode()).digest() for row in learners]

    def sign(self, message: bytes) -> bytes:
        """Sign a message."""
        return self._key.sign(message)

    def signed(self, learners: list[badges.Row]) -> list[bytes]:
        """Return something signed for each learner."""
        return [self.sign(message) for message in self.messages(learners)]

    def verify(self, signed: bytes) -> bytes:
        """Verify a signed message."""
        return self._key.verify_key.verify(signed)
