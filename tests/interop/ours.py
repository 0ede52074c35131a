"""Lerway's side of each exchange: keys, signing, judging with given documents."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import lerway
from lerway import bootstrap
from lerway.kernel.need import Supplied, Unavailable
from lerway.standards.data_integrity.proof import sign as sign_proof
from lerway.standards.did import did_document, did_key, did_web, method_url
from lerway.standards.jose.vc_jwt import protect

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CREATED = "2025-02-03T04:05:06Z"
KEY_TYPES = {
    "ed25519": lerway.KeyType.ED25519,
    "p256": lerway.KeyType.P256,
    "p384": lerway.KeyType.P384,
}
SUITES = [
    ("eddsa-rdfc-2022", "ed25519"),
    ("eddsa-jcs-2022", "ed25519"),
    ("ecdsa-rdfc-2019", "p256"),
    ("ecdsa-rdfc-2019", "p384"),
    ("ecdsa-jcs-2019", "p256"),
    ("ecdsa-jcs-2019", "p384"),
]


@dataclass(frozen=True)
class Signer:
    """Somebody with a key."""

    id: str
    key: lerway.PrivateKey

    @property
    def method(self) -> str:
        return method_url(self.id, self.key.public)

    @property
    def multikey(self) -> dict[str, str]:
        """The key pair as the JavaScript packages read it."""
        return {
            "id": self.method,
            "controller": self.id,
            "publicKeyMultibase": self.key.public.to_multikey(),
            "secretKeyMultibase": self.key.to_secret_multikey(),
        }

    @property
    def jwk(self) -> dict[str, Any]:
        return self.key.to_jwk(private=True)

    @property
    def document(self) -> dict[str, Any]:
        """The controller document, to be published."""
        return did_document(self.id, self.key.public)


def somebody(kind: str, seed: str = "somebody", host: str | None = None) -> Signer:
    """Return a signer: the same arguments, the same key. A did:key, or did:web of `host`."""
    key = lerway.PrivateKey.generate(
        KEY_TYPES[kind], lambda n: hashlib.shake_256(f"{seed} {kind}".encode()).digest(n)
    )
    return Signer(did_web(host) if host else did_key(key.public), key)


def sign(document: dict[str, Any], suite: str, by: Signer) -> dict[str, Any]:
    """Return `document` as Lerway issues it."""
    issuer = lerway.Issuer(key=by.key, id=by.id, name="Somebody")
    created = datetime.fromisoformat(CREATED)
    return json.loads(issuer.issue(json.dumps(document).encode(), created=created, proof=suite))


def add_proof(document: dict[str, Any], suite: str, by: Signer, **options: str) -> dict[str, Any]:
    """Return `document` with one more proof, asking nobody whether that makes sense."""
    catalog = bootstrap.catalog()
    unsecured = {k: v for k, v in document.items() if k != "proof"}
    members = {
        "created": CREATED,
        "verificationMethod": by.method,
        "proofPurpose": "assertionMethod",
        **options,
    }
    view = catalog.contexts.view()
    proof = sign_proof(unsecured, members, catalog.suites[suite], by.key, view)
    before = document.get("proof")
    return {**unsecured, "proof": [before, proof] if before else proof}


def token(document: dict[str, Any], by: Signer, profile: str) -> str:
    """Return `document` as a compact JWT by Lerway."""
    return protect(document, by.key, by.method, profile)


def judge(
    data: object,
    documents: Mapping[str, object] = {},
    policy: lerway.Policy | None = None,
    now: datetime = NOW,
) -> lerway.Report:
    """Judge a record by Lerway, which can read `documents` (URL to document) and no more."""

    def fetch(need: lerway.Need) -> Supplied | Unavailable:
        found = documents.get(need.url)
        if found is None:
            return Unavailable("fetch.offline", "this test did not give it")
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        return Supplied(body, "application/json", now)

    raw = data if isinstance(data, (bytes, str)) else json.dumps(data, ensure_ascii=False)
    verification = lerway.Verification(
        raw, now=now, catalog=bootstrap.catalog(), policy=policy or lerway.Policy()
    )
    return bootstrap.resolve(verification, fetch)


def tampered(document: dict[str, Any]) -> dict[str, Any]:
    """Return a copy in which one signed value is another."""
    changed = copy.deepcopy(document)
    changed["credentialSubject"]["id"] = "did:key:z6MkwoMUFqoBNg3tSEs2iEm3nBtPGyHXLdGVMJsd6ePmBfQS"
    return changed


def reasons(report: lerway.Report) -> set[str | None]:
    """Return the codes of what did not pass and had to."""
    return {c.reason for c in report.checks if c.required and c.outcome != "passed"}
