"""The sides of the benchmark, and the proof that each does all of its work.

A side issues a badge for a learner and judges a badge that it is given. `SKIPPED`
names the checks that a control takes away from one side; `cross_check` must notice.
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

import lerway
from benchmarks import badges
from lerway import bootstrap
from lerway.domain.issuing.written.achievement import achievement_of
from lerway.kernel.encoding import b58decode, b58encode
from lerway.standards.did import did_key
from lerway.standards.status.lists import list_credential, new_list, set_value

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "SIDES",
    "SKIPPED",
    "CheckedError",
    "JcsSide",
    "LerwaySide",
    "PyldSide",
    "RawSide",
    "Side",
    "cross_check",
]

SKIPPED: Final = (
    "lerway-signature",
    "lerway-status",
    "lerway-dates",
    "pyld-signature",
    "pyld-signing",
)
NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
REVOKED: Final = 4_711
KEY_SEED: Final = bytes(range(32))
MULTICODEC: Final = b"\xed\x01"
_FROM: Final = datetime.fromisoformat(badges.VALID_FROM)
_UNTIL: Final = datetime.fromisoformat(badges.VALID_UNTIL)
Document = dict[str, Any]


class CheckedError(Exception):
    """A side did not do what it is measured for."""


class Side(Protocol):
    """Somebody who issues and judges badges."""

    name: str

    def issue(self, row: badges.Row) -> bytes:
        """Return the signed badge of a learner."""
        ...

    def accepts(self, data: bytes) -> bool:
        """Return whether the badge is judged to be good."""
        ...

    def require_valid(self, data: bytes) -> None:
        """Judge a badge that is good; raise CheckedError if it is refused."""
        ...


class LerwaySide:
    """Lerway as a user calls it: an Issuer, and a whole Report."""

    name = "lerway"
    proof = "eddsa-rdfc-2022"
    schema = False

    def __init__(self, skipped: str | None = None) -> None:
        """Make the side; `skipped` is the check that a control takes away."""
        self._key = lerway.PrivateKey(lerway.KeyType.ED25519, KEY_SEED)
        self.id = did_key(self._key.public)
        self._catalog = bootstrap.catalog()
        self._issuer = lerway.Issuer(key=self._key, profile=badges.profile(self.id))
        self._achievement = achievement_of(badges.achievement())
        self._list = lerway.Supplied(_status_list(self._issuer), "application/json", NOW, kept=True)
        self._policy = _policy(skipped)

    def issue(self, row: badges.Row) -> bytes:
        """Return the signed badge of a learner."""
        return self.issued_until(row, _UNTIL)

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
        if not self.schema:  # the badge that everybody's baseline was measured with
            del document["credentialSchema"]
            document["@context"] = badges.CONTEXTS
        return self._issuer.issue(document, created=NOW, proof=self.proof)

    def accepts(self, data: bytes) -> bool:
        """Return whether the Report says valid."""
        verification = lerway.Verification(
            data, now=NOW, catalog=self._catalog, policy=self._policy
        )
        return bootstrap.resolve(verification, self._fetch).ok

    def require_valid(self, data: bytes) -> None:
        """Judge a badge that is good."""
        if not self.accepts(data):
            raise CheckedError(f"{self.name} refused a good badge while it was measured")

    def _fetch(self, need: lerway.Need) -> lerway.Supplied | lerway.Unavailable:
        if need.url == badges.LIST:
            return self._list
        return lerway.Unavailable("fetch.offline", "a benchmark does not use the network")


def _status_list(issuer: lerway.Issuer) -> bytes:
    """Return the signed list that all the badges point to, in which one index is revoked."""
    state = new_list(badges.LIST)
    # every index before it is drawn, so that the one to be revoked can be
    state = replace(state, used=bytes([255]) * len(state.used))
    state = set_value(state, REVOKED)
    return issuer.issue(list_credential(state, issuer.id, NOW - timedelta(hours=1)), created=NOW)


def _policy(skipped: str | None) -> lerway.Policy:
    policy = lerway.Policy()
    if skipped == "lerway-signature":  # what comes after a failed proof is not asked either
        return policy.reporting("proof", "status")
    if skipped in ("lerway-status", "lerway-dates"):
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


class SchemaSide(LerwaySide):
    """Lerway with a badge that names its schema, which is then judged too."""

    name = "lerway_schema"
    schema = True


class PyldSide:
    """PyLD + cryptography, the way that one would write it first.

    It canonicalises, hashes, signs and verifies. It makes no Report: dates, status,
    structure and terms are not looked at, and there is one issuer, whose key is known.
    """

    name = "pyld"

    def __init__(self, skipped: str | None = None) -> None:
        """Make the side; `skipped` is the check that a control takes away."""
        view = bootstrap.catalog().contexts.view()
        self._contexts = {url: view.load(url) for url in badges.CONTEXTS}
        self._key = Ed25519PrivateKey.from_private_bytes(KEY_SEED)
        public = self._key.public_key().public_bytes_raw()
        multikey = "z" + b58encode(MULTICODEC + public)
        self.id = f"did:key:{multikey}"
        self._method = f"{self.id}#{multikey}"
        self._skipped = skipped

    def issue(self, row: badges.Row) -> bytes:
        """Return the signed badge of a learner."""
        document = badges.badge(row, self.id)
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": "2026-11-23T12:00:00Z",
            "verificationMethod": self._method,
            "proofPurpose": "assertionMethod",
        }
        signed = bytes(64) if self._skipped == "pyld-signing" else self._hashes(document, proof)
        proof["proofValue"] = "z" + b58encode(self._key.sign(signed))
        return json.dumps({**document, "proof": proof}).encode()

    def accepts(self, data: bytes) -> bool:
        """Return whether the signature is one of the issuer's key over the badge."""
        document = json.loads(data)
        proof = document.pop("proof")
        signature = b58decode(proof.pop("proofValue")[1:])
        issuer, _, multikey = proof["verificationMethod"].partition("#")
        if issuer != document["issuer"]["id"]:
            return False
        key = Ed25519PublicKey.from_public_bytes(b58decode(multikey[1:])[len(MULTICODEC) :])
        message = self._hashes(document, proof)
        if self._skipped == "pyld-signature":
            return True
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def require_valid(self, data: bytes) -> None:
        """Judge a badge that is good."""
        if not self.accepts(data):
            raise CheckedError(f"{self.name} refused a good badge while it was measured")

    def _hashes(self, document: Document, proof: Document) -> bytes:
        config = {"@context": document["@context"], **proof}
        return b"".join(
            hashlib.sha256(self._canonical(d).encode()).digest() for d in (config, document)
        )

    def _canonical(self, document: Document) -> str:
        from pyld import jsonld

        options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": self._load,
        }
        return jsonld.normalize(document, options)

    def _load(self, url: str, _options: object) -> Document:
        return {"contextUrl": None, "documentUrl": url, "document": self._contexts[url]}


class RawSide:
    """Ed25519 alone, over 64 bytes: no side can be faster than this."""

    def __init__(self) -> None:
        """Make the key, in the library that Lerway signs and verifies with."""
        from nacl.signing import SigningKey

        self._key = SigningKey(KEY_SEED)

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


SIDES: Final[dict[str, Callable[[str | None], Side]]] = {
    side.name: side for side in (LerwaySide, PyldSide, JcsSide, JwtSide, SchemaSide)
}


# ------------------------------------------------------------------- checking


def cross_check(sides: dict[str, Side], *, count: int, seed: int) -> int:
    """Check that both judge what the other issued, and refuse what was changed.

    Raises:
        CheckedError: naming the side that skipped something.
    """
    pair = [sides["lerway"], sides["pyld"]]
    for row in _some(count, seed):
        for issuer in pair:
            good = issuer.issue(row)
            for judge in pair:
                if not judge.accepts(good):
                    raise CheckedError(f"{judge.name} refuses what {issuer.name} issued")
                for what, bad in _changed(good):
                    if judge.accepts(bad):
                        raise CheckedError(f"{judge.name} accepts a badge with {what}")
        for name in ("lerway_jcs", "lerway_jwt", "lerway_schema"):
            _check_alone(sides[name], row)
    if isinstance(sides["lerway"], LerwaySide):
        _check_whole_report(sides["lerway"], seed)
    return count


def _check_alone(side: Side, row: badges.Row) -> None:
    """Check a side that PyLD has nothing to say to."""
    good = side.issue(row)
    side.require_valid(good)
    for what, bad in _changed(good):
        if side.accepts(bad):
            raise CheckedError(f"{side.name} accepts a badge with {what}")


def _some(count: int, seed: int) -> list[badges.Row]:
    learners = badges.rows(seed)
    return [next(learners) for _ in range(count)]


def _changed(good: bytes) -> list[tuple[str, bytes]]:
    """Return the badge with one thing changed: a value, the signature, the proof."""
    if not good.startswith(b"{"):
        head, payload, signature = good.decode().split(".")
        other = ("B" if signature[0] == "A" else "A") + signature[1:]
        return [("another signature", f"{head}.{payload}.{other}".encode())]
    document = json.loads(good)
    mark = copy.deepcopy(document)
    mark["credentialSubject"]["result"][0]["value"] = "59"
    value = copy.deepcopy(document)
    signature = bytearray(b58decode(value["proof"]["proofValue"][1:]))
    signature[0] ^= 1
    value["proof"]["proofValue"] = "z" + b58encode(bytes(signature))
    created = copy.deepcopy(document)
    created["proof"]["created"] = "2026-11-22T12:00:00Z"
    return [
        ("another mark", json.dumps(mark).encode()),
        ("another signature", json.dumps(value).encode()),
        ("another date in its proof", json.dumps(created).encode()),
    ]


def _check_whole_report(side: LerwaySide, seed: int) -> None:
    """Lerway is measured for a whole Report, so it must refuse what only that shows."""
    [row] = _some(1, seed)
    good = json.loads(side.issue(row))
    revoked = side.issue(row._replace(index=REVOKED))
    twice = json.dumps(good)[:-1].encode() + b', "id": "urn:uuid:0"}'
    expired = side.issued_until(row, NOW - timedelta(days=1))
    for what, bad in (
        ("that was revoked", revoked),
        ("that has ended", expired),
        ("with a key twice", twice),
    ):
        try:
            accepted = side.accepts(bad)
        except lerway.UnreadableError:
            continue
        if accepted:
            raise CheckedError(f"{side.name} accepts a badge {what}")
